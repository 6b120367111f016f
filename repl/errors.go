package repl

// This file shows errors: with the lines of the inputs that they came through.

import (
	"fmt"
	"io"
	"strings"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (r *REPL) showError(err error) { r.print(r.errors.Error(err)) }

// showRaised is the text of a table that was raised.
func (r *REPL) showRaised(v lua.LValue) string {
	width, _ := r.screen.size()
	s := shower{rt: r.rt, width: width}
	return s.raised(v)
}

// Show is the text of a value as the prompt shows it, without colours, for a terminal or what else out is. Of
// metamethods it calls __tostring.
func Show(rt *vm.Runtime, v lua.LValue, out io.Writer) string {
	screen, ok := out.(*Screen)
	if !ok {
		screen = NewScreen(out)
	}
	width, _ := screen.size()
	s := shower{rt: rt, width: width}
	return s.raised(v)
}

// sourceText is the text of an input or of a file that was loaded, by its name.
func (r *REPL) sourceText(name string) (string, bool) {
	lines, ok := r.sources[name]
	return strings.Join(lines, "\n"), ok
}

func (r *REPL) sourceLine(name string, n int) (string, bool) {
	lines := r.sources[name]
	if n < 1 || n > len(lines) {
		return "", false
	}
	return lines[n-1], true
}

// taskState is a task's state in a word.
func taskState(t *loop.Task) string {
	switch {
	case t.Cancelled():
		return "cancelled"
	case t.Done():
		return "done"
	case t.Cancelling() > 0:
		return "cancelling"
	case t.Waiter() == nil:
		return "ready"
	}
	return "waiting"
}

// age is a duration as people say it.
func age(seconds float64) string {
	switch {
	case seconds < 0.001:
		return fmt.Sprintf("%.0fµs", seconds*1e6)
	case seconds < 1:
		return fmt.Sprintf("%.0fms", seconds*1e3)
	case seconds < 10:
		return fmt.Sprintf("%.1fs", seconds)
	case seconds < 120:
		return fmt.Sprintf("%.0fs", seconds)
	case seconds < 7200:
		return fmt.Sprintf("%.0fm", seconds/60)
	}
	return fmt.Sprintf("%.1fh", seconds/3600)
}
