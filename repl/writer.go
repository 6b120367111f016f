package repl

// This file sets text in the rows of a terminal, with its looks.

import (
	"strings"

	"moonloop/repl/columns"
)

// A writer sets characters in rows.
type writer struct {
	paint painter
	width int
	rows  []string // that are full
	at    int      // columns of the row that is being set

	row  strings.Builder // painted
	run  strings.Builder // of one look, behind row
	look style
}

// text adds text that fits into the row.
func (w *writer) text(look style, text string) {
	if look != w.look {
		w.flush()
		w.look = look
	}
	w.run.WriteString(text)
}

func (w *writer) flush() {
	w.row.WriteString(w.paint.in(w.look, w.run.String()))
	w.run.Reset()
}

// prompt begins a row with a prompt.
func (w *writer) prompt(prompt string) {
	w.text(promptStyle, prompt)
	w.at = columns.Of(prompt)
}

// cluster adds a character, in the next row if there is no room in this one.
func (w *writer) cluster(runes []rune, look style) {
	text, width := glyphs(runes)
	if w.at+width > w.width {
		w.end()
	}
	w.text(look, text)
	w.at += width
}

// place is where a character will stand.
func (w *writer) place(runes []rune) (row, col int) {
	if _, width := glyphs(runes); runes[0] != '\n' && w.at+width > w.width {
		return len(w.rows) + 1, 0
	}
	return len(w.rows), w.at
}

// end ends a row.
func (w *writer) end() {
	w.flush()
	w.rows = append(w.rows, w.row.String())
	w.row.Reset()
	w.at = 0
}

// glyphs is how a character is shown.
func glyphs(runes []rune) (text string, width int) {
	var b strings.Builder
	for _, r := range runes {
		g, w := columns.Glyph(r)
		b.WriteString(g)
		width += w
	}
	return b.String(), width
}
