package repl

// This file shows below an input what may come next: the names that Tab can complete to, page by page, or what is written
// about the one that is there.

import (
	"fmt"
	"strings"

	"moonloop/repl/columns"

	"github.com/chzyer/readline"
)

// A menu is what stands below an input until the next key that is not Tab.
type menu struct {
	names []string          // in columns
	notes map[string]string // stand behind the names
	lines []string          // or lines of text
	page  int               // from 0; it begins again after the last
}

// rows are those of the page, at most room of them.
func (m *menu) rows(p painter, width, room int) []string {
	all := m.lines
	if m.names != nil {
		all = strings.Split(strings.TrimSuffix(inColumns(m.labels(p, width), width), "\n"), "\n")
	}
	if room < 2 || len(all) == 0 {
		return nil
	}
	if len(all) <= room {
		return clipAll(all, width)
	}
	per := room - 1
	pages := (len(all) + per - 1) / per
	page := m.page % pages
	rows := clipAll(all[page*per:min(len(all), (page+1)*per)], width)
	return append(rows, p.in(faint, clip(fmt.Sprintf("page %d of %d, Tab turns it", page+1, pages), width-1)))
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
			labels[i] += strings.Repeat(" ", widest+1-columns.Of(labels[i])) + p.in(faint, note)
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
	if e.menu != nil {
		e.edit(func() { e.menu.page++ })
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
	e.edit(func() {
		if c.about != "" {
			e.menu = &menu{lines: strings.Split(strings.TrimSuffix(c.about, "\n"), "\n")}
		} else {
			e.menu = &menu{names: c.names, notes: c.notes}
		}
	})
}
