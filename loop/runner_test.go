package loop

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestRunnerEndsInOrder(t *testing.T) {
	var reports strings.Builder
	var log []string
	logf := func(format string, args ...any) { log = append(log, fmt.Sprintf(format, args...)) }
	r := NewRunner(RunnerOptions{Loop: Options{Clock: NewVirtualClock(), Stderr: &reports}})
	l, err := r.Loop()
	equal(t, "loop", err, nil)
	v, err := r.Run(Func(func(co *Co) (any, error) {
		l.OnShutdown(func() Coroutine {
			return Func(func(*Co) (any, error) { logf("shutdown 1"); return nil, nil })
		})
		l.OnShutdown(func() Coroutine { logf("shutdown 2"); return nil })
		l.OnClose(func() { logf("close 1") })
		l.OnClose(func() { logf("close 2, closed %t", l.IsClosed()) })
		for i := range 3 {
			mustTask(t, l, Func(func(co *Co) (any, error) {
				_, err := co.Await(newFuture(l))
				logf("task %d %v", i, err)
				if i == 1 {
					return nil, ValueError.New("in cleanup")
				}
				return nil, err
			}), TaskOptions{Name: fmt.Sprint(i)})
		}
		co.Yield()
		return "main", nil
	}), nil)
	equal(t, "result", v, any("main"))
	equal(t, "error", err, nil)
	equal(t, "close", r.Close(), nil)
	equal(t, "close twice", r.Close(), nil)
	equalList(t, "log", log, []string{"task 0 CancelledError", "task 1 CancelledError", "task 2 CancelledError",
		"shutdown 2", "shutdown 1", "close 2, closed true", "close 1"})
	equal(t, "report", strings.Split(reports.String(), " coro")[0], "unhandled exception during asyncio.run() shutdown\ntask: <Task finished name='1'")
	_, err = r.Run(&steps{}, nil)
	equal(t, "closed", err.Error(), "RuntimeError: Runner is closed")
	_, err = NewRunner(RunnerOptions{}).Run(nil, nil)
	equal(t, "nothing", ClassOf(err), ValueError)
}

func TestRunnerSharesContext(t *testing.T) {
	r := NewRunner(RunnerOptions{Make: func() *Loop { return New(Options{Debug: true}) }})
	defer r.Close()
	v := NewContextVar("v")
	set := Func(func(co *Co) (any, error) { v.Set(co.Loop().Context(), 1); return co.Loop().Debug(), nil })
	debug, _ := r.Run(set, nil)
	equal(t, "debug", debug, any(true))
	get := func(co *Co) (any, error) { x, _ := v.Get(co.Loop().Context()); return x, nil }
	x, _ := r.Run(Func(get), nil)
	equal(t, "shared", x, any(1))
	x, _ = r.Run(Func(get), new(Context))
	equal(t, "own", x, nil)
}

func TestInterrupt(t *testing.T) {
	r := NewRunner(RunnerOptions{Loop: Options{Stderr: discard{}}})
	defer r.Close()
	equal(t, "nothing runs", r.Interrupt(), false)
	waits := func(after func(co *Co, err error) (any, error)) Coroutine {
		return Func(func(co *Co) (any, error) {
			go r.Interrupt()
			_, err := co.Await(newFuture(co.Loop()))
			return after(co, err)
		})
	}
	cleaned := false
	_, err := r.Run(waits(func(_ *Co, err error) (any, error) { cleaned = true; return nil, err }), nil)
	equal(t, "cleaned", cleaned, true)
	equal(t, "class", ClassOf(err), KeyboardInterrupt)

	v, err := r.Run(waits(func(*Co, error) (any, error) { return "went on", nil }), nil)
	equal(t, "swallowed", v, any("went on"))
	equal(t, "swallowed", err, nil)

	_, err = r.Run(waits(func(co *Co, err error) (any, error) { co.Task().Cancel(nil); return nil, err }), nil)
	equal(t, "cancelled by others too", ClassOf(err), CancelledError)

	_, err = r.Run(waits(func(co *Co, _ error) (any, error) {
		go r.Interrupt()
		return co.Await(newFuture(co.Loop()))
	}), nil)
	equal(t, "the second time at once", ClassOf(err), KeyboardInterrupt)

	equal(t, "no main task", r.Main() == nil, true)
	_, err = r.Run(Func(func(co *Co) (any, error) { // its code raises the CancelledError
		equal(t, "main task", r.Main() == co.Task(), true)
		r.InterruptRaised()
		_, cleanup := co.Await(Sleep(co.Loop(), After(0), nil))
		equal(t, "its cleanup may wait", cleanup, nil)
		return nil, CancelledError.New(nil)
	}), nil)
	equal(t, "raised", ClassOf(err), KeyboardInterrupt)
}

