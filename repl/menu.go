package repl

// This file shows below an input what may come next: the names that Tab can complete to, page by page, or what is written
// about the one that is there.

import (
	"fmt"
	"strings"

	"moonloop/repl/columns"

	"github.com/chzyer/readline"
)

// A menu is what stands below an input until the next key that means nothing to it.
type menu struct {
	names []string          // in columns
	notes map[string]string // stand behind the names
	lines []string          // or lines of text
	page  int               // from 0; it begins again after the last

	typed  string // what the names begin with
	before state  // the input without the name that is chosen
	chosen int    // which is in the input; -1 none
	noted  bool   // that can be taken back

	// As it was drawn last: the names of a column follow each other.
	column int // rows of a column
	per    int // of them on a page
}

// rows are those of the page, at most room of them.
func (m *menu) rows(p painter, width, room int) []string {
	all := m.lines
	if m.names != nil {
		all = strings.Split(strings.TrimSuffix(inColumns(m.labels(p, width), width), "\n"), "\n")
	}
	m.column, m.per = len(all), len(all)
	if room < 2 || len(all) == 0 {
		return nil
	}
	if len(all) <= room {
		m.page = 0
		return clipAll(all, width)
	}
	m.per = room - 1
	pages := (len(all) + m.per - 1) / m.per
	if m.chosen >= 0 {
		m.page = m.chosen % m.column / m.per
	}
	m.page = (m.page%pages + pages) % pages
	rows := clipAll(all[m.page*m.per:min(len(all), (m.page+1)*m.per)], width)
	return append(rows, p.in(faint, clip(fmt.Sprintf("page %d of %d, Tab turns it", m.page+1, pages), width-1)))
}

// step is the name that a key leads to, -1 for none; ok is false where the key is none of the menu's.
func (m *menu) step(r rune) (to int, ok bool) {
	at, last := m.chosen, len(m.names)-1
	switch {
	case m.names == nil || m.column == 0:
		return 0, false
	case at < 0 && r == readline.CharNext:
		return min(m.page*m.per, last), true
	case at < 0:
		return 0, false
	case r == readline.CharNext || r == readline.CharTab:
		return min(at+1, last), true
	case r == readline.CharPrev || r == keyBackTab:
		return at - 1, true
	case r == readline.CharForward:
		return min(at+m.column, last), true
	case r == readline.CharBackward:
		return max(at%m.column, at-m.column), true
	}
	return 0, false
}

// menuKey does what a key means to the menu, and closes it for another. handled tells that this was all.
func (e *editor) menuKey(r rune) (handled bool) {
	m := e.menu
	if to, ok := m.step(r); ok {
		e.edit(func() { e.choose(to) })
		return true
	}
	chosen := m.chosen >= 0
	switch {
	case r == readline.CharTab || r == keyBackTab || r == keyNone:
		if step := map[rune]int{readline.CharTab: 1, keyBackTab: -1}[r]; step != 0 {
			e.edit(func() { m.page += step })
		}
		return true
	case chosen && (r == readline.CharEnter || r == readline.CharCtrlJ):
		handled = true
	case r == readline.CharBell, r == keyEscape && e.vi == nil:
		e.edit(func() { e.choose(-1) })
		handled = true
	}
	e.edit(func() { e.menu = nil })
	return handled
}

// choose puts a name of the menu into the input, in the place of the one that was chosen before.
func (e *editor) choose(i int) {
	m := e.menu
	if m.chosen >= 0 {
		e.restore(m.before)
	}
	if m.chosen = i; i < 0 {
		return
	}
	if !m.noted {
		m.noted = true
		e.undo.changed(m.before, 0)
	}
	e.insert([]rune(strings.TrimPrefix(m.names[i], m.typed)))
}

// labels are the names with their notes, which begin in one column.
func (m *menu) labels(p painter, width int) []string {
	labels, widest := make([]string, len(m.names)), 0
	for i, name := range m.names {
		labels[i] = strings.TrimSuffix(name, " = ")
		widest = max(widest, columns.Of(labels[i]))
	}
	for i, name := range m.names {
		if note := m.notes[name]; note != "" && widest+len(" ")+columns.Of(note) < width {
			note = strings.Repeat(" ", widest+1-columns.Of(labels[i])) + note
			if labels[i] += note; i != m.chosen {
				labels[i] = strings.TrimSuffix(labels[i], note) + p.in(faint, note)
			}
		}
		if i == m.chosen {
			labels[i] = p.in(chosen, labels[i])
		}
	}
	return labels
}

func clipAll(rows []string, width int) []string {
	clipped := make([]string, len(rows))
	for i, row := range rows {
		if clipped[i] = row; columns.Of(row) >= width {
			clipped[i] = clip(row, width-1)
		}
	}
	return clipped
}

// tab completes what stands before the cursor, or indents where nothing does. What it cannot choose among stands in a menu;
// where there is nothing to add, what is written about the name.
func (e *editor) tab() {
	before := e.text[e.lineStart(e.pos):e.pos]
	if strings.TrimSpace(string(before)) == "" {
		e.edit(func() {
			for range tab {
				e.track(' ', func() { e.typed(' ') })
			}
		})
		return
	}
	text, pos := string(e.text), len(string(e.text[:e.pos]))
	c := e.complete(text, pos)
	if more := c.common(); more != "" {
		e.edit(func() { e.track(readline.CharTab, func() { e.insert([]rune(more)) }) })
		return
	}
	if c.about == "" && len(c.names) < 2 {
		e.screen.raw("\a")
		return
	}
	e.screen.update(func() {
		if c.about != "" {
			e.menu = &menu{lines: strings.Split(strings.TrimSuffix(c.about, "\n"), "\n"), chosen: -1}
		} else {
			e.menu = &menu{names: c.names, notes: c.notes, typed: c.typed, before: e.state(), chosen: -1}
		}
	})
}
