package loop

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// within runs body in a group, as "async with" does.
func within(co *Co, g *TaskGroup, body func() error) error {
	if err := g.Enter(co.Loop()); err != nil {
		return err
	}
	_, err := co.Await(g.Exit(body()))
	return err
}

// failing is a coroutine that sleeps and then fails.
func failing(l *Loop, delay float64, err error) Coroutine {
	return Func(func(co *Co) (any, error) {
		if _, e := co.Await(Sleep(l, Seconds(delay), nil)); e != nil {
			return nil, e
		}
		return nil, err
	})
}

func TestTaskGroupStates(t *testing.T) {
	l, _ := testLoop(t)
	g := new(TaskGroup)
	c := &steps{}
	create := func() string {
		c.closed = false
		_, err := g.CreateTask(c, TaskOptions{})
		equal(t, "closed", c.closed, true)
		return fmt.Sprint(err)
	}
	equal(t, "before", create(), "RuntimeError: TaskGroup <TaskGroup> has not been entered")
	equal(t, "no task", fmt.Sprint(g.Enter(l)), "RuntimeError: TaskGroup <TaskGroup> cannot determine the parent task")
	runFunc(t, l, func(co *Co) (any, error) {
		err := within(co, g, func() error {
			equal(t, "twice", fmt.Sprint(g.Enter(l)), "RuntimeError: TaskGroup <TaskGroup entered> has already been entered")
			_, err := g.CreateTask(failing(l, 1, bad()), TaskOptions{Name: "one"})
			equal(t, "text", g.String(), "<TaskGroup tasks=1 entered>")
			if err != nil {
				return err
			}
			_, err = co.Await(Sleep(l, Seconds(5), nil))
			equal(t, "stopped", IsCancelled(err), true)
			equal(t, "text", g.String(), "<TaskGroup errors=1 cancelling>")
			return err
		})
		equal(t, "error", fmt.Sprint(err), "ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)")
		equal(t, "cancelling", co.Task().Cancelling(), 0)
		return nil, nil
	})
	equal(t, "after", create(), "RuntimeError: TaskGroup <TaskGroup cancelling> is finished")
}

func TestTaskGroupErrors(t *testing.T) {
	own := NewClass("Own", BaseException)
	for _, c := range []struct {
		name  string
		child error
		body  error
		want  string
	}{
		{"none", nil, nil, "<nil>"},
		{"child", bad(), nil, "ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)"},
		{"body", nil, bad(), "ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)"},
		{"both", bad(), errors.New("plain"), "ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)"},
		{"no Exception", own.New(nil), nil, "BaseExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)"},
		{"body interrupted", bad(), KeyboardInterrupt.New(nil), "KeyboardInterrupt"},
		{"body cancelled", nil, CancelledError.New("so"), "CancelledError: so"},
		{"child cancelled", CancelledError.New(nil), nil, "<nil>"},
		{"wrapped", wrapped{bad()}, nil, "ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, _ := testLoop(t)
			runFunc(t, l, func(co *Co) (any, error) {
				g := new(TaskGroup)
				err := within(co, g, func() error {
					g.CreateTask(failing(l, 1, c.child), TaskOptions{})
					if c.body != nil {
						co.Await(Sleep(l, Seconds(2), nil))
					}
					return c.body
				})
				equal(t, "error", fmt.Sprint(err), c.want)
				if !escapes(err) {
					equal(t, "cancelling", co.Task().Cancelling(), 0)
				}
				return nil, nil
			})
		})
	}
}

// TestTaskGroupEager has a task fail in its first step: the block is stopped, but not inside of CreateTask.
func TestTaskGroupEager(t *testing.T) {
	l, _ := testLoop(t)
	l.SetTaskFactory(EagerTaskFactory)
	runFunc(t, l, func(co *Co) (any, error) {
		g := new(TaskGroup)
		var stopped error
		err := within(co, g, func() error {
			fut, err := g.CreateTask(Func(func(*Co) (any, error) { return nil, bad() }), TaskOptions{})
			equal(t, "done at once", err == nil && fut.Done(), true)
			equal(t, "not told yet", co.Task().Cancelling(), 0)
			_, stopped = co.Await(Sleep(l, Seconds(1), nil))
			return stopped
		})
		equal(t, "stopped", IsCancelled(stopped), true)
		equal(t, "error", errors.Is(err, ExceptionGroup), true)
		equal(t, "time", l.Time(), 0)
		return nil, nil
	})
}

// TestTaskGroupLateError has a task fail whose parent has ended without leaving the block.
func TestTaskGroupLateError(t *testing.T) {
	l, reports := testLoop(t)
	g := new(TaskGroup)
	runFunc(t, l, func(co *Co) (any, error) {
		if err := g.Enter(l); err != nil {
			return nil, err
		}
		_, err := g.CreateTask(failing(l, 1, bad()), TaskOptions{})
		return nil, err
	})
	l.RunUntilComplete(Sleep(l, Seconds(2), nil))
	equal(t, "reported", strings.Contains(reports.String(), "has errored out but its parent task"), true)
}

func TestTaskGroupManyTasks(t *testing.T) {
	l, _ := testLoop(t)
	l.after = nil
	runFunc(t, l, func(co *Co) (any, error) {
		g := new(TaskGroup)
		return nil, within(co, g, func() error {
			for i := range 10_000 {
				if _, err := g.CreateTask(Sleep(l, Seconds(float64((i*7919)%100)), nil), TaskOptions{}); err != nil {
					return err
				}
			}
			return nil
		})
	})
	equal(t, "time", l.Time(), 99)
}

func TestTimeoutBlame(t *testing.T) {
	caused := func(cause error) *Error { return &Error{Class: ValueError, Cause: cause} }
	ring := caused(nil)
	ring.Cause = ring
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"none", bad(), "ValueError: bad"},
		{"direct", caused(CancelledError.New(nil)), "ValueError < TimeoutError < CancelledError"},
		{"deeper", caused(caused(CancelledError.New("m"))), "ValueError < ValueError < TimeoutError < CancelledError: m"},
		{"once", caused(TimeoutError.from(CancelledError.New(nil))), "ValueError < TimeoutError < TimeoutError < CancelledError"},
		{"plain", errors.New("plain"), "plain"},
	} {
		blameTimeout(c.err)
		equal(t, c.name, causes(c.err), c.want)
	}
	blameTimeout(ring) // ends
	member := caused(CancelledError.New(nil))
	blameTimeout(NewExceptionGroup("", []error{member}))
	equal(t, "member", causes(member), "ValueError < TimeoutError < CancelledError")
}

func causes(err error) string {
	s := err.Error()
	var e *Error
	for errors.As(err, &e) && e.Cause != nil {
		err, e = e.Cause, nil
		s += " < " + err.Error()
	}
	return s
}

func TestRunnerContext(t *testing.T) {
	v := NewContextVar("v")
	var ctx Context
	v.Set(&ctx, "outside")
	r := NewRunner(RunnerOptions{Context: &ctx})
	defer r.Close()
	get := Func(func(co *Co) (any, error) {
		x, _ := v.Get(co.Loop().Context())
		v.Set(co.Loop().Context(), "inside")
		return x, nil
	})
	x, err := r.Run(get, nil)
	equal(t, "inherited", fmt.Sprint(x, " ", err), "outside <nil>")
	x, _ = v.Get(&ctx)
	equal(t, "copied", x.(string), "outside")
}
