package asyncio

// This file is sleep, gather, wait, wait_for, as_completed, shield and their kin.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openCombinators() {
	m.define([]function{
		{"sleep", sleep},                                  // sleep(delay [, result])
		{"gather", gather},                                // gather(list | ..., {return_exceptions=})
		{"wait", wait},                                    // wait(list, {timeout=, return_when=})
		{"wait_for", waitFor},                             // wait_for(x, timeout)
		{"as_completed", asCompleted},                     // as_completed(list, {timeout=})
		{"shield", shield},                                // shield(x)
		{"ensure_future", ensureFuture},                   // ensure_future(x, {loop=})
		{"create_eager_task_factory", createEagerFactory}, // create_eager_task_factory(ctor)
		{"eager_task_factory", eagerFactory},              // eager_task_factory(loop, coro, {name=, context=})
		{"run", run},                                      // run(main, {debug=, loop_factory=})
	})
	m.rt.AwaitStraight(m.build.Get("sleep").(*lua.LFunction), m.sleepStraight)
	for _, when := range []loop.ReturnWhen{loop.FirstCompleted, loop.FirstException, loop.AllCompleted} {
		m.build.Set(string(when), lua.LString(when))
	}
	m.classes.completing = native.Class{RT: m.rt, Name: "as_completed iterator", Methods: func() []native.Entry {
		return methods(m, "as_completed iterator", []method[*loop.Completing]{
			{"__call", completingNext},
			{"coroutines", completingCoroutines}, // it:coroutines()
		})
	}}
	m.rt.AddConverter(func(v any) (lua.LValue, bool) {
		if w, ok := v.(loop.WaitResult); ok {
			return m.futures(w.Done), true
		}
		return nil, false
	})
}

func (m *Module) futures(list []*loop.Future) *lua.LTable {
	t := m.rt.State().CreateTable(len(list), 0)
	for i, f := range list {
		ltable.SetInt(t, i+1, m.Future(f))
	}
	return t
}

// sleep's coroutine object is on the hot path of everything: it is one object with its state, and used again if
// nobody else can have kept it.
func sleep(c call) int {
	awaited := c.m.rt.Awaited(c.L)
	s := c.m.sleeps.Take(awaited)
	if s == nil {
		s = &sleeping{m: c.m, passing: awaited}
	}
	s.delay = c.Number(1)
	if c.Len() > 1 {
		s.result = vm.Box(c.Rest(2)...)
	}
	c.m.rt.InitNative(&s.Coroutine, s, awaited)
	return c.Push(&s.LUserData)
}

// sleepStraight is await(sleep(delay)).
func (m *Module) sleepStraight(args []lua.LValue) loop.Coroutine {
	if len(args) != 1 {
		return nil
	}
	delay, ok := args[0].(lua.LNumber)
	switch {
	case !ok:
		return nil
	case delay <= 0:
		return yielding{}
	}
	return loop.Sleep(m.rt.Loop(), loop.Seconds(float64(delay)), nil)
}

// yielding is sleep(0), and yielded is that once it has begun: neither knows anything, so all are the same.
type (
	yielding struct{ yielded }
	yielded  struct{}
)

// Resume implements loop.Coroutine.
func (yielding) Resume(exc error) (loop.Signal, any) {
	if exc != nil {
		return loop.Raised, exc
	}
	return loop.Yielded, nil
}

// Remaining is what is to be resumed next.
func (yielding) Remaining() loop.Coroutine { return yielded{} }

// Resume implements loop.Coroutine.
func (yielded) Resume(exc error) (loop.Signal, any) {
	if exc != nil {
		return loop.Raised, exc
	}
	return loop.Returned, nil
}

// CoroutineName implements vm.Named.
func (yielded) CoroutineName() string { return "sleep" }

