package repl

// This file takes changes of the input back, and does them again.

// maxUndo bounds how many states of an input are kept.
const maxUndo = 500

// A state is an input as it was.
type state struct {
	text []rune
	pos  int
}

// undo is the states of the input that is edited. What is typed into one word is one step.
type undo struct {
	past, future []state
	typing       bool // the newest step is a word that is being typed
}

// changed notes that an edit has made the text of before another; typed is the rune that was typed, 0 when it was another
// edit.
func (u *undo) changed(before state, typed rune) {
	word := typed != 0 && wordRune(typed)
	if !(word && u.typing) {
		u.past = append(u.past, before)
		if len(u.past) > maxUndo {
			u.past = u.past[1:]
		}
	}
	u.typing, u.future = word, nil
}

// step goes from now to the newest state of from, and leaves now in to.
func step(from, to *[]state, now state) state {
	if len(*from) == 0 {
		return now
	}
	last := len(*from) - 1
	s := (*from)[last]
	*from, *to = (*from)[:last], append(*to, now)
	return s
}

// back and again are undo and redo.
func (u *undo) back(now state) state {
	u.typing = false
	return step(&u.past, &u.future, now)
}

func (u *undo) again(now state) state {
	u.typing = false
	return step(&u.future, &u.past, now)
}

func (e *editor) state() state { return state{e.text, e.pos} }

func (e *editor) restore(s state) { e.text, e.pos = s.text, s.pos }
