package vm

// This file is Lua's coroutine library over fibers.

import (
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

type coStatus uint8

const (
	coSuspended coStatus = iota // not started, or in coroutine.yield
	coActive                    // running, or waiting for what it resumed or awaits
	coDead
	coTaken // awaited or made a task before it started: it lives on as that
)

// A luaCoroutine is what coroutine.create makes: a part of a fiber that coroutine.yield takes off and resume puts back.
type luaCoroutine struct {
	fn     *lua.LFunction
	base   *thread
	top    *thread // while suspended after it has started
	status coStatus
	err    *Error // it died of
}

func (rt *Runtime) newLuaCoroutine(fn *lua.LFunction) *luaCoroutine {
	co := &luaCoroutine{fn: fn, base: rt.newThread()}
	co.base.exposed = true
	co.base.co = co
	return co
}

func (co *luaCoroutine) end(err *Error) {
	co.status = coDead
	co.err = err
	co.top, co.fn = nil, nil
}

// resume continues co for the Go function of t with the values from index first on.
func (rt *Runtime) resume(t *thread, s *fiber, co *luaCoroutine, first int, kind frameKind) int {
	if why := co.refusal(s); why != "" {
		if kind == kindWrap {
			Fail(&t.LState, "%s", why)
		}
		t.Push(lua.LFalse)
		t.Push(lua.LString(why))
		return 2
	}
	r := &t.Registers
	args := r.Array[glua.State(&t.LState).CurrentFrame.LocalBase+first-1 : r.Top]
	co.status = coActive
	base := co.base
	base.below, base.kind = t, kind
	if fn := co.fn; fn != nil {
		co.fn = nil
		base.start(fn, args)
		s.top = base
		s.count++
		return s.run(t)
	}
	s.top, co.top = co.top, nil
	for x := s.top; x != t; x = x.below {
		s.count++
	}
	if s.top.ended() { // it yielded in a tail call of its base: it returns what it is resumed with
		vals, err, suspended := s.drive(copied(args), nil, t)
		return s.settle(t, vals, err, suspended)
	}
	s.top.deliver(args)
	s.top.fresh = true
	return s.run(t)
}

// refusal says why co cannot be resumed, "" when it can.
func (co *luaCoroutine) refusal(s *fiber) string {
	switch {
	case co.status == coSuspended:
		return ""
	case co.status == coDead:
		return "cannot resume dead coroutine"
	case co.status == coTaken:
		return "cannot resume coroutine: it was awaited, and belongs to a task"
	case s.top.co == co:
		return "cannot resume running coroutine"
	}
	for t := s.top; t != nil; t = t.below {
		if t.co == co {
			return "cannot resume normal coroutine"
		}
	}
	return "cannot resume normal coroutine: it waits in 'await' for another task"
}

const maxPlaced = 1 << 15

// placed is an error that a coroutine of wrap died of, as the Go function of t raises it: before a text stands the place
// that called it. Texts that are long already stay as they are: wraps that are nested deeper than Lua can nest them would
// make them longer and longer.
func (t *thread) placed(err *Error) *Error {
	text, ok := TextOf(err.Value)
	if !ok || err.fatal || t == nil || len(text) > maxPlaced {
		return err
	}
	caller := 0 // the Go function is off the stack while it is suspended
	if l, ok := levelAt(t, 0); ok && l.frame != nil && l.frame.Fn.IsG {
		caller = 1
	}
	if l, ok := levelAt(t, caller); ok {
		t.rt.payFor(text)
		moved := *err
		moved.Value = lua.LString(l.position() + text)
		return &moved
	}
	return err
}

// coroutineArg is argument 1, which must be a thread.
func coroutineArg(L *lua.LState) *lua.LState {
	th, ok := L.Get(1).(*lua.LState)
	if !ok {
		BadArgument(L, 1, "coroutine expected")
	}
	return th
}

func (rt *Runtime) checkCoroutine(L *lua.LState, name string) *luaCoroutine {
	t := threadOf(coroutineArg(L))
	if t == nil || t.co == nil || t.co.base != t {
		rt.raise(errorf("%s: argument 1: the thread belongs to a task, only its event loop resumes it", name))
	}
	return t.co
}

// coroutineBody is argument 1, which must be a function written in Lua.
func coroutineBody(L *lua.LState) *lua.LFunction {
	fn, ok := L.Get(1).(*lua.LFunction)
	if !ok || fn.IsG {
		BadArgument(L, 1, "Lua function expected")
	}
	return fn
}

func coCreate(L *lua.LState) int {
	rt := runtimeOf(L)
	co := rt.newLuaCoroutine(coroutineBody(L))
	co.base.Env = L.Env
	L.Push(&co.base.LState)
	return 1
}

func coResume(L *lua.LState) int {
	rt := runtimeOf(L)
	co := rt.checkCoroutine(L, "resume")
	t, s := rt.here(L)
	return rt.resume(t, s, co, 2, kindResume)
}

func coWrap(L *lua.LState) int {
	rt := runtimeOf(L)
	co := rt.newLuaCoroutine(coroutineBody(L))
	co.base.Env = L.Env
	L.Push(L.NewClosure(func(L *lua.LState) int {
		t, s := rt.here(L)
		return rt.resume(t, s, co, 1, kindWrap)
	}, &co.base.LState)) // the upvalue shows what it keeps alive
	return 1
}

func coYield(L *lua.LState) int {
	rt := runtimeOf(L)
	t, s := rt.here(L)
	co := t.co
	if co == nil {
		return rt.yieldTask(L, t, s)
	}
	for x := t; ; x = x.below {
		if x.nested > 0 {
			rt.raise(errorf("attempt to yield across metamethod/C-call boundary"))
		}
		if x == co.base {
			break
		}
	}
	rt.paused = pauseYield
	return -1
}

func coStatus_(L *lua.LState) int {
	rt := runtimeOf(L)
	t := threadOf(coroutineArg(L))
	_, s := rt.here(L)
	status := "normal"
	switch {
	case t == nil:
	case t.co == nil || t.co.base != t: // a task's own thread
		switch {
		case s.top.co == nil && s.bottom() == t:
			status = "running"
		case t.Dead || t.free:
			status = "dead"
		default:
			status = "suspended"
		}
	case s.top.co == t.co:
		status = "running"
	case t.co.status == coSuspended:
		status = "suspended"
	case t.co.status == coDead:
		status = "dead"
	}
	L.Push(lua.LString(status))
	return 1
}

// bottom is the base thread of the fiber.
func (s *fiber) bottom() *thread {
	t := s.top
	for t.below != nil {
		t = t.below
	}
	return t
}

// runsChunk tells whether the thread began with a main chunk, not with a function.
func (t *thread) runsChunk() bool {
	if t.Frames.Depth == 0 {
		return false
	}
	proto := t.Frames.At(0).Fn.Proto
	return proto != nil && !adapter(proto) && proto.LineDefined == 0
}

func coRunning(L *lua.LState) int {
	rt := runtimeOf(L)
	t, s := rt.here(L)
	switch {
	case t.co != nil:
		L.Push(&t.co.base.LState)
	case s.root.main || s.root.task == nil || s.bottom().runsChunk():
		L.Push(lua.LNil)
	default:
		base := s.bottom()
		base.exposed = true
		L.Push(&base.LState)
	}
	return 1
}

func coIsYieldable(L *lua.LState) int {
	t, s := runtimeOf(L).here(L)
	L.Push(lua.LBool(t.co != nil && t.nested == 0 || t.co == nil && s.root.task != nil))
	return 1
}

func coClose(L *lua.LState) int {
	rt := runtimeOf(L)
	co := rt.checkCoroutine(L, "close")
	switch co.status {
	case coActive:
		rt.raise(errorf("cannot close a running coroutine"))
	case coTaken:
		rt.raise(errorf("cannot close a coroutine that was awaited"))
	case coDead:
		if co.err != nil {
			L.Push(lua.LFalse)
			L.Push(co.err.Value)
			co.err = nil
			return 2
		}
	case coSuspended:
		for t := co.top; t != nil && t != co.base; {
			below := t.below
			rt.release(t)
			t = below
		}
		co.base.closeIterators(0)
		co.base.Dead = true
		co.end(nil)
	}
	L.Push(lua.LTrue)
	return 1
}
