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
	at    int      // columns of the row that is being set, at most
	// unsure tells that terminals disagree how many these are.
	unsure bool

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
	text, width, sure := glyphs(runes)
	if w.at+width > w.width {
		w.end()
	}
	w.text(look, text)
	w.at += width
	w.unsure = w.unsure || !sure
}

// place is where a character will stand.
func (w *writer) place(runes []rune) place {
	if _, width, _ := glyphs(runes); runes[0] != '\n' && w.at+width > w.width {
		return place{row: len(w.rows) + 1}
	}
	return place{len(w.rows), w.at, w.before()}
}

// before is the row so far, where it is not sure how wide that is.
func (w *writer) before() string {
	if !w.unsure {
		return ""
	}
	w.flush()
	return w.row.String()
}

// end ends a row.
func (w *writer) end() {
	w.flush()
	w.rows = append(w.rows, w.row.String())
	w.row.Reset()
	w.at, w.unsure = 0, false
}

// emoji has the rune before it shown as a picture, two columns wide, on terminals that know it.
const emoji = '\ufe0f'

// glyphs is how a character is shown, and how wide at most. Terminals agree on that where it is sure: not on an emoji of several
// runes, which some join to one of two columns, and others show as all that are in it.
func glyphs(runes []rune) (text string, width int, sure bool) {
	var b strings.Builder
	sure = true
	for i, r := range runes {
		g, w := columns.Glyph(r)
		b.WriteString(g)
		width += w
		sure = sure && (i == 0 || w == 0 && r != emoji)
	}
	if !sure {
		width = max(width, 2)
	}
	return b.String(), width, sure
}
