package asyncio

// This file is sleep, gather, wait, wait_for, as_completed, shield and their kin.

import (
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openCombinators() {
	m.define([]native{
		{"sleep", m.sleep},                                  // sleep(delay [, result])
		{"gather", m.gather},                                // gather(list | ..., {return_exceptions=})
		{"wait", m.wait},                                    // wait(list, {timeout=, return_when=})
		{"wait_for", m.waitFor},                             // wait_for(x, timeout)
		{"as_completed", m.asCompleted},                     // as_completed(list, {timeout=})
		{"shield", m.shield},                                // shield(x)
		{"ensure_future", m.ensureFuture},                   // ensure_future(x, {loop=})
		{"run_coroutine_threadsafe", m.runThreadsafe},       // run_coroutine_threadsafe(coro, loop)
		{"create_eager_task_factory", m.createEagerFactory}, // create_eager_task_factory(ctor)
		{"eager_task_factory", m.eagerFactory},              // eager_task_factory(loop, coro, {name=, context=})
		{"run", m.run},                                      // run(main, {debug=, loop_factory=})
	})
	for _, when := range []loop.ReturnWhen{loop.FirstCompleted, loop.FirstException, loop.AllCompleted} {
		m.build.Set(string(when), lua.LString(when))
	}
	m.completingMeta.make = func() *lua.LTable {
		return m.class("as_completed iterator", []native{
			{"__call", m.completingNext},
			{"coroutines", m.completingCoroutines}, // it:coroutines()
		})
	}
	m.promiseMeta.make = func() *lua.LTable {
		return m.class("concurrent future", []native{
			{"done", m.promiseDone},           // p:done()
			{"cancelled", m.promiseCancelled}, // p:cancelled()
			{"result", m.promiseResult},       // p:result()
			{"exception", m.promiseException}, // p:exception()
			{"cancel", m.promiseCancel},       // p:cancel()
		})
	}
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
		t.RawSetInt(i+1, m.Future(f))
	}
	return t
}

// sleep's coroutine object is on the hot path of everything: it is one object with its state, and used again if
// nobody else can have kept it.
func (m *Module) sleep(L *lua.LState) int {
	c := m.call(L, "sleep")
	awaited := m.rt.Awaited()
	s := m.sleepings.take(awaited)
	if s == nil {
		s = &sleeping{m: m, passing: awaited}
	}
	s.delay = c.number(1)
	if c.len() > 1 {
		s.result = vm.Box(c.rest(2)...)
	}
	m.rt.InitNative(&s.Coroutine, s)
	L.Push(&s.LUserData)
	return 1
}

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

// CoroutineName implements vm.Named.
func (s *sleeping) CoroutineName() string { return "sleep" }

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

func (s *sleeping) end(sig loop.Signal, v any) (loop.Signal, any) {
	if s.passing {
		s.result, s.co, s.yielded = nil, nil, false
		s.m.sleepings.end(s)
	}
	return sig, v
}

func (m *Module) gather(L *lua.LState) int {
	c := m.call(L, "gather")
	var vals []lua.LValue
	var o options
	where := inArguments
	if _, ok := c.get(1).(*lua.LTable); ok {
		vals, o, where = c.list(1), c.options(2, "return_exceptions"), inList
	} else {
		n := c.len()
		if _, ok := c.get(n).(*lua.LTable); ok {
			o = c.options(n, "return_exceptions")
			n--
		}
		for i := 1; i <= n; i++ {
			vals = append(vals, c.get(i))
		}
	}
	l := c.m.rt.Loop()
	if len(vals) == 0 || l == nil {
		l = c.currentLoop()
	}
	f, err := loop.Gather(l, c.items(vals, where), o.bool("return_exceptions"))
	if err != nil {
		c.raise(err)
	}
	return c.push(m.Future(f))
}

