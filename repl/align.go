package repl

// This file sets values in columns: a list of tables that have the same fields, and many small values.

import (
	"cmp"
	"slices"
	"strings"

	"moonloop/repl/columns"
)

// columnWidths are the widths of the fields of parts that are rows, each with its comma, where all fit into width columns;
// nil where they do not, or there are no two rows with the same fields.
func columnWidths(parts []part, width int) []int {
	var widths []int
	var first []part
	rows := 0
	for _, p := range parts {
		if !p.value.table && p.value.style == faint { // how many more there are
			continue
		}
		if p.key != "" || !p.value.table || len(p.value.parts) == 0 || rows > 0 && len(widths) != len(p.value.parts) {
			return nil
		}
		if rows == 0 {
			first, widths = p.value.parts, make([]int, len(p.value.parts))
		}
		for i, field := range p.value.parts {
			if field.value.table || field.key != first[i].key {
				return nil
			}
			widths[i] = max(widths[i], fieldWidth(field)+len(","))
		}
		rows++
	}
	total := len("{},")
	for _, w := range widths {
		total += w + len(" ")
	}
	if rows < 2 || total > width {
		return nil
	}
	return widths
}

func fieldWidth(p part) int {
	w := p.value.flat()
	if p.key != "" {
		w += columns.Of(p.key) + len(" = ")
	}
	return w
}

// renderRow is a row whose fields begin in columns of the given widths.
func (s *shower) renderRow(n node, widths []int) string {
	var b strings.Builder
	b.WriteString("{")
	for i, p := range n.parts {
		if p.key != "" {
			b.WriteString(s.paint.in(key, p.key) + " = ")
		}
		b.WriteString(s.renderFlat(p.value))
		if i+1 < len(n.parts) {
			b.WriteString("," + strings.Repeat(" ", widths[i]-fieldWidth(p)))
		}
	}
	return b.String() + "}"
}

// minGrid is how many small values are set in columns.
const minGrid = 7

// smallOnes are the first parts that are no tables, all with keys or all without.
func smallOnes(parts []part) []part {
	n := 0
	for n < len(parts) && !parts[n].value.table && parts[n].value.style != faint && (parts[n].key == "") == (parts[0].key == "") {
		n++
	}
	return parts[:n]
}

// grid is small values in as many columns as fit, ten at most where more than that do, so that a place is easily counted; ""
// where not even two fit. Numbers end, and other values begin, in one column.
func (s *shower) grid(parts []part, indent string, last bool) string {
	room := s.width - len(indent)
	var widths []int
	for count := min(len(parts), room/len("1, "), 20); count > 1; count-- {
		if widths = gridWidths(parts, count); total(widths)+count-1 <= room {
			break
		}
		widths = nil
	}
	if widths == nil {
		return ""
	}
	if len(widths) > 10 {
		widths = gridWidths(parts, 10)
	}
	var b strings.Builder
	for i, p := range parts {
		at := i % len(widths)
		switch {
		case at == 0:
			b.WriteString("\n" + indent)
		default:
			b.WriteString(" ")
		}
		text := s.paint.in(p.value.style, p.value.text)
		if p.key != "" {
			text = s.paint.in(key, p.key) + " = " + text
		}
		if !last || i+1 < len(parts) {
			text += ","
		}
		pad := strings.Repeat(" ", widths[at]-fieldWidth(p)-len(","))
		switch {
		case p.key == "" && p.value.style == number:
			text = pad + text
		case at+1 < len(widths) && i+1 < len(parts):
			text += pad
		}
		b.WriteString(text)
	}
	return b.String()
}

// gridWidths are those of so many columns, each with its comma.
func gridWidths(parts []part, count int) []int {
	widths := make([]int, count)
	for i, p := range parts {
		widths[i%count] = max(widths[i%count], fieldWidth(p)+len(","))
	}
	return widths
}

func total(widths []int) int {
	sum := 0
	for _, w := range widths {
		sum += w
	}
	return sum
}

// A sheet is rows that are too wide for a line each, under the names of their fields.
type sheet struct {
	names  []string
	widths []int
	rows   [][]node // a value for each name; one without text where a row has no such field
	more   string   // how many more there are
}

// narrowest is how few columns a long value is cut to.
const narrowest = 8

// sheetOf is the sheet of parts that are rows, some of which do not fit into width columns; nil where they are none, have
// hardly a field in common, or too many for the width.
func sheetOf(parts []part, width int) *sheet {
	sh := &sheet{}
	filled, wide := 0, false
	for i, p := range parts {
		if i > 0 && i+1 == len(parts) && p.key == "" && p.value.style == faint {
			sh.more = p.value.text
			parts = parts[:i]
			break
		}
		if p.key != "" || !p.value.table || len(p.value.parts) == 0 {
			return nil
		}
		wide = wide || p.value.flat()+len(",") > width
		for _, field := range p.value.parts {
			if field.value.table || field.key == "" {
				return nil
			}
			filled++
			if !slices.Contains(sh.names, field.key) {
				sh.names = append(sh.names, field.key)
			}
		}
	}
	if !wide || len(parts) < 2 || filled*3 < 2*len(parts)*len(sh.names) {
		return nil
	}
	slices.Sort(sh.names)
	floors := make([]int, len(sh.names))
	for i, name := range sh.names {
		sh.widths = append(sh.widths, columns.Of(name))
		floors[i] = max(columns.Of(name), narrowest)
	}
	for _, p := range parts {
		row := make([]node, len(sh.names))
		for _, field := range p.value.parts {
			i, _ := slices.BinarySearchFunc(sh.names, field.key, cmp.Compare[string])
			row[i] = field.value
			sh.widths[i] = max(sh.widths[i], field.value.flat())
			if field.value.style != str { // what is no text is not cut
				floors[i] = max(floors[i], field.value.flat())
			}
		}
		sh.rows = append(sh.rows, row)
	}
	for room := width - 2*(len(sh.names)-1); total(sh.widths) > room; {
		widest := -1
		for i, w := range sh.widths {
			if w > floors[i] && (widest < 0 || w > sh.widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return nil
		}
		sh.widths[widest]--
	}
	return sh
}

// renderSheet is the lines of a sheet.
func (s *shower) renderSheet(sh *sheet, indent string) string {
	var b strings.Builder
	line := func(cell func(i int) (text string, look style)) {
		text := indent
		for i, w := range sh.widths {
			cell, look := cell(i)
			if columns.Of(cell) > w {
				cell = clip(cell, w-1) + "…"
			}
			pad := strings.Repeat(" ", w-columns.Of(cell))
			if look == number {
				text += pad + s.paint.in(look, cell)
			} else {
				text += s.paint.in(look, cell) + pad
			}
			text += "  "
		}
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	line(func(i int) (string, style) { return sh.names[i], faint })
	for _, row := range sh.rows {
		line(func(i int) (string, style) { return row[i].text, row[i].style })
	}
	if sh.more != "" {
		b.WriteString(indent + s.paint.in(faint, sh.more) + "\n")
	}
	return b.String()
}
