package loop

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
)

func TestUnretrievedAtClose(t *testing.T) {
	l, reports := testLoop(t)
	l.after = nil
	fails := func(name string) *Task {
		return mustTask(t, l, &steps{answers: []suspension{{Raised, ValueError.New(name)}}}, TaskOptions{Name: name})
	}
	f := newFuture(l)
	f.SetException(ValueError.New("first"))
	fails("second")
	seen := fails("seen")
	cancelledAfter := fails("cancel looks at it")
	stuck := &steps{answers: []suspension{{Awaiting, newFuture(l)}}}
	mustTask(t, l, stuck, TaskOptions{Name: "stuck"})
	quiet := mustTask(t, l, &steps{answers: []suspension{{Awaiting, newFuture(l)}}}, TaskOptions{Name: "quiet"})
	quiet.quiet = true
	must(Gather(l, []any{&steps{answers: []suspension{{Raised, ValueError.New("third")}}}}, false))
	for range 5 {
		l.RunOnce(false)
	}
	seen.Exception()
	cancelledAfter.Cancel(nil)
	equal(t, "before", reports.String(), "")
	l.Close()
	equal(t, "reports", reports.String(), `Future exception was never retrieved
future: <Future finished exception=ValueError('first')>
ValueError: first
Task exception was never retrieved
future: <Task finished name='second' coro=<steps> exception=ValueError('second')>
ValueError: second
_GatheringFuture exception was never retrieved
future: <_GatheringFuture finished exception=ValueError('third')>
ValueError: third
Task was destroyed but it is pending!
task: <Task pending name='stuck' coro=<steps> wait_for=<Future pending cb=[Task.wakeup()]>>
`)
	equal(t, "closed", stuck.closed, true)
}

func TestUnretrievedRecordsAreRemoved(t *testing.T) {
	for _, clock := range []Clock{NewVirtualClock(), realClock{}} {
		l := New(Options{Clock: clock, Stderr: discard{}})
		kept := newFuture(l)
		kept.SetException(bad())
		for i := range 10_000 {
			f := newFuture(l)
			f.SetException(bad())
			if i%7 == 0 {
				l.RunOnce(false)
			}
			f.Exception()
		}
		if n := len(l.unretrieved.records); n > 100 {
			t.Errorf("records: got %d, want few", n)
		}
		l.Close()
	}
}

// loseOne makes a task that fails and that nobody refers to when this returns.
//
//go:noinline
func loseOne(t *testing.T, l *Loop) {
	v := NewContextVar("v")
	mustTask(t, l, resumeFunc(func(error) (Signal, any) {
		v.Set(l.Context(), l.CurrentTask()) // leads back to the task
		return Raised, ValueError.New("gone")
	}), TaskOptions{Name: "lost"})
	mustTask(t, l, resumeFunc(func(error) (Signal, any) { return Raised, ValueError.New("alone") }), TaskOptions{})
	f := newFuture(l)
	f.SetException(ValueError.New("gone too"))
	for range 4 {
		l.RunOnce(false)
	}
}

func TestUnretrievedFreed(t *testing.T) {
	var reports []string
	l := New(Options{})
	defer l.Close()
	l.SetExceptionHandler(func(l *Loop, c *ErrorContext) error {
		reports = append(reports, fmt.Sprintf("%s: %v, %v", c.Message, c.Exception, c.Future))
		return nil
	})
	held := newFuture(l)
	held.SetException(ValueError.New("held"))
	loseOne(t, l)
	for range 3 {
		runtime.GC()
	}
	for len(reports) < 2 {
		l.RunOnce(true)
	}
	held.Exception()
	runtime.KeepAlive(held)
	l.Close()
	slices.Sort(reports[:2]) // the collector finds them in any order
	equalList(t, "reports", reports, []string{
		"Future exception was never retrieved: ValueError: gone too, <Future finished exception=ValueError('gone too')>",
		"Task exception was never retrieved: ValueError: alone, <Task finished name='Task-1' coro=<loop.resumeFunc> exception=ValueError('alone')>",
		"Task exception was never retrieved: ValueError: gone, <Task finished name='lost' coro=<loop.resumeFunc> exception=ValueError('gone')>",
	})
}
