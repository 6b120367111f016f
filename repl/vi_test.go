package repl

import (
	"io"
	"strings"
	"testing"
)

// viCases are a text, keys that are typed at it in normal mode with the cursor on its first character, and what vim makes of
// it; | is where the cursor stands then. \x1b is Escape.
var viCases = []struct{ text, keys, want string }{
	{"one two three", "w", "one |two three"},
	{"one two three", "2wx", "one two |hree"},
	{"one two three", "dw", "|two three"},
	{"one two three", "2dw", "|three"},
	{"one two three", "d2w", "|three"},
	{"one two three", "wD", "one| "},
	{"one two three", "$db", "one two |e"},
	{"one two three", "de", "| two three"},
	{"one two three", "e", "on|e two three"},
	{"one.two three", "w", "one|.two three"},
	{"one.two three", "W", "one.two |three"},
	{"one.two three", "dW", "|three"},
	{"one two three", "$B", "one two |three"},
	{"one two three", "E2b", "|one two three"},
	{"one two three", "cwx\x1b", "|x two three"},
	{"one two three", "c2wx\x1b", "|x three"},
	{"one two three", "wcwx\x1bw.", "one x |x"},
	{"one two three", "w.", "one |two three"},
	{"one two", "dwu", "|one two"},
	{"one two", "dwu\x12", "|two"},
	{"one two", "ixyz \x1bu", "|one two"},
	{"one two", "ix\x1b.", "|xxone two"},
	{"one two", "3ix\x1b", "xx|xone two"},
	{"one two", "ax\x1b", "o|xne two"},
	{"one two", "Ax\x1b", "one two|x"},
	{"  one two", "wIx\x1b", "  |xone two"},
	{"one two", "rx", "|xne two"},
	{"one two", "3rx", "xx|x two"},
	{"one two", "Rxy\x1b", "x|ye two"},
	{"one two", "3~", "ONE| two"},
	{"one two", "xp", "n|oe two"},
	{"one two", "dwP", "one| two"},
	{"one two", "wyiwP", "one tw|otwo"},
	{"one two", "s12\x1b", "1|2ne two"},
	{"one two", "Sx\x1b", "|x"},
	{"one two", "C\x1b", "|"},
	{"one two", "$X", "one t|o"},
	{"abcabc", "fcx", "ab|abc"},
	{"abcabc", "2fcx", "abca|b"},
	{"abcabc", "tcx", "a|cabc"},
	{"abcabc", "dfc", "|abc"},
	{"abcabc", "dtc", "|cabc"},
	{"abcabc", "fc;", "abcab|c"},
	{"abcabc", "fc;,", "ab|cabc"},
	{"abcabc", "$Fa", "abc|abc"},
	{"abcabc", "$dTa", "abca|c"},
	{"f(a, {b})", "%", "f(a, {b}|)"},
	{"f(a, {b})", "%%", "f|(a, {b})"},
	{"f(a, {b})", "wd%", "|f"},
	{"f(a, {b})", "fbci{x\x1b", "f(a, {|x})"},
	{"f(a, {b})", "fbda(", "|f"},
	{"f(a, {b})", "fadib", "f(|)"},
	{"f('a b', 1)", "fbci'x\x1b", "f('|x', 1)"},
	{"f('a b', 1)", "fbda'", "f(|, 1)"},
	{"one two three", "wdaw", "one |three"},
	{"one two three", "wdiw", "one | three"},
	{"one two three", "$daw", "one tw|o"},
	{"one\ntwo\nthree", "dd", "|two\nthree"},
	{"one\ntwo\nthree", "jdd", "one\n|three"},
	{"one\ntwo\nthree", "Gdd", "one\n|two"},
	{"one\ntwo\nthree", "2dd", "|three"},
	{"one\ntwo\nthree", "dj", "|three"},
	{"one\ntwo\nthree", "Gdk", "|one"},
	{"one\ntwo\nthree", "dG", "|"},
	{"one\ntwo\nthree", "Gdgg", "|"},
	{"one\ntwo\nthree", "ddp", "two\n|one\nthree"},
	{"one\ntwo\nthree", "ddGp", "two\nthree\n|one"},
	{"one\ntwo\nthree", "yyjP", "one\n|one\ntwo\nthree"},
	{"one\ntwo\nthree", "yy2p", "one\n|one\none\ntwo\nthree"},
	{"one\ntwo\nthree", "yjGp", "one\ntwo\nthree\n|one\ntwo"},
	{"one\ntwo\nthree", "2G", "one\n|two\nthree"},
	{"one\ntwo\nthree", "Ggg", "|one\ntwo\nthree"},
	{"one\ntwo\nthree", "J", "one| two\nthree"},
	{"one\ntwo\nthree", "3J", "one two| three"},
	{"one\n  two", "jcc3\x1b", "one\n  |3"},
	{"one\ntwo", "ox\x1b", "one\n|x\ntwo"},
	{"one\ntwo", "jOx\x1b", "one\n|x\ntwo"},
	{"one\ntwo", "ox\x1bj.", "one\nx\ntwo\n|x"},
	{"one\ntwo", "wdw", "one\n|"},
	{"one two\nthree", "wdw", "one| \nthree"},
	{"one\ntwo", ">>", "  |one\ntwo"},
	{"one\ntwo", ">j", "  |one\n  two"},
	{"  one\ntwo", "<<", "|one\ntwo"},
	{"  one", "$0", "|  one"},
	{"  one", "^", "  |one"},
	{"one two", "3|", "on|e two"},
	{"one two", "lll2h", "o|ne two"},
	{"one", "99l", "on|e"},
	{"one two", "dx", "|one two"},
	{"one two", "fzx", "|ne two"},
	{"one two", "dfzx", "|ne two"},
	{"one two", "2d\x1bx", "|ne two"},
	{"", "x", "|"},
	{"", "dwp", "|"},
	{"é日本 x", "x", "|日本 x"},
	{"a日b", "lx", "a|b"},
}

