package bindings

// This file runs Lua functions on other cores: loop:run_in_executor.

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// executors are what a loop runs functions on.
type executors struct {
	pool *pool // the default one, made when it is first used
	shut bool  // shutdown_default_executor was called
}

// A pool runs Lua functions on runtimes of its own, one to a goroutine. Its methods are for the loop's goroutine; the
// workers end when it is closed.
type pool struct {
	make    func() (*Asyncio, error)
	mu      sync.Mutex
	queue   []*job
	idle    int
	workers int
	limit   int
	closed  bool
	wake    *sync.Cond
	done    sync.WaitGroup
}

// A job is a function and its arguments on their way to a worker, and the future on their way back.
type job struct {
	l      *loop.Loop
	future *loop.Future
	ctx    context.Context
	cancel context.CancelFunc
	parcel *vm.Parcel
	m      *Asyncio
}

func newPool(limit int, make func() (*Asyncio, error)) *pool {
	p := &pool{make: make, limit: limit}
	p.wake = sync.NewCond(&p.mu)
	return p
}

// submit queues a job; a worker is started if none is idle.
func (p *pool) submit(j *job) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queue = append(p.queue, j)
	if p.idle == 0 && p.workers < p.limit {
		p.workers++
		p.done.Go(p.work)
		return
	}
	p.wake.Signal()
}

// close lets the workers finish what is queued, and waits for them.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.wake.Broadcast()
	p.done.Wait()
}

func (p *pool) next() *job {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle++
	defer func() { p.idle-- }()
	for len(p.queue) == 0 {
		if p.closed {
			return nil
		}
		p.wake.Wait()
	}
	j := p.queue[0]
	p.queue = p.queue[1:]
	return j
}

func (p *pool) work() {
	worker, err := p.make()
	if err == nil {
		defer func() {
			_ = worker.Close()
			_ = worker.rt.Close()
		}()
	}
	for j := p.next(); j != nil; j = p.next() {
		if j.ctx.Err() == nil {
			if err != nil {
				j.finish(nil, err)
			} else {
				j.run(worker)
			}
		} else {
			j.l.Release()
		}
	}
}

// run runs the job on a worker's runtime.
func (j *job) run(worker *Asyncio) {
	v, err := worker.rt.Open(j.parcel)
	if err != nil {
		j.finish(nil, err)
		return
	}
	args := v.(*lua.LTable)
	n := int(args.RawGetString("n").(lua.LNumber))
	vals := make([]lua.LValue, n)
	for i := range vals {
		vals[i] = args.RawGetInt(i + 1)
	}
	fn, ok := vals[0].(*lua.LFunction)
	if !ok {
		j.finish(nil, vm.Errorf("run_in_executor: function expected"))
		return
	}
	results, err := worker.RunMain(j.ctx, fn, vals[1:]...)
	if err != nil {
		j.finish(nil, worker.portable(err))
		return
	}
	parcel, err := worker.rt.Pack(packList(worker.rt, results))
	j.finish(parcel, err)
}

// portable is an error of a worker without what belongs to its runtime: the text of other values stands for them.
func (m *Asyncio) portable(err error) error {
	e, ok := err.(*vm.Error)
	if !ok {
		return loop.RuntimeError.New(err.Error())
	}
	if le := e.AsyncError(); le != nil {
		return &loop.Error{Class: le.Class, Msg: le.Error(), Cause: &workerError{e.Traceback(), nil}}
	}
	parcel, packErr := m.rt.Pack(e.Value)
	if packErr != nil {
		parcel, _ = m.rt.Pack(lua.LString(e.Error()))
	}
	return &workerError{e.Traceback(), parcel}
}

// A workerError is an error of a worker on its way to the runtime that asked.
type workerError struct {
	text  string
	value *vm.Parcel
}

func (e *workerError) Error() string { return e.text }

// Traceback is the text of the error in the worker.
func (e *workerError) Traceback() string { return e.text }

// finish hands the outcome to the loop. It is the last thing done with the job.
func (j *job) finish(parcel *vm.Parcel, err error) {
	_ = j.l.CallSoonThreadsafeFunc(func() { j.settle(parcel, err) })
	j.l.Release()
}

