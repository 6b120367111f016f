package tester

// This file prints results for other programs: the Test Anything Protocol, version 14.

import (
	"fmt"
	"io"
	"strings"

	"moonloop/bindings/test"
)

// A tapWriter prints results as TAP.
type tapWriter struct {
	w io.Writer
	n int
}

// escaped has what TAP reads as something else escaped.
var escaped = strings.NewReplacer("\\", "\\\\", "#", "\\#", "\n", " ")

func (t *tapWriter) result(r test.Result) {
	if r.Status == "" {
		return
	}
	if t.n++; t.n == 1 {
		fmt.Fprintln(t.w, "TAP version 14")
	}
	word := "ok"
	if r.Status == test.Failed || r.Status == test.Interrupted || r.Status == test.Todo && len(r.Failures) > 0 {
		word = "not ok"
	}
	name := r.File
	if r.Name() != "" {
		name += ": " + r.Name()
	}
	directive := ""
	switch r.Status {
	case test.Skipped:
		directive = " # SKIP " + escaped.Replace(r.Reason)
	case test.Todo:
		directive = " # TODO " + escaped.Replace(r.Reason)
	}
	fmt.Fprintf(t.w, "%s %d - %s%s\n", word, t.n, escaped.Replace(name), strings.TrimRight(directive, " "))
	if len(r.Failures) > 0 {
		fmt.Fprintf(t.w, "  ---\n  duration_ms: %.3f\n", r.Seconds*1000)
		for i, f := range r.Failures {
			fmt.Fprintf(t.w, "  failure%d: |\n%s\n", i+1, indent(f.String(), "    "))
		}
		fmt.Fprintln(t.w, "  ...")
	}
	if out := strings.TrimRight(r.Output, "\n"); out != "" {
		fmt.Fprintln(t.w, indent(out, "# "))
	}
}

// end writes the plan, or why there is none.
func (t *tapWriter) end(stopped string) {
	if stopped != "" {
		fmt.Fprintf(t.w, "Bail out! %s\n", stopped)
		return
	}
	if t.n > 0 {
		fmt.Fprintf(t.w, "1..%d\n", t.n)
	}
}

// comment writes lines that programs which read it pass over.
func (t *tapWriter) comment(text string) {
	if text = strings.Trim(text, "\n"); text != "" {
		fmt.Fprintln(t.w, indent(text, "# "))
	}
}
