package vm

// This file runs fibers: chains of Lua threads of which the topmost runs and each other waits for the one above it.
// Everything that suspends ends in hold, everything that goes on begins in wake and drive.
//
// The interpreter can yield only where a Lua function called a Go function directly. Under pcall, a metamethod or a sort
// comparator it cannot, and corrupts its thread if it tries. So:
//
//   - A coroutine of the script is on threads of its own, and so is a function that a Go function calls by Perform
//     (require, try, a task group's body). When something suspends, each thread of the chain yields natively, down to the
//     event loop, and nothing remains on the Go stack. The task goes on by resuming the innermost thread, at whatever
//     depth; one that ends hands its results to the thread below.
//   - pcall and the await of a coroutine object yield to drive, which puts a frame of the called function in the place of
//     theirs: they are calls within their thread. A pcall notes where its frame is (a pcallFrame).
//   - An error unwinds Lua frames to the innermost protected call of its thread, or ends the thread and goes on in the one
//     below. Lua 5.1 has nothing that runs while that happens, so throwing an error into a suspended thread needs no panic
//     and no Lua code: cancelling is cheap.
//   - What remains (metamethods, table.sort, string.gsub, a host's function that calls Lua) pins the Go stack: a task that
//     awaits there parks the worker it is on, with its stack, and the loop goes on on another (worker.go). A thread knows
//     that case by counting the main loops of the interpreter that are nested on it.