// sleeping is the coroutine of sleep. A delay of 0 or less is a bare yield, done here.
type sleeping struct {
	vm.Coroutine
	m       *Module
	delay   float64
	result  any
	co      loop.Coroutine // of a positive delay
	yielded bool
	passing bool // it goes straight to await, and may be used again when it has ended
}

// MemorySize implements vm.Sizer.
func (s *sleeping) MemorySize(visit func(any)) int {
	visit(s.result)
	visit(s.co)
	return 200
}

// CoroutineName implements vm.Named.
func (s *sleeping) CoroutineName() string { return "sleep" }

// WaitsFor implements loop.Described.
func (s *sleeping) WaitsFor() string { return loop.WaitsFor(s.co) }

// Resume implements loop.Coroutine.
func (s *sleeping) Resume(exc error) (loop.Signal, any) {
	switch {
	case s.co != nil:
	case exc != nil:
		return s.end(loop.Raised, exc)
	case s.yielded:
		return s.end(loop.Returned, s.result)
	case s.delay <= 0:
		s.yielded = true
		return loop.Yielded, nil
	default:
		s.co = loop.Sleep(s.m.rt.Loop(), loop.Seconds(s.delay), s.result)
	}
	sig, v := s.co.Resume(exc)
	if sig == loop.Returned || sig == loop.Raised {
		return s.end(sig, v)
	}
	return sig, v
}

// Remaining is the loop's own sleep, once it has begun, if nobody can have kept the object: that is free for the next
// sleep then. A sleeping task is smaller by it.
func (s *sleeping) Remaining() loop.Coroutine {
	co := s.co
	if co == nil || !s.passing {
		return s
	}
	s.end(loop.Returned, nil)
	return co
}

func (s *sleeping) end(sig loop.Signal, v any) (loop.Signal, any) {
	if s.passing {
		s.result, s.co, s.yielded = nil, nil, false
		s.m.sleeps.End(s)
	}
	return sig, v
}

func gather(c call) int {
	var vals []lua.LValue
	var o keywords
	where := inArguments
	if _, ok := c.Arg(1).(*lua.LTable); ok {
		vals, o, where = c.list(1), c.options(2, "return_exceptions"), inList
	} else {
		n := c.Len()
		if _, ok := c.Arg(n).(*lua.LTable); ok {
			o = c.options(n, "return_exceptions")
			n--
		}
		for i := 1; i <= n; i++ {
			vals = append(vals, c.Arg(i))
		}
	}
	l := c.m.rt.Loop()
	if len(vals) == 0 || l == nil {
		l = c.currentLoop()
	}
	f, err := loop.Gather(l, c.items(vals, where), o.Bool("return_exceptions"))
	if err != nil {
		c.Raise(err)
	}
	return c.Push(c.m.Future(f))
}

func wait(c call) int {
	var vals []lua.LValue
	var refusal error
	if isAwaitable(c.Arg(1)) {
		refusal = vm.ArgError(c.Name, 1, "list of futures expected, got "+c.TypeName(1))
	} else {
		vals = c.list(1)
	}
	o := c.options(2, "timeout", "return_when")
	timeout := o.Timeout("timeout")
	when := loop.AllCompleted
	if v := o.Get("return_when"); v != lua.LNil {
		when = loop.ReturnWhen(v.String())
	}
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		if refusal != nil {
			return nil, refusal
		}
		if len(vals) == 0 {
			return nil, loop.ValueError.New("Set of Tasks/Futures is empty.")
		}
		switch when {
		case loop.AllCompleted, loop.FirstCompleted, loop.FirstException:
		default:
			return nil, loop.Errorf(loop.ValueError, "Invalid return_when value: %s", when)
		}
		items := make([]any, len(vals))
		for i, v := range vals {
			f := futureOf(v)
			if f == nil {
				switch v.(type) {
				case *lua.LFunction, *lua.LState:
				default:
					if native.CoroutineOf(v) == nil {
						return nil, loop.Errorf(loop.TypeError, "wait: %s: Future or Task expected, got %s", inList(i), native.TypeName(v))
					}
				}
				return nil, loop.TypeError.New("Passing coroutines is forbidden, use tasks explicitly.")
			}
			items[i] = f
		}
		return &waitLists{c.m, loop.Wait(l, items, timeout, when)}, nil
	})
}

