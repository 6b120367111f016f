package vm

// This file lets a Go function call Lua functions and await things without keeping a Go stack: it says what comes next.

import (
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// A Next goes on when what a Step asked for has ended with vals, or with err.
type Next func(vals []lua.LValue, err error) Step

// A Step is what a Go function wants to happen now: make one with Return, Raise, Call or Await.
// A function that is built of steps can be suspended anywhere at no more cost than a Lua function.
type Step struct {
	vals []lua.LValue
	err  error
	fn   *lua.LFunction
	co   loop.Coroutine
	next Next
}

// Return ends the Go function with the given results.
func Return(vals ...lua.LValue) Step { return Step{vals: vals} }

// Raise ends the Go function with an error.
func Raise(err error) Step { return Step{err: err} }

// Call calls the Lua function, which may suspend, and goes on with next; a nil next returns or raises what it does.
func Call(fn *lua.LFunction, args []lua.LValue, next Next) Step {
	return Step{fn: fn, vals: args, next: next}
}

// CallValue is Call for a value that may have __call.
func (rt *Runtime) CallValue(v lua.LValue, args []lua.LValue, next Next) Step {
	if fn, ok := v.(*lua.LFunction); ok {
		return Call(fn, args, next)
	}
	return Call(rt.caller, append([]lua.LValue{v}, args...), next)
}

// Await awaits a coroutine written in Go and goes on with next; a nil next returns or raises what it does.
func Await(co loop.Coroutine, next Next) Step { return Step{co: co, next: next} }

// Perform carries step out as the rest of the Go function that runs on L, which must return what Perform returns.
func (rt *Runtime) Perform(L *lua.LState, step Step) int {
	t, s := rt.here(L)
	for {
		vals, err, suspended := s.perform(t, step)
		if suspended {
			var native bool
			if vals, err, native = s.hold(t); native {
				return -1
			}
		} else if s.top != t {
			if rt.depth >= shallow && t.nested == 0 {
				rt.paused = pauseCall
				t.dropArguments()
				return -1
			}
			if vals, err, suspended = s.drive(nil, nil, t); suspended {
				var native bool
				if vals, err, native = s.hold(t); native {
					return -1
				}
			}
		}
		if t.next == nil {
			return s.settle(t, vals, err, false)
		}
		next := t.next
		t.next = nil
		step = next(copied(vals), err.orNil())
	}
}

// perform begins step for the Go function of t. Afterwards the fiber is suspended, or a fresh thread is on its top, or
// vals and err are what t's call returns or raises.
func (s *fiber) perform(t *thread, step Step) (vals []lua.LValue, err *Error, suspended bool) {
	rt := s.rt
	switch {
	case step.fn != nil:
		t.next = step.next
		child := rt.newThread()
		child.start(step.fn, step.vals)
		s.push(child, t, kindCall)
		return nil, nil, false
	case step.co != nil:
		t.next = step.next
		if vals, err, suspended = s.awaitFor(t, step.co, nil); suspended || t.next == nil {
			return vals, err, suspended
		}
		return s.follow(t, vals, err)
	case step.err != nil:
		return nil, rt.asError(step.err), false
	}
	return step.vals, nil, false
}

// awaitFor begins to wait, for thread t, for a coroutine or a future, of which one is nil.
func (s *fiber) awaitFor(t *thread, co loop.Coroutine, fut *loop.Future) (vals []lua.LValue, err *Error, suspended bool) {
	rt := s.rt
	if co != nil {
		sig, v := co.Resume(nil)
		switch sig {
		case loop.Returned:
			return rt.unbox(v), nil, false
		case loop.Raised:
			return nil, rt.asError(v.(error)), false
		}
		if r, ok := co.(interface{ Remaining() loop.Coroutine }); ok {
			co = r.Remaining() // an object that served only to begin it is free again
		}
		t.sub = co
		rt.pauseTask(sig, v)
		return nil, nil, true
	}
	if fut.Done() {
		v, e := rt.Result(fut)
		if e != nil {
			return nil, rt.asError(e), false
		}
		return rt.unbox(v), nil, false
	}
	t.fut = fut
	rt.pauseTask(loop.Awaiting, fut)
	return nil, nil, true
}

func copied(vals []lua.LValue) []lua.LValue {
	if len(vals) == 0 {
		return nil
	}
	return append([]lua.LValue(nil), vals...)
}
