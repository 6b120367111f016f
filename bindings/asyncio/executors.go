package asyncio

// This file runs Lua functions on other cores: loop:run_in_executor, to_thread, and executors.

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// executors are what a loop runs functions on.
type executors struct {
	pool     *pool // the default one, made when it is first used
	shutDown bool
}

// An executor is a pool that a script made.
type executor struct {
	ud   lua.LUserData
	pool *pool
}

func (m *Module) openExecutors() {
	m.executorMeta.make = func() *lua.LTable {
		return m.class("ThreadPoolExecutor", []native{
			{"shutdown", m.executorShutdown}, // x:shutdown({wait=, cancel_futures=}): coroutine
		})
	}
	m.define([]native{
		{"to_thread", m.toThread},             // to_thread(fn, ...): coroutine
		{"ThreadPoolExecutor", m.newExecutor}, // ThreadPoolExecutor([max_workers])
	})
}

// defaultWorkers is how many workers a pool has where nobody says, as in Python.
func defaultWorkers() int { return min(32, runtime.NumCPU()+4) }

// newExecutor is ThreadPoolExecutor([max_workers]).
func (m *Module) newExecutor(L *lua.LState) int {
	c := m.call(L, "ThreadPoolExecutor")
	n := c.integer(1, defaultWorkers())
	if n <= 0 {
		c.raise(loop.ValueError.New("max_workers must be greater than 0"))
	}
	c.needWorkers()
	x := &executor{pool: newPool(n, m.options.Worker)}
	x.ud.Value, x.ud.Metatable = x, m.executorMeta.get()
	m.pools = append(m.pools, x.pool)
	return c.push(&x.ud)
}

func (c call) needWorkers() {
	if c.m.options.Worker == nil {
		c.raise(loop.Errorf(loop.RuntimeError, "%s: this runtime has no executor", c.name))
	}
}

func executorOf(v lua.LValue) *executor {
	if ud, ok := v.(*lua.LUserData); ok {
		x, _ := ud.Value.(*executor)
		return x
	}
	return nil
}

// executorShutdown is x:shutdown({wait=, cancel_futures=}): a coroutine that ends when the workers have, unless wait is
// false. No further function is taken at once.
func (m *Module) executorShutdown(L *lua.LState) int {
	c, x := self[*executor](m, L, "shutdown", "ThreadPoolExecutor")
	o := c.options(1, "wait", "cancel_futures")
	x.pool.shut(o.bool("cancel_futures"))
	wait := o.flag("wait", true)
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) {
		if !wait {
			return ready{}, nil
		}
		return m.joined(l, x.pool), nil
	})
}

// joined is a coroutine that waits until a pool's workers have ended.
func (m *Module) joined(l *loop.Loop, p *pool) loop.Coroutine {
	return m.hub(l).Do(func(ctx context.Context) (any, error) {
		defer context.AfterFunc(ctx, func() { p.shut(true) })() // nobody waits any more
		p.close(false)
		return nil, nil
	}, nil)
}

// loopSetExecutor is loop:set_default_executor(executor).
func (m *Module) loopSetExecutor(L *lua.LState) int {
	c, l := m.open(L, "set_default_executor")
	x := executorOf(c.get(1))
	if x == nil {
		c.fail(1, "ThreadPoolExecutor expected, got %s", c.typeName(1))
	}
	m.own(l).executors.pool = x.pool
	return 0
}

// defaultPool is the pool of a loop, made when it is first used.
func (m *Module) defaultPool(l *loop.Loop) (*pool, error) {
	own := m.own(l)
	if own.executors.shutDown {
		return nil, loop.RuntimeError.New("Executor shutdown has been called")
	}
	if own.executors.pool == nil {
		p := newPool(defaultWorkers(), m.options.Worker)
		own.executors.pool = p
		l.OnShutdown(func() loop.Coroutine { return m.shutdownExecutor(l) })
		l.OnClose(func() { p.close(true) })
	}
	return own.executors.pool, nil
}

