package coverage

// This file writes the format of lcov, which editors, CI services and genhtml read.

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"moonloop/vm/coverage"
)

// WriteLCOV writes the report as an lcov trace file: a record a file, with FN and FNDA for functions, BRDA for each way of a
// branch ("-" where the branch was never come to), DA for lines, and the totals.
func WriteLCOV(w io.Writer, r *coverage.Report) error {
	b := bufio.NewWriter(w)
	for _, f := range r.Files() {
		fmt.Fprintf(b, "TN:\nSF:%s\n", f.Name)
		names := functionNames(&f)
		for i, fn := range f.Functions {
			fmt.Fprintf(b, "FN:%d,%s\n", fn.Line, names[i])
		}
		for i, fn := range f.Functions {
			fmt.Fprintf(b, "FNDA:%d,%s\n", fn.Count, names[i])
		}
		lines, branches, functions := sharesOf(&f)
		fmt.Fprintf(b, "FNF:%d\nFNH:%d\n", functions.Of, functions.Ran)
		line, block := 0, 0
		for _, br := range f.Branches {
			if br.Line != line {
				line, block = br.Line, 0
			}
			for way, n := range br.Counts {
				taken := "-"
				if br.Reached() {
					taken = fmt.Sprint(n)
				}
				fmt.Fprintf(b, "BRDA:%d,%d,%d,%s\n", br.Line, block, way, taken)
			}
			block++
		}
		fmt.Fprintf(b, "BRF:%d\nBRH:%d\n", branches.Of, branches.Ran)
		for _, l := range f.Lines {
			fmt.Fprintf(b, "DA:%d,%d\n", l.Line, l.Count)
		}
		fmt.Fprintf(b, "LF:%d\nLH:%d\nend_of_record\n", lines.Of, lines.Ran)
	}
	return b.Flush()
}

// functionNames are names by which lcov can tell functions apart: without what it reads as the end of one, and with the
// line where there is no name or another function has it.
func functionNames(f *coverage.File) []string {
	times := map[string]int{}
	for _, fn := range f.Functions {
		times[fn.Name]++
	}
	seen := map[string]int{}
	names := make([]string, len(f.Functions))
	for i, fn := range f.Functions {
		name := strings.Map(func(c rune) rune {
			if c < ' ' || c == ',' || c == 0x7f {
				return '_'
			}
			return c
		}, fn.Name)
		switch {
		case name == "":
			name = fmt.Sprintf("function at line %d", fn.Line)
		case times[fn.Name] > 1:
			name = fmt.Sprintf("%s at line %d", name, fn.Line)
		}
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s (%d)", name, seen[name])
		}
		names[i] = name
	}
	return names
}