func (m *Module) wait(L *lua.LState) int {
	c := m.call(L, "wait")
	var vals []lua.LValue
	var refusal error
	if isAwaitable(c.get(1)) {
		refusal = vm.ArgError(c.name, 1, "list of futures expected, got "+c.typeName(1))
	} else {
		vals = c.list(1)
	}
	o := c.options(2, "timeout", "return_when")
	timeout := o.timeout("timeout")
	when := loop.AllCompleted
	if v := o.get("return_when"); v != lua.LNil {
		when = loop.ReturnWhen(v.String())
	}
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) {
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
					if coroutineOf(v) == nil {
						return nil, loop.Errorf(loop.TypeError, "wait: %s: Future or Task expected, got %s", inList(i), m.typeName(v))
					}
				}
				return nil, loop.TypeError.New("Passing coroutines is forbidden, use tasks explicitly.")
			}
			items[i] = f
		}
		return &waitLists{m, loop.Wait(l, items, timeout, when)}, nil
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

func (m *Module) waitFor(L *lua.LState) int {
	c := m.call(L, "wait_for")
	x := c.awaitable(1)
	timeout := c.timeout(2)
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) { return loop.WaitFor(l, x, timeout), nil })
}

func (m *Module) shield(L *lua.LState) int {
	c := m.call(L, "shield")
	f, err := loop.Shield(c.loopFor(1), c.awaitable(1))
	if err != nil {
		c.raise(err)
	}
	return c.push(m.Future(f))
}

// loopFor is the loop for a task to be made of argument n; nil is good when it is a future.
func (c call) loopFor(n int) *loop.Loop {
	if futureOf(c.get(n)) != nil {
		return nil
	}
	return c.currentLoop()
}

func (m *Module) ensureFuture(L *lua.LState) int {
	c := m.call(L, "ensure_future")
	l := c.options(2, "loop").loop("loop")
	if l == nil {
		l = c.loopFor(1)
	}
	f, err := loop.EnsureFuture(c.awaitable(1), l)
	if err != nil {
		c.raise(err)
	}
	return c.push(m.Future(f))
}

func (m *Module) asCompleted(L *lua.LState) int {
	c := m.call(L, "as_completed")
	if futureOf(c.get(1)) != nil || coroutineOf(c.get(1)) != nil {
		c.fail(1, "list of awaitables expected, got %s", c.typeName(1))
	}
	vals := c.list(1)
	timeout := c.options(2, "timeout").timeout("timeout")
	it, err := loop.AsCompleted(c.currentLoop(), c.items(vals, inList), timeout)
	if err != nil {
		c.raise(err)
	}
	return c.push(m.userdata(it, m.completingMeta.get()))
}

func (m *Module) selfCompleting(L *lua.LState, name string) (call, *loop.Completing) {
	c := m.method(L, name)
	if ud, ok := L.Get(1).(*lua.LUserData); ok {
		if it, ok := ud.Value.(*loop.Completing); ok {
			return c, it
		}
	}
	m.rt.Throw(loop.Errorf(loop.TypeError, "%s: as_completed iterator expected as self, got %s", name, m.typeName(L.Get(1))))
	return c, nil
}

// completingNext is a step of a generic for: it awaits the next future that is done.
func (m *Module) completingNext(L *lua.LState) int {
	c, it := m.selfCompleting(L, "as_completed")
	if it.Left() == 0 {
		return c.push(lua.LNil)
	}
	if !m.rt.InTask() {
		c.raise(loop.RuntimeError.New("as_completed: await outside of a task"))
	}
	return m.rt.Perform(L, vm.Await(it.Next(), nil))
}

func (m *Module) completingCoroutines(L *lua.LState) int {
	c, it := m.selfCompleting(L, "coroutines")
	return c.push(L.NewClosure(func(L *lua.LState) int {
		if it.Left() == 0 {
			L.Push(lua.LNil)
		} else {
			L.Push(&m.rt.NewNative("as_completed", it.NextResult()).LUserData)
		}
		return 1
	}, L.Get(1)))
}

