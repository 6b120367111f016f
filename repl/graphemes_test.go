package repl

import "testing"

// TestEditGraphemes holds that what is one character to the eye is one to the keys.
func TestEditGraphemes(t *testing.T) {
	for _, one := range []string{
		"\U0001F469\u200D\U0001F469\u200D\U0001F467", // a family: emoji with joiners
		"\U0001F44D\U0001F3FD",                       // a thumb with a skin tone
		"e\u0301\u0323",                              // a letter with two marks
		"\U0001F1E9\U0001F1EA",                       // a flag of two letters
	} {
		e := &editor{text: []rune("a" + one + "b\n" + one)}
		end := 1 + len([]rune(one))
		if got := e.after(1); got != end {
			t.Errorf("%q: right from 1 goes to %d, want %d", one, got, end)
		}
		if got := e.before(end); got != 1 {
			t.Errorf("%q: left from %d goes to %d, want 1", one, end, got)
		}
		if got := e.whole(2); got != 1 {
			t.Errorf("%q: inside of it the cursor stands at %d, want 1", one, got)
		}
		if got := e.before(end + 2); got != end+1 {
			t.Errorf("%q: left over the line break goes to %d, want %d", one, got, end+1)
		}
		if got := e.before(len(e.text)); got != end+2 {
			t.Errorf("%q: left in the second line goes to %d, want %d", one, got, end+2)
		}
	}
	onEach(t, false, func(tm *terminal) {
		family := "\U0001F469\u200D\U0001F469\u200D\U0001F467"
		tm.press("'" + family + "e\u0301x'" + left + left + "\x7f\x7f")
		tm.see(`\[1\]> 'x'$`)
		tm.cursor("[1]> '", 6)
		tm.press(undoKey + undoKey + "\x01" + rightKey + "\x04")
		tm.see(`\[1\]> 'ex'$`) // the emulator does not keep marks
		tm.press("\x0c\r")
		tm.see(`"e\S*x"`)
		tm.see(`\[2\]> $`) // or the interrupt that follows may find the input still running
	})
}
