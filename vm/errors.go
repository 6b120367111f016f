package vm

// This file holds the errors that cross between Lua and Go: Lua values raised, error objects, Go errors.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// An Error is a Lua error on the Go side: the value that was raised, unchanged, and how it came about.
// Errors are immutable; errors.As finds the *loop.Error of an error object, errors.Is its classes and causes.
type Error struct {
	Value   lua.LValue // what pcall returns: any Lua value, nil too
	Cause   error      // the Go error it stands for, if any
	GoStack []byte     // of a Go panic

	trace   *Trace
	context error // that was being handled, if Value is no error object
	fatal   bool  // passes pcall: the runtime is being stopped
}

// errorf makes an error whose value is a string.
func errorf(format string, args ...any) *Error {
	return &Error{Value: lua.LString(fmt.Sprintf(format, args...))}
}

// Error is the error's text without the traceback.
func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Cause.Error()
	}
	switch v := e.Value.(type) {
	case lua.LString:
		return string(v)
	case *lua.LTable:
		if mt, ok := v.Metatable.(*lua.LTable); ok && mt.RawGetString("__tostring") != lua.LNil {
			return "(error object is a table)"
		}
		if s, ok := v.RawGetString("message").(lua.LString); ok {
			return string(s)
		}
		return "(error object is a table value)"
	case lua.LNumber:
		return NumberText(float64(v))
	}
	return e.Value.String()
}

// Traceback is the text of the error and of the Lua frames it came through, innermost first, across awaits; and, as
// [loop.Traceback] has them, the members of a group and what the error came from.
func (e *Error) Traceback() string { return loop.Traceback(e) }

// Stack implements loop.Placed.
func (e *Error) Stack() string {
	text := e.trace.text()
	if len(e.GoStack) > 0 {
		if text != "" {
			text += "\n"
		}
		text += string(e.GoStack)
	}
	return text
}

// TaskName implements loop.Placed.
func (e *Error) TaskName() string { return e.trace.origin() }

// Context implements loop.Contextual: it is for values that are no error objects.
func (e *Error) Context() error { return e.context }

// WithContext implements loop.Contextual.
func (e *Error) WithContext(handled error) error {
	c := *e
	c.context = handled
	return &c
}

// text is the trace as Lua prints it, "" of none.
func (tr *Trace) text() string {
	if tr == nil {
		return ""
	}
	return tr.String()
}

// origin is the task that the trace begins in, "" when none.
func (tr *Trace) origin() string {
	if tr == nil {
		return ""
	}
	for tr.inner != nil {
		tr = tr.inner
	}
	return tr.task
}

// Trace is where the error was raised and the calls it came through; nil if it never was in Lua.
func (e *Error) Trace() *Trace { return e.trace }

// Unwrap gives the Go error behind an error object or a failed host function.
func (e *Error) Unwrap() error { return e.Cause }

// orNil is e as an error: nil when it is.
func (e *Error) orNil() error {
	if e == nil {
		return nil
	}
	return e
}

// From is the error as if it had come from where trace shows: of an error that was raised in another runtime.
func (e *Error) From(trace *Trace) *Error {
	if o := errorObjectOf(e.Value); o != nil && o.trace == nil {
		o.trace = trace
	}
	return e.withTrace(trace)
}

func (e *Error) withTrace(t *Trace) *Error {
	c := *e
	c.trace = t
	return &c
}

// An ErrorObject is an instance of one of asyncio's error classes as a script sees it.
type ErrorObject struct {
	lua.LUserData
	Err    *loop.Error
	Fields *lua.LTable // what the script added; nil when nothing
	trace  *Trace
}

// Stack implements loop.Placed.
func (o *ErrorObject) Stack() string { return o.trace.text() }

// Trace is where the object was raised and the calls it came through; nil if it never was.
func (o *ErrorObject) Trace() *Trace { return o.trace }

// TaskName implements loop.Placed.
func (o *ErrorObject) TaskName() string { return o.trace.origin() }

// errorObject returns the Lua face of err: always the same for the same error.
func (rt *Runtime) errorObject(err *loop.Error) *ErrorObject {
	if o, ok := err.Payload.(*ErrorObject); ok {
		return o
	}
	o := &ErrorObject{Err: err}
	o.LUserData.Value = o
	o.LUserData.Metatable = rt.errorMeta
	err.Payload = o
	return o
}