// TestBeat holds that a watched loop is seen to be in a callback, and to come round.
func TestBeat(t *testing.T) {
	l := New(Options{})
	defer l.Close()
	var beats []uint64
	note := func() { beats = append(beats, l.Beat()) }
	l.CallSoonFunc(note)
	l.CallSoonFunc(func() { l.WatchBeat() })
	l.CallSoonFunc(note)
	l.CallSoonFunc(func() { note(); note(); l.Stop() })
	equal(t, "run", l.RunForever(), nil)
	equal(t, "not watched", beats[0], 0)
	equal(t, "in a callback", beats[1]%2 == 1 && beats[2]%2 == 1, true)
	equal(t, "another callback", beats[1] != beats[2], true)
	equal(t, "the same callback", beats[2] == beats[3], true)
	equal(t, "between", l.Beat()%2, 0)
}

func TestRunContext(t *testing.T) {
	r := NewRunner(RunnerOptions{})
	defer r.Close()
	ctx, cancel := context.WithCancel(context.Background())
	_, err := r.RunContext(ctx, Func(func(co *Co) (any, error) {
		go cancel()
		return co.Await(newFuture(co.Loop()))
	}))
	equal(t, "cancelled", errors.Is(err, context.Canceled), true)
	ran := false
	_, err = r.RunContext(ctx, Func(func(co *Co) (any, error) { ran = true; return nil, nil }))
	equal(t, "over before", errors.Is(err, context.Canceled), true)
	equal(t, "ran", ran, false)
	v, err := r.RunContext(context.Background(), Sleep(r.loop, Seconds(0), "fine"))
	equal(t, "result", v, any("fine"))
	equal(t, "error", err, nil)
}

func TestRun(t *testing.T) {
	v, err := Run(RunnerOptions{}, Func(func(co *Co) (any, error) { return co.Await(Sleep(co.Loop(), Seconds(0), 3)) }))
	equal(t, "result", v, any(3))
	equal(t, "error", err, nil)
	_, err = Run(RunnerOptions{}, Func(func(*Co) (any, error) { return nil, bad() }))
	equal(t, "error", err.Error(), "ValueError: bad")
}

// TestThreadsafeHammer has many goroutines use the loop while it runs.
func TestThreadsafeHammer(t *testing.T) {
	l := New(Options{OnDeadlock: func(l *Loop) { l.StopWith(errors.New("deadlock")) }})
	const goroutines, calls = 8, 500
	count := 0
	l.Hold()
	var wg sync.WaitGroup
	for i := range goroutines {
		wg.Go(func() {
			for n := range calls {
				switch n % 3 {
				case 0:
					l.Hold()
					l.CallSoonThreadsafeFunc(func() { count++ })
					l.Release()
				case 1:
					p, err := l.RunCoroutineThreadsafe(Sleep(l, Seconds(0), n))
					if err != nil {
						t.Error(err)
						return
					}
					v, err := p.Result()
					if v != n || err != nil {
						t.Errorf("goroutine %d: got %v %v, want %d", i, v, err, n)
					}
					l.CallSoonThreadsafeFunc(func() { count++ })
				case 2:
					p, _ := l.RunCoroutineThreadsafe(Sleep(l, Seconds(60), nil))
					p.Cancel()
					if _, err := p.Result(); !IsCancelled(err) {
						t.Errorf("goroutine %d: got %v, want a CancelledError", i, err)
					}
					l.CallSoonThreadsafeFunc(func() { count++ })
				}
				l.IsRunning()
				l.IsClosed()
			}
		})
	}
	go func() {
		wg.Wait()
		l.Release()
	}()
	equal(t, "end", fmt.Sprint(l.RunForever()), "deadlock")
	equal(t, "count", count, goroutines*calls)
	equal(t, "tasks", len(l.AllTasks()), 0)
	equal(t, "promises", len(l.threadsafe.promises), 0)
	equal(t, "close", l.Close(), nil)
}

func TestPromises(t *testing.T) {
	l, _ := testLoop(t)
	_, err := l.RunCoroutineThreadsafe(nil)
	equal(t, "nothing", ClassOf(err), TypeError)
	p, _ := l.RunCoroutineThreadsafe(Func(func(*Co) (any, error) { return nil, bad() }))
	for range 3 {
		l.RunOnce(false)
	}
	<-p.Done()
	_, err = p.Wait(context.Background())
	equal(t, "error", err.Error(), "ValueError: bad")
	equal(t, "cancel", p.Cancel(), false)

	l.SetTaskFactory(func(*Loop, Coroutine, TaskOptions) (*Future, error) { return nil, ValueError.New("factory") })
	p, _ = l.RunCoroutineThreadsafe(&steps{})
	l.RunOnce(false)
	_, err = p.Result()
	equal(t, "factory", err.Error(), "ValueError: factory")
	l.SetTaskFactory(nil)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := &steps{}
	p, _ = l.RunCoroutineThreadsafe(s)
	_, err = p.Wait(ctx)
	equal(t, "impatient", err, context.Canceled)
	l.Close()
	_, err = p.Result()
	equal(t, "closed", err.Error(), "RuntimeError: Event loop is closed")
	equal(t, "released", s.closed, true)
	_, err = l.RunCoroutineThreadsafe(s)
	equal(t, "too late", ClassOf(err), RuntimeError)
}
