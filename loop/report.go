package loop

// This file holds how errors are reported: the exception handlers, and what is made of
// callbacks that fail or are slow.

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// ErrorContext is what an exception handler is told; fields that do not apply are zero.
type ErrorContext struct {
	Message   string
	Exception error
	Task      *Task
	Future    *Future
	Handle    *Handle
	MadeAt    any // where the task, future or handle was made, in debug mode
	Extra     map[string]any
}

type exceptionHandler = func(l *Loop, c *ErrorContext) error

// SetExceptionHandler replaces the exception handler, which is told of errors that nobody else can be told of; nil is the
// default one. An error that it returns, or its panic, is reported by the default handler.
func (l *Loop) SetExceptionHandler(h func(l *Loop, c *ErrorContext) error) { l.handler = h }

// CallExceptionHandler reports an error, in the context of the task, future or handle it
// is about.
func (l *Loop) CallExceptionHandler(c *ErrorContext) {
	if l.handler == nil {
		l.DefaultExceptionHandler(c)
		return
	}
	prev := l.ctx
	if ctx := c.context(); ctx != nil {
		l.ctx = ctx
	}
	err := l.callHandler(c)
	l.ctx = prev
	switch {
	case err == nil:
	case escapes(err):
		l.StopWith(err)
	default:
		l.DefaultExceptionHandler(&ErrorContext{
			Message:   "Unhandled error in exception handler",
			Exception: err,
			Extra:     map[string]any{"context": c},
		})
	}
}

func (l *Loop) callHandler(c *ErrorContext) (err error) {
	defer func() {
		if r := recover(); r != nil {
			if unwinding(r) {
				panic(r)
			}
			err = errorOf(r)
		}
	}()
	return l.handler(l, c)
}

// context is the context of what the report is about, nil if it has none.
func (c *ErrorContext) context() *Context {
	switch {
	case c.Task != nil:
		return c.Task.context
	case c.Future != nil && c.Future.task != nil:
		return c.Future.task.context
	case c.Handle != nil:
		return c.Handle.ctx
	}
	return nil
}

// DefaultExceptionHandler gives the report to Options.OnReport, or writes it to Options.Stderr: the message, a line for each
// field, then the exception, with its traceback if it has one.
func (l *Loop) DefaultExceptionHandler(c *ErrorContext) {
	if l.onReport != nil {
		l.onReport(c)
		return
	}
	text := c.String()
	if c.MadeAt == nil && l.handling != nil && l.handling.MadeAt() != nil {
		text += fmt.Sprintf("handle created at: %v\n", l.handling.MadeAt())
	}
	switch {
	case l.report != nil:
		text = l.report(text, c.Exception)
	case c.Exception != nil:
		text += Traceback(c.Exception) + "\n"
	}
	fmt.Fprint(l.stderr, text)
}

// String is the message and a line for each field but the exception.
func (c *ErrorContext) String() string {
	var b strings.Builder
	message := c.Message
	if message == "" {
		message = "Unhandled exception in event loop"
	}
	b.WriteString(message + "\n")
	for _, key := range slices.Sorted(maps.Keys(c.Extra)) {
		fmt.Fprintf(&b, "%s: %v\n", key, strings.TrimSpace(fmt.Sprint(c.Extra[key])))
	}
	if c.Future != nil {
		fmt.Fprintf(&b, "future: %v\n", c.Future)
	}
	if c.Handle != nil {
		fmt.Fprintf(&b, "handle: %v\n", c.Handle)
	}
	if c.Task != nil {
		fmt.Fprintf(&b, "task: %v\n", c.Task)
	}
	if c.MadeAt != nil {
		fmt.Fprintf(&b, "created at: %v\n", c.MadeAt)
	}
	return b.String()
}

// recovered deals with the panic of a callback. Inside a task it is the task's exception.
func (l *Loop) recovered(e entry, err error, me uint64) {
	l.handling = nil
	if t := stepped(e.cb); t != nil && t == l.current && !t.Done() && l.spins == me {
		t.settle(Raised, err)
		l.current = nil
		return
	}
	l.CallbackFailed(e.cb, err)
}

// stepped returns the task that cb is a step or wakeup of, nil for other callbacks.
func stepped(cb Callback) *Task {
	switch cb := cb.(type) {
	case *stepRun:
		return (*Task)(cb)
	case *wakeupRun:
		return (*Task)(cb)
	}
	return nil
}

// CallbackFailed reports that a callback raised err, as the loop does when it panics. A
// KeyboardInterrupt ends the run instead.
func (l *Loop) CallbackFailed(cb Callback, err error) {
	if escapes(err) {
		l.StopWith(err)
		return
	}
	if h, ok := cb.(*handleRun); ok {
		if h.cb != nil {
			cb = h.cb
		}
		l.HandleFailed((*Handle)(h), callbackText(cb), err)
		return
	}
	l.CallExceptionHandler(&ErrorContext{Message: "Exception in callback " + callbackText(cb), Exception: err})
}

// HandleFailed is CallbackFailed for the callback of a handle; what names the callback in the report.
func (l *Loop) HandleFailed(h *Handle, what string, err error) {
	if escapes(err) {
		l.StopWith(err)
		return
	}
	l.CallExceptionHandler(&ErrorContext{
		Message:   "Exception in callback " + what,
		Exception: err,
		Handle:    h,
		MadeAt:    h.MadeAt(),
	})
}

// callTimed calls a callback in debug mode and reports it if it was slow, or where the beat is watched.
func (l *Loop) callTimed(e entry, me uint64) {
	l.beat.begin()
	if !l.debug {
		e.cb.Call(e.fut)
		if l.spins == me {
			l.beat.end()
		}
		return
	}
	h, _ := e.cb.(*handleRun)
	l.handling = (*Handle)(h)
	began := l.Time()
	e.cb.Call(e.fut)
	if l.spins != me {
		return // it was parked; the time says nothing
	}
	l.beat.end()
	l.handling = nil
	if took := l.Time() - began; took >= l.SlowCallbackDuration.seconds {
		text := fmt.Sprintf("Executing %s took %.3f seconds", entryText(e), took)
		if l.onReport != nil {
			l.onReport(&ErrorContext{Message: text})
			return
		}
		fmt.Fprintln(l.stderr, text)
	}
}

// entryText names what runs: a task, a handle, or a done callback.
func entryText(e entry) string {
	if t := stepped(e.cb); t != nil {
		return t.String()
	}
	if h, ok := e.cb.(*handleRun); ok {
		return (*Handle)(h).String()
	}
	return "<Handle " + callbackText(e.cb) + ">"
}
