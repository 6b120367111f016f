package manual

// This file sets blocks for a terminal.

import (
	"strings"
	"unicode/utf8"
)

// A Style is how text is set.
type Style struct {
	Width int  // in columns; more than 100 are not used
	Color bool // headings and code stand out by escape sequences
}

const (
	maxWidth = 100
	minWidth = 20
	margin   = 2 // of what is below a heading
)

func (s Style) width() int { return max(minWidth, min(s.Width, maxWidth)) }

// text sets blocks.
func (s Style) text(blocks []block) string {
	var b strings.Builder
	for i, bl := range blocks {
		if i > 0 {
			b.WriteString("\n")
		}
		pad := strings.Repeat(" ", margin)
		switch bl.kind {
		case heading:
			for _, line := range wrap(styled(bl.text, strong), s.width()) {
				b.WriteString(s.line(line) + "\n")
			}
		case paragraph:
			for _, line := range wrap(inline(bl.text), s.width()-margin) {
				b.WriteString(pad + s.line(line) + "\n")
			}
		case list:
			for _, item := range bl.items {
				for n, line := range wrap(inline(item), s.width()-margin-2) {
					b.WriteString(pad + [...]string{"- ", "  "}[min(n, 1)] + s.line(line) + "\n")
				}
			}
		case table:
			b.WriteString(s.table(bl.rows, pad))
		case code:
			if bl.lang == "" {
				b.WriteString(pad + s.line(styled("prints", faint)) + "\n")
			}
			for _, line := range bl.lines {
				b.WriteString(strings.TrimRight(pad+pad+line, " ") + "\n")
			}
		}
	}
	return b.String()
}

const faint = link + 1 // beside the kinds of spans

// A cell is a rune with its look.
type cell struct {
	r    rune
	kind spanKind
}

func styled(text string, kind spanKind) []cell {
	var cells []cell
	for _, r := range words(text) {
		cells = append(cells, cell{r, kind})
	}
	return cells
}

// inline are the cells of a line. A link to a page of another name has that name in brackets.
func inline(text string) []cell {
	var cells []cell
	for _, sp := range spans(text) {
		if page, ok := pageOf(sp.url); ok && page != sp.text {
			sp.text += " [" + page + "]"
		}
		for _, r := range sp.text {
			cells = append(cells, cell{r, sp.kind})
		}
	}
	return cells
}

// pageOf is the page that an address leads to, if it is one of the manual.
func pageOf(url string) (string, bool) {
	url, _, _ = strings.Cut(url, "#")
	page, ok := strings.CutSuffix(url, ".md")
	return page, ok && !strings.Contains(page, "/")
}

// wrap breaks cells at spaces, and what is longer than a line anywhere.
func wrap(cells []cell, width int) [][]cell {
	var lines [][]cell
	for len(cells) > width {
		at := width
		for at > 0 && cells[at].r != ' ' {
			at--
		}
		if at == 0 {
			lines, cells = append(lines, cells[:width]), cells[width:]
			continue
		}
		lines, cells = append(lines, cells[:at]), cells[at+1:]
	}
	return append(lines, cells)
}

// The escape sequences that begin a look; "\x1b[0m" ends it.
var looks = map[spanKind]string{strong: "\x1b[1m", mono: "\x1b[36m", link: "\x1b[4m", faint: "\x1b[2m"}

func (s Style) line(cells []cell) string {
	var b strings.Builder
	now := plain
	for _, c := range cells {
		if s.Color && c.kind != now {
			if now != plain {
				b.WriteString("\x1b[0m")
			}
			b.WriteString(looks[c.kind])
			now = c.kind
		}
		b.WriteRune(c.r)
	}
	if now != plain {
		b.WriteString("\x1b[0m")
	}
	return b.String()
}

// table sets the rows in columns that fit, whose cells are broken where they must be.
func (s Style) table(rows [][]string, pad string) string {
	const gap = 2
	columns := len(rows[0])
	widths, shortest := make([]int, columns), make([]int, columns) // as they are, and of their longest word
	for _, row := range rows {
		for i, text := range row[:min(len(row), columns)] {
			line := inline(text)
			widths[i] = max(widths[i], len(line), 1)
			for _, word := range strings.Fields(plainText(line)) {
				shortest[i] = max(shortest[i], min(utf8.RuneCountInString(word), s.width()/columns))
			}
		}
	}
	room := s.width() - len(pad) - gap*(columns-1)
	shrink(rows, widths, shortest, room)
	shrink(rows, widths, make([]int, columns), room) // words are broken too
	var b strings.Builder
	for n, row := range rows {
		var set [][][]cell
		height := 0
		for i := range columns {
			text := ""
			if i < len(row) {
				text = row[i]
			}
			line := inline(text)
			if n == 0 {
				line = styled(text, strong)
			}
			lines := wrap(line, widths[i])
			set, height = append(set, lines), max(height, len(lines))
		}
		for y := range height {
			line := pad
			for i, lines := range set {
				var at []cell
				if y < len(lines) {
					at = lines[y]
				}
				line += s.line(at)
				if i < columns-1 {
					line += strings.Repeat(" ", max(0, widths[i]-len(at))+gap)
				}
			}
			if line = strings.TrimRight(line, " "); line != "" {
				b.WriteString(line + "\n")
			}
		}
	}
	return b.String()
}

// shrink makes columns narrower until all fit into room, none below its floor: step by step the one by which the fewest lines
// are added for the room that it gives.
func shrink(rows [][]string, widths, floors []int, room int) {
	cells := make([][][]cell, len(widths))
	steps := make([]step, len(widths))
	for i := range widths {
		for _, row := range rows {
			if i < len(row) {
				cells[i] = append(cells[i], inline(row[i]))
			}
		}
		steps[i] = stepOf(cells[i], widths[i], floors[i], total(widths)-room)
	}
	for total(widths) > room {
		best := 0
		for i := range steps {
			if steps[i].better(steps[best]) {
				best = i
			}
		}
		if steps[best].room == 0 {
			return
		}
		widths[best] -= steps[best].room
		for i := range widths {
			if i == best || steps[i].room > total(widths)-room {
				steps[i] = stepOf(cells[i], widths[i], floors[i], total(widths)-room)
			}
		}
	}
}

// A step makes a column narrower: the room that it gives, and the lines that it adds.
type step struct{ room, lines int }

// better tells whether s adds fewer lines for its room than t, or takes more at the same price.
func (s step) better(t step) bool {
	if a, b := s.lines*t.room, t.lines*s.room; s.room > 0 && t.room > 0 && a != b {
		return a < b
	}
	return s.room > t.room
}

// stepOf is the best step for a column, of at most so much room.
func stepOf(cells [][]cell, width, floor, most int) (best step) {
	height := func(width int) (lines int) {
		for _, c := range cells {
			lines += len(wrap(c, width))
		}
		return lines
	}
	now := height(width)
	for room := 1; room <= min(width-max(floor, 4), most); room++ {
		if s := (step{room, height(width-room) - now}); s.better(best) {
			best = s
		}
	}
	return best
}

func total(widths []int) int {
	sum := 0
	for _, w := range widths {
		sum += w
	}
	return sum
}

func plainText(cells []cell) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteRune(c.r)
	}
	return b.String()
}
