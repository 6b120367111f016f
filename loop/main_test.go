package loop

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testLoop makes a loop with virtual time that checks every task's state after every
// callback and is closed at the end. What it reports goes to the returned buffer.
func testLoop(t testing.TB) (*Loop, *strings.Builder) {
	t.Helper()
	var reports strings.Builder
	l := New(Options{Clock: NewVirtualClock(), Stderr: &reports, OnDeadlock: func(l *Loop) {
		l.StopWith(RuntimeError.New("deadlock"))
	}})
	l.after = func() {
		for _, task := range l.AllTasks() {
			if err := task.checkInvariant(); err != nil {
				t.Errorf("after iteration %d: %v", l.iterations, err)
			}
		}
	}
	t.Cleanup(func() { l.Close() })
	return l, &reports
}

// checkInvariant returns an error if the task is in none of its three states, or in two. It
// must not be called from inside a step.
func (t *Task) checkInvariant() error {
	l := t.loop
	scheduled := 0
	for i := range l.ready.n {
		if stepped(l.ready.at(i).cb) == t {
			scheduled++
		}
	}
	waiting := t.waiter != nil && !t.waiter.Done()
	wakeups := 0
	if t.waiter != nil {
		for _, w := range t.waiter.callbacks() {
			if w.cb == Callback((*wakeupRun)(t)) {
				wakeups++
			}
		}
	}
	switch {
	case waiting && scheduled == 0 && wakeups == 1:
	case !waiting && scheduled == 1 && wakeups == 0:
	case t.waiter == nil && scheduled == 0 && l.current == t:
	default:
		return fmt.Errorf("%v: waiting %t, scheduled %d times, %d wakeups with its waiter", &t.Future, waiting, scheduled, wakeups)
	}
	return nil
}

// runFunc runs a Go function as the main task of a loop.
func runFunc(t testing.TB, l *Loop, body func(co *Co) (any, error)) any {
	t.Helper()
	v, err := l.RunUntilComplete(Func(body))
	if err != nil {
		t.Fatalf("main task: %v", err)
	}
	return v
}

// steps is a coroutine made of what it answers, for tests of the task alone.
type steps struct {
	answers []suspension
	thrown  []error
	closed  bool
}

func (s *steps) Resume(exc error) (Signal, any) {
	s.thrown = append(s.thrown, exc)
	if len(s.answers) == 0 {
		return ended(nil, exc)
	}
	a := s.answers[0]
	s.answers = s.answers[1:]
	return a.sig, a.v
}

func (s *steps) Close()         { s.closed = true }
func (s *steps) String() string { return "steps" }

func mustTask(t testing.TB, l *Loop, c Coroutine, o TaskOptions) *Task {
	t.Helper()
	task, err := l.CreateTask(c, o)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func equalList[T comparable](t testing.TB, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}