func (m *Module) createEagerFactory(L *lua.LState) int {
	c := m.call(L, "create_eager_task_factory")
	ctor := c.callable(1)
	return c.push(L.NewFunction(func(L *lua.LState) int {
		c := m.call(L, "eager task factory")
		o := L.NewTable()
		if t, ok := c.get(3).(*lua.LTable); ok {
			t.ForEach(func(k, v lua.LValue) { o.RawSet(k, v) })
		}
		o.RawSetString("loop", m.loop(c.loop(1)))
		o.RawSetString("eager_start", lua.LTrue)
		vals, err := m.rt.Call(ctor, c.get(2), o)
		if err != nil {
			c.raise(err)
		}
		return c.pushAll(vals)
	}))
}

func (m *Module) eagerFactory(L *lua.LState) int {
	c := m.call(L, "eager_task_factory")
	l := c.loop(1)
	co := c.coroutine(2)
	o := c.options(3, "name", "context", "eager_start").task()
	o.Eager = true
	t, err := loop.NewTask(l, co, o)
	if err != nil {
		co.Close()
		c.raise(err)
	}
	return c.push(m.Future(&t.Future))
}

// A promise is what run_coroutine_threadsafe returns: a concurrent.futures.Future.
func (m *Module) runThreadsafe(L *lua.LState) int {
	c := m.call(L, "run_coroutine_threadsafe")
	if futureOf(c.get(1)) != nil || !isAwaitable(c.get(1)) {
		c.raise(loop.TypeError.New("A coroutine object is required"))
	}
	co := c.coroutine(1)
	p, err := c.loop(2).RunCoroutineSoon(co) // scripts run on the loop's goroutine
	if err != nil {
		c.raise(err)
	}
	return c.push(m.userdata(p, m.promiseMeta.get()))
}

func (m *Module) selfPromise(L *lua.LState, name string) (call, *loop.Promise) {
	c := m.method(L, name)
	if ud, ok := L.Get(1).(*lua.LUserData); ok {
		if p, ok := ud.Value.(*loop.Promise); ok {
			return c, p
		}
	}
	m.rt.Throw(loop.Errorf(loop.TypeError, "%s: concurrent future expected as self, got %s", name, m.typeName(L.Get(1))))
	return c, nil
}

// settled is the outcome of a promise that has one. A script cannot block on it: it runs where the loop runs.
func (c call) settled(p *loop.Promise) (any, error) {
	select {
	case <-p.Done():
		return p.Result()
	default:
		c.raise(loop.InvalidStateError.New("Result is not ready."))
		return nil, nil
	}
}

func (m *Module) promiseDone(L *lua.LState) int {
	c, p := m.selfPromise(L, "done")
	select {
	case <-p.Done():
		return c.push(lua.LTrue)
	default:
		return c.push(lua.LFalse)
	}
}

func (m *Module) promiseCancelled(L *lua.LState) int {
	c, p := m.selfPromise(L, "cancelled")
	select {
	case <-p.Done():
		_, err := p.Result()
		return c.push(lua.LBool(loop.IsCancelled(err)))
	default:
		return c.push(lua.LFalse)
	}
}

func (m *Module) promiseResult(L *lua.LState) int {
	c, p := m.selfPromise(L, "result")
	v, err := c.settled(p)
	if err != nil {
		c.raise(err)
	}
	return c.pushAll(m.rt.Values(v))
}

func (m *Module) promiseException(L *lua.LState) int {
	c, p := m.selfPromise(L, "exception")
	_, err := c.settled(p)
	if err == nil {
		return c.push(lua.LNil)
	}
	return c.push(m.rt.ErrorValue(err))
}

func (m *Module) promiseCancel(L *lua.LState) int {
	c, p := m.selfPromise(L, "cancel")
	return c.push(lua.LBool(p.Cancel()))
}
