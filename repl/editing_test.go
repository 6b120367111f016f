package repl

import (
	"os"
	"path/filepath"
	"testing"
)

// sizes are terminals of which each feature of the editor is tried on.
var sizes = [][2]int{{80, 24}, {40, 12}}

// onEach runs fn at a terminal of each size, with some inputs in its history.
func onEach(t *testing.T, color bool, fn func(tm *terminal), history ...string) {
	for _, size := range sizes {
		file := filepath.Join(t.TempDir(), "history")
		text := ""
		for _, entry := range history {
			text += escapeLines.Replace(entry) + "\n"
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		open := openTerminal
		if color {
			t.Setenv("NO_COLOR", "")
			open = openColorTerminal
		}
		tm := open(t, size[0], size[1], file)
		tm.see(`\[1\]> $`)
		fn(tm)
		tm.press(ctrlC)
		tm.leave()
	}
}

const (
	downKey, rightKey, undoKey, redoKey, lastWordKey = "\x1b[B", "\x1b[C", "\x1f", "\x1b/", "\x1b."
)

func TestEditKill(t *testing.T) {
	onEach(t, false, func(tm *terminal) {
		// Cuts that follow each other gather; a key between begins anew.
		tm.press("one two three\x17\x17")
		tm.see(`\[1\]> one$`)
		tm.press("\x01\x19")
		tm.see(`\[1\]> two threeone`)
		tm.press("\x05\x17\x01\x0b\x19")
		tm.see(`\[1\]> two$`)
	})
}

func TestEditUndo(t *testing.T) {
	onEach(t, false, func(tm *terminal) {
		tm.press("first second\x17")
		tm.see(`\[1\]> first$`)
		tm.press(undoKey)
		tm.see(`\[1\]> first second$`)
		tm.press(undoKey + undoKey)
		tm.see(`\[1\]> first$`)
		tm.press(redoKey + redoKey)
		tm.see(`\[1\]> first second$`)
		tm.press("x" + redoKey)
		tm.see(`\[1\]> first secondx$`)
	})
}

func TestEditRecall(t *testing.T) {
	onEach(t, false, func(tm *terminal) {
		// What was changed in an entry is there when it is come by again.
		tm.press(upKey + "!" + upKey)
		tm.see(`\[1\]> alpha\(2\)$`)
		tm.press(downKey)
		tm.see(`\[1\]> beta\(3\)!$`)
		tm.press(downKey)
		tm.see(`\[1\]> $`)
		tm.press(upKey)
		tm.see(`\[1\]> beta\(3\)!$`)
		tm.press(downKey)
		// Of what was typed, only entries that begin so are recalled; it comes back below the newest.
		tm.press("al" + upKey)
		tm.see(`\[1\]> alpha\(2\)$`)
		tm.press(upKey)
		tm.see(`\[1\]> alpha\(1\)$`)
		tm.press(downKey + downKey)
		tm.see(`\[1\]> al$`)
	}, "alpha(1)", "alpha(2)", "beta(3)")
}

func TestEditSuggestion(t *testing.T) {
	onEach(t, true, func(tm *terminal) {
		tm.press("alp")
		tm.see(`\[1\]> alpha beta gamma$`)
		tm.cursor("[1]> alpha", 8)
		tm.press("\x01\x05\x05" + "!")
		tm.see(`\[1\]> alpha beta gamma!$`)
	}, "alpha beta gamma")
	onEach(t, false, func(tm *terminal) {
		tm.press("alp" + rightKey + "?")
		tm.see(`\[1\]> alp\?$`)
	}, "alpha beta gamma")
}

func TestEditLastWord(t *testing.T) {
	onEach(t, false, func(tm *terminal) {
		tm.press("x" + lastWordKey)
		tm.see(`\[1\]> xtwo$`)
		tm.press(lastWordKey)
		tm.see(`\[1\]> xone$`)
		tm.press("y" + lastWordKey)
		tm.see(`\[1\]> xoneytwo$`)
	}, "f one", "g two")
}

func TestEditIndent(t *testing.T) {
	onEach(t, false, func(tm *terminal) {
		// Blocks are indented; the words that end one stand less deep, but not names that begin like them.
		tm.press("for i = 1, 1 do\rif i == 2 then\rprint(i)\relse\rlocal ending = i\rprint(ending)\rend\rend")
		tm.see(`(?m)do\n\.\.\.>   if i == 2 then\n\.\.\.>     print\(i\)\n\.\.\.>   else\n\.\.\.>     local ending = i\n\.\.\.>     print\(ending\)\n\.\.\.>   end\n\.\.\.> end$`)
		tm.press("\r")
		tm.see(`(?m)^1\n\[2\]> $`)
		// What brings its own indent is not indented twice, marked as a paste or not.
		tm.press("\x0cwhile true do\r    if 1 then\r        break\r    end\rend")
		tm.see(`do\n\.\.\.>     if 1 then\n\.\.\.>         break\n\.\.\.>     end\n\.\.\.> end$`)
		tm.press(ctrlC + "\x0c\x1b[200~while true do\n    if 1 then\n        break\n    end\nend\x1b[201~")
		tm.see(`do\n\.\.\.>     if 1 then\n\.\.\.>         break\n\.\.\.>     end\n\.\.\.> end$`)
	})
}

// TestEditShown holds that what would change how the line looks is shown, not obeyed.
func TestEditShown(t *testing.T) {
	onEach(t, false, func(tm *terminal) {
		tm.press("\x1b[200~x = 'a\u202eb'\x1b[201~")
		tm.see(`\[1\]> x = 'a<202E>b'$`)
		tm.press("\r")
		tm.see(`\[2\]> $`)
		tm.press("x\r")
		tm.see(`(?m)^"a\\226\\128\\174b"$`)
	})
}

// TestEditJoined has the cursor right on terminals that join the runes of an emoji, and on those that do not.
func TestEditJoined(t *testing.T) {
	for _, joins := range []bool{false, true} {
		onEach(t, false, func(tm *terminal) {
			tm.mu.Lock()
			tm.screen.joins = joins
			tm.mu.Unlock()
			wide := map[bool]int{false: 10, true: 4}[joins] // of a family and a hand
			tm.press("'👩\u200d👩\u200d👧👍🏽'")
			tm.cursor("[1]> '", 7+wide)
			tm.press("\x1b[D")
			tm.cursor("[1]> '", 6+wide)
			tm.press("\x1b[D\x1b[D")
			tm.cursor("[1]> '", 6)
			tm.press("\x1b[Cx")
			tm.cursor("[1]> '", 6+map[bool]int{false: 6, true: 2}[joins]+1)
			tm.press("\x7f\x7f")
			tm.see(`\[1\]> '👍🏽'$|\[1\]> '👍'$`)
			tm.cursor("[1]> '", 6)
		})
	}
}
