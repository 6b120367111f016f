package lua51

// This file writes programs that see which of several borders # gives.

import (
	"fmt"
	"strings"
)

// holes sets and deletes at random and prints the length after each step: all that the manual does not leave out.
func (w *writer) holes() {
	start := w.of("{}", "{}", "{}", "{1, 2, 3}", "{1, nil, 3, nil}", "{[2] = 1, [4] = 2}", "{nil, nil, 3}", fmt.Sprintf("{%s}", list(1+w.IntN(40), "N", ", ")))
	span := []int{4, 8, 16, 40, 100}[w.IntN(5)]
	deletes := 1 + w.IntN(8)
	var b strings.Builder
	fmt.Fprintf(&b, "local t, l = %s, {} ", start)
	for i := range 5 + w.IntN(50) {
		value := fmt.Sprint(i)
		if w.IntN(10) < deletes {
			value = "nil"
		}
		switch w.IntN(12) {
		case 0:
			b.WriteString("t[#t + 1] = 0 ")
		case 1:
			b.WriteString("t[#t] = nil ")
		case 2:
			b.WriteString("table.insert(t, 0) ")
		case 3:
			b.WriteString("table.remove(t) ")
		case 4:
			fmt.Fprintf(&b, "table.insert(t, %d, 0) ", 1+w.IntN(span))
		case 5:
			fmt.Fprintf(&b, "table.remove(t, %d) ", 1+w.IntN(span))
		default:
			fmt.Fprintf(&b, "t[%d] = %s ", 1+w.IntN(span), value)
		}
		b.WriteString("l[#l + 1] = #t ")
	}
	w.line("%sprint(table.concat(l, ' '), #{unpack(t, 1, #t)}, table.getn(t))", b.String())
}
