package repl

// This file is what follows Ctrl-D on a terminal: it says which tasks the end waits for, and lets go of them at the second.

import (
	"errors"
	"fmt"
	"strings"

	"moonloop/loop"
)

// quiet is for how many seconds the end waits for tasks without a word.
const quiet = 0.3

// errLetGo ends the wait for tasks that were cancelled.
var errLetGo = errors.New("let go")

// farewell begins the end of the session: the runner cancels its tasks next, and waits for them. It runs on the loop.
func (r *REPL) farewell() {
	l := r.loop
	l.CallLaterFunc(loop.Seconds(quiet), func() {
		if tasks := r.tasks(); len(tasks) > 0 {
			r.print(r.stillThere(tasks))
		}
	})
	r.parting.Go(func() {
		defer r.reader.close()
		if !r.source.again() {
			return
		}
		r.nudges.Go(func() { r.cancel(l, nil) })
		_ = l.CallSoonThreadsafeFunc(func() {
			r.print(fmt.Sprintf("let go of %s", count(len(r.tasks()), "task")))
			l.StopWith(errLetGo)
		})
	})
}

// stillThere lists tasks that were cancelled and have not ended.
func (r *REPL) stillThere(tasks []*loop.Task) string {
	lines := []string{fmt.Sprintf("waiting for %s to end; Ctrl-D again lets go", count(len(tasks), "task"))}
	for i, t := range tasks {
		if i == maxFields {
			lines = append(lines, fmt.Sprintf("  … %d more", len(tasks)-i))
			break
		}
		line := "  " + t.Name()
		for _, more := range []string{where(t), t.WaitsFor()} {
			if more != "" {
				line += ", " + more
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// count is a number of things in words.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