import (
	"moonloop/loop"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

const (
	shallow    = 150   // nested runs of threads on the Go stack before calls go through the trampoline in drive
	maxDepth   = 6000  // nested Lua main loops on the Go stack
	maxThreads = 20000 // threads of one fiber
)

// A fiber is one flow of control: a task's body, or one callback. It is a chain of threads linked by below.
type fiber struct {
	rt    *Runtime
	root  *fiber     // the fiber that the task steps; another one when Go code in between resumes a Lua body
	top   *thread    // the innermost thread: the one that runs or is suspended; nil when the base has ended
	task  *loop.Task // of a root: whose body it is; nil in a callback, which cannot suspend
	pin   *worker    // of a root: the goroutine parked with its Go stack, when it was suspended under one
	main  bool       // of a root: the main chunk's task
	moved bool       // it was suspended under a Go stack, whose goroutine may know it still
	count int        // threads in the chain

	walked map[Closer]bool // of a root: iterators to be closed at its end; see iterators.go
}

// A pause says for whom a thread that neither ended nor failed has stopped.
type pause uint8

const (
	pauseNone   pause = iota
	pauseTask         // the task is suspended: Runtime.signal and subject say what it waits for
	pauseYield        // coroutine.yield: the values are for the one who resumed the coroutine
	pauseCall         // the fresh thread on top of the fiber wants to run, but not deeper on the Go stack
	pauseInline       // the Go function is to be replaced by a call of Runtime.inlined
	pausePcall        // by a protected call of the first value handed over, with the others as arguments
	pauseXpcall       // by one whose errors go to the second value
)

const maxFreeFibers = 256

func (rt *Runtime) newFiber() *fiber {
	n := len(rt.freeFibers)
	if n == 0 {
		return &fiber{rt: rt}
	}
	s := rt.freeFibers[n-1]
	rt.freeFibers[n-1] = nil
	rt.freeFibers = rt.freeFibers[:n-1]
	return s
}

// releaseFiber keeps a fiber that has ended for the next use.
func (rt *Runtime) releaseFiber(s *fiber) {
	s.closeWalked()
	if s.top == nil && !s.moved && len(rt.freeFibers) < maxFreeFibers {
		*s = fiber{rt: rt}
		rt.freeFibers = append(rt.freeFibers, s)
	}
}

// push puts a started thread on top of the fiber; below waits for it.
func (s *fiber) push(t, below *thread, kind frameKind) {
	t.below = below
	t.kind = kind
	if below != nil {
		t.Env = below.Env
		if t.co == nil {
			t.co = below.co
		}
	}
	s.top = t
	s.count++
}

// drive gives vals or err to the top thread, as what its suspended call returns or raises, and runs the fiber until
// the results for the thread until (nil: those of the base thread) are there, or the fiber is suspended. The values
// returned are good until Lua code runs again.
func (s *fiber) drive(vals []lua.LValue, err *Error, until *thread) (_ []lua.LValue, _ *Error, suspended bool) {
	rt := s.rt
	for {
		t := s.top
		switch {
		case t == nil:
			return vals, err, false
		case t.fresh:
			t.fresh = false
			if err = s.tooLong(t); err == nil {
				err = t.exec()
			}
		case t == until:
			return vals, err, false
		case t.next != nil:
			if vals, err, suspended = s.follow(t, vals, err); suspended {
				return nil, nil, true
			}
			continue
		case err != nil: // nothing of Lua runs while an error unwinds it
			vals, err = s.failed(t, rt.thrown(err, t))
			continue
		case t.ended():
			vals, err = s.finish(t, vals, nil)
			continue
		default:
			t.deliver(vals)
			err = t.exec()
		}
		vals = nil
		switch {
		case err != nil:
			vals, err = s.failed(t, err)
		case t.Dead:
			vals, err = s.finish(t, rt.handed(), nil)
		default:
			if rt.paused == pauseNone {
				s.adopt(t)
			}
			switch rt.paused {
			case pauseCall:
				rt.paused = pauseNone
			case pauseInline:
				rt.paused = pauseNone
				err = t.call(rt.inlined.fn, rt.inlined.args)
				rt.inlined = inlined{}
			case pausePcall, pauseXpcall:
				err = t.protect(rt.paused == pauseXpcall, rt.handed())
				rt.paused = pauseNone
			case pauseYield:
				if until != nil && until.co == t.co {
					return nil, nil, true // the Go function of until suspends too, up to the one who resumed the coroutine
				}
				rt.paused = pauseNone
				vals = s.detach(t.co)
			default:
				return nil, nil, true
			}
		}
	}
}

// tooLong is the error of a chain that has too many threads. A handler of an error may be one more.
func (s *fiber) tooLong(t *thread) *Error {
	if s.count <= maxThreads || s.count == maxThreads+1 && t.kind == kindHandler {
		return nil
	}
	return s.rt.thrown(errorf("stack overflow (too many nested protected calls and coroutines)"), t)
}

// failed is what becomes of an error of the top thread: its innermost protected call returns false and the error, or
// the thread is over.
func (s *fiber) failed(t *thread, err *Error) ([]lua.LValue, *Error) {
	rt := s.rt
	r := t.pcall()
	if r == nil || err.fatal {
		return s.finish(t, nil, err)
	}
	if r.handler != nil {
		h := rt.newThread()
		h.extended().failed = t
		h.start(r.handler, []lua.LValue{err.Value})
		rt.noteCaught(err, t)
		s.push(h, t, kindHandler)
		return nil, nil
	}
	rt.noteCaught(err, t)
	t.unwind()
	return rt.prepend(lua.LFalse, rt.single(err.Value)), nil
}

// adopt explains a thread that suspended by a host function's own Yield.
func (s *fiber) adopt(t *thread) {
	s.top = t
	if t.co != nil {
		s.rt.paused = pauseYield
		return
	}
	vals := s.rt.handed()
	if len(vals) == 0 {
		s.rt.pauseTask(loop.Yielded, nil)
	} else {
		s.rt.pauseTask(loop.BadYield, s.rt.subjectOf(vals[0]))
	}
}

// finish takes the top thread t, which ended with vals or err, off the fiber, and says what that means to the thread
// below: its kind decides. An xpcall's error puts the handler's thread in its place.
func (s *fiber) finish(t *thread, vals []lua.LValue, err *Error) ([]lua.LValue, *Error) {
	rt, died := s.rt, err
	if err != nil {
		glua.State(&t.LState).Dead = true
		if err.fatal && t.kind != kindWrap && t.kind != kindResume {
			t.kind = kindCall
		}
	}
	switch t.kind {
	case kindXpcall:
		if err != nil {
			h := rt.newThread()
			h.extended().failed = t
			h.start(t.side.handler, []lua.LValue{err.Value})
			rt.noteCaught(err, t.below)
			h.co = t.co
			h.below, h.kind = t.below, kindHandler
			s.top = h
			glua.State(&t.LState).Dead = true
			return nil, nil
		}
		vals = rt.prepend(lua.LTrue, vals)
	case kindPcall, kindResume:
		if err == nil {
			vals = rt.prepend(lua.LTrue, vals)
		} else if !err.fatal {
			rt.noteCaught(err, t.below)
			vals, err = rt.prepend(lua.LFalse, rt.single(err.Value)), nil
		}
	case kindHandler:
		v := lua.LNil
		if err != nil {
			v, err = lua.LString("error in error handling"), nil
		} else if len(vals) > 0 {
			v = vals[0]
		}
		if failed := t.side.failed; failed == t.below { // the protected call is one of the thread below
			failed.unwind()
		} else {
			rt.release(failed)
		}
		vals = rt.prepend(lua.LFalse, rt.single(v))
	}
	if t.kind == kindResume || t.kind == kindWrap {
		t.co.end(died)
	}
	if t.kind == kindWrap && err != nil {
		err = t.below.placed(err)
	}
	s.top = t.below
	s.count--
	rt.release(t)
	return vals, err
}

// follow hands the results for t to what its Go function said comes next.
func (s *fiber) follow(t *thread, vals []lua.LValue, err *Error) ([]lua.LValue, *Error, bool) {
	next := t.next
	t.next = nil
	return s.perform(t, next(copied(vals), err.orNil()))
}

// detach takes the coroutine, which yielded, off the fiber and returns the values for the one who resumed it.
func (s *fiber) detach(co *luaCoroutine) []lua.LValue {
	vals := s.rt.handed()
	co.top = s.top
	co.status = coSuspended
	base := co.base
	s.top = base.below
	base.below = nil
	for t := co.top; t != nil; t = t.below {
		s.count--
	}
	if base.kind == kindResume {
		vals = s.rt.prepend(lua.LTrue, vals)
	}
	return vals
}

// wake is what happens first when the task is stepped again: the thing the top thread waited for gives its result or
// error, or exc is raised in its place.
func (s *fiber) wake(exc error) (vals []lua.LValue, err *Error, suspended bool) {
	rt, t := s.rt, s.top
	if t.sub != nil {
		sig, v := t.sub.Resume(exc)
		switch sig {
		case loop.Returned:
			t.sub = nil
			return rt.unbox(v), nil, false
		case loop.Raised:
			t.sub = nil
			return nil, rt.asError(v.(error)), false
		}
		rt.pauseTask(sig, v)
		return nil, nil, true
	}
	fut := t.fut
	t.fut = nil
	if exc == nil && fut != nil {
		var v any
		if v, exc = rt.Result(fut); exc == nil {
			return rt.unbox(v), nil, false
		}
	}
	if exc != nil {
		t.fresh = false // it was preempted
		return nil, rt.asError(exc), false
	}
	return nil, nil, false
}

// hold suspends t, the fiber's thread whose Go function is running: natively where only Lua is below it, and the
// function must then return -1. Under a Go function or metamethod it parks the goroutine until the results are there.
func (s *fiber) hold(t *thread) (vals []lua.LValue, err *Error, native bool) {
	if t.nested == 0 {
		t.dropArguments()
		return nil, nil, true
	}
	for suspended := true; suspended; {
		exc := s.rt.park(s)
		if vals, err, suspended = s.wake(exc); !suspended {
			vals, err, suspended = s.drive(vals, err, t)
		}
	}
	return vals, err, false
}

// run drives the fiber for t, whose Go function has just pushed a thread, and returns how many results it left on
// the stack, or -1.
func (s *fiber) run(t *thread) int {
	if s.rt.depth >= shallow && t.nested == 0 {
		s.rt.paused = pauseCall
		t.dropArguments()
		return -1
	}
	vals, err, suspended := s.drive(nil, nil, t)
	return s.settle(t, vals, err, suspended)
}

// settle ends a Go function: its results go on the stack, its error is raised, or it suspends.
func (s *fiber) settle(t *thread, vals []lua.LValue, err *Error, suspended bool) int {
	if suspended {
		var native bool
		if vals, err, native = s.hold(t); native {
			return -1
		}
	}
	if err != nil {
		s.rt.raise(err)
	}
	t.pushAll(vals)
	return len(vals)
}
