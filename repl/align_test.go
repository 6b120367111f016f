package repl

import "testing"

// TestColumns shows rows in columns where they fit, also in a terminal of another size.
func TestColumns(t *testing.T) {
	rows := "\x0c{{id = 7, name = 'Ann', town = 'Springfield'}, {id = 1024, name = 'Bartholomew', town = 'X'}, {id = 3, name = '日本', town = ''}}\r"
	tm := openTerminal(t, 80, 24, "")
	tm.see(`\[1\]> $`)
	tm.press(rows)
	tm.see(`(?m)^  \{id = 7,    name = "Ann",         town = "Springfield"\},$`)
	tm.see(`(?m)^  \{id = 1024, name = "Bartholomew", town = "X"\},$`)
	tm.see(`(?m)^  \{id = 3,    name = "日本",        town = ""\}$`)
	tm.press("\x0clocal r = {0, {a = ('x'):rep(50), b = 1}, {a = ('y'):rep(50), b = 2}} r[1] = r\r\x0cr\r")
	tm.see(`(?m)^  <cycle>,\n  \{a = "x+", b = 1\},$`)
	tm.resize(40, 12)
	tm.press(rows) // too wide for fields with their names: these stand above
	tm.see(`(?m)^  id    name           town$\n^     7  "Ann"          "Springfield"$\n^  1024  "Bartholomew"  "X"$\n^     3  "日本"         ""$`)
	tm.press("\x0c{r[2], r[3]}\r") // one value is too long even so: it is cut
	tm.see(`(?m)^  a +b$\n^  "x+…  1$\n^  "y+…  2$`)
	tm.press("\x0c{{id = 7, n = 10, text = 'some'}, {id = 10, n = 7, text = 'more'}}\r")
	tm.see(`(?m)^  \{id = 7,  n = 10, text = "some"\},$`)
	tm.leave()
}