func TestViCommands(t *testing.T) {
	for _, c := range viCases {
		e := viEditor(c.text)
		for _, r := range strings.ReplaceAll(c.keys, "\x1b", string(rune(keyEscape))) {
			if _, err := e.key(r); err != nil {
				t.Fatal(err)
			}
		}
		if got := string(e.text[:e.pos]) + "|" + string(e.text[e.pos:]); got != c.want {
			t.Errorf("%q at %q: %q, want %q", c.keys, c.text, got, c.want)
		}
	}
}

// viEditor is an editor in vi's normal mode, at the beginning of a text.
func viEditor(text string) *editor {
	e := &editor{screen: NewScreen(io.Discard), history: &history{}, finished: func(string) bool { return false }, prompt: "[1]> "}
	e.useVi(true)
	e.begin()
	e.set(text)
	e.pos = 0
	e.vi.begin()
	e.vi.normal, e.vi.last = true, viCommand{}
	return e
}

// FuzzVi holds that no keys break the editor, and that in normal mode the cursor stands on a character.
func FuzzVi(f *testing.F) {
	for _, c := range viCases {
		f.Add(c.text, c.keys)
	}
	f.Fuzz(func(t *testing.T, text, keys string) {
		if len(keys) > 50 || len(text) > 200 {
			return
		}
		e := viEditor(strings.ToValidUTF8(text, "?"))
		for _, r := range strings.ReplaceAll(keys, "\x1b", string(rune(keyEscape))) {
			if r == 0 || r == '\t' || r == 3 || r == 4 || r == 26 || r == keyPaste {
				continue
			}
			if _, err := e.key(r); err != nil {
				t.Fatal(err)
			}
			if e.pos < 0 || e.pos > len(e.text) {
				t.Fatalf("the cursor is at %d of %d", e.pos, len(e.text))
			}
			if e.vi.normal && !e.searching && e.pos == e.lineEnd(e.pos) && e.pos > e.lineStart(e.pos) {
				t.Fatalf("the cursor is behind its line: %q", string(e.text[:e.pos]))
			}
		}
		for range maxUndo {
			e.restore(e.undo.back(e.state()))
		}
	})
}
