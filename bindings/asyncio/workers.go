package asyncio

// This file holds pools of workers: runtimes of their own, each on a goroutine, that run Lua functions on other cores.

import (
	"context"
	"errors"
	"sync"
	"time"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A pool runs Lua functions. Its methods are for the goroutine of the runtime that has it; the workers end when it is
// closed.
type pool struct {
	make    func() (*Module, error)
	limit   int
	done    sync.WaitGroup
	mu      sync.Mutex
	queue   []*job            // guarded by mu, as all below
	running map[*job]struct{} //
	idle    int
	workers int
	closed  bool
	wake    *sync.Cond
}

// A job is a function and its arguments on their way to a worker, and the future on their way back.
type job struct {
	m      *Module
	path   string // package.path
	l      *loop.Loop
	future *loop.Future
	ctx    context.Context
	cancel context.CancelFunc
	parcel *vm.Parcel
}

func newPool(limit int, make func() (*Module, error)) *pool {
	p := &pool{make: make, limit: limit, running: map[*job]struct{}{}}
	p.wake = sync.NewCond(&p.mu)
	return p
}

// submit queues a job; a worker is started if none is idle. It is a RuntimeError when the pool is closed.
func (p *pool) submit(j *job) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return loop.RuntimeError.New("cannot schedule new futures after shutdown")
	}
	j.l.Pace()
	p.queue = append(p.queue, j)
	if p.idle < len(p.queue) && p.workers < p.limit {
		p.workers++
		p.done.Go(p.work)
		return nil
	}
	p.wake.Signal()
	return nil
}

// shut lets the workers end when they have done what is queued. With cancel they stop what they do, and nothing that is
// queued begins.
func (p *pool) shut(cancel bool) {
	p.mu.Lock()
	p.closed = true
	if cancel {
		for _, j := range p.queue {
			j.cancel()
		}
		for j := range p.running {
			j.cancel()
		}
	}
	p.mu.Unlock()
	p.wake.Broadcast()
}

// close shuts the pool and waits for the workers. Any goroutine may call it.
func (p *pool) close(cancel bool) {
	p.shut(cancel)
	p.done.Wait()
}

// next takes the oldest job; nil when there will be none.
func (p *pool) next(last *job) *job {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.running, last)
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
	p.running[j] = struct{}{}
	return j
}

// work is a worker's goroutine.
func (p *pool) work() {
	worker, err := p.make()
	if err == nil {
		defer func() {
			_ = worker.Close()
			_ = worker.rt.Close()
		}()
	}
	for j := p.next(nil); j != nil; j = p.next(j) {
		switch {
		case j.ctx.Err() != nil:
			j.finish(nil, loop.CancelledError.New(nil))
		case err != nil:
			j.finish(nil, err)
		default:
			j.run(worker)
		}
	}
}

// run runs the job on a worker's runtime.
func (j *job) run(worker *Module) {
	worker.carryContexts()
	worker.setSearchPath(j.path)
	worker.loops.idle = loop.Context{} // without what the last job was sent
	vals, err := worker.rt.OpenList(j.parcel)
	if err != nil {
		j.finish(nil, err)
		return
	}
	quiet := worker.interruptWhen(j.ctx)
	results, err := worker.RunMain(j.ctx, vals[0].(*lua.LFunction), vals[1:]...)
	quiet()
	if err != nil {
		j.finish(nil, worker.portable(err))
		return
	}
	parcel, err := worker.rt.PackList(results, resultName)
	if err != nil {
		err = loop.Errorf(loop.TypeError, "run_in_executor: %s", err)
	}
	j.finish(parcel, err)
}

// How long a worker that is cancelled may take to end by itself, and how often it is interrupted then.
const (
	workerGrace    = 20 * time.Millisecond
	workerInterval = 10 * time.Millisecond
)

// interruptWhen interrupts Lua code that goes on although ctx has ended, again and again, because it may catch the error.
// What it returns ends that.
func (m *Module) interruptWhen(ctx context.Context) (quiet func()) {
	over := make(chan struct{})
	var done sync.WaitGroup
	done.Add(1)
	stop := context.AfterFunc(ctx, func() {
		defer done.Done()
		t := time.NewTimer(workerGrace)
		defer t.Stop()
		for {
			select {
			case <-over:
				return
			case <-t.C:
				m.rt.Interrupt(loop.CancelledError.New(nil))
				t.Reset(workerInterval)
			}
		}
	})
	return func() {
		close(over)
		if stop() {
			done.Done()
		}
		done.Wait()
		m.rt.Withdraw()
	}
}

// portable is an error of a worker without what belongs to its runtime.
func (m *Module) portable(err error) error {
	var e *vm.Error
	if !errors.As(err, &e) {
		var known *loop.Error
		if errors.As(err, &known) {
			return &loop.Error{Class: known.Class, Msg: known.Msg}
		}
		return loop.RuntimeError.New(err.Error())
	}
	parcel, packErr := m.rt.Pack(e.Value)
	if packErr != nil { // its text stands for it
		parcel, _ = m.rt.Pack(lua.LString(e.Error()))
	}
	return &workerError{e.Traceback(), parcel, e.Trace()}
}

// A workerError is an error of a worker on its way to the runtime that asked.
type workerError struct {
	text  string
	value *vm.Parcel
	trace *vm.Trace
}

// Error is the text with the traceback.
func (e *workerError) Error() string { return e.text }

// finish hands the outcome to the loop. It is the last thing done with the job.
func (j *job) finish(parcel *vm.Parcel, err error) {
	_ = j.l.CallSoonThreadsafeFunc(func() { j.settle(parcel, err) })
	j.l.Unpace()
}

// settle ends the future, on the loop's goroutine.
func (j *job) settle(parcel *vm.Parcel, err error) {
	j.cancel()
	if j.future.Done() {
		return
	}
	if err == nil {
		var vals []lua.LValue
		if vals, err = j.m.rt.OpenList(parcel); err == nil {
			_ = j.future.SetResult(vm.Box(vals...))
			return
		}
	}
	if we, ok := err.(*workerError); ok {
		if v, openErr := j.m.rt.Open(we.value); openErr == nil {
			err = j.m.rt.NewError(v).From(we.trace)
		}
	}
	if loop.IsCancelled(err) {
		j.future.Cancel(nil)
		return
	}
	_ = j.future.SetException(err)
}

func resultName(i int) string { return "result " + lua.LNumber(i+1).String() }

// itemName names what run_in_executor copies: the function, and its arguments.
func itemName(i int) string {
	if i == 0 {
		return "the function"
	}
	return "argument " + lua.LNumber(i).String()
}
