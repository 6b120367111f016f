package differential

// This file compares traces.

import (
	"fmt"
	"slices"
	"strings"
)

// Differ tells where two traces part: "" if they are the same, else a text for people.
// A nil trace of CPython's is none.
func Differ(moonloop, cpython []string) string {
	if cpython == nil || slices.Equal(moonloop, cpython) {
		return ""
	}
	line := func(trace []string, i int) string {
		if i < len(trace) {
			return trace[i]
		}
		return "(end)"
	}
	i := 0
	for line(moonloop, i) == line(cpython, i) {
		i++
	}
	return fmt.Sprintf("line %d: Moonloop has %q, CPython has %q", i+1, line(moonloop, i), line(cpython, i))
}

// Report shows a program that differs, in both languages, with both traces.
func Report(p *Program, moonloop, cpython []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "=== seed %d: %s\n", p.Seed, Differ(moonloop, cpython))
	fmt.Fprintf(&b, "--- Python\n%s--- Lua\n%s", p.Python(), p.Lua())
	fmt.Fprintf(&b, "--- CPython's trace\n%s\n--- Moonloop's trace\n%s\n", strings.Join(cpython, "\n"), strings.Join(moonloop, "\n"))
	return b.String()
}
