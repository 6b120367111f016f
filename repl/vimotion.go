package repl

// This file reads the commands of vi, and finds what they are about: where a motion leads, what an operator takes.

import (
	"slices"
	"strings"
)

// A viCommand is a command as it was typed: a count, an operator, a motion or another command, and what that is followed by.
type viCommand struct {
	count int  // 0: none was given
	op    rune // d, c, y, < or >; 0: none
	key   rune // the operator itself for whole lines
	arg   rune // of f, F, t, T, r and g, and of i and a after an operator
}

// maxCount bounds how often a command is done.
const maxCount = 10000

// times is how often it is done.
func (c viCommand) times() int { return max(c.count, 1) }

// readVi reads a command; complete is false if more is to come.
func readVi(keys []rune) (c viCommand, complete bool) {
	number := func() (n int) {
		for len(keys) > 0 && isDigit(keys[0]) && (n > 0 || keys[0] != '0') {
			n, keys = min(n*10+int(keys[0]-'0'), maxCount), keys[1:]
		}
		return n
	}
	c.count = number()
	if len(keys) > 0 && strings.ContainsRune("dcy<>", keys[0]) {
		c.op, keys = keys[0], keys[1:]
		if n := number(); n > 0 {
			c.count = min(c.times()*n, maxCount)
		}
	}
	if len(keys) == 0 {
		return c, false
	}
	c.key, keys = keys[0], keys[1:]
	if strings.ContainsRune("fFtTg", c.key) || c.op == 0 && c.key == 'r' || c.op != 0 && (c.key == 'i' || c.key == 'a') {
		if len(keys) == 0 {
			return c, false
		}
		c.arg = keys[0]
	}
	return c, true
}

// A span is what a motion goes over.
type span uint8

const (
	exclusive span = iota // up to where it leads
	inclusive             // with the character there
	wholeLines
)

// viMotion is where a motion leads from the cursor; ok is false where it leads nowhere.
func (e *editor) viMotion(c viCommand) (to int, kind span, ok bool) {
	pos, n := e.pos, c.times()
	start, end := e.lineStart(pos), e.lineEnd(pos)
	switch c.key {
	case 'h', 'l', ' ':
		for range n {
			if c.key == 'h' && pos > start {
				pos = e.before(pos)
			} else if c.key != 'h' && pos < end {
				pos = e.after(pos)
			}
		}
	case '0':
		pos = start
	case '^':
		pos = e.viFirst(pos)
	case '$':
		pos = end
	case '|':
		pos = min(start+n-1, end)
	case 'w', 'W', 'b', 'B', 'e', 'E':
		for i := range n {
			pos = e.viWord(pos, c, i == n-1)
		}
		if c.key == 'e' || c.key == 'E' {
			kind = inclusive
		}
	case 'f', 'F', 't', 'T':
		e.vi.find = c
		return e.viFind(c, false)
	case ';', ',':
		find := e.vi.find
		find.count = c.count
		if c.key == ',' {
			find.key = map[rune]rune{'f': 'F', 'F': 'f', 't': 'T', 'T': 't'}[find.key]
		}
		return e.viFind(find, true)
	case '%':
		return e.viPair()
	case 'G', 'g':
		if c.key == 'g' && c.arg != 'g' {
			return pos, kind, false
		}
		return e.viFirst(e.viLine(c)), wholeLines, true
	case 'j', 'k': // of an operator
		return e.viLines(c.key, n)
	default:
		return pos, kind, false
	}
	return e.whole(pos), kind, true
}

// viFirst is the first character of the line at pos that is no blank.
func (e *editor) viFirst(pos int) int {
	for pos = e.lineStart(pos); pos < len(e.text) && (e.text[pos] == ' ' || e.text[pos] == '\t'); pos++ {
	}
	return pos
}

// viLine is the beginning of the line that G or gg goes to.
func (e *editor) viLine(c viCommand) int {
	if c.count == 0 && c.key == 'G' {
		return e.lineStart(len(e.text))
	}
	pos := 0
	for range c.times() - 1 {
		if end := e.lineEnd(pos); end < len(e.text) {
			pos = end + 1
		}
	}
	return pos
}

// viLines goes n lines down or up, if they are there.
func (e *editor) viLines(key rune, n int) (to int, kind span, ok bool) {
	to = e.pos
	for range n {
		if key == 'j' {
			to = e.lineEnd(to) + 1
		} else {
			to = e.lineStart(to) - 1
		}
		if to < 0 || to > len(e.text) {
			return e.pos, wholeLines, false
		}
	}
	return to, wholeLines, true
}

// viClass is 0 of a blank, and else tells words from what is between them. There are but two where words are big.
func viClass(r rune, big bool) int {
	switch {
	case r == ' ' || r == '\t' || r == '\n':
		return 0
	case big || wordRune(r):
		return 1
	}
	return 2
}

// viWord goes to the word after, the one before, or the end of one. The last word that an operator goes over ends with its line.
func (e *editor) viWord(pos int, c viCommand, last bool) int {
	key := c.key | 0x20 // in lower case
	class := func(i int) int { return viClass(e.text[i], c.key != key) }
	switch key {
	case 'w':
		if here := pos; pos < len(e.text) && class(pos) != 0 {
			for pos < len(e.text) && class(pos) == class(here) {
				pos++
			}
		}
		end := e.lineEnd(pos)
		for pos < len(e.text) && class(pos) == 0 {
			pos++
		}
		if c.op != 0 && last && end > e.pos {
			pos = min(pos, end)
		}
	case 'b':
		for pos > 0 && class(pos-1) == 0 {
			pos--
		}
		for here := pos - 1; pos > 0 && class(pos-1) == class(here); {
			pos--
		}
	case 'e':
		for pos++; pos < len(e.text) && class(pos) == 0; {
			pos++
		}
		for here := pos; pos+1 < len(e.text) && class(pos+1) == class(here); {
			pos++
		}
	}
	return min(pos, len(e.text))
}

// viFind goes to a character of the line, or beside it; again it does not stay where it is.
func (e *editor) viFind(c viCommand, again bool) (to int, kind span, ok bool) {
	forth, beside := c.key == 'f' || c.key == 't', c.key == 't' || c.key == 'T'
	step := map[bool]int{true: 1, false: -1}[forth]
	left := c.times()
	from := e.pos + step
	if again && beside && left == 1 {
		from += step
	}
	for i := from; i >= e.lineStart(e.pos) && i < e.lineEnd(e.pos); i += step {
		if e.text[i] != c.arg {
			continue
		}
		if left--; left > 0 {
			continue
		}
		if beside {
			i -= step
		}
		if forth {
			kind = inclusive
		}
		return i, kind, true
	}
	return e.pos, kind, false
}

// viPair goes from the bracket at the cursor, or the next one of the line, to the one that it belongs to.
func (e *editor) viPair() (to int, kind span, ok bool) {
	all := tokens(e.text)
	at := slices.IndexFunc(all, func(t token) bool { return t.from >= e.pos && bracket(t) != 0 })
	if at < 0 || all[at].from > e.lineEnd(e.pos) {
		return e.pos, inclusive, false
	}
	_, to, ok = match(all, all[at].from)
	return to, inclusive, ok
}
