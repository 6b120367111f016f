package tester

// This file prints results for people.

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"moonloop/bindings/test"
)

// A reporter prints results as they come.
type reporter struct {
	w     io.Writer
	color bool
	file  string // the one that is being printed
}

func (p *reporter) paint(code, text string) string {
	if !p.color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// label is the word before a result.
func (p *reporter) label(status string) string {
	switch status {
	case test.Passed:
		return p.paint("32", "ok  ")
	case test.Skipped:
		return p.paint("33", "skip")
	case test.Todo:
		return p.paint("33", "todo")
	case test.Interrupted:
		return p.paint("33", "stop")
	}
	return p.paint("1;31", "FAIL")
}

// result prints one.
func (p *reporter) result(r test.Result) {
	if r.File != p.file {
		p.file = r.File
		fmt.Fprintln(p.w, p.paint("1", r.File))
	}
	if r.Status != "" {
		name := r.Name()
		if name == "" {
			name = "(the file)"
		}
		fmt.Fprintf(p.w, "  %s  %s%s\n", p.label(r.Status), name, p.paint("2", remarks(r)))
	}
	for _, f := range r.Failures {
		fmt.Fprintln(p.w, indent(f.String(), "        "))
	}
	if r.Story != "" {
		fmt.Fprintln(p.w, indent(r.Story, "        "))
	}
	if r.Replay != "" {
		fmt.Fprintln(p.w, indent("again: moonloop test --replay "+r.Replay+" "+shellWord(r.File, runtime.GOOS == "windows"), "        "))
	}
	if out := strings.TrimRight(r.Output, "\n"); out != "" {
		fmt.Fprintln(p.w, indent(out, "        | "))
	}
}

// shellWord is a path as it is written in a command, to be copied from there: in quotes where it needs them.
func shellWord(path string, windows bool) string {
	switch {
	case windows && strings.ContainsAny(path, " &()^;,=+"):
		return `"` + path + `"`
	case !windows && strings.ContainsAny(path, " \t\n'\"\\$&();<>|*?[]{}`#~!"):
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}

// remarks are what stands behind a name: why, how long.
func remarks(r test.Result) string {
	var list []string
	if r.Reason != "" {
		list = append(list, r.Reason)
	}
	if r.Note != "" {
		list = append(list, r.Note)
	}
	if r.Seed > 0 && r.Status == test.Failed {
		list = append(list, fmt.Sprintf("seed %d", r.Seed))
	}
	if r.Status == test.Passed || r.Status == test.Failed {
		took := duration(r.Seconds)
		if r.LoopTime >= 0.001 {
			took += fmt.Sprintf(", %.4g s of its loop", r.LoopTime)
		}
		list = append(list, took)
	}
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, "; ") + ")"
}

func duration(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < 10*time.Millisecond:
		d = d.Round(100 * time.Microsecond)
	case d < time.Second:
		d = d.Round(time.Millisecond)
	default:
		d = d.Round(10 * time.Millisecond)
	}
	return d.String()
}

func indent(text, by string) string { return by + strings.ReplaceAll(text, "\n", "\n"+by) }

// A tally counts results.
type tally struct {
	passed, skipped, todo, interrupted int
	failed                             []test.Result
}

func (t *tally) add(r test.Result) {
	switch r.Status {
	case test.Passed:
		t.passed++
	case test.Skipped:
		t.skipped++
	case test.Todo:
		t.todo++
	case test.Interrupted:
		t.interrupted++
	case test.Failed:
		t.failed = append(t.failed, r)
	}
}

func (t *tally) cases() int { return t.passed + t.skipped + t.todo + t.interrupted + len(t.failed) }

// summary prints the last lines.
func (p *reporter) summary(t *tally, took time.Duration, stopped string) {
	if len(t.failed) > 0 && t.cases() > 1 {
		fmt.Fprintln(p.w)
		for _, r := range t.failed {
			name := r.Name()
			if name == "" {
				name = "(the file)"
			}
			at := ""
			if len(r.Failures) > 0 && r.Failures[0].Where != "" {
				at = " at " + r.Failures[0].Where
			}
			fmt.Fprintf(p.w, "%s  %s: %s%s\n", p.label(test.Failed), r.File, name, at)
		}
	}
	parts := []string{fmt.Sprintf("%d passed", t.passed)}
	for _, c := range []struct {
		n    int
		word string
	}{{len(t.failed), "failed"}, {t.skipped, "skipped"}, {t.todo, "todo"}, {t.interrupted, "interrupted"}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.word))
		}
	}
	fmt.Fprintf(p.w, "\n%s in %s%s\n", strings.Join(parts, ", "), duration(took.Seconds()), stopped)
}
