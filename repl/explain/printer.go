package explain

// This file makes the texts of errors and reports.

import (
	"errors"
	"fmt"
	"strings"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A Printer makes texts of errors, to be printed. Its fields may be set before it is used; the zero Printer is good. It
// belongs to the goroutine of its runtime.
type Printer struct {
	Runtime *vm.Runtime // whose names a hint may be about; nil: hints know the modules only
	Color   bool
	// Source is the text of a chunk by its name; nil, or false: it is the file of that name.
	Source func(name string) (text string, ok bool)
	// Show is the text of a table that was raised; nil: the error's own.
	Show func(v lua.LValue) string
	// Indent stands before each call of a traceback; "" is a tab, as in Lua.
	Indent string

	sources map[string][]string
}

// Error is the long text of err, without a newline at its end.
func (p *Printer) Error(err error) string {
	p.sources = nil // they may have changed since
	return finish(loop.Traceback(err, p.head), p.Color)
}

// Report is the text of a report of an event loop: its lines, and the long text of the error that it is about, if there
// is one. It is what [loop.Options] want as Report.
func (p *Printer) Report(lines string, err error) string {
	text := finish(Clean(lines), p.Color)
	if err != nil {
		text += p.Error(err) + "\n"
	}
	return text
}

// head is the message of one error, where it was raised, and a hint.
func (p *Printer) head(err error, place loop.Placed) string {
	if syntax := (*vm.SyntaxError)(nil); errors.As(err, &syntax) {
		return paint(red, Clean(syntax.Error())) + p.syntaxPlace(syntax, "    ") + p.hint(hintOfSyntax(syntax, p.lines(syntax.Name)))
	}
	message := p.message(err)
	text := paint(red, Clean(message))
	traced, ok := place.(interface{ Trace() *vm.Trace })
	if !ok || traced.Trace() == nil {
		if place != nil && place.Stack() != "" {
			text += "\n" + Clean(place.Stack())
		} else if other, ok := err.(interface{ Traceback() string }); ok && place == nil && !errors.As(err, new(*loop.Error)) {
			text = Clean(other.Traceback())
		}
		return text + p.inModule(message)
	}
	stack, at := p.stack(traced.Trace())
	text += "\nstack traceback:" + stack
	if raised, ok := err.(*vm.Error); ok && len(raised.GoStack) > 0 {
		text += "\n" + Clean(string(raised.GoStack))
	}
	if inside := p.inModule(message); inside != "" {
		return text + inside
	}
	return text + p.hint(p.runtimeHint(message, at))
}

// message is the error's own text, or what is in a table that was raised.
func (p *Printer) message(err error) string {
	raised, ok := err.(*vm.Error)
	if !ok || p.Show == nil || raised.Cause != nil {
		return err.Error()
	}
	if t, ok := raised.Value.(*lua.LTable); ok {
		return p.Show(t)
	}
	return err.Error()
}

// A site is where a program is.
type site struct {
	lines  []string // of its source; nil: it is not known
	line   int
	column int // 0: it is not known
}

// unnamed is a call of a function that nobody can look up.
const unnamed = "[Go]: in function '?'"

// stack is the lines of a traceback, and its innermost call of a Lua function.
func (p *Printer) stack(trace *vm.Trace) (text string, inner *site) {
	indent := p.Indent
	if indent == "" {
		indent = "\t"
	}
	var b strings.Builder
	shown := "" // the source line above
	trace.Each(func(call, source string, line, column int) {
		if call == unnamed {
			return
		}
		b.WriteString("\n" + indent + Clean(call))
		if line == 0 {
			return
		}
		s := site{p.lines(source), line, column}
		text, ok := s.text()
		here := fmt.Sprintf("%s:%d", source, line)
		if inner == nil {
			inner = &s
		} else if s.column = 0; here == shown { // only what was raised has a caret
			return
		}
		if ok {
			b.WriteString(excerpt(text, s.column, indent+"    "))
			shown = here
		}
	}, func(within, task string) {
		if task == "" {
			task = "the main task"
		}
		who := "awaited by " + task
		if within != "" {
			who = within + " " + who
		}
		b.WriteString("\n" + indent + "(" + Clean(who) + ")")
	})
	return b.String(), inner
}

// hint is a line with a hint, "" for none.
func (p *Printer) hint(text string) string {
	if text == "" {
		return ""
	}
	return "\n" + paint(green, "hint: ") + Clean(text)
}
