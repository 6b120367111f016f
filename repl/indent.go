package repl

// This file indents the lines of an input.

import (
	"slices"
	"strings"

	"moonloop/vm/lazyregexp"
)

// tab is how much deeper the lines of a block stand.
const tab = 2

// An indent is the space before a line that nobody has typed. Who types space there, as a paste does that the terminal does
// not mark, types over it: it is not doubled.
type indent struct {
	live  bool
	width int // of the line, in its block; the words that end a block stand as the line that begins it
	over  int // columns that were typed over
}

// silent is what of a line is not code.
var silent = lazyregexp.New(`--.*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'`)

// brackets are the words that begin a block and end one.
var brackets = lazyregexp.New(`\b(?:function|do|then|repeat|else|end|until|elseif)\b|[{}()]`)

var enders = []string{"end", "else", "elseif", "until", "}", ")"}

// opens tells whether a line begins a block that goes on after it.
func opens(line string) bool {
	depth := 0
	for _, word := range brackets().FindAllString(silent().ReplaceAllString(line, ""), -1) {
		if slices.Contains(enders, word) {
			depth = max(0, depth-1)
		}
		if !slices.Contains(enders, word) || word == "else" { // then comes after elseif
			depth++
		}
	}
	return depth > 0
}

// opener is the indent of the line that begins the block which the next line ends, 0 if none does.
func opener(lines []string) int {
	depth := 0
	for _, line := range slices.Backward(lines) {
		for _, word := range brackets().FindAllString(silent().ReplaceAllString(line, ""), -1) {
			if slices.Contains(enders, word) {
				depth--
			}
			if !slices.Contains(enders, word) || word == "else" {
				depth++
			}
		}
		if depth > 0 {
			return indentOf(line)
		}
	}
	return 0
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

var firstWord = lazyregexp.New(`^(?:\w+|[})])`)

// ends tells whether a line begins with the end of a block.
func ends(line string) bool {
	return slices.Contains(enders, firstWord().FindString(strings.TrimLeft(line, " ")))
}

// newline begins a line at the cursor, indented.
func (e *editor) newline() {
	line := string(e.text[e.lineStart(e.pos):e.pos])
	width := indentOf(line)
	if opens(line) {
		width += tab
	}
	e.insert([]rune("\n" + strings.Repeat(" ", width)))
	e.indent = indent{live: true, width: width}
}

// typed puts a rune in that was typed, and keeps the indent of its line right.
func (e *editor) typed(r rune) {
	in := &e.indent
	start := e.lineStart(e.pos)
	blank := strings.TrimLeft(string(e.text[start:e.pos]), " ") == ""
	switch {
	case !in.live:
	case blank && r == ' ' && in.over < in.width && e.pos == start+in.width:
		in.over++
		return
	case blank && in.over > 0 && e.pos == start+in.width: // a line that brings its own
		e.cut(start+in.over, e.pos)
		in.live = false
	}
	e.insert([]rune{r})
	if !in.live || in.over > 0 {
		return
	}
	line := string(e.text[start:e.lineEnd(e.pos)])
	want := in.width
	if ends(line) {
		want = opener(strings.Split(string(e.text[:start]), "\n"))
	}
	have := indentOf(line)
	pos := e.pos + want - have
	switch {
	case want < have:
		e.cut(start, start+have-want)
	case want > have:
		e.pos = start
		e.insert([]rune(strings.Repeat(" ", want-have)))
	}
	e.pos = pos
}