// asError makes err something Lua can raise.
func (rt *Runtime) asError(err error) *Error {
	switch err := err.(type) {
	case *Error:
		return err
	case *loop.Error:
		return &Error{Value: &rt.errorObject(err).LUserData, Cause: err}
	case *LimitError:
		return rt.limited(err, err.fatal())
	}
	var raised *Error
	if errors.As(err, &raised) {
		return raised
	}
	var known *loop.Error
	if errors.As(err, &known) {
		return &Error{Value: &rt.errorObject(known).LUserData, Cause: err}
	}
	class := loop.RuntimeError
	var pathErr *os.PathError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		class = loop.TimeoutError
	case errors.As(err, &pathErr):
		class = loop.OSError
	}
	le := &loop.Error{Class: class, Msg: err.Error(), Cause: err}
	return &Error{Value: &rt.errorObject(le).LUserData, Cause: le}
}

// ErrorValue is the Lua value of a Go error: what pcall would return for it. An error object remembers the traceback.
func (rt *Runtime) ErrorValue(err error) lua.LValue {
	e := rt.asError(err)
	if o := errorObjectOf(e.Value); o != nil && e.trace != nil {
		o.trace = e.trace
	}
	return e.Value
}

// NewError makes the Go error of a Lua value as if a script had raised it.
func (rt *Runtime) NewError(v lua.LValue) *Error {
	if class := ClassOf(v); class != nil { // stands for an instance without a message, as in Python's raise
		v = &rt.errorObject(class.New(nil)).LUserData
	}
	return raisedValue(v)
}

// raisedValue is the Go error of a value as pcall gives it: that of an error object, or one whose Value it is.
func raisedValue(v lua.LValue) *Error {
	if o := errorObjectOf(v); o != nil {
		return &Error{Value: v, Cause: o.Err, trace: o.trace}
	}
	return &Error{Value: v}
}

// Throw raises err in the Lua code that called the Go function running now. It does not return.
func (rt *Runtime) Throw(err error) { rt.raise(rt.asError(err)) }

func (rt *Runtime) raise(err *Error) { panic(err) }

// fault is what recover found when a thread failed. Its frames are still there.
func (rt *Runtime) fault(t *thread, r any) *Error {
	var err *Error
	switch r := r.(type) {
	case unwinding:
		panic(r)
	case *Error:
		err = r
	case *lua.ApiError:
		err = rt.NewError(rt.reword(t, r.Object))
	default:
		cause, ok := r.(error)
		if !ok {
			cause = errors.New(panicText(r))
		}
		err = &Error{
			Value:   lua.LString("panic in Go function: " + panicText(r)),
			Cause:   &PanicError{cause},
			GoStack: debug.Stack(),
		}
	}
	return rt.thrown(err, t)
}

// A PanicError is a Go panic that became a Lua error.
type PanicError struct{ Panic error }

func (e *PanicError) Error() string { return "panic in Go function: " + e.Panic.Error() }

// Unwrap gives the error the function panicked with.
func (e *PanicError) Unwrap() error { return e.Panic }

// thrown adds the frames of t, through which err comes, to its traceback.
func (rt *Runtime) thrown(err *Error, t *thread) *Error {
	inner := err.trace
	if inner == nil {
		inner = rt.raisedBefore(err, t)
	}
	return err.withTrace(extend(inner, t, rt.taskName()))
}

// A caught error, and the thread whose pcall returned it: raising its value again there goes on with its traceback.
type caught struct {
	err *Error
	by  *thread
}

func (rt *Runtime) noteCaught(err *Error, by *thread) {
	if o := errorObjectOf(err.Value); o != nil {
		o.trace = err.trace
		return
	}
	rt.caught = caught{err, by}
}

// raisedBefore is the traceback of a value that was caught and is raised again.
func (rt *Runtime) raisedBefore(err *Error, t *thread) *Trace {
	if o := errorObjectOf(err.Value); o != nil {
		return o.trace
	}
	if c := rt.caught; c.by == t && c.err != nil && c.err.Value == err.Value && err.Value != lua.LNil {
		return c.err.trace
	}
	return nil
}

// errorObjectOf is the instance of an error class that v is, or nil.
func errorObjectOf(v lua.LValue) *ErrorObject {
	if ud, ok := v.(*lua.LUserData); ok {
		if o, ok := ud.Value.(*ErrorObject); ok {
			return o
		}
	}
	return nil
}
