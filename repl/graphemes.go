package repl

// This file is what a person takes for one character: an emoji with its joiners and skin tone, a letter with its accents.

import "github.com/rivo/uniseg"

// clusters are the ends of the characters of text, as counts of runes. A line break is one by itself.
func clusters(text []rune) []int {
	var ends []int
	at := 0
	for g := uniseg.NewGraphemes(string(text)); g.Next(); {
		at += len(g.Runes())
		ends = append(ends, at)
	}
	return ends
}

// after is the end of the character that begins at pos or holds it.
func (e *editor) after(pos int) int {
	start := e.lineStart(pos)
	for _, end := range clusters(e.text[start:min(e.lineEnd(pos)+1, len(e.text))]) {
		if start+end > pos {
			return start + end
		}
	}
	return len(e.text)
}

// before is the beginning of the character that ends at pos or holds it.
func (e *editor) before(pos int) int {
	start := e.lineStart(pos)
	if start == pos {
		return max(0, pos-1)
	}
	begin := start
	for _, end := range clusters(e.text[start:pos]) {
		if start+end >= pos {
			break
		}
		begin = start + end
	}
	return begin
}

// whole is pos, or the beginning of the character that it is inside of.
func (e *editor) whole(pos int) int {
	if pos == e.lineStart(pos) {
		return pos
	}
	if begin := e.before(pos); e.after(begin) > pos {
		return begin
	}
	return pos
}

// transpose has the characters around the cursor change places, or at the end of a line the last two.
func (e *editor) transpose() {
	if e.pos == e.lineEnd(e.pos) {
		e.pos = e.before(e.pos)
	}
	if e.pos <= e.lineStart(e.pos) {
		return
	}
	from, to := e.before(e.pos), e.after(e.pos)
	first := append([]rune(nil), e.text[from:e.pos]...)
	second := append([]rune(nil), e.text[e.pos:to]...)
	e.cut(from, to)
	e.insert(append(second, first...))
}
