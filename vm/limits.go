package vm

// This file says what limits a runtime has, and what error passing one is.

import (
	"context"
	"fmt"
	"time"

	"moonloop/loop"
)

// Limits bound what the Lua code of a runtime may use. Zero is no limit, in every field.
//
// All but MaxMemory and MaxOutput stop Lua code with an error that pcall, asyncio.try and finally handlers do not see:
// it ends the task. Instructions are those of the interpreter; a library function that runs long counts as some.
type Limits struct {
	// MaxInstructions bounds the work that belongs to no [Budget], over the runtime's life.
	MaxInstructions int64
	// MaxStep and MaxStepTime bound one step of one task, or one callback: what runs until the loop has its turn again.
	MaxStep     int64
	MaxStepTime time.Duration
	// Slice makes a task that does not suspend for so many instructions let others run, wherever it is not in the middle
	// of a Go function or metamethod. It goes on in the next iteration of the loop. Steps count as if it had not.
	Slice int64
	// MaxMemory is about how many bytes the values of the runtime may take. What would pass it is an error like others:
	// a script may catch it and let go of something.
	MaxMemory int64
	// MaxOutput bounds what is written to Options.Stdout and Options.Stderr together, in bytes.
	MaxOutput int64
	// MaxOpen bounds how many connections, servers, files, processes and the like are open at once. The runtime opens none: those
	// packages heed it that do.
	MaxOpen int
	// MaxSource bounds each piece of source that scripts load, in bytes.
	MaxSource int
	// Stoppable makes Budget.Stop and the budgets' instructions count even if no limit here needs it.
	Stoppable bool
}

// metered tells whether the interpreter has to count.
func (l *Limits) metered() bool {
	return l.Stoppable || l.MaxInstructions > 0 || l.MaxStep > 0 || l.MaxStepTime > 0 || l.Slice > 0 || l.MaxMemory > 0
}

// A LimitError tells which limit was passed. errors.As finds it in the errors of scripts.
type LimitError struct {
	Limit string // "instructions", "step", "time", "memory", "output", "source", "open"
	Msg   string
	Err   error // what made the work be stopped, if anything did: for instance context.DeadlineExceeded
}

func (e *LimitError) Error() string {
	if e.Err != nil {
		return e.Msg + ": " + e.Err.Error()
	}
	return e.Msg
}

// fatal tells whether Lua code cannot catch it.
func (e *LimitError) fatal() bool {
	return e.Limit == "instructions" || e.Limit == "step" || e.Limit == "time"
}

// Unwrap gives Err.
func (e *LimitError) Unwrap() error { return e.Err }

// limitExceeded is the class of error objects that scripts see of a LimitError.
var limitExceeded = loop.NewClass("LimitExceeded", loop.RuntimeError)

// limited makes the Lua error of e. A fatal one passes all that catches errors.
func (rt *Runtime) limited(e *LimitError, fatal bool) *Error {
	err := rt.asError(&loop.Error{Class: limitExceeded, Msg: e.Error(), Cause: e})
	err.fatal = fatal
	return err
}

// overrun is the error of a limit on a number.
func overrun(limit string, format string, args ...any) *LimitError {
	return &LimitError{Limit: limit, Msg: fmt.Sprintf(format, args...)}
}

// stopped is the error of work that was stopped from outside.
func stopped(why error) *LimitError {
	e := &LimitError{Limit: "time", Msg: "stopped", Err: why}
	if why == context.DeadlineExceeded {
		e.Msg = "out of time"
	}
	return e
}
