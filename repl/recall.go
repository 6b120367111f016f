package repl

// This file goes through the history.

import "strings"

// A recall is the way through the history while an input is edited: only entries that begin with what was typed are
// stopped at. What is changed in them is there when they are come by again, until the input is entered.
type recall struct {
	history *history
	at      int            // the entry that is shown; len(entries): none, but the draft
	prefix  string         // what was typed before the first step
	edited  map[int]string // the entries that were changed, and the draft

	words int // how often in a row the last word of an entry was put in
	last  int // how long that was
}

func newRecall(h *history) recall {
	return recall{history: h, at: len(h.entries), edited: map[int]string{}}
}

// entry is entry i as it was left.
func (c *recall) entry(i int) string {
	if text, ok := c.edited[i]; ok || i == len(c.history.entries) {
		return text
	}
	return c.history.entries[i]
}

// move goes by steps of 1 or -1 from an input whose text up to the cursor is before; ok is false at the end.
func (c *recall) move(step int, text, before string) (entry string, ok bool) {
	end := len(c.history.entries)
	if c.at == end {
		c.prefix = before
	}
	for i := c.at + step; i >= 0 && i <= end; i += step {
		if i < end && (!strings.HasPrefix(c.entry(i), c.prefix) || c.entry(i) == text) {
			continue
		}
		if c.at == end || text != c.history.entries[c.at] {
			c.edited[c.at] = text
		}
		c.at = i
		return c.entry(i), true
	}
	return "", false
}

// suggestion is how the newest entry goes on that begins with text, "" if there is none.
func (c *recall) suggestion(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	for i := len(c.history.entries) - 1; i >= 0; i-- {
		if rest, ok := strings.CutPrefix(c.history.entries[i], text); ok && rest != "" {
			return rest
		}
	}
	return ""
}

// lastWord is the last word of the n-th newest entry, from 0; ok is false when there is none.
func (c *recall) lastWord(n int) (word string, ok bool) {
	i := len(c.history.entries) - 1 - n
	if i < 0 {
		return "", false
	}
	words := strings.Fields(c.history.entries[i])
	return words[len(words)-1], true
}

// recalls shows the entry that a step leads to.
func (e *editor) recalls(step int) {
	before := ""
	if e.pos == len(e.text) {
		before = string(e.text)
	}
	if text, ok := e.recall.move(step, string(e.text), before); ok {
		e.set(text)
	}
}

// suggestion is what Right at the end of the text puts in. It is shown where it can be told from what was typed.
func (e *editor) suggestion() string {
	if !e.paint.on || e.pos != len(e.text) || e.final {
		return ""
	}
	return e.recall.suggestion(string(e.text))
}

// accept puts the suggestion in, and reports whether there was one.
func (e *editor) accept() bool {
	rest := e.suggestion()
	e.insert([]rune(rest))
	return rest != ""
}

// lastWord puts in the last word of the entry before, and each further time that of an older one in its place.
func (e *editor) lastWord() {
	c := &e.recall
	word, ok := c.lastWord(c.words)
	if !ok {
		return
	}
	if c.words > 0 {
		e.cut(e.pos-c.last, e.pos)
	}
	e.insert([]rune(word))
	c.words, c.last = c.words+1, len([]rune(word))
}
