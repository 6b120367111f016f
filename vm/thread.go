package vm

// This file makes Lua threads, runs them until they end or suspend, and keeps finished ones for the next use.

import (
	"moonloop/loop"
	"moonloop/vm/internal/glua"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

const (
	maxSlots       = 1 << 20 // registers a thread may have
	maxFrames      = 50000   // nested Lua calls of one thread
	maxFreeThreads = 1024    // finished threads kept for reuse
	keepSlots      = 256     // a finished thread with more registers gives them back
)

// frameKind says what the end of a thread means to the thread below it.
type frameKind uint8

const (
	kindCall    frameKind = iota // its results are the results of the call; its error is raised there
	kindPcall                    // true and its results, or false and its error
	kindXpcall                   // as kindPcall, but an error goes to the handler first
	kindHandler                  // the handler of an xpcall: false and its results
	kindResume                   // base of a coroutine under coroutine.resume
	kindWrap                     // base of a coroutine under the function coroutine.wrap made
)

// A thread is one Lua stack, with what the runtime knows of it.
type thread struct {
	glua.Thread // first: threadOf finds the thread by it

	rt *Runtime

	co    *luaCoroutine  // the user's coroutine it belongs to; nil: the task's or callback's own
	below *thread        // the thread that waits for this one to end; nil at the base
	next  Next           // what follows when the thread above, or sub, ends; nil: its results are those of the call
	sub   loop.Coroutine // what it awaits, when that is a coroutine written in Go
	fut   *loop.Future   // what it awaits, when that is a future

	side  *threadSide
	loops int32 // iterators in side.closers: loops that run on it and close them

	nested  int32 // Lua main loops running on it below Go functions and metamethods: suspending needs the Go stack when > 0
	kind    frameKind
	fresh   bool // what it runs next is all on its stack: nothing is to be delivered
	exposed bool // a script may hold it as a value: never reused
	free    bool // in the free list

	noted       int32 // registers that the meter knows of
	notedCells  int32 // cells of numbers
	notedFrames int32 // segments of frames
}

// threadSide is what few threads have. A task that only sleeps is mostly its thread, which is kept small therefore.
type threadSide struct {
	pcalls  []pcallFrame   // protected calls that have begun on it, innermost last; see protect.go
	closers []openIterator // iterators of the loops that run on it, innermost last; see iterators.go
	handler *lua.LFunction // of kindXpcall
	failed  *thread        // of kindHandler: the thread that failed, kept for the traceback
}

// extended is the thread's side, which it has from now on.
func (t *thread) extended() *threadSide {
	if t.side == nil {
		t.side = &threadSide{}
	}
	return t.side
}

// threadOf returns the thread behind L, or nil when gopher-lua's NewThread made it behind the runtime's back.
func threadOf(L *lua.LState) *thread { return glua.Owner[thread](L) }

// newThread returns a thread with nothing on it, from the free list if it can.
func (rt *Runtime) newThread() *thread {
	if n := len(rt.freeThreads); n > 0 {
		t := rt.freeThreads[n-1]
		rt.freeThreads[n-1] = nil
		rt.freeThreads = rt.freeThreads[:n-1]
		t.free = false
		return t
	}
	t := &thread{rt: rt}
	if rt.meter != nil {
		rt.meter.note(threadSize)
	}
	t.Init(&rt.world)
	return t
}

// release gives a thread that will not run again back to the free list. Variables that closures took from it are closed first.
func (rt *Runtime) release(t *thread) {
	t.closeIterators(0)
	if t.exposed || t.free || len(rt.freeThreads) >= maxFreeThreads {
		return
	}
	if t.Reset(&rt.world, keepSlots) {
		t.noted, t.notedCells, t.notedFrames = 0, 0, 0
	}
	t.co, t.below, t.next, t.sub, t.fut = nil, nil, nil, nil, nil
	if s := t.side; s != nil {
		s.handler, s.failed = nil, nil
		clear(s.pcalls)
		s.pcalls = s.pcalls[:0]
	}
	t.nested, t.kind, t.fresh = 0, kindCall, false
	t.free = true
	rt.freeThreads = append(rt.freeThreads, t)
}

// start puts the call fn(args...) on a thread without frames; exec then runs it.
func (t *thread) start(fn *lua.LFunction, args []lua.LValue) {
	r := &t.Registers
	r.Array[0] = fn
	r.Top = 1
	if fn.IsG && t.rt.meter != nil { // gopher-lua's instructions, which are counted, can only begin with a Lua function
		r.Array[1] = fn
		r.Top = 2
		fn = t.rt.caller
	}
	t.pushAll(args)
	nargs := r.Top - 1
	t.Frames.Push(glua.CallFrame{Fn: fn, LocalBase: 1, NArgs: nargs, NRet: lua.MultRet})
	cf := t.Frames.Last()
	if !fn.IsG {
		t.enter(cf)
	}
	glua.State(&t.LState).CurrentFrame = cf
	t.fresh = true
}

// pushAll puts values on the stack, which grows once for all. The script pays for them.
func (t *thread) pushAll(vals []lua.LValue) {
	r := &t.Registers
	r.GrowBy = max(r.GrowBy, len(vals))
	t.rt.carried(len(vals))
	for _, v := range vals {
		t.Push(v)
	}
}

// Push puts values on the stack of the Go function that runs on L, as its results, however many they are.
func (rt *Runtime) Push(L *lua.LState, vals ...lua.LValue) { threadOf(L).pushAll(vals) }

// enter lays out the registers of a Lua function's first frame from the arguments on the stack, as gopher-lua's
// initCallFrame does.
func (t *thread) enter(cf *glua.CallFrame) {
	proto := cf.Fn.Proto
	np, used := int(proto.NumParameters), int(proto.NumUsedRegisters)
	if proto.IsVarArg&lua.VarArgIsVarArg == 0 {
		for t.Registers.Top < cf.LocalBase+np {
			t.Push(lua.LNil)
		}
		t.fill(cf.LocalBase+np, cf.LocalBase+used)
		return
	}
	nargs := max(cf.NArgs, np)
	t.fill(cf.LocalBase+cf.NArgs, cf.LocalBase+nargs+np)
	t.OwnAll(cf.LocalBase, nargs)
	array := t.Registers.Array
	for i := range np {
		array[cf.LocalBase+nargs+i] = array[cf.LocalBase+i]
		array[cf.LocalBase+i] = lua.LNil
	}
	if lua.CompatVarArg {
		var arg lua.LValue = lua.LNil
		if proto.IsVarArg&lua.VarArgNeedsArg != 0 {
			extra := nargs - np
			tb := t.CreateTable(extra, 1)
			for i := range extra {
				ltable.SetInt(tb, i+1, t.Registers.Array[cf.LocalBase+np+i])
			}
			tb.RawSetString("n", lua.LNumber(extra))
			arg = tb
		}
		t.Push(arg)
	}
	cf.LocalBase += nargs
	t.fill(t.Registers.Top, cf.LocalBase+used)
}

// fill sets registers from..to to nil and makes to the top; from is at most the top.
func (t *thread) fill(from, to int) {
	r := &t.Registers
	if to > len(r.Array) {
		r.Grow(to)
	}
	for i := from; i < to; i++ {
		r.Array[i] = lua.LNil
	}
	r.Top = to
}

// dropArguments takes the arguments of the Go function that runs off the stack, before it suspends.
func (t *thread) dropArguments() {
	t.Registers.Lower(glua.State(&t.LState).CurrentFrame.LocalBase)
}

// deliver makes vals the results of the call in which the thread is suspended.
func (t *thread) deliver(vals []lua.LValue) {
	// The frame of the Go function that suspended was popped last, and is not overwritten yet.
	n := t.Frames.At(t.Frames.Depth).NRet
	if n == lua.MultRet {
		t.pushAll(vals)
		return
	}
	for i := range n {
		if i < len(vals) {
			t.Push(vals[i])
		} else {
			t.Push(lua.LNil)
		}
	}
}

// call replaces the Go function in which the thread is suspended by a call of fn: when the thread runs, fn does, and its
// results are those of the Go function.
func (t *thread) call(fn *lua.LFunction, args []lua.LValue) *Error {
	if t.Frames.IsFull() {
		return errorf("stack overflow")
	}
	r := &t.Registers
	nret, base := t.Frames.At(t.Frames.Depth).NRet, r.Top // its frame was popped last
	t.Push(fn)
	if fn.IsG {
		t.Push(fn)
		fn = t.rt.caller
	}
	t.pushAll(args)
	state := glua.State(&t.LState)
	t.Frames.Push(glua.CallFrame{Fn: fn, Base: base, LocalBase: base + 1, ReturnBase: base, NArgs: r.Top - base - 1, NRet: nret, Parent: state.CurrentFrame})
	cf := t.Frames.Last()
	t.enter(cf)
	state.CurrentFrame = cf
	t.fresh = true
	return nil
}

// ended tells that the thread was suspended in a tail call of its base function: what it is resumed with is its result.
func (t *thread) ended() bool { return t.Frames.Depth == 0 }

// exec runs the thread until it ends, suspends or fails. The values it ended with are then on the host's stack.
func (t *thread) exec() (fault *Error) {
	rt := t.rt
	if fault = rt.tooDeep(t); fault != nil {
		return rt.thrown(fault, t)
	}
	state := glua.State(&t.LState)
	state.Parent = &rt.host.LState
	state.HasErrorFunc = true // or raising an error would close the variables of functions that go on after it is caught
	if len(t.Registers.Array) > glua.InlineRegisters {
		t.Registers.GrowBy = len(t.Registers.Array) // deep recursion and long argument lists grow by doubling
	}
	rt.depth++
	defer func() {
		rt.depth--
		if r := recover(); r != nil {
			fault = rt.fault(t, r)
		}
	}()
	if cf := state.CurrentFrame; cf != nil && cf.Fn.IsG && !t.native(cf) {
		return nil
	}
	execute(&t.LState, nil)
	return nil
}

// native runs the Go function that a thread begins with. It returns true if a Lua function takes its place.
func (t *thread) native(cf *glua.CallFrame) (goesOn bool) {
	var n int
	if m := t.rt.meter; m == nil {
		n = cf.Fn.GFunction(&t.LState)
	} else {
		n = m.native(t, cf)
	}
	if n < 0 {
		return t.suspend(cf)
	}
	cf.LocalBase = t.Registers.Top - n // what it leaves is for the host, the rest is dropped
	t.suspend(cf)
	t.Dead = true
	return false
}

// tooDeep is the error of entering Lua from Go once more when that is nested too deep. Who enters asks it: exec and
// nestedLoop, and nothing else does.
func (rt *Runtime) tooDeep(t *thread) *Error {
	if rt.depth < maxDepth {
		return nil
	}
	return errorf("%sC stack overflow", position(t, 1))
}

// nestedLoop runs Lua code that a Go function or a metamethod calls on a thread that runs already.
func nestedLoop(L *lua.LState, base *glua.CallFrame) {
	t := threadOf(L)
	rt := t.rt
	if fault := rt.tooDeep(t); fault != nil {
		rt.raise(fault)
	}
	t.nested++
	rt.depth++
	ended := false
	defer func() {
		t.nested--
		rt.depth--
		if !ended {
			t.CloseUpvalues(base.LocalBase) // gopher-lua's PCall does not
		}
	}()
	execute(L, base)
	ended = true
}

// throwTop is a thread's Panic function: it raises the value on top of the stack, without the text of a traceback.
func throwTop(L *lua.LState) {
	panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: L.Get(-1)})
}
