package asyncio

// This file is what run_coroutine_threadsafe returns: concurrent.futures.Future in Python.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openPromises() {
	m.classes.promise = native.Class{RT: m.rt, Name: "concurrent future", Methods: func() []native.Entry {
		return methods(m, "concurrent future", []method[*loop.Promise]{
			{"done", promiseDone},           // p:done()
			{"cancelled", promiseCancelled}, // p:cancelled()
			{"result", promiseResult},       // p:result()
			{"exception", promiseException}, // p:exception()
			{"cancel", promiseCancel},       // p:cancel()
		})
	}}
	m.define([]function{
		{"run_coroutine_threadsafe", runThreadsafe}, // run_coroutine_threadsafe(coro, loop)
	})
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
	return c.Push(c.m.classes.promise.New(p))
}

// settled is the outcome of a promise that has one. A script cannot block on it: it runs where the loop runs.
func (c call) settled(p *loop.Promise) (any, error) {
	select {
	case <-p.Done():
		return p.Result()
	default:
		c.Raise(loop.InvalidStateError.New("Result is not ready."))
		return nil, nil
	}
}

func promiseDone(c call, p *loop.Promise) int {
	select {
	case <-p.Done():
		return c.Push(lua.LTrue)
	default:
		return c.Push(lua.LFalse)
	}
}

func promiseCancelled(c call, p *loop.Promise) int {
	select {
	case <-p.Done():
		_, err := p.Result()
		return c.Push(lua.LBool(loop.IsCancelled(err)))
	default:
		return c.Push(lua.LFalse)
	}
}

func promiseResult(c call, p *loop.Promise) int {
	v, err := c.settled(p)
	if err != nil {
		c.Raise(err)
	}
	return c.PushAll(c.m.rt.Values(v))
}

func promiseException(c call, p *loop.Promise) int {
	_, err := c.settled(p)
	if err == nil {
		return c.Push(lua.LNil)
	}
	return c.Push(c.m.rt.ErrorValue(err))
}

func promiseCancel(c call, p *loop.Promise) int {
	return c.Push(lua.LBool(p.Cancel()))
}
