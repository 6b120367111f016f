package loop

// This file holds Runner, which takes care of a loop's life: asyncio.Runner and asyncio.run.

import (
	"context"
	"sync/atomic"
)

// RunnerOptions say how a Runner makes its loop. The zero value is good.
type RunnerOptions struct {
	Loop Options      // for the loop it makes
	Make func() *Loop // makes the loop instead

	// Context is copied to be that of all coroutines it runs; nil is the loop's own.
	Context *Context
}

// Runner runs coroutines in a loop of its own, one after the other, and closes the loop in
// good order. Only Interrupt and its kin may be called from other goroutines.
type Runner struct {
	options    RunnerOptions
	loop       *Loop
	context    *Context // of all coroutines it runs
	closed     bool
	main       atomic.Pointer[running]
	interrupts int // of the coroutine that runs
}

// running is a main task with its loop, for Interrupt.
type running struct {
	loop *Loop
	task *Task
}

// NewRunner makes a runner; the loop is made when it is needed.
func NewRunner(o RunnerOptions) *Runner { return &Runner{options: o} }

// Loop returns the runner's loop. It is a RuntimeError if the runner is closed.
func (r *Runner) Loop() (*Loop, error) {
	if r.closed {
		return nil, RuntimeError.New("Runner is closed")
	}
	if r.loop == nil {
		if r.options.Make != nil {
			r.loop = r.options.Make()
		} else {
			r.loop = New(r.options.Loop)
		}
		r.context = r.options.Context
		if r.context == nil {
			r.context = r.loop.ctx
		}
		r.context = r.context.Copy()
	}
	return r.loop, nil
}

// Run runs a coroutine as a task and returns its result; a nil ctx is the context that all
// runs of this runner share. If the coroutine ends cancelled because of an Interrupt,
// and nobody else cancelled it, the error is a KeyboardInterrupt.
func (r *Runner) Run(main Coroutine, ctx *Context) (any, error) {
	return r.runUnder(context.Background(), main, ctx)
}

// RunContext is Run under a Go context: when it ends, the coroutine is cancelled.
func (r *Runner) RunContext(ctx context.Context, main Coroutine) (any, error) {
	return r.runUnder(ctx, main, nil)
}

func (r *Runner) runUnder(outside context.Context, main Coroutine, ctx *Context) (any, error) {
	if main == nil {
		return nil, ValueError.New("a coroutine was expected, got nil")
	}
	l, err := r.Loop()
	if err != nil {
		return nil, err
	}
	if err := l.checkIdle(); err != nil {
		return nil, err
	}
	if ctx == nil {
		ctx = r.context
	}
	t, err := l.CreateTask(main, TaskOptions{Context: ctx})
	if err != nil {
		return nil, err
	}
	r.interrupts = 0
	m := &running{l, t}
	r.main.Store(m)
	defer r.main.Store(nil)
	if outside.Err() != nil {
		t.Cancel(nil)
	}
	stop := context.AfterFunc(outside, func() { r.cancel(m) })
	defer stop()
	v, err := l.RunUntilComplete(t)
	if r.interrupts > 0 && IsCancelled(err) && t.Uncancel() == 0 {
		return nil, KeyboardInterrupt.New(nil)
	}
	return v, err
}

// cancel cancels a main task from another goroutine.
func (r *Runner) cancel(m *running) {
	m.loop.CallSoonThreadsafeFunc(func() {
		if m == r.main.Load() {
			m.task.Cancel(nil)
		}
	})
}

// Interrupt is what Ctrl-C does. The first one during a Run cancels its coroutine, so that
// cleanup runs; the next ends the Run at once, with KeyboardInterrupt. It reports
// whether there was a Run to interrupt. Any goroutine may call it.
func (r *Runner) Interrupt() bool {
	return r.request(func(t *Task) { t.Cancel(nil) })
}

// InterruptRaised is Interrupt for a coroutine in which the CancelledError is being raised already. Any goroutine may call
// it.
func (r *Runner) InterruptRaised() bool { return r.request(func(*Task) {}) }

// Main is the task of the Run that runs, nil when none does. Any goroutine may ask.
func (r *Runner) Main() *Task {
	if m := r.main.Load(); m != nil {
		return m.task
	}
	return nil
}

func (r *Runner) request(cancel func(*Task)) bool {
	m := r.main.Load()
	return m != nil && m.loop.CallSoonThreadsafeFunc(func() { r.interrupted(m, cancel) }) == nil
}

func (r *Runner) interrupted(m *running, cancel func(*Task)) {
	if m != r.main.Load() {
		return // it is for a Run that has ended
	}
	r.interrupts++
	if r.interrupts == 1 && !m.task.Done() {
		cancel(m.task)
		return
	}
	m.loop.StopWith(KeyboardInterrupt.New(nil))
}

// Close cancels all tasks and waits for them, runs what was given to [Loop.OnShutdown], and
// closes the loop. The second time it does nothing. It is a RuntimeError while the loop runs.
func (r *Runner) Close() error {
	l := r.loop
	if r.closed || l == nil {
		return nil
	}
	if l.IsRunning() {
		return RuntimeError.New("Cannot close a running event loop")
	}
	defer func() { r.loop, r.closed = nil, true }()
	err := cancelAll(l)
	if err == nil {
		err = shutdown(l)
	}
	if closeErr := l.Close(); err == nil {
		err = closeErr
	}
	return err
}

// shutdown runs the hooks of a loop. asyncio runs the loop twice at this point, for its asynchronous generators and for
// its executor, even if it has none; what was scheduled last gets that many iterations here too.
func shutdown(l *Loop) error {
	_, err := l.RunUntilComplete(nothing{})
	ran := false
	for hooks := l.hooks.shutdown; err == nil && len(hooks) > 0; hooks = hooks[:len(hooks)-1] {
		if c := hooks[len(hooks)-1](); c != nil {
			ran = true
			_, err = l.RunUntilComplete(c)
		}
	}
	if err == nil && !ran {
		_, err = l.RunUntilComplete(nothing{})
	}
	return err
}

// nothing is a coroutine that ends at once.
type nothing struct{}

// Resume implements Coroutine.
func (nothing) Resume(exc error) (Signal, any) { return ended(nil, exc) }

// cancelAll cancels all tasks of a loop, waits for them and reports those that fail.
func cancelAll(l *Loop) error {
	tasks := l.AllTasks()
	if len(tasks) == 0 {
		return nil
	}
	items := make([]any, len(tasks))
	l.CancelTasks(tasks, nil)
	for i, t := range tasks {
		items[i] = t
	}
	all, err := Gather(l, items, true)
	if err != nil {
		return err
	}
	if _, err := l.RunUntilComplete(all); err != nil {
		return err
	}
	for _, t := range tasks {
		if t.state == failed {
			l.CallExceptionHandler(&ErrorContext{
				Message:   "unhandled exception during asyncio.run() shutdown",
				Exception: t.value.(error),
				Task:      t,
			})
		}
	}
	return nil
}

// Run runs a coroutine in a new loop and closes it, as asyncio.run does.
func Run(o RunnerOptions, main Coroutine) (any, error) {
	r := NewRunner(o)
	v, err := r.Run(main, nil)
	if closeErr := r.Close(); err == nil && closeErr != nil {
		return nil, closeErr
	}
	return v, err
}