// waitLists gives the result of a wait as two Lua lists.
type waitLists struct {
	m  *Module
	co loop.Coroutine
}

// Resume implements loop.Coroutine.
func (w *waitLists) Resume(exc error) (loop.Signal, any) {
	sig, v := w.co.Resume(exc)
	if r, ok := v.(loop.WaitResult); ok && sig == loop.Returned {
		return sig, vm.Values{w.m.futures(r.Done), w.m.futures(r.Pending)}
	}
	return sig, v
}

func waitFor(c call) int {
	x := c.awaitable(1)
	timeout := c.Timeout(2)
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) { return loop.WaitFor(l, x, timeout), nil })
}

func shield(c call) int {
	f, err := loop.Shield(c.loopFor(1), c.awaitable(1))
	if err != nil {
		c.Raise(err)
	}
	return c.Push(c.m.Future(f))
}

// loopFor is the loop for a task to be made of argument n; nil is good when it is a future.
func (c call) loopFor(n int) *loop.Loop {
	if futureOf(c.Arg(n)) != nil {
		return nil
	}
	return c.currentLoop()
}

func ensureFuture(c call) int {
	l := c.options(2, "loop").loop("loop")
	if l == nil {
		l = c.loopFor(1)
	}
	f, err := loop.EnsureFuture(c.awaitable(1), l)
	if err != nil {
		c.Raise(err)
	}
	return c.Push(c.m.Future(f))
}

func asCompleted(c call) int {
	if futureOf(c.Arg(1)) != nil || native.CoroutineOf(c.Arg(1)) != nil {
		c.Fail(1, "list of awaitables expected, got %s", c.TypeName(1))
	}
	vals := c.list(1)
	timeout := c.options(2, "timeout").Timeout("timeout")
	it, err := loop.AsCompleted(c.currentLoop(), c.items(vals, inList), timeout)
	if err != nil {
		c.Raise(err)
	}
	return c.Push(c.m.classes.completing.New(it))
}

// completingNext is a step of a generic for: it awaits the next future that is done.
func completingNext(c call, it *loop.Completing) int {
	if it.Left() == 0 {
		return c.Push(lua.LNil)
	}
	c.Named("as_completed").NeedTask()
	return c.m.rt.Perform(c.L, vm.Await(it.Next(), nil))
}

func completingCoroutines(c call, it *loop.Completing) int {
	return c.Push(c.L.NewClosure(func(L *lua.LState) int {
		if it.Left() == 0 {
			L.Push(lua.LNil)
		} else {
			L.Push(&c.m.rt.NewNative("as_completed", it.NextResult()).LUserData)
		}
		return 1
	}, c.Self()))
}

func createEagerFactory(c call) int {
	ctor := c.Callable(1)
	return c.Push(c.L.NewFunction(func(L *lua.LState) int {
		c := c.m.call(L, "eager task factory")
		o := L.NewTable()
		if t, ok := c.Arg(3).(*lua.LTable); ok {
			ltable.Copy(o, t)
		}
		o.RawSetString("loop", c.m.loop(c.loop(1)))
		o.RawSetString("eager_start", lua.LTrue)
		vals, err := c.m.rt.Call(ctor, c.Arg(2), o)
		if err != nil {
			c.Raise(err)
		}
		return c.PushAll(vals)
	}))
}

func eagerFactory(c call) int {
	l := c.loop(1)
	co := c.coroutine(2)
	o := c.options(3, "name", "context", "eager_start").task()
	o.Eager = true
	t, err := loop.NewTask(l, co, o)
	if err != nil {
		co.Close()
		c.Raise(err)
	}
	return c.Push(c.m.Future(&t.Future))
}
