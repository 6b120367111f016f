package repl

// This file shows errors: with the lines of the inputs that they came through.

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (r *REPL) showError(err error) {
	var syntax *vm.SyntaxError
	if errors.As(err, &syntax) {
		r.print(r.syntaxText(syntax))
		return
	}
	r.print(r.errorText(err))
}

// syntaxText is the message, the line, and a caret under the place.
func (r *REPL) syntaxText(e *vm.SyntaxError) string {
	text := r.paint.in(failure, e.Error())
	line, ok := r.sourceLine(e.Name, e.Line)
	if !ok {
		return text
	}
	text += "\n    " + strings.ReplaceAll(line, "\t", " ")
	if e.Column < 1 || e.Column > len(line)+1 {
		return text
	}
	return text + "\n    " + strings.Repeat(" ", textWidth(strings.ReplaceAll(line[:e.Column-1], "\t", " "))) + r.paint.in(failure, "^")
}

// errorText is the error with its traceback, and under each frame of an input its line.
func (r *REPL) errorText(err error) string {
	text := err.Error()
	if t, ok := err.(interface{ Traceback() string }); ok {
		text = t.Traceback()
	}
	if e, ok := err.(*vm.Error); ok && e.Cause == nil {
		if v, isTable := e.Value.(*lua.LTable); isTable { // the error's own text does not say what is in it
			width, _ := r.screen.size()
			s := shower{r: r, width: width}
			text = s.values([]lua.LValue{v}) + strings.TrimPrefix(text, e.Error())
		}
	}
	message, trace, found := strings.Cut(text, "\nstack traceback:")
	var b strings.Builder
	b.WriteString(r.paint.in(failure, message))
	if !found {
		return b.String()
	}
	b.WriteString("\nstack traceback:")
	for _, line := range strings.Split(strings.TrimPrefix(trace, "\n"), "\n") {
		margin, frame, ok := strings.Cut(line, "\t") // those of a group's members have a margin
		if !ok || strings.Trim(margin, " |") != "" {
			b.WriteString("\n" + line)
			continue
		}
		b.WriteString("\n" + margin + "  " + frame)
		if source, ok := r.frameLine(frame); ok {
			b.WriteString("\n" + margin + "      " + r.paint.in(faint, source))
		}
	}
	return b.String()
}

// frameLine is the source line of a line of a traceback, if that is in an input.
func (r *REPL) frameLine(frame string) (string, bool) {
	name, rest, ok := strings.Cut(strings.TrimSpace(frame), "]:")
	number, _, isLine := strings.Cut(rest, ":")
	if !ok || !isLine {
		return "", false
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return "", false
	}
	line, ok := r.sourceLine(name+"]", n)
	return strings.TrimSpace(line), ok
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
