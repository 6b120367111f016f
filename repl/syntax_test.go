package repl

import (
	"strings"
	"testing"
)

func TestTokens(t *testing.T) {
	for text, want := range map[string]string{
		"local x = 0x1F + 1e-5 .. 'a\\'b'": "keyword:local name:x mark:= number:0x1F mark:+ number:1e-5 mark:.. string:'a\\'b'",
		"a.b:c[1] --[[x\ny]] == d":         "name:a mark:. name:b mark:: name:c mark:[ number:1 mark:] comment:--[[x\ny]] mark:== name:d",
		"[==[ ]] ]==] [[open":              "string:[==[ ]] ]==] string:[[open…",
		"'open":                            "string:'open…",
		"'cut\nx":                          "string:'cut name:x",
		"-- to the end":                    "comment:-- to the end…",
		"f(...) ::l:: x~=y":                "name:f mark:( mark:... mark:) mark::: name:l mark::: name:x mark:~= name:y",
		"a[b]":                             "name:a mark:[ name:b mark:]",
	} {
		var got []string
		for _, k := range tokens([]rune(text)) {
			kind := [...]string{"name", "keyword", "number", "string", "comment", "mark"}[k.kind]
			if k.open {
				k.text += "…"
			}
			got = append(got, kind+":"+k.text)
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%q is\n%s, want\n%s", text, g, want)
		}
	}
}

func TestEditColours(t *testing.T) {
	onEach(t, true, func(tm *terminal) {
		tm.press("local a = nil or 'text' .. 12 -- why")
		tm.see(`-- wh\n?y$`)
		tm.look("local", "35")
		tm.look("nil", "35")
		tm.look("'text'", "32")
		tm.look("12", "36")
		tm.look("-- w", "2")
		tm.look(" a ", "")
		tm.press(ctrlC + "\x0cf({1, ')'}) ")
		tm.look("(", "")
		tm.press("\x7f") // the cursor stands after the last bracket
		tm.look("(", "1;7")
		tm.look("{", "")
		tm.press(left + left)
		tm.look("{", "1;7")
		tm.look("}", "1;7")
		tm.look("(", "")
	})
	onEach(t, false, func(tm *terminal) { // NO_COLOR
		tm.press("local a = f('text')")
		tm.see(`'text'\)$`)
		for _, text := range []string{"local", "'text'", "(", ")"} {
			tm.look(text, "")
		}
	})
}

// TestEditResized holds that an input is drawn whole in a terminal of another size.
func TestEditResized(t *testing.T) {
	tm := openTerminal(t, 80, 24, "")
	tm.see(`\[1\]> $`)
	tm.press("local text = 'of thirty columns and a few more'")
	tm.see(`a few more'$`)
	tm.resize(40, 12)
	tm.see(`\[1\]> local text = 'of thirty columns and\n a few more'$`)
	tm.press("\x01\x0bx" + "\x7f\r")
	tm.see(`\[1\]> $`)
	tm.leave()
}
