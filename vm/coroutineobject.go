package vm

// This file holds coroutine objects: what a call of an async function gives, and what runs it in a task.

import (
	"fmt"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// A Coroutine is a call that has not begun: of an async Lua function, or of one written in Go. Awaiting it runs it in
// the current task; a task can be made of it. It can be consumed once. It belongs to the runtime's goroutine.
type Coroutine struct {
	lua.LUserData // its face in Lua; Value is the Coroutine itself

	rt     *Runtime
	fn     *lua.LFunction
	args   []lua.LValue
	native loop.Coroutine // of a function written in Go
	fiber  *fiber         // while it is the body of a task
	mark   uint32         // see Mark
	begun  bool           // as the body of a task
	ended  bool
	used   bool

	loose *loose // what is noted of it while nobody has awaited it; nil when a script cannot forget to
}

// NewCoroutine makes a coroutine object that calls the Lua function fn with args when it is awaited. The caller sees to
// that: nobody reports one that is not.
func (rt *Runtime) NewCoroutine(fn *lua.LFunction, args ...lua.LValue) *Coroutine {
	return rt.made(&Coroutine{fn: fn, args: args})
}

// NewNative makes a coroutine object of a coroutine written in Go, for a script; name is what tracebacks and reports call
// it.
func (rt *Runtime) NewNative(name string, co loop.Coroutine) *Coroutine {
	c := &Coroutine{native: &namedCoroutine{co, name}}
	rt.track(c, nil)
	return c
}

// A namedCoroutine is a coroutine written in Go with its name.
type namedCoroutine struct {
	loop.Coroutine
	name string
}

// CoroutineName implements Named.
func (n *namedCoroutine) CoroutineName() string { return n.name }

// Named is a coroutine written in Go that knows its name.
type Named interface {
	loop.Coroutine
	CoroutineName() string
}

// InitNative is NewNative for a coroutine object that is part of a larger one, co, to save an allocation.
// One that is awaited at once, as Awaited tells, may be used again when it has ended.
func (rt *Runtime) InitNative(c *Coroutine, co Named, awaited bool) {
	c.native, c.used = co, false
	if awaited {
		rt.made(c)
	} else {
		rt.track(c, nil)
	}
}

// track has c, which a script gets, reported if it is never awaited; at is where to note it, nil makes that.
func (rt *Runtime) track(c *Coroutine, at *loose) {
	rt.made(c)
	rt.unawaited.add(rt, c, at)
}

func (rt *Runtime) made(c *Coroutine) *Coroutine {
	c.rt = rt
	c.LUserData.Value = c
	c.LUserData.Metatable = rt.coroutineMeta
	if rt.meter != nil {
		rt.meter.note(coroutineSize)
	}
	if rt.debug {
		rt.madeAt[c] = rt.where()
	}
	return c
}

// use consumes the coroutine; it fails the second time.
func (c *Coroutine) use() *Error {
	if c.used {
		return c.rt.asError(loop.Errorf(loop.RuntimeError, "cannot reuse already awaited coroutine"))
	}
	c.used = true
	if c.rt.debug {
		delete(c.rt.madeAt, c)
	}
	if c.loose != nil {
		c.rt.unawaited.remove(c)
	}
	return nil
}

// Close drops a coroutine that nobody will await, without a report.
func (c *Coroutine) Close() {
	if !c.used {
		_ = c.use()
	}
	c.fn, c.args = nil, nil
}

// Resume steps the coroutine as the body of a task, or of Go code that delegates to it. It implements loop.Coroutine.
func (c *Coroutine) Resume(exc error) (loop.Signal, any) {
	if !c.begun {
		if err := c.use(); err != nil {
			return loop.Raised, err
		}
		c.begun = true
		if c.native == nil {
			c.fiber = c.rt.newFiber()
			c.rt.enroot(c.fiber, c)
			if exc != nil {
				c.finish()
				return loop.Raised, c.rt.asError(exc)
			}
		}
	}
	var sig loop.Signal
	var v any
	switch {
	case c.native != nil:
		sig, v = c.native.Resume(exc)
	case c.ended:
		return loop.Raised, c.use()
	default:
		sig, v = c.fiber.resume(c, exc)
	}
	if sig == loop.Returned || sig == loop.Raised {
		c.finish()
	}
	return sig, v
}

func (c *Coroutine) finish() {
	c.ended = true
	c.args = nil
	if s := c.fiber; s != nil {
		c.fiber = nil
		c.rt.releaseFiber(s)
	}
}

// Mark is where the loop marks the coroutine, see loop.Coroutine.
func (c *Coroutine) Mark() *uint32 { return &c.mark }

// enroot finds whether s is the body of the task that begins to run, or runs inside the step of one.
func (rt *Runtime) enroot(s *fiber, c *Coroutine) {
	s.root = s
	if rt.meter != nil {
		rt.meter.note(fiberSize)
	}
	if rt.loop != nil {
		s.task = rt.loop.CurrentTask()
	}
	if rt.fiber != nil && rt.fiber.root.task == s.task && s.task != nil {
		s.root = rt.fiber.root
	}
	if c == rt.mainCo && s.root == s {
		rt.mainTask, s.main = s.task, true
	}
}

// resume steps the fiber; c is its coroutine. A root that parks its Go stack answers Moved when that ends at last:
// the one who switched to the goroutine by then has the outcome.
func (s *fiber) resume(c *Coroutine, exc error) (loop.Signal, any) {
	rt := s.rt
	if w := s.pin; w != nil {
		s.pin = nil
		w.exc = exc
		rt.switchTo(w)
		return w.signal, w.subject
	}
	if s.root != s {
		return s.step(c, exc)
	}
	if rt.fiber != nil { // an eager task, begun in the middle of another's step
		if err := rt.tooEager(); err != nil {
			return loop.Raised, err
		}
		var w *worker
		w = rt.takeWorker(func() { w.signal, w.subject = s.step(c, exc) })
		w.depth = rt.depth + 1
		rt.switchTo(w)
		return w.signal, w.subject
	}
	w := rt.worker
	if w == nil {
		return s.step(c, exc)
	}
	parks := w.parks
	sig, v := s.step(c, exc)
	if w.parks != parks {
		w.signal, w.subject = sig, v
		return loop.Moved, nil
	}
	return sig, v
}

// tooEager is the error of beginning one more task within the step of another.
func (rt *Runtime) tooEager() *Error {
	if err := rt.tooDeep(rt.fiber.top); err != nil {
		return err
	}
	if m := rt.meter; m != nil && len(rt.idleWorkers) == 0 {
		if over := m.afford(workerSize); over != nil {
			return rt.limited(over, false)
		}
	}
	return nil
}

// step runs the fiber from where it is suspended, or from its beginning, until it suspends or ends.
func (s *fiber) step(c *Coroutine, exc error) (loop.Signal, any) {
	rt := s.rt
	outer := rt.fiber
	rt.fiber = s
	var vals []lua.LValue
	var err *Error
	var suspended bool
	if s.top == nil {
		t := rt.newThread()
		t.start(c.fn, c.args)
		c.args = nil
		s.push(t, nil, kindCall)
	} else {
		vals, err, suspended = s.wake(exc)
	}
	if !suspended {
		vals, err, suspended = s.drive(vals, err, nil)
	}
	rt.fiber = outer
	switch {
	case suspended:
		rt.paused = pauseNone
		v := rt.subject
		rt.subject = nil
		return rt.signal, v
	case err != nil:
		if err.fatal && s.root == s { // it has passed all that this task protects; others may catch it
			c := *err
			c.fatal = false
			err = &c
		}
		return loop.Raised, err
	}
	return loop.Returned, boxed(vals)
}

// awaitable turns what a script may pass as a coroutine, other than a coroutine object or future, into one: a Lua
// function without arguments, or an unstarted coroutine.create thread.
func (rt *Runtime) awaitable(v lua.LValue) (*Coroutine, *Error) {
	switch v := v.(type) {
	case *lua.LFunction:
		return rt.NewCoroutine(rt.bodyOf(v)), nil
	case *lua.LState:
		t := threadOf(v)
		if t == nil || t.co == nil || t.co.base != t || t.co.status != coSuspended || t.co.fn == nil {
			return nil, rt.asError(loop.Errorf(loop.TypeError, "object thread can't be used in 'await' expression: only a coroutine that was not started and belongs to no task"))
		}
		co := t.co
		fn := co.fn
		co.end(nil)
		co.status = coTaken
		return rt.NewCoroutine(fn), nil
	}
	return nil, rt.asError(loop.Errorf(loop.TypeError, "object %s can't be used in 'await' expression", kindOf(v)))
}

// Awaitable is what userdata holds that can be awaited although it is neither a future nor a coroutine object.
type Awaitable interface{ Await() loop.Coroutine }

// kindOf names the type of a value; an object of a module by the name of its class.
func kindOf(v lua.LValue) string {
	if ud, ok := v.(*lua.LUserData); ok {
		if mt, ok := ud.Metatable.(*lua.LTable); ok {
			if name, ok := mt.RawGetString("__metatable").(lua.LString); ok {
				return string(name)
			}
		}
	}
	return v.Type().String()
}

// Coroutine returns v as a coroutine object: itself, or one made of a plain function or an unstarted coroutine.create
// thread. Anything else is an error; a future too.
func (rt *Runtime) Coroutine(v lua.LValue) (*Coroutine, error) {
	if ud, ok := v.(*lua.LUserData); ok {
		if c, ok := ud.Value.(*Coroutine); ok {
			return c, nil
		}
		if _, ok := ud.Value.(*loop.Future); ok {
			return nil, loop.Errorf(loop.TypeError, "a coroutine was expected, got %s", rt.Repr(v))
		}
	}
	c, err := rt.awaitable(v)
	if err != nil {
		return nil, loop.Errorf(loop.TypeError, "a coroutine was expected, got %s", rt.Repr(v))
	}
	return c, nil
}

// Name is the name of the function it calls.
func (c *Coroutine) Name() string {
	if c.native != nil {
		return c.native.(Named).CoroutineName()
	}
	if c.fn == nil {
		return "?"
	}
	return FunctionName(c.fn)
}

// String tells where the coroutine is, as in the repr of a task.
func (c *Coroutine) String() string {
	if c.native != nil {
		return c.Name() + "()"
	}
	state, line := "running", 0
	fn := c.fn
	switch {
	case c.ended:
		state = "done"
	case c.fiber != nil && c.fiber.top != nil:
		line = c.fiber.line()
	}
	if fn == nil || fn.IsG {
		return fmt.Sprintf("%s %s", called(c.Name()), state)
	}
	if line == 0 {
		line = fn.Proto.LineDefined
		if c.ended && protoName(fn.Proto) == "" {
			return c.Name() + " done"
		}
		if c.ended {
			return fmt.Sprintf("%s done, defined at %s:%d", called(c.Name()), fn.Proto.SourceName, line)
		}
	}
	return fmt.Sprintf("%s %s at %s:%d", called(c.Name()), state, fn.Proto.SourceName, line)
}
