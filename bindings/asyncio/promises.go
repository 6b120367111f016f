package asyncio

// This file is what run_coroutine_threadsafe returns: concurrent.futures.Future in Python.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openPromises() {
	m.classes.promise = native.Class{RT: m.rt, Name: "concurrent future", Methods: func() []native.Entry {
		return methods(m, "concurrent future", []method[*promise]{
			{"done", promiseDone},           // p:done()
			{"cancelled", promiseCancelled}, // p:cancelled()
			{"result", promiseResult},       // p:result()
			{"exception", promiseException}, // p:exception()
			{"cancel", promiseCancel},       // p:cancel()
		})
	}}
	m.define([]function{
		{"run_coroutine_threadsafe", runThreadsafe}, // run_coroutine_threadsafe(coro, loop)
		{"wrap_future", wrapFuture},                 // wrap_future(p, {loop=})
	})
}

// A promise is what a concurrent future holds.
type promise struct {
	*loop.Promise
	m *Module
}

// Await implements vm.Awaitable: await(p) is await(wrap_future(p)).
func (p *promise) Await() loop.Coroutine { return &promiseWait{p: p} }

type promiseWait struct {
	p *promise
	awaiting
}

// Resume implements loop.Coroutine.
func (w *promiseWait) Resume(exc error) (loop.Signal, any) {
	if w.fut == nil {
		if exc != nil {
			return loop.Raised, exc
		}
		w.fut = w.p.Wrap(w.p.m.rt.Loop())
	}
	return w.awaiting.Resume(exc)
}

// wrapFuture is wrap_future(p, {loop=}): a future of the loop that ends as the concurrent future does. A future stays what
// it is.
func wrapFuture(c call) int {
	l := c.options(2, "loop").loop("loop")
	if futureOf(c.Arg(1)) != nil {
		return c.Push(c.Arg(1))
	}
	if l == nil {
		l = c.currentLoop()
	}
	if ud, ok := c.Arg(1).(*lua.LUserData); ok {
		if p, ok := ud.Value.(*promise); ok {
			return c.Push(c.m.Future(p.Wrap(l)))
		}
	}
	c.Fail(1, "concurrent future expected, got %s", c.TypeName(1))
	return 0
}

func runThreadsafe(c call) int {
	if futureOf(c.Arg(1)) != nil || !isAwaitable(c.Arg(1)) {
		c.Raise(loop.TypeError.New("A coroutine object is required"))
	}
	co := c.coroutine(1)
	p, err := c.loop(2).RunCoroutineSoon(co) // scripts run on the loop's goroutine
	if err != nil {
		c.Raise(err)
	}
	return c.Push(c.m.classes.promise.New(&promise{p, c.m}))
}

// settled is the outcome of a promise that has one. A script cannot block on it: it runs where the loop runs.
func (c call) settled(p *promise) (any, error) {
	select {
	case <-p.Done():
		return p.Result()
	default:
		c.Raise(loop.InvalidStateError.New("Result is not ready."))
		return nil, nil
	}
}

func promiseDone(c call, p *promise) int {
	select {
	case <-p.Done():
		return c.Push(lua.LTrue)
	default:
		return c.Push(lua.LFalse)
	}
}

func promiseCancelled(c call, p *promise) int {
	select {
	case <-p.Done():
		_, err := p.Result()
		return c.Push(lua.LBool(loop.IsCancelled(err)))
	default:
		return c.Push(lua.LFalse)
	}
}

func promiseResult(c call, p *promise) int {
	v, err := c.settled(p)
	if err != nil {
		c.Raise(err)
	}
	return c.PushAll(c.m.rt.Values(v))
}

func promiseException(c call, p *promise) int {
	_, err := c.settled(p)
	if err == nil {
		return c.Push(lua.LNil)
	}
	return c.Push(c.m.rt.ErrorValue(err))
}

func promiseCancel(c call, p *promise) int {
	return c.Push(lua.LBool(p.Cancel()))
}
