package loop

// This file holds exception classes and the errors that are their instances.

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
)

// Class is an exception class: what an except clause names. Classes form a tree by
// Parent and never change. A *Class is itself an error, so that
// errors.Is(err, loop.TimeoutError) asks whether err is an instance of it.
type Class struct {
	Name   string
	Parent *Class
	also   *Class // a second parent, of ExceptionGroup
}

// NewClass makes a class below parent; a nil parent makes a root.
func NewClass(name string, parent *Class) *Class {
	return &Class{Name: name, Parent: parent}
}

// Error returns the name of the class.
func (c *Class) Error() string { return c.Name }

// IsA reports whether c is other or derives from it, as issubclass does.
func (c *Class) IsA(other *Class) bool {
	for ; c != nil; c = c.Parent {
		if c == other || c.also != nil && c.also.IsA(other) {
			return true
		}
	}
	return false
}

// New makes an instance with a message, or without one if msg is nil.
func (c *Class) New(msg any) *Error { return &Error{Class: c, Msg: msg} }

// The classes that asyncio raises. Like Python's, CancelledError and
// KeyboardInterrupt stand beside Exception and not below it, so that a handler
// for Exception does not swallow them; TimeoutError is an OSError; an ExceptionGroup is a
// BaseExceptionGroup too.
var (
	BaseException       = NewClass("BaseException", nil)
	Exception           = NewClass("Exception", BaseException)
	CancelledError      = NewClass("CancelledError", BaseException)
	KeyboardInterrupt   = NewClass("KeyboardInterrupt", BaseException)
	BaseExceptionGroup  = NewClass("BaseExceptionGroup", BaseException)
	ExceptionGroup      = &Class{Name: "ExceptionGroup", Parent: Exception, also: BaseExceptionGroup}
	OSError             = NewClass("OSError", Exception)
	TimeoutError        = NewClass("TimeoutError", OSError)
	TypeError           = NewClass("TypeError", Exception)
	ValueError          = NewClass("ValueError", Exception)
	RuntimeError        = NewClass("RuntimeError", Exception)
	InvalidStateError   = NewClass("InvalidStateError", Exception)
	IncompleteReadError = NewClass("IncompleteReadError", Exception)
	LimitOverrunError   = NewClass("LimitOverrunError", Exception)
	LookupError         = NewClass("LookupError", Exception) // of a context variable without a value
	BrokenBarrierError  = NewClass("BrokenBarrierError", RuntimeError)
	QueueEmpty          = NewClass("QueueEmpty", Exception)
	QueueFull           = NewClass("QueueFull", Exception)
	QueueShutDown       = NewClass("QueueShutDown", Exception)
)

// Error is an exception: an instance of a Class.
type Error struct {
	Class   *Class
	Msg     any     // nil when there is none; usually a string
	Cause   error   // what "raise … from" names
	Context error   // the error that was being handled, see Handling
	Errors  []error // the members of an ExceptionGroup

	// Payload is the embedding's own object for this error, kept so that the
	// object a script raised is the object it catches. The loop never looks at it.
	Payload any

	task string // the name of the task that it ended, if nothing else tells which raised it
}

// Errorf makes an instance of c with a formatted message.
func Errorf(c *Class, format string, args ...any) *Error {
	return &Error{Class: c, Msg: fmt.Sprintf(format, args...)}
}

// NewExceptionGroup makes a group of errors: an ExceptionGroup, or a BaseExceptionGroup if one
// of them is no Exception. An error that is no instance of a class counts as one.
func NewExceptionGroup(msg any, errs []error) *Error {
	class := ExceptionGroup
	for _, err := range errs {
		if c := ClassOf(err); c != nil && !c.IsA(Exception) {
			class = BaseExceptionGroup
		}
	}
	return &Error{Class: class, Msg: msg, Errors: errs}
}

// Error reads "TimeoutError: too slow", or only the name when there is no message. A group
// tells how many its members are.
func (e *Error) Error() string {
	s := e.Class.Name
	if e.Msg != nil && e.Msg != "" {
		s = fmt.Sprintf("%s: %v", s, e.Msg)
	}
	switch n := len(e.Errors); n {
	case 0:
	case 1:
		s += " (1 sub-exception)"
	default:
		s += fmt.Sprintf(" (%d sub-exceptions)", n)
	}
	return s
}

// Is makes errors.Is match every class that e is an instance of. A cancellation also
// matches context.Canceled, a timeout context.DeadlineExceeded.
func (e *Error) Is(target error) bool {
	if c, ok := target.(*Class); ok {
		return e.Class.IsA(c)
	}
	switch target {
	case context.Canceled:
		return e.Class.IsA(CancelledError)
	case context.DeadlineExceeded:
		return e.Class.IsA(TimeoutError)
	}
	return false
}

// from makes an instance of c that was raised from cause.
func (c *Class) from(cause error) *Error { return &Error{Class: c, Cause: cause} }

// ClassOf returns the class of the first *Error in err's chain, nil if there is none.
func ClassOf(err error) *Class {
	for { // as errors.As, which allocates
		if e, ok := err.(*Error); ok {
			return e.Class
		}
		chain, ok := err.(interface{ Unwrap() error })
		if !ok {
			break
		}
		err = chain.Unwrap()
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Class
	}
	return nil
}

// IsCancelled reports whether err is a CancelledError.
func IsCancelled(err error) bool {
	return err != nil && ClassOf(err).IsA(CancelledError)
}

// escapes reports whether err is of the kind that leaves the loop instead of being
// kept in a task or reported (KeyboardInterrupt).
func escapes(err error) bool {
	return err != nil && ClassOf(err).IsA(KeyboardInterrupt)
}

// PanicError is what the loop makes of a Go panic whose value is no error, or is one of
// the Go runtime's.
type PanicError struct {
	Value any
	Stack []byte
}

// Error reads "panic: …".
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Traceback is the Go stack at the panic.
func (e *PanicError) Traceback() string { return e.Error() + "\n" + string(e.Stack) }

// Unwrap returns the panic's value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// errorOf makes an error of a recovered panic value. It must be called while the
// panic's stack can still be seen.
func errorOf(r any) error {
	if _, bug := r.(runtime.Error); !bug {
		if err, ok := r.(error); ok {
			return err
		}
	}
	return &PanicError{Value: r, Stack: debug.Stack()}
}

// unwinding reports whether a panic value only unwinds a stack that is being
// released, and so is no error at all.
func unwinding(r any) bool {
	_, ok := r.(interface{ Unwinding() })
	return ok
}
