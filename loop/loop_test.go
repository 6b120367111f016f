package loop

import (
	"errors"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTimerOrder(t *testing.T) {
	// Against a stable sort, with cancellations and ties.
	rng := rand.New(rand.NewSource(1))
	for round := range 50 {
		l, _ := testLoop(t)
		type set struct {
			when float64
			seq  int
		}
		var want []set
		var got []set
		for i := range rng.Intn(400) {
			s := set{float64(rng.Intn(40)), i}
			h := l.CallAt(s.when, NewCallback(func(*Future) { got = append(got, s) }), nil)
			if rng.Intn(10) < round%10 {
				h.Cancel()
				h.Cancel()
				equal(t, "cancelled", h.Cancelled(), true)
			} else {
				want = append(want, s)
			}
		}
		slices.SortStableFunc(want, func(a, b set) int { return int(a.when - b.when) })
		l.CallAt(41, NewCallback(func(*Future) { l.Stop() }), nil)
		l.RunForever()
		if !slices.Equal(got, want) {
			t.Fatalf("round %d: got %v, want %v", round, got, want)
		}
		equal(t, "left", len(l.timers.heap), 0)
		equal(t, "cancelled left", l.timers.cancelled, 0)
	}
}

func TestTimersAreRebuilt(t *testing.T) {
	l, _ := testLoop(t)
	for i := range 1000 {
		h := l.CallLater(Seconds(100), NewCallback(func(*Future) {}), nil)
		if i%10 != 0 {
			h.Cancel()
		}
	}
	equal(t, "before", len(l.timers.heap), 1000)
	l.RunOnce(false)
	equal(t, "after", len(l.timers.heap), 100)
	equal(t, "cancelled", l.timers.cancelled, 0)
}

func TestOddTimes(t *testing.T) {
	l, _ := testLoop(t)
	nan := math.NaN()
	for name, set := range map[string]func(){
		"CallLater": func() { l.CallLater(Seconds(nan), NewCallback(nil), nil) },
		"CallAt":    func() { l.CallAt(nan, NewCallback(nil), nil) },
	} {
		func() {
			defer func() { equal(t, name, ClassOf(recover().(error)), ValueError) }()
			set()
		}()
	}
	for name, c := range map[string]Coroutine{
		"Sleep":   Sleep(l, Seconds(nan), nil),
		"WaitFor": WaitFor(l, newFuture(l), Seconds(nan)),
		"Wait":    Wait(l, []any{newFuture(l)}, Seconds(nan), AllCompleted),
	} {
		_, err := l.RunUntilComplete(c)
		equal(t, name, ClassOf(err), ValueError)
	}
	_, err := AsCompleted(l, []any{newFuture(l)}, Seconds(nan))
	equal(t, "AsCompleted", ClassOf(err), ValueError)

	var log []string
	note := func(s string) Callback {
		return NewCallback(func(*Future) { log = append(log, fmt.Sprintf("%s at %v", s, l.Time())) })
	}
	l.CallLater(Seconds(math.Inf(1)), note("never"), nil)
	l.CallLater(Seconds(1e308), note("far"), nil)
	l.CallLater(Seconds(1e18), note("age"), nil)
	l.CallLater(Seconds(math.Inf(-1)), note("long ago"), nil)
	err = l.RunForever() // ends by the deadlock, when only the endless timer is left
	equal(t, "end", err.Error(), "RuntimeError: deadlock")
	equal(t, "log", strings.Join(log, ", "), "long ago at 0, age at 1e+18, far at 1e+308")
}

func TestRealClock(t *testing.T) {
	l := New(Options{})
	defer l.Close()
	began := l.Time()
	l.CallLater(Seconds(1e300), NewCallback(func(*Future) {}), nil)
	l.CallLaterFunc(Seconds(0.002), l.Stop)
	equal(t, "run", l.RunForever(), nil)
	if took := l.Time() - began; took < 0.002 {
		t.Errorf("woke after %v seconds, want 0.002", took)
	}
}

func TestDeadlock(t *testing.T) {
	asked := 0
	l := New(Options{OnDeadlock: func(l *Loop) {
		asked++
		l.StopWith(errors.New("stuck"))
	}})
	defer l.Close()
	_, err := l.RunUntilComplete(newFuture(l))
	equal(t, "error", err.Error(), "stuck")

	// While something is held, nothing is stuck; what it posts arrives.
	f := newFuture(l)
	l.Hold()
	go func() {
		l.CallSoonThreadsafeFunc(func() { f.SetResult("posted") })
		l.Release()
	}()
	v, err := l.RunUntilComplete(f)
	equal(t, "posted", v, any("posted"))
	equal(t, "no error", err, nil)

	// A Release without news makes it look again.
	l.Hold()
	go l.Release()
	_, err = l.RunUntilComplete(newFuture(l))
	equal(t, "released", err.Error(), "stuck")
	l.AddSource()
	go l.RemoveSource()
	_, err = l.RunUntilComplete(newFuture(l))
	equal(t, "source gone", err.Error(), "stuck")
	equal(t, "asked", asked, 3)
}

func TestVirtualClock(t *testing.T) {
	clock := NewVirtualClock()
	l := New(Options{Clock: clock})
	l.RunUntilComplete(Sleep(l, Seconds(3600), nil))
	l.Close()
	equal(t, "time", clock.Now(), 3600)
	// A second loop goes on from there.
	l = New(Options{Clock: clock})
	defer l.Close()
	l.RunUntilComplete(Sleep(l, Seconds(1), nil))
	equal(t, "time", clock.Now(), 3601)
	// The clock does not jump while something is held, but does beside a source.
	l.Hold()
	l.AddSource()
	f := newFuture(l)
	go l.CallSoonThreadsafeFunc(func() {
		equal(t, "time", clock.Now(), 3601)
		f.SetResult(nil)
		l.Release()
	})
	timeout := l.CallLater(Seconds(5), NewCallback(func(*Future) {}), nil)
	l.RunUntilComplete(f)
	timeout.Cancel()
	l.RunUntilComplete(Sleep(l, Seconds(1), nil))
	equal(t, "time", clock.Now(), 3602)
	clock.Advance(5)
	equal(t, "never back", clock.Now(), 3602)
}

func TestFailingCallbacks(t *testing.T) {
	l, reports := testLoop(t)
	var log []string
	l.CallSoon(&noted{&log, "a"}, nil)
	h := l.CallSoonFunc(func() { panic(ValueError.New("bad")) })
	l.CallSoon(&noted{&log, "b"}, nil)
	cancelled := l.CallSoon(&noted{&log, "cancelled"}, nil)
	equal(t, "text", cancelled.String(), "<Handle cancelled()>")
	cancelled.Cancel()
	equal(t, "text", cancelled.String(), "<Handle cancelled>")
	l.RunOnce(false)
	equal(t, "log", strings.Join(log, " "), "a b")
	want := fmt.Sprintf("Exception in callback %s\nhandle: %s\nValueError: bad\n", callbackText(h.cb), h)
	equal(t, "report", reports.String(), want)

	// A handler that fails is reported by the default one.
	reports.Reset()
	l.SetExceptionHandler(func(_ *Loop, c *ErrorContext) error {
		if c.Message == "panics" {
			panic("handler")
		}
		return TypeError.New("in handler")
	})
	l.CallExceptionHandler(&ErrorContext{Message: "first", Exception: bad(), Extra: map[string]any{"b": 1, "a": 2}})
	equal(t, "report", reports.String(), "Unhandled error in exception handler\ncontext: first\na: 2\nb: 1\nTypeError: in handler\n")
	reports.Reset()
	l.CallExceptionHandler(&ErrorContext{Message: "panics"})
	equal(t, "report", strings.HasPrefix(reports.String(), "Unhandled error in exception handler\ncontext: panics\npanic: handler\n"), true)
	equal(t, "handler", l.handler != nil, true)
}

func TestKeyboardInterrupt(t *testing.T) {
	l, reports := testLoop(t)
	var log []string
	ki := KeyboardInterrupt.New(nil)
	task := mustTask(t, l, &steps{answers: []suspension{{Raised, ki}}}, TaskOptions{})
	l.CallSoon(&noted{&log, "later"}, nil)
	_, err := l.RunUntilComplete(task)
	equal(t, "error", err, error(ki))
	equal(t, "rest of the iteration", len(log), 0)
	v, err := l.RunUntilComplete(Sleep(l, Seconds(0), "next run"))
	equal(t, "result", v, any("next run"))
	equal(t, "error", err, nil)
	equal(t, "the rest ran then", len(log), 1)
	exc, _ := task.Exception()
	equal(t, "kept", exc, error(ki))

	l.CallSoonFunc(func() { panic(ki) })
	equal(t, "from a callback", l.RunForever(), error(ki))
	l.SetExceptionHandler(func(*Loop, *ErrorContext) error { return ki })
	l.CallSoonFunc(func() { panic(bad()) })
	equal(t, "from a handler", l.RunForever(), error(ki))
	equal(t, "reports", reports.String(), "")
}

func TestRunOnce(t *testing.T) {
	l, _ := testLoop(t)
	var log []string
	l.CallLater(Seconds(1), &noted{&log, "timer"}, nil)
	l.CallSoonFunc(func() { l.CallSoon(&noted{&log, "second"}, nil) })
	s, ok := l.Timeout()
	equal(t, "timeout", s, 0)
	equal(t, "timeout", ok, true)
	more, err := l.RunOnce(false)
	equal(t, "more", more, true)
	equal(t, "error", err, nil)
	more, _ = l.RunOnce(false)
	equal(t, "more", more, false)
	l.RunOnce(false)
	equal(t, "time does not jump", l.Time(), 0)
	l.RunOnce(true)
	equal(t, "log", strings.Join(log, " "), "second timer")
	_, ok = l.Timeout()
	equal(t, "no timeout", ok, false)
	real := New(Options{})
	defer real.Close()
	real.CallLaterFunc(Seconds(60), func() {})
	if s, ok := real.Timeout(); !ok || s <= 59*time.Second || s > time.Minute {
		t.Errorf("timeout: got %v %t, want about 60", s, ok)
	}
}

func TestRunningRules(t *testing.T) {
	l, _ := testLoop(t)
	runFunc(t, l, func(*Co) (any, error) {
		equal(t, "running", l.IsRunning(), true)
		equal(t, "run again", l.RunForever().Error(), "RuntimeError: This event loop is already running")
		_, err := l.RunUntilComplete(newFuture(l))
		equal(t, "run again", ClassOf(err), RuntimeError)
		_, err = l.RunOnce(false)
		equal(t, "run again", ClassOf(err), RuntimeError)
		equal(t, "close", l.Close().Error(), "RuntimeError: Cannot close a running event loop")
		return nil, nil
	})
	other := New(Options{})
	defer other.Close()
	_, err := l.RunUntilComplete(newFuture(other))
	equal(t, "foreign", ClassOf(err), ValueError)
	_, err = l.RunUntilComplete(5)
	equal(t, "no awaitable", ClassOf(err), TypeError)
	equal(t, "running", l.IsRunning(), false)
	equal(t, "close", l.Close(), nil)
	equal(t, "close twice", l.Close(), nil)
	equal(t, "closed", l.IsClosed(), true)
	equal(t, "run", l.RunForever().Error(), "RuntimeError: Event loop is closed")
	equal(t, "soon", l.CallSoonFunc(func() {}).Cancelled(), true)
	equal(t, "later", l.CallLaterFunc(Seconds(1), func() {}).Cancelled(), true)
	equal(t, "threadsafe", ClassOf(l.CallSoonThreadsafeFunc(func() {})), RuntimeError)
}

// place is what Where returns in tests.
type place int

func (p place) String() string { return fmt.Sprintf("line %d", int(p)) }

// tickClock goes on by some seconds each time it is asked.
type tickClock struct{ now, step float64 }

func (c *tickClock) Now() float64 { c.now += c.step; return c.now }

func TestDebug(t *testing.T) {
	var out strings.Builder
	clock := &tickClock{step: 0.25}
	line := place(0)
	l := New(Options{Clock: clock, Debug: true, Stderr: &out, Where: func() any { line++; return line }})
	task := mustTask(t, l, &steps{}, TaskOptions{Name: "slow"})
	h := l.CallSoon(&noted{new([]string), "cb"}, nil)
	equal(t, "made at", fmt.Sprint(task.MadeAt(), " ", h.MadeAt()), "line 1 line 2")
	l.RunOnce(false)
	equal(t, "slow", out.String(), `Executing <Task finished name='slow' coro=<steps> result=nil created at line 1> took 0.250 seconds
Executing <Handle cb() created at line 2> took 0.250 seconds
`)
	out.Reset()
	l.SlowCallbackDuration = Seconds(1)
	h.Cancel()
	equal(t, "cancelled", h.String(), "<Handle cancelled was <Handle cb() created at line 2> created at line 2>")
	l.CallSoonFunc(func() { l.DefaultExceptionHandler(&ErrorContext{Message: "inside"}) })
	f := newFuture(l)
	f.SetException(bad())
	l.RunOnce(false)
	equal(t, "inside", out.String(), "inside\nhandle created at: line 3\n")
	out.Reset()
	l.Close()
	equal(t, "lost", out.String(), "Future exception was never retrieved\nfuture: <Future finished exception=ValueError('bad') created at line 4>\ncreated at: line 4\nValueError: bad\n")
	equal(t, "debug", l.Debug(), true)
	l.SetDebug(false)
	equal(t, "debug", l.Debug(), false)
}
