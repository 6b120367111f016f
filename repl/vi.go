package repl

// This file is the keys of vi: the two modes, and what the commands of normal mode do.

import (
	"slices"
	"strings"
	"unicode"

	"github.com/chzyer/readline"
)

// A vi is what the editor knows where its keys are vi's. An input begins in insert mode, in which the keys are the usual ones
// and Escape leads to normal mode.
type vi struct {
	normal   bool
	over     bool      // what is typed takes the place of what is there
	pending  []rune    // of a command that is not complete
	find     viCommand // the last f, F, t or T
	searches bool      // the search that goes on was begun by / or ?

	doing  viCommand // what has led to insert mode
	before state     // as it was then
	mark   int       // how many steps could be taken back

	last  viCommand // the last change, which . does again
	typed []rune    // what was typed in it
}

// useVi has the keys be vi's, or else those of Emacs. No input may be being read.
func (e *editor) useVi(on bool) {
	switch {
	case !on:
		e.vi = nil
	case e.vi == nil:
		e.vi = &vi{}
	}
}

// begin begins an input.
func (v *vi) begin() {
	if v != nil {
		*v = vi{find: v.find, last: v.last, typed: v.typed, doing: viCommand{key: 'i'}}
	}
}

// viKey does what a key means in vi alone. handled tells that this was all.
func (e *editor) viKey(r rune) (handled bool) {
	v := e.vi
	switch {
	case r == keyEscape:
		v.pending = nil
		if !v.normal {
			e.edit(e.viEscape)
		}
		return true
	case !v.normal:
		return false
	case r == readline.CharBckSearch:
		r = keyRedo
	case r == readline.CharBackspace || r == readline.CharCtrlH:
		r = 'h'
	case r == readline.CharTab || r == keyBackTab:
		return true
	}
	if !printable(r) && r != keyRedo {
		v.pending = nil
		return false
	}
	v.pending = append(v.pending, r)
	c, complete := readVi(v.pending)
	if !complete {
		return true
	}
	v.pending = nil
	e.edit(func() {
		v.mark = len(e.undo.past)
		if done := e.viMeta(c); !done {
			e.track(0, func() { e.viDo(c) })
		}
	})
	return true
}

// viEscape leads to normal mode. What was typed is one step to take back, and is typed again by a count.
func (e *editor) viEscape() {
	v := e.vi
	v.last, v.typed = v.doing, e.viTyped()
	for range v.doing.count - 1 {
		if strings.ContainsRune("iIaA", v.doing.key) {
			e.insert(v.typed)
		}
	}
	e.undo.join(v.mark)
	v.normal, v.over = true, false
	if e.pos > e.lineStart(e.pos) {
		e.pos = e.before(e.pos)
	}
}

// viTyped is what has been put in since insert mode began, if all else is as it was.
func (e *editor) viTyped() []rune {
	old, from := e.vi.before.text, e.vi.before.pos
	if len(e.text) < from || !slices.Equal(e.text[:from], old[:from]) {
		return nil
	}
	if e.vi.doing.key == 'R' {
		return slices.Clone(e.text[from:max(from, e.pos)])
	}
	end := len(e.text) - (len(old) - from)
	if end < from || !slices.Equal(e.text[end:], old[from:]) {
		return nil
	}
	return slices.Clone(e.text[from:end])
}

// viClamp has the cursor stand on a character, which it does in normal mode.
func (e *editor) viClamp() {
	if e.vi != nil && e.vi.normal && e.pos == e.lineEnd(e.pos) && e.pos > e.lineStart(e.pos) {
		e.pos = e.before(e.pos)
	}
}

// viMeta does the commands that are not changes of their own.
func (e *editor) viMeta(c viCommand) (done bool) {
	switch {
	case c.op != 0:
		return false
	case c.key == 'u':
		for range c.times() {
			e.restore(e.undo.back(e.state()))
		}
	case c.key == keyRedo:
		for range c.times() {
			e.restore(e.undo.again(e.state()))
		}
	case c.key == '/' || c.key == '?':
		e.searching, e.vi.searches, e.pattern, e.found = true, true, nil, len(e.history.entries)
	case c.key == 'n' || c.key == 'N':
		e.searchOn(c.key == 'n')
	default:
		return false
	}
	e.viClamp()
	return true
}

// viShort are commands that are others in short.
var viShort = map[rune]viCommand{
	'x': {op: 'd', key: 'l'}, 'X': {op: 'd', key: 'h'}, 'D': {op: 'd', key: '$'}, 'C': {op: 'c', key: '$'},
	's': {op: 'c', key: 'l'}, 'S': {op: 'c', key: 'c'}, 'Y': {op: 'y', key: 'y'},
}

