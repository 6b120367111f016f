package asyncio

// This file finds out that a program can never go on, and says why.

import (
	"fmt"
	"io"
	"strings"

	"moonloop/loop"
	"moonloop/vm"
)

// Deadlock is the error of a loop in which every task waits for something that can never happen.
type Deadlock struct{ Report string }

func (d *Deadlock) Error() string { return d.Report }

// ReportDeadlock is an OnDeadlock that writes a report, the first time, and ends the run with a *Deadlock. It is written
// as Options.Report makes it, which may be nil.
func ReportDeadlock(w io.Writer, report func(lines string, exc error) string) func(l *loop.Loop) {
	if report != nil {
		w = reportWriter{w, report}
	}
	reported := false
	return func(l *loop.Loop) {
		d := &Deadlock{deadlockReport(l)}
		if !reported {
			reported = true
			fmt.Fprintln(w, d.Report)
		}
		l.StopWith(d)
	}
}

// deadlockReport names each task, where it waits and for what.
func deadlockReport(l *loop.Loop) string {
	return "moonloop: deadlock: every task waits for something that can never happen" + Waiting(l)
}

// Waiting names each task of a loop, where it waits and for what, each after a line break.
func Waiting(l *loop.Loop) string {
	var b strings.Builder
	for _, t := range l.AllTasks() {
		name := t.Name()
		where := ""
		if co, ok := t.Coro().(*vm.Coroutine); ok {
			if co.Name() != "?" { // a function written in Go has no name
				name += " (" + co.Name() + ")"
			}
			where = co.Where()
		}
		fmt.Fprintf(&b, "\n  %s", name)
		if where != "" {
			fmt.Fprintf(&b, " at %s", where)
		}
		if what := t.WaitsFor(); what != "" {
			fmt.Fprintf(&b, " waits for %s", what)
		}
	}
	return b.String()
}