// begin has a pool run what was packed.
func (m *Module) begin(l *loop.Loop, x *executor, parcel *vm.Parcel) (*loop.Future, error) {
	var p *pool
	var err error
	if x != nil {
		p = x.pool
	} else if p, err = m.defaultPool(l); err != nil {
		return nil, err
	}
	j := &job{m: m, l: l, future: l.CreateFuture(), parcel: parcel}
	j.ctx, j.cancel = context.WithCancel(context.Background())
	if err := p.submit(j); err != nil {
		j.cancel()
		return nil, err
	}
	j.future.AddDoneCallback(loop.NewCallback(func(f *loop.Future) {
		if f.Cancelled() {
			j.cancel()
		}
	}), new(loop.Context))
	return j.future, nil
}

// pack copies the function at argument n and what follows it.
func (c call) pack(n int) *vm.Parcel {
	fn, ok := c.get(n).(*lua.LFunction)
	switch {
	case !ok:
		c.fail(n, "function expected, got %s", c.typeName(n))
	case fn.IsG:
		c.fail(n, "Lua function expected, got one written in Go")
	}
	c.needWorkers()
	parcel, err := c.m.rt.PackList(c.rest(n), itemName)
	if err != nil {
		c.raise(loop.Errorf(loop.TypeError, "%s: %s", c.name, err))
	}
	return parcel
}

// loopRunInExecutor is loop:run_in_executor(nil | executor, fn, ...): fn runs in a runtime of its own, on another core; it,
// its upvalues, arguments and results are copied. It returns a future; cancelling that stops the function.
func (m *Module) loopRunInExecutor(L *lua.LState) int {
	c, l := m.open(L, "run_in_executor")
	x := executorOf(c.get(1))
	if x == nil && c.has(1) {
		c.fail(1, "ThreadPoolExecutor or nil (the default one) expected, got %s", c.typeName(1))
	}
	f, err := m.begin(l, x, c.pack(2))
	if err != nil {
		c.raise(err)
	}
	return c.push(m.Future(f))
}

// toThread is to_thread(fn, ...): a coroutine that runs fn as run_in_executor(nil, fn, ...) does.
func (m *Module) toThread(L *lua.LState) int {
	c := m.call(L, "to_thread")
	parcel := c.pack(1)
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) {
		f, err := m.begin(l, nil, parcel)
		if err != nil {
			return nil, err
		}
		return &awaiting{fut: f}, nil
	})
}

// shutdownExecutor is a coroutine that waits until the default executor has nothing to do and its workers are gone.
func (m *Module) shutdownExecutor(l *loop.Loop) loop.Coroutine {
	own := m.own(l)
	own.executors.shutDown = true
	p := own.executors.pool
	if p == nil {
		return ready{}
	}
	own.executors.pool = nil
	return m.joined(l, p)
}

// awaiting is a coroutine that awaits a future.
type awaiting struct {
	fut   *loop.Future
	await loop.Await
	begun bool
}

// Resume implements loop.Coroutine.
func (a *awaiting) Resume(exc error) (loop.Signal, any) {
	switch {
	case a.begun:
		return a.await.Resume(exc)
	case exc != nil:
		return loop.Raised, exc
	}
	a.begun = true
	return a.await.Start(a.fut)
}

func (m *Module) loopShutdownExecutor(L *lua.LState) int {
	c, l := m.loopSelf(L, "shutdown_default_executor")
	timeout := c.timeout(1)
	return c.native(func(*loop.Loop) (loop.Coroutine, error) {
		if timeout.Given() {
			return &hasty{m: m, seconds: timeout.Seconds(), co: loop.WaitFor(l, m.shutdownExecutor(l), timeout)}, nil
		}
		return m.shutdownExecutor(l), nil
	})
}

// A hasty is the coroutine of a shutdown that does not wait for ever: it warns when the time is over.
type hasty struct {
	m       *Module
	seconds float64
	co      loop.Coroutine
}

// Resume implements loop.Coroutine.
func (h *hasty) Resume(exc error) (loop.Signal, any) {
	sig, v := h.co.Resume(exc)
	if err, ok := v.(error); ok && sig == loop.Raised && errors.Is(err, loop.TimeoutError) {
		fmt.Fprintf(h.m.stderr, "RuntimeWarning: The executor did not finish within %v seconds.\n", h.seconds)
		return loop.Returned, nil
	}
	return sig, v
}