func (j *job) settle(parcel *vm.Parcel, err error) {
	j.cancel()
	if j.future.Done() {
		return
	}
	if err == nil {
		var v lua.LValue
		if v, err = j.m.rt.Open(parcel); err == nil {
			_ = j.future.SetResult(vm.Box(unpackList(v.(*lua.LTable))...))
			return
		}
	}
	if we, ok := err.(*workerError); ok && we.value != nil {
		if v, openErr := j.m.rt.Open(we.value); openErr == nil {
			err = j.m.rt.NewError(v)
		}
	}
	_ = j.future.SetException(err)
}

func packList(rt *vm.Runtime, vals []lua.LValue) *lua.LTable {
	t := rt.State().CreateTable(len(vals), 1)
	for i, v := range vals {
		t.RawSetInt(i+1, v)
	}
	t.RawSetString("n", lua.LNumber(len(vals)))
	return t
}

func unpackList(t *lua.LTable) []lua.LValue {
	n, _ := t.RawGetString("n").(lua.LNumber)
	vals := make([]lua.LValue, int(n))
	for i := range vals {
		vals[i] = t.RawGetInt(i + 1)
	}
	return vals
}

// loopRunInExecutor is loop:run_in_executor(nil, fn, ...): fn runs in a runtime of its own, on another core; it, its
// upvalues, arguments and results are copied.
func (m *Asyncio) loopRunInExecutor(L *lua.LState) int {
	c, l := m.open(L, "run_in_executor")
	if c.has(1) {
		c.fail(1, "nil (the default executor) expected, got %s", c.typeName(1))
	}
	c.function(2)
	c.refuseAsync(l, 2)
	if m.own(l).executors.shut {
		c.raise(loop.RuntimeError.New("Executor shutdown has been called"))
	}
	if m.options.Worker == nil {
		c.raise(loop.RuntimeError.New("run_in_executor: this runtime has no executor"))
	}
	parcel, err := m.rt.Pack(packList(m.rt, c.rest(2)))
	if err != nil {
		c.raise(loop.Errorf(loop.TypeError, "run_in_executor: %s", err))
	}
	own := m.own(l)
	if own.executors.pool == nil {
		p := newPool(min(32, runtime.NumCPU()+4), m.options.Worker)
		own.executors.pool = p
		l.OnShutdown(func() loop.Coroutine { return m.shutdownExecutor(l) })
		l.OnClose(func() { p.close() })
	}
	j := &job{l: l, future: l.CreateFuture(), parcel: parcel, m: m}
	j.ctx, j.cancel = context.WithCancel(context.Background())
	j.future.AddDoneCallback(loop.NewCallback(func(f *loop.Future) {
		if f.Cancelled() {
			j.cancel()
		}
	}), nil)
	l.Hold()
	own.executors.pool.submit(j)
	return c.push(m.future(j.future))
}

// shutdownExecutor is a coroutine that waits until the default executor has nothing to do and its workers are gone.
func (m *Asyncio) shutdownExecutor(l *loop.Loop) loop.Coroutine {
	own := m.own(l)
	own.executors.shut = true
	p := own.executors.pool
	if p == nil {
		return ready{}
	}
	own.executors.pool = nil
	done := l.CreateFuture()
	l.Hold()
	go func() {
		p.close()
		_ = l.CallSoonThreadsafeFunc(func() {
			if !done.Done() {
				_ = done.SetResult(nil)
			}
		})
		l.Release()
	}()
	return &awaiting{fut: done}
}

// awaiting is a coroutine that awaits a future.
type awaiting struct {
	fut   *loop.Future
	await loop.Await
	begun bool
}

// Resume implements loop.Coroutine.
func (a *awaiting) Resume(exc error) (loop.Signal, any) {
	if !a.begun && exc == nil {
		a.begun = true
		return a.await.Start(a.fut)
	}
	if !a.begun {
		return loop.Raised, exc
	}
	return a.await.Resume(exc)
}

func (m *Asyncio) loopShutdownExecutor(L *lua.LState) int {
	c, l := m.loopSelf(L, "shutdown_default_executor")
	timeout := c.timeout(1)
	return c.native(func(*loop.Loop) (loop.Coroutine, error) {
		if timeout != nil {
			return &hasty{m: m, seconds: *timeout, co: loop.WaitFor(l, m.shutdownExecutor(l), timeout)}, nil
		}
		return m.shutdownExecutor(l), nil
	})
}

// A hasty is the coroutine of a shutdown that does not wait for ever: it warns when the time is over.
type hasty struct {
	m       *Asyncio
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
