package repl

// This file draws what is being edited, and searches the history.

import (
	"strings"

	"moonloop/repl/columns"

	"github.com/chzyer/readline"
)

// layout implements area: a prompt, the text, broken where the terminal's lines end.
func (e *editor) layout(width, height int) (rows []string, at place) {
	if e.searching && !e.final {
		return e.layoutSearch(width)
	}
	w := writer{paint: e.paint, width: width}
	w.prompt(e.shownPrompt())
	looks := e.looks()
	from := 0
	for _, end := range clusters(e.text) {
		if e.pos >= from && e.pos < end {
			at = w.place(e.text[from:end])
		}
		if e.text[from] == '\n' {
			w.end()
			w.prompt(continuation(e.prompt))
		} else {
			w.cluster(e.text[from:end], looks[from])
		}
		from = end
	}
	if e.pos == len(e.text) {
		at = place{len(w.rows), w.at, w.before()}
	}
	if rest, _, _ := strings.Cut(e.suggestion(), "\n"); rest != "" {
		w.text(faint, clip(rest, width-1-w.at))
	}
	w.end()
	rows = w.rows
	if at.col >= width { // at the end of a full line the cursor stands on the next
		at = place{row: at.row + 1}
		if at.row == len(rows) {
			rows = append(rows, "")
		}
	}
	if height > 0 && len(rows) > height && !e.final {
		first := min(max(0, at.row-height/2), len(rows)-height)
		rows, at.row = rows[first:first+height], at.row-first
	}
	if e.menu != nil && !e.final {
		rows = append(rows, e.menu.rows(e.paint, width, height-len(rows))...)
	}
	return rows, at
}

// looks are the styles of the text's runes.
func (e *editor) looks() []style {
	switch {
	case !e.paint.on:
		return make([]style, len(e.text))
	case e.final:
		return styles(e.text, -1)
	}
	return styles(e.text, e.pos)
}

// continuation is the prompt of the further lines of an input, as wide as that of the first.
func continuation(prompt string) string {
	const dots = "...> "
	if n := len(prompt) - len(dots); n > 0 {
		return strings.Repeat(" ", n) + dots
	}
	return dots
}

// layoutSearch is the search's prompt and the entry that was found, on one line.
func (e *editor) layoutSearch(width int) (rows []string, at place) {
	label := "(search) "
	if e.found < 0 {
		label = "(no match) "
	}
	line := label + string(e.pattern) + ": "
	if e.found >= 0 && e.found < len(e.history.entries) {
		line += strings.ReplaceAll(e.history.entries[e.found], "\n", " ")
	}
	at.col = min(columns.Of(label+string(e.pattern)), width-1)
	at.before = clip(label+string(e.pattern), width-1)
	return []string{clip(line, width-1)}, at
}

// clip is s without what is beyond width columns.
func clip(s string, width int) string {
	var b strings.Builder
	at := 0
	for _, r := range s {
		g, w := columns.Glyph(r)
		if at+w > width {
			break
		}
		b.WriteString(g)
		at += w
	}
	return b.String()
}

// searchOn goes on with the last search of vi's keys: to an older entry, or to a newer one.
func (e *editor) searchOn(older bool) {
	all, pattern := e.history.entries, string(e.pattern)
	if pattern == "" {
		return
	}
	i := e.history.search(pattern, e.recall.at)
	if !older {
		for i = e.recall.at + 1; i < len(all) && !strings.Contains(all[i], pattern); i++ {
		}
	}
	if i >= 0 && i < len(all) {
		e.recall.at = i
		e.set(all[i])
	}
}

// searchKey does what a key means during a search. over tells that the search has ended by it, with what was found, and
// that the key has its usual meaning too.
func (e *editor) searchKey(r rune) (over bool) {
	switch {
	case r == readline.CharBckSearch:
		if older := e.history.search(string(e.pattern), e.found); older >= 0 {
			e.edit(func() { e.found = older })
		} else {
			e.screen.raw("\a")
		}
	case r == readline.CharFwdSearch:
		for i := e.found + 1; i >= 0 && i < len(e.history.entries); i++ {
			if strings.Contains(e.history.entries[i], string(e.pattern)) {
				e.edit(func() { e.found = i })
				break
			}
		}
	case r == readline.CharInterrupt || r == readline.CharBell:
		e.edit(func() { e.searching = false })
		if e.vi != nil {
			e.vi.searches = false
		}
	case r == readline.CharBackspace || r == readline.CharCtrlH:
		e.edit(func() {
			e.pattern = e.pattern[:max(0, len(e.pattern)-1)]
			e.found = e.history.search(string(e.pattern), len(e.history.entries))
		})
	case printable(r):
		e.edit(func() {
			e.pattern = append(e.pattern, r)
			if e.found >= 0 {
				e.found = e.history.search(string(e.pattern), e.found+1)
			}
		})
	case r == keyNone:
	default:
		e.edit(func() {
			e.searching = false
			if e.found >= 0 && e.found < len(e.history.entries) {
				e.recall.at = e.found
				e.set(e.history.entries[e.found])
			}
		})
		if e.vi != nil && e.vi.searches { // which Enter and Escape end
			e.vi.searches = false
			e.edit(e.viClamp)
			return r != readline.CharEnter && r != keyEscape
		}
		return r != keyEscape
	}
	return false
}

// inColumns arranges names in columns of a terminal.
func inColumns(names []string, width int) string {
	widest := 0
	for _, n := range names {
		widest = max(widest, columns.Of(n))
	}
	count := max(1, width/(widest+2))
	rows := (len(names) + count - 1) / count
	var b strings.Builder
	for row := range rows {
		for i := row; i < len(names); i += rows {
			b.WriteString(names[i])
			if i+rows < len(names) {
				b.WriteString(strings.Repeat(" ", widest+2-columns.Of(names[i])))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
