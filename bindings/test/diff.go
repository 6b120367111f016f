package test

// This file shows how two values differ.

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// difference shows what was wanted and what was got: by lines, where they have several.
func difference(rt *vm.Runtime, got, want lua.LValue) string {
	if g, ok := got.(lua.LString); ok {
		if w, ok := want.(lua.LString); ok && (strings.Contains(string(g), "\n") || strings.Contains(string(w), "\n")) {
			return lineDifference(string(g), string(w))
		}
	}
	g, w := Show(rt, got), Show(rt, want)
	if strings.Contains(g, "\n") || strings.Contains(w, "\n") {
		return lineDifference(spread(g), spread(w))
	}
	if g == w {
		return fmt.Sprintf("both are shown as %s, but they are not the same", g)
	}
	text := "- want  " + w + "\n+ got   " + g
	_, isText := got.(lua.LString)
	if at := firstDifference(g, w); isText && at > 8 { // it takes a moment to see
		text += "\n" + strings.Repeat(" ", 8+utf8.RuneCountInString(w[:at])) + "^"
	}
	return text
}

// spread has a table of one line in several, so that lines can be compared.
func spread(s string) string {
	if strings.Contains(s, "\n") || !strings.HasPrefix(s, "{ ") {
		return s
	}
	return "{\n  " + strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(s, "{ "), " }"), ", ", ",\n  ") + ",\n}"
}

// firstDifference is where two texts begin to differ, at the beginning of a character.
func firstDifference(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && n < len(b) && !utf8.RuneStart(b[n]) {
		n--
	}
	return n
}

const (
	around   = 3       // equal lines that are shown around a difference
	maxTable = 4 << 20 // comparisons of lines that are made; beyond, the texts are shown one after the other
)

// lineDifference shows the lines of both texts, those that only one has marked: - want, + got.
func lineDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	type line struct {
		mark byte
		text string
	}
	var lines []line
	begin := 0
	for begin < len(g) && begin < len(w) && g[begin] == w[begin] {
		lines = append(lines, line{' ', g[begin]})
		begin++
	}
	end := 0
	for end < len(g)-begin && end < len(w)-begin && g[len(g)-1-end] == w[len(w)-1-end] {
		end++
	}
	tail := g[len(g)-end:]
	g, w = g[begin:len(g)-end], w[begin:len(w)-end]
	if len(g)*len(w) > maxTable {
		for _, t := range w {
			lines = append(lines, line{'-', t})
		}
		for _, t := range g {
			lines = append(lines, line{'+', t})
		}
		g, w = nil, nil
	}
	common := commonLines(w, g)
	for i, j := 0, 0; i < len(w) || j < len(g); {
		switch {
		case i < len(w) && j < len(g) && w[i] == g[j]:
			lines = append(lines, line{' ', w[i]})
			i, j = i+1, j+1
		case j == len(g) || i < len(w) && common[i+1][j] >= common[i][j+1]:
			lines = append(lines, line{'-', w[i]})
			i++
		default:
			lines = append(lines, line{'+', g[j]})
			j++
		}
	}
	for _, t := range tail {
		lines = append(lines, line{' ', t})
	}
	var b strings.Builder
	b.WriteString("- want  + got")
	skipping := false
	for i, l := range lines {
		near := false
		for k := max(0, i-around); k <= min(len(lines)-1, i+around); k++ {
			near = near || lines[k].mark != ' '
		}
		if !near {
			if !skipping {
				b.WriteString("\n  …")
			}
			skipping = true
			continue
		}
		skipping = false
		fmt.Fprintf(&b, "\n%c %s", l.mark, l.text)
	}
	return b.String()
}

// commonLines is the table of the longest common subsequences: of a from i on and b from j on.
func commonLines(a, b []string) [][]int32 {
	table := make([][]int32, len(a)+1)
	for i := range table {
		table[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}
