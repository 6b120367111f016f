package asyncio

// This file runs Lua functions on other cores: loop:run_in_executor, to_thread, and executors.

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"moonloop/bindings/internal/native"
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
	m.classes.executor = native.Class{RT: m.rt, Name: "ThreadPoolExecutor", Methods: func() []native.Entry {
		return methods(m, "ThreadPoolExecutor", []method[*executor]{
			{"shutdown", executorShutdown}, // x:shutdown({wait=, cancel_futures=}): coroutine
		})
	}}
	m.define([]function{
		{"to_thread", toThread},             // to_thread(fn, ...): coroutine
		{"ThreadPoolExecutor", newExecutor}, // ThreadPoolExecutor([max_workers])
	})
}

// defaultWorkers is how many workers a pool has where nobody says, as in Python.
func defaultWorkers() int { return min(32, runtime.NumCPU()+4) }

// newExecutor is ThreadPoolExecutor([max_workers]).
func newExecutor(c call) int {
	n := c.Integer(1, defaultWorkers())
	if n <= 0 {
		c.Raise(loop.ValueError.New("max_workers must be greater than 0"))
	}
	c.needWorkers()
	x := &executor{pool: newPool(n, c.m.options.Worker)}
	c.m.classes.executor.Init(&x.ud, x)
	c.m.pools = append(c.m.pools, x.pool)
	return c.Push(&x.ud)
}

func (c call) needWorkers() {
	c.m.NeedReal(c.Call, "other threads")
	if c.m.options.Worker == nil {
		c.Raise(loop.Errorf(loop.RuntimeError, "%s: this runtime has no executor", c.Name))
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
func executorShutdown(c call, x *executor) int {
	o := c.options(1, "wait", "cancel_futures")
	x.pool.shut(o.Bool("cancel_futures"))
	wait := o.Flag("wait", true)
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		if !wait {
			return native.Ready(nil), nil
		}
		return c.m.joined(l, x.pool), nil
	})
}

// joined is a coroutine that waits until a pool's workers have ended.
func (m *Module) joined(l *loop.Loop, p *pool) loop.Coroutine {
	return m.Hub(l).Do(func(ctx context.Context) (any, error) {
		defer context.AfterFunc(ctx, func() { p.shut(true) })() // nobody waits any more
		p.close(false)
		return nil, nil
	}, nil)
}

// loopSetExecutor is loop:set_default_executor(executor).
func loopSetExecutor(c call, l *loop.Loop) int {
	x := executorOf(c.Arg(1))
	if x == nil {
		c.Fail(1, "ThreadPoolExecutor expected, got %s", c.TypeName(1))
	}
	c.m.own(l).executors.pool = x.pool
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
	j := &job{m: m, path: m.searchPath(), l: l, future: l.CreateFuture(), parcel: parcel}
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

// searchPath is where require looks for modules: workers look there too. It is "" where scripts have changed it to what is no
// string.
func (m *Module) searchPath() string {
	if p, ok := m.rt.State().GetGlobal("package").(*lua.LTable); ok {
		if path, ok := p.RawGetString("path").(lua.LString); ok {
			return string(path)
		}
	}
	return ""
}

func (m *Module) setSearchPath(path string) {
	if p, ok := m.rt.State().GetGlobal("package").(*lua.LTable); ok && path != "" {
		p.RawSetString("path", lua.LString(path))
	}
}

// pack copies the function at argument n and what follows it, with the values that context variables have in ctx.
func (c call) pack(n int, ctx *loop.Context) *vm.Parcel {
	if _, ok := c.Arg(n).(*lua.LFunction); !ok {
		c.Fail(n, "function expected, got %s", c.TypeName(n))
	}
	c.needWorkers()
	parcel, err := c.m.send(c.Rest(n), ctx)
	if err != nil {
		c.Raise(loop.Errorf(loop.TypeError, "%s: %s", c.Name, err))
	}
	return parcel
}

// loopRunInExecutor is loop:run_in_executor(nil | executor, fn, ...): fn runs in a runtime of its own, on another core; it,
// its upvalues, arguments and results are copied. It returns a future; cancelling that stops the function.
func loopRunInExecutor(c call, l *loop.Loop) int {
	x := executorOf(c.Arg(1))
	if x == nil && c.Has(1) {
		c.Fail(1, "ThreadPoolExecutor or nil (the default one) expected, got %s", c.TypeName(1))
	}
	f, err := c.m.begin(l, x, c.pack(2, new(loop.Context)))
	if err != nil {
		c.Raise(err)
	}
	return c.Push(c.m.Future(f))
}

// toThread is to_thread(fn, ...): a coroutine that runs fn as run_in_executor(nil, fn, ...) does, in a copy of the context.
func toThread(c call) int {
	parcel := c.pack(1, c.m.context())
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		f, err := c.m.begin(l, nil, parcel)
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
		return native.Ready(nil)
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

func loopShutdownExecutor(c call, l *loop.Loop) int {
	timeout := c.Timeout(1)
	return c.Start(func(*loop.Loop) (loop.Coroutine, error) {
		if timeout.Given() {
			return &hasty{m: c.m, seconds: timeout.Seconds(), co: loop.WaitFor(l, c.m.shutdownExecutor(l), timeout)}, nil
		}
		return c.m.shutdownExecutor(l), nil
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
