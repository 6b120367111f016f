package repl

// This file is what was cut out, to be put in elsewhere.

// killed is the text that Ctrl-Y puts in. Cuts that follow each other gather in it.
type killed struct {
	text  []rune
	going bool // the key before this one was a cut too
	lines bool // it is whole lines, cut out by vi's keys
}

// take adds what was cut out: after the cursor, or before it.
func (k *killed) take(cut []rune, before bool) {
	k.lines = false
	switch {
	case !k.going:
		k.text = append([]rune(nil), cut...)
	case before:
		k.text = append(append([]rune(nil), cut...), k.text...)
	default:
		k.text = append(k.text, cut...)
	}
}

// kill cuts the runes from..to out and keeps them.
func (e *editor) kill(from, to int) {
	to = min(to, len(e.text))
	if from < to {
		e.killed.take(e.text[from:to], from < e.pos)
	}
	e.cut(from, to)
	e.killing = true
}
