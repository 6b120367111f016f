package repl

// This file is the operators of vi.

import (
	"slices"
	"strings"
)

// viOperate does what an operator does to what it is about.
func (e *editor) viOperate(c viCommand) {
	from, to, lines, ok := e.viRange(c)
	if !ok {
		return
	}
	if c.op == '<' || c.op == '>' {
		e.viShift(c.op, e.lineStart(from), e.lineEnd(to))
		return
	}
	e.killed = killed{text: slices.Clone(e.text[from:to]), lines: lines}
	switch {
	case c.op == 'y':
		if !lines || from < e.lineStart(e.pos) {
			e.pos = from
		}
	case c.op == 'c':
		if lines {
			from = min(e.viFirst(from), to)
		}
		e.cut(from, to)
		e.pos = from
		e.viTyping(c)
	case !lines:
		e.cut(from, to)
	case to < len(e.text):
		e.cut(from, to+1)
		e.pos = e.viFirst(from)
	default:
		e.cut(from-1, to)
		e.pos = e.viFirst(len(e.text))
	}
}

// viRange is what an operator is about: the runes from..to, or the lines there without their last end.
func (e *editor) viRange(c viCommand) (from, to int, lines, ok bool) {
	var kind span
	switch {
	case c.key == c.op:
		to, kind, _ = e.viLines('j', c.times()-1)
		ok = true
		if c.count > 1 && to == e.pos {
			to = len(e.text)
		}
	case c.key == 'i' || c.key == 'a':
		from, to, ok = e.viObject(c.arg, c.key == 'a')
		return from, to, false, ok && (from < to || c.op == 'c')
	default:
		if big := c.key == 'W'; c.op == 'c' && (big || c.key == 'w') && e.pos < len(e.text) && viClass(e.text[e.pos], big) != 0 {
			return e.pos, e.viWordsEnd(c), false, true
		}
		if to, kind, ok = e.viMotion(c); !ok {
			return 0, 0, false, false
		}
	}
	from = e.pos
	if from > to {
		from, to = to, from
	}
	switch kind {
	case inclusive:
		to = e.after(to)
	case wholeLines:
		return e.lineStart(from), e.lineEnd(to), true, ok
	}
	return from, to, false, ok && (from < to || c.op == 'c')
}

// viWordsEnd is where the words end that cw changes: the blanks after them stay.
func (e *editor) viWordsEnd(c viCommand) int {
	pos := e.pos
	for range c.times() {
		big := c.key == 'W'
		for pos < len(e.text) && viClass(e.text[pos], big) == 0 {
			pos++
		}
		for here := pos; pos < len(e.text) && viClass(e.text[pos], big) == viClass(e.text[here], big); {
			pos++
		}
	}
	return pos
}

// viShift moves lines to the left or right by one step of the indent.
func (e *editor) viShift(op rune, from, to int) {
	all := strings.Split(string(e.text[from:to]), "\n")
	for i, line := range all {
		if op == '<' {
			all[i] = line[min(indentOf(line), tab):]
		} else if line != "" {
			all[i] = strings.Repeat(" ", tab) + line
		}
	}
	e.cut(from, to)
	e.insert([]rune(strings.Join(all, "\n")))
	e.pos = e.viFirst(from)
}

// viObject is the word at the cursor, or what is in the quotes or brackets around it; all of it has the blanks, quotes or
// brackets too.
func (e *editor) viObject(name rune, all bool) (from, to int, ok bool) {
	switch name {
	case 'w', 'W':
		return e.viWordAround(name == 'W', all)
	case '"', '\'':
		for _, t := range tokens(e.text) {
			if t.kind == tokenString && t.to > e.pos && t.from <= e.lineEnd(e.pos) && !t.open && e.text[t.from] == name {
				from, to, ok = t.from, t.to, true
				break
			}
		}
	case '(', ')', 'b', '[', ']', '{', '}', 'B':
		begin := map[rune]string{'(': "(", ')': "(", 'b': "(", '[': "[", ']': "["}[name]
		if begin == "" {
			begin = "{"
		}
		var open []token
		for _, t := range tokens(e.text) {
			if b := bracket(t); b > 0 {
				open = append(open, t)
			} else if b < 0 && len(open) > 0 {
				first := open[len(open)-1]
				open = open[:len(open)-1]
				if first.text == begin && first.from <= e.pos && t.from >= e.pos {
					from, to, ok = first.from, t.to, true
					break
				}
			}
		}
	}
	if ok && !all {
		from, to = from+1, to-1
	}
	return from, to, ok
}

// viWordAround is the word at the cursor; with all, the blanks after it too, or else those before it.
func (e *editor) viWordAround(big, all bool) (from, to int, ok bool) {
	start, end := e.lineStart(e.pos), e.lineEnd(e.pos)
	if e.pos >= end {
		return 0, 0, false
	}
	class := func(i int) int { return viClass(e.text[i], big) }
	from, to = e.pos, e.pos
	for from > start && class(from-1) == class(e.pos) {
		from--
	}
	for to < end && class(to) == class(e.pos) {
		to++
	}
	if !all {
		return from, to, true
	}
	word := to
	for to < end && class(to) == 0 {
		to++
	}
	for to == word && from > start && class(from-1) == 0 {
		from--
	}
	return from, to, true
}
