package loop

// This file holds the ways to run, stop and close a loop.

import (
	"math"
	"time"
)

// errClosed is what a closed loop answers.
func errClosed() *Error { return RuntimeError.New("Event loop is closed") }

// CheckClosed returns a RuntimeError if the loop is closed.
func (l *Loop) CheckClosed() error {
	if l.closed {
		return errClosed()
	}
	return nil
}

func (l *Loop) checkIdle() error {
	if err := l.CheckClosed(); err != nil {
		return err
	}
	if l.IsRunning() {
		return RuntimeError.New("This event loop is already running")
	}
	return nil
}

// IsRunning reports whether the loop is running. Any goroutine may ask.
func (l *Loop) IsRunning() bool { return l.running.Load() }

// IsClosed reports whether the loop was closed. Any goroutine may ask.
func (l *Loop) IsClosed() bool { return l.threadsafe.isClosed() }

// RunForever runs the loop until Stop. The error is what [Loop.StopWith] was given, or
// a KeyboardInterrupt that a task or a callback raised.
func (l *Loop) RunForever() error {
	if err := l.checkIdle(); err != nil {
		return err
	}
	l.running.Store(true)
	l.fresh = true
	outside := l.ctx
	defer func() {
		l.ntodo, l.stopping, l.once, l.nonblocking, l.escape = 0, false, false, false, nil
		l.ctx = outside
		l.running.Store(false)
	}()
	if l.switcher != nil {
		l.switcher.Run(l.spin)
	} else {
		l.spin()
	}
	return l.escape
}

// RunOnce runs one iteration, for a host that has a main loop of its own. With block, it
// first sleeps until there is something to do. It reports whether callbacks are
// ready already for the next one.
func (l *Loop) RunOnce(block bool) (more bool, err error) {
	if err := l.checkIdle(); err != nil {
		return false, err
	}
	l.once, l.nonblocking = true, !block
	err = l.RunForever()
	return l.ready.n > 0 || l.arranger.holding() || l.threadsafe.pending.Load(), err
}

// Timeout returns how long it is until RunOnce has something to do: 0 is at once. ok is false when only another goroutine
// can give it something.
func (l *Loop) Timeout() (d time.Duration, ok bool) {
	if l.ready.n > 0 || l.arranger.holding() || l.threadsafe.pending.Load() {
		return 0, true
	}
	l.timers.prune()
	when, ok := l.nextTimer()
	if !ok {
		return 0, false
	}
	if l.virtual != nil {
		return 0, true
	}
	return duration(max(0, when-l.Time())), true
}

// Next returns the time to which the loop can sleep: when it has something to do by itself, which is in the past where it
// has at once, and infinite where only another goroutine can give it something.
func (l *Loop) Next() float64 {
	if l.ready.n > 0 || l.arranger.holding() || l.threadsafe.pending.Load() {
		return math.Inf(-1)
	}
	l.timers.prune()
	if len(l.timers.heap) == 0 {
		return math.Inf(1)
	}
	return l.timers.heap[0].when
}

// Stop ends the run after this iteration. Before a run, it lets it do one iteration.
func (l *Loop) Stop() { l.stopping = true }

// StopWith ends the run as soon as the running callback returns; what is left of the
// iteration stays in the queue. RunForever returns err.
func (l *Loop) StopWith(err error) {
	if l.escape == nil {
		l.escape = err
	}
	l.ntodo = 0
}

// untilDone stops the loop when a future is done.
type untilDone struct{}

func (*untilDone) Call(f *Future) {
	if !f.Cancelled() {
		// A KeyboardInterrupt has ended the run already.
		if exc, _ := f.Exception(); escapes(exc) {
			return
		}
	}
	f.loop.Stop()
}

func (*untilDone) String() string { return "run_until_complete()" }

// RunUntilComplete runs the loop until x, a *Future, a *Task or a Coroutine, is done, and
// returns its result.
func (l *Loop) RunUntilComplete(x any) (any, error) {
	if err := l.checkIdle(); err != nil {
		return nil, err
	}
	ours := asFuture(x) == nil
	f, err := EnsureFuture(x, l)
	if err != nil {
		return nil, err
	}
	if ours && f.task != nil {
		f.task.quiet = true // the caller hears of it by the error
	}
	cb := &untilDone{}
	f.addCallback(cb, &l.blank)
	err = l.RunForever()
	f.RemoveDoneCallback(cb)
	if err != nil {
		if ours && f.Done() && !f.Cancelled() {
			f.markRetrieved()
		}
		return nil, err
	}
	if !f.Done() {
		return nil, RuntimeError.New("Event loop stopped before Future completed.")
	}
	return f.Result()
}

// hooks are what others want done when the loop ends.
type hooks struct {
	shutdown []func() Coroutine
	close    []func()
}

// OnShutdown has a Runner run a coroutine when it closes, after the tasks were cancelled;
// the last one given runs first. It is where executors are joined. The function may
// return nil.
func (l *Loop) OnShutdown(fn func() Coroutine) { l.hooks.shutdown = append(l.hooks.shutdown, fn) }

// OnClose has fn called by Close; the last one given runs first.
func (l *Loop) OnClose(fn func()) { l.hooks.close = append(l.hooks.close, fn) }

// Close closes the loop: it drops what is scheduled, reports exceptions that were never
// retrieved and tasks that are still pending, and releases what these hold. The second
// time it does nothing. It is a RuntimeError while the loop is running.
func (l *Loop) Close() error {
	if l.IsRunning() {
		return RuntimeError.New("Cannot close a running event loop")
	}
	if l.closed {
		return nil
	}
	l.closed = true
	l.closeThreadsafe()
	for i := len(l.hooks.close) - 1; i >= 0; i-- {
		l.hooks.close[i]()
	}
	for _, t := range l.timers.heap {
		if !t.h.cancelled {
			t.h.work.count(l, 0, -1)
		}
	}
	l.ready, l.timers, l.hooks, l.arranger = readyQueue{}, timers{}, hooks{}, nil
	l.unretrieved.reportAll(l)
	defer l.count()
	for t := l.tasks.first; t != nil; t = l.tasks.first {
		l.tasks.remove(t)
		l.destroy(t)
	}
	return nil
}

// destroy drops a task, with a report if it is pending.
func (l *Loop) destroy(t *Task) {
	if t.Done() {
		return
	}
	if !t.quiet {
		l.CallExceptionHandler(&ErrorContext{
			Message: "Task was destroyed but it is pending!",
			Task:    t,
			MadeAt:  t.MadeAt(),
		})
	}
	closeCoroutine(t.coro)
}
