package repl

// This file sets rows in columns: a list of tables that have the same fields.

import (
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
