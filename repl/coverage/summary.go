package coverage

// This file is the table for people.

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"moonloop/vm/coverage"
)

// maxRuns is how many runs of lines the table names of a file.
const maxRuns = 8

// WriteSummary writes a table with a line a file, the lines that did not run, and the sum.
func WriteSummary(w io.Writer, r *coverage.Report) {
	files := r.Files()
	if len(files) == 0 {
		fmt.Fprintln(w, "coverage: no file of the project was loaded")
		return
	}
	width := len("all files")
	for _, f := range files {
		width = max(width, utf8.RuneCountInString(f.Name))
	}
	row := func(name, lines, branches, functions, missed string) {
		pad := strings.Repeat(" ", width-utf8.RuneCountInString(name))
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%s%s  %8s  %8s  %9s  %s", name, pad, lines, branches, functions, missed), " "))
	}
	row("coverage", "lines", "branches", "functions", "not run")
	var all [3]Share
	for _, f := range files {
		lines, branches, functions := sharesOf(&f)
		all[0].add(lines)
		all[1].add(branches)
		all[2].add(functions)
		row(f.Name, lines.String(), branches.String(), functions.String(), missed(&f))
	}
	if len(files) > 1 {
		row("all files", all[0].String(), all[1].String(), all[2].String(), "")
	}
}

// missed are the lines that did not run: "3-7, 12", over lines that have no code.
func missed(f *coverage.File) string {
	var runs []string
	for i := 0; i < len(f.Lines); i++ {
		if f.Lines[i].Count > 0 {
			continue
		}
		first := f.Lines[i].Line
		for i+1 < len(f.Lines) && f.Lines[i+1].Count == 0 {
			i++
		}
		if last := f.Lines[i].Line; last > first {
			runs = append(runs, fmt.Sprintf("%d-%d", first, last))
		} else {
			runs = append(runs, fmt.Sprint(first))
		}
	}
	if more := len(runs) - maxRuns; more > 0 {
		runs = append(runs[:maxRuns], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(runs, ", ")
}
