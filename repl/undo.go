package repl

// This file takes changes of the input back, and does them again.

// What is kept of an input's states: so many, with so many runes together.
const (
	maxUndo      = 500
	maxUndoRunes = 4 << 20
)

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
		runes, from := 0, len(u.past)
		for ; from > 0 && (runes == 0 || runes+len(u.past[from-1].text) <= maxUndoRunes); from-- {
			runes += len(u.past[from-1].text)
		}
		u.past = u.past[max(from, len(u.past)-maxUndo):]
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

// join makes one step of all that came after the first n.
func (u *undo) join(n int) {
	if len(u.past) > n+1 {
		u.past = u.past[:n+1]
	}
	u.typing = false
}

func (e *editor) state() state { return state{e.text, e.pos} }

func (e *editor) restore(s state) { e.text, e.pos = s.text, s.pos }
