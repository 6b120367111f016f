package repl

import (
	"os"
	"strings"
	"testing"

	"github.com/chzyer/readline"
)

// typed is what a keyboard makes of bytes that come in these pieces, and the pastes among them.
func typed(t *testing.T, splits bool, pieces ...string) (keys []rune, pastes []string) {
	t.Helper()
	k := &translator{}
	k.splits.Store(splits)
	var out strings.Builder
	for _, piece := range pieces {
		k.translate(append(k.in, piece...))
		out.Write(k.out)
		k.out = nil
	}
	return []rune(out.String()), k.pastes
}

func TestTranslator(t *testing.T) {
	for _, c := range []struct {
		in     string
		splits bool
		keys   string
		paste  string
	}{
		{"a\x1b[3~b", false, "a" + string(rune(keyDelete)) + "b", ""},
		{"\x1b[A", true, "\x1b[A", ""},
		{"\x1bk", true, string(rune(keyEscape)) + "k", ""},
		{"\x1bOx", true, string(rune(keyEscape)) + "Ox", ""},
		{"\x1bOA", true, "\x1bOA", ""},
		{"\x1bb\x1bq\x1bü!", false, "\x1bb" + string(rune(keyNone)) + string(rune(keyNone)) + "!", ""},
		{"\x00", false, string(rune(keyNone)), ""},
		{"x\x1b[200~a\x03\x1b[3~\x1b[A\r\x00\U000F0001ü\x1b[201~y", false, "x" + string(rune(keyPaste)) + "y", "a\x03\x1b[3~\x1b[A\r\x00\U000F0001ü"},
		{"\ufdd0\U000F0001\ufdf0", false, "\ufffd\U000F0001\ufdf0", ""}, // text is no key
	} {
		for _, whole := range []bool{true, false} { // also byte by byte
			pieces := []string{c.in}
			if !whole {
				pieces = nil
				for i := range len(c.in) {
					pieces = append(pieces, c.in[i:i+1])
				}
			}
			keys, pastes := typed(t, c.splits, pieces...)
			if string(keys) != c.keys || strings.Join(pastes, "") != c.paste {
				t.Errorf("%q, whole %v: keys %q, pastes %q, want %q, %q", c.in, whole, string(keys), pastes, c.keys, c.paste)
			}
		}
	}
}

// FuzzTranslator holds that what is typed means the same in whatever pieces it comes, and that no text becomes a key.
func FuzzTranslator(f *testing.F) {
	f.Add("a\x1b[200~b\x1b[201~\x1b\x1b[3~", 3, true)
	f.Fuzz(func(t *testing.T, in string, at int, splits bool) {
		if at < 0 || at > len(in) {
			return
		}
		whole, pastes := typed(t, splits, in)
		pieces, pastes2 := typed(t, splits, in[:at], in[at:])
		if string(whole) != string(pieces) || strings.Join(pastes, "|") != strings.Join(pastes2, "|") {
			t.Errorf("%q: %q, %q; in pieces %q, %q", in, string(whole), pastes, string(pieces), pastes2)
		}
	})
}

// TestPasteWithoutEnd has Ctrl-C end a paste whose end does not come.
func TestPasteWithoutEnd(t *testing.T) {
	onEach(t, false, func(tm *terminal) {
		tm.press("\x1b[200~lost")
		tm.press("\x1b[201")
		tm.press(ctrlC)
		tm.see(`\^C\n\[1\]> $`)
	})
}

// TestHistoryOdd opens files that are no history as a person has it.
func TestHistoryOdd(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	for i := range 3 * maxHistory {
		b.WriteString(strings.Repeat("x", i%7) + "y" + strings.Repeat("z", i/7) + "\n")
	}
	for name, text := range map[string]string{"many": b.String(), "garbage": "\x00\xff\x1b[A\n\n\\\nok\n", "large": strings.Repeat("w", maxHistoryFile) + "\nlast\n"} {
		file := dir + "/" + name
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		h := openHistory(file)
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		if n := len(h.entries); n == 0 || n > maxHistory || h.entries[n-1] != lines[len(lines)-1] {
			t.Errorf("%s: %d entries", name, n)
		}
		h.add("new")
		if again := openHistory(file).entries; again[len(again)-1] != "new" {
			t.Errorf("%s: %q is the newest", name, again[len(again)-1])
		}
		if info, err := os.Stat(file); err != nil || info.Size() > maxHistoryFile {
			t.Errorf("%s: %v, %v", name, info.Size(), err)
		}
	}
	if h := openHistory(dir); h.file != "" || len(h.entries) > 0 {
		t.Error("a folder is a history")
	}
}

// TestUndoBounded holds that the states of a large input do not add up.
func TestUndoBounded(t *testing.T) {
	var u undo
	for i := range 20 {
		u.changed(state{text: make([]rune, 1<<20), pos: i}, 0)
	}
	if len(u.past) != maxUndoRunes>>20 || u.past[len(u.past)-1].pos != 19 {
		t.Errorf("%d states are kept", len(u.past))
	}
	u.changed(state{text: make([]rune, 2*maxUndoRunes)}, 0)
	if len(u.past) != 1 {
		t.Errorf("%d states are kept, want the newest", len(u.past))
	}
}

// TestLargePaste has a megabyte in the input, and keys that are typed behind it.
func TestLargePaste(t *testing.T) {
	tm := openTerminal(t, 80, 24, "")
	tm.see(`\[1\]> $`)
	tm.press("\x1b[200~x = [[" + strings.Repeat(strings.Repeat("y", 9999)+"\n", 100) + "]]\x1b[201~")
	tm.see(`\.\.\.> \]\]$`)
	tm.press(" z = 1" + string(rune(readline.CharLineStart)))
	tm.see(`\.\.\.> \]\] z = 1$`)
	tm.press("\r#x\r")
	tm.see(`(?m)^1000000\n\[3\]> $`)
	tm.leave()
}