// viDo does a command.
func (e *editor) viDo(c viCommand) {
	if c.op == 0 && c.key == '.' {
		e.viAgain(c.count)
		return
	}
	if short, ok := viShort[c.key]; ok && c.op == 0 {
		c.op, c.key = short.op, short.key
	}
	before := e.state()
	switch {
	case c.op != 0:
		e.viOperate(c)
	case c.key == 'j' || c.key == 'k':
		for range c.times() {
			if c.key == 'j' {
				e.down()
			} else {
				e.up()
			}
		}
		return
	case strings.ContainsRune("iIaAoOR", c.key):
		e.viInsert(c, false)
	case !e.viChange(c):
		if to, _, ok := e.viMotion(c); ok {
			e.pos = to
		}
		return
	}
	if e.vi.normal && !slices.Equal(before.text, e.text) {
		e.vi.last, e.vi.typed = c, nil
	}
}

// viAgain does the last change again, with another count if one is given.
func (e *editor) viAgain(count int) {
	c, typed := e.vi.last, e.vi.typed
	if count > 0 {
		c.count = count
	}
	switch {
	case c.key == 0:
		return
	case c.op == 0 && strings.ContainsRune("iIaAoOR", c.key):
		e.viInsert(c, true)
	default:
		e.viDo(c)
	}
	if e.vi.normal {
		return
	}
	if c.key == 'R' {
		e.cut(e.pos, min(e.pos+len(typed), e.lineEnd(e.pos)))
	}
	e.insert(typed)
	e.viEscape()
}

// viTyping begins insert mode.
func (e *editor) viTyping(c viCommand) {
	e.vi.normal, e.vi.doing, e.vi.before = false, c, e.state()
}

// viInsert does the commands that begin insert mode. Again, the line that o and O begin is a part of what was typed.
func (e *editor) viInsert(c viCommand, again bool) {
	switch c.key {
	case 'I':
		e.pos = e.viFirst(e.pos)
	case 'a':
		if e.pos < e.lineEnd(e.pos) {
			e.pos = e.after(e.pos)
		}
	case 'A', 'o':
		e.pos = e.lineEnd(e.pos)
	case 'O':
		e.pos = e.lineStart(e.pos)
	}
	e.viTyping(c)
	e.vi.over = c.key == 'R'
	if again {
		return
	}
	switch c.key {
	case 'o':
		e.newline()
	case 'O':
		lead := e.text[e.pos:e.viFirst(e.pos)]
		e.insert(append(slices.Clone(lead), '\n'))
		e.pos--
	}
}

// viChange does the changes that have no motion; ok is false if c is none.
func (e *editor) viChange(c viCommand) (ok bool) {
	switch c.key {
	case 'p', 'P':
		e.viPut(c)
	case 'r', '~':
		e.viReplace(c)
	case 'J':
		for range max(1, c.count-1) {
			if end := e.lineEnd(e.pos); end < len(e.text) {
				e.pos = end
				e.cut(end, e.viFirst(end+1))
				if end < len(e.text) && end > 0 && !unicode.IsSpace(e.text[end-1]) && e.text[end] != ')' && e.text[end] != '\n' {
					e.insert([]rune{' '})
					e.pos = end
				}
			}
		}
	default:
		return false
	}
	return true
}

// viPut puts in what was cut out: behind the cursor or before it, lines below its line or above.
func (e *editor) viPut(c viCommand) {
	text := slices.Repeat(e.killed.text, c.times())
	switch {
	case len(text) == 0:
	case e.killed.lines:
		text = []rune(strings.Repeat(string(e.killed.text)+"\n", c.times()))
		at := e.lineStart(e.pos)
		if c.key == 'p' {
			if at = e.lineEnd(e.pos) + 1; at > len(e.text) {
				e.pos = len(e.text)
				e.insert([]rune{'\n'})
			}
		}
		e.pos = at
		e.insert(text)
		if e.pos == len(e.text) { // the last line has no end
			e.cut(e.pos-1, e.pos)
		}
		e.pos = e.viFirst(at)
	default:
		if c.key == 'p' && e.pos < e.lineEnd(e.pos) {
			e.pos = e.after(e.pos)
		}
		e.insert(text)
		e.pos = e.before(e.pos)
	}
}

// viReplace replaces characters by another, or by what they are in the other case.
func (e *editor) viReplace(c viCommand) {
	for i := range c.times() {
		to := e.after(e.pos)
		if e.pos >= e.lineEnd(e.pos) {
			return
		}
		with := []rune{c.arg}
		if c.key == '~' {
			with = slices.Clone(e.text[e.pos:to])
			if unicode.IsUpper(with[0]) {
				with[0] = unicode.ToLower(with[0])
			} else {
				with[0] = unicode.ToUpper(with[0])
			}
		}
		e.cut(e.pos, to)
		e.insert(with)
		if c.key == 'r' && i == c.times()-1 {
			e.pos = e.before(e.pos)
		}
	}
}

// shownPrompt is the prompt, which tells the mode.
func (e *editor) shownPrompt() string {
	if rest, ok := strings.CutSuffix(e.prompt, "> "); ok && e.vi != nil && e.vi.normal && !e.final {
		return rest + ": "
	}
	return e.prompt
}
