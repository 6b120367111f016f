package loop

import (
	"fmt"
	"testing"
)

func TestTaskIsNoPlainFuture(t *testing.T) {
	l, _ := testLoop(t)
	task := mustTask(t, l, &steps{}, TaskOptions{})
	equal(t, "set result", task.SetResult(1).Error(), "RuntimeError: Task does not support set_result operation")
	equal(t, "set exception", task.SetException(bad()).Error(), "RuntimeError: Task does not support set_exception operation")
	equal(t, "its future", asFuture(task), &task.Future)
	equal(t, "its task", task.Future.Task(), task)
	_, err := l.CreateTask(nil, TaskOptions{})
	equal(t, "no coroutine", ClassOf(err), TypeError)
	l.RunOnce(false)
	l.Close()
	_, err = l.CreateTask(&steps{}, TaskOptions{})
	equal(t, "closed", err.Error(), "RuntimeError: Event loop is closed")
	_, err = NewTask(l, &steps{}, TaskOptions{})
	equal(t, "closed", err.Error(), "RuntimeError: Event loop is closed")
}

func TestBadYields(t *testing.T) {
	l, _ := testLoop(t)
	other := New(Options{})
	defer other.Close()
	f := newFuture(l)
	for _, c := range []struct {
		name   string
		answer suspension
		want   string
	}{
		{"value", suspension{BadYield, 5}, "RuntimeError: Task got bad yield: 5"},
		{"string", suspension{BadYield, "x"}, "RuntimeError: Task got bad yield: 'x'"},
		{"future", suspension{BadYield, f}, "RuntimeError: yield was used instead of await in task <Task pending name='t' coro=<steps>> with <Future pending>"},
		{"foreign", suspension{Awaiting, newFuture(other)}, "RuntimeError: Task <Task pending name='t' coro=<steps>> got Future <Future pending> attached to a different loop"},
		{"not a future", suspension{Awaiting, 1}, "RuntimeError: Task got bad yield: 1"},
		{"no error", suspension{Raised, 1}, "RuntimeError: coroutine raised 1, which is no error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &steps{answers: []suspension{c.answer}}
			task := mustTask(t, l, s, TaskOptions{Name: "t"})
			l.RunOnce(false)
			if c.answer.sig != Raised {
				equal(t, "done at once", task.Done(), false)
				l.RunOnce(false)
				equal(t, "steps", len(s.thrown), 2)
			}
			exc, err := task.Exception()
			equal(t, "exception", fmt.Sprint(exc), c.want)
			equal(t, "error", err, nil)
		})
	}
}

func TestAwaitItself(t *testing.T) {
	l, _ := testLoop(t)
	s := &steps{}
	task := mustTask(t, l, s, TaskOptions{})
	s.answers = []suspension{{Awaiting, task}, {Returned, "went on"}}
	l.RunOnce(false)
	l.RunOnce(false)
	equal(t, "thrown", ClassOf(s.thrown[1]), RuntimeError)
	v, _ := task.Result()
	equal(t, "result", v, any("went on"))
}

func TestAwaitDoneFutureGoesThroughQueue(t *testing.T) {
	// A coroutine that awaits a done future the wrong way, without looking, is woken all
	// the same.
	l, _ := testLoop(t)
	task := mustTask(t, l, &steps{answers: []suspension{{Awaiting, done(l, 1)}}}, TaskOptions{})
	l.RunOnce(false)
	equal(t, "done", task.Done(), false)
	l.RunOnce(false)
	equal(t, "done", task.Done(), true)
}

func TestCancelCircle(t *testing.T) {
	l, _ := testLoop(t)
	var a, b, c *Task
	a = mustTask(t, l, Func(func(co *Co) (any, error) { return co.Await(b) }), TaskOptions{Name: "a"})
	b = mustTask(t, l, Func(func(co *Co) (any, error) { return co.Await(must(Gather(l, []any{c, a}, false))) }), TaskOptions{Name: "b"})
	c = mustTask(t, l, Func(func(co *Co) (any, error) { return co.Await(a) }), TaskOptions{Name: "c"})
	for range 3 {
		l.RunOnce(false)
	}
	equal(t, "text", a.String(), "<Task pending name='a' coro=<"+coroText(a.coro)+"> wait_for=<Task pending name='b' coro=<"+
		coroText(b.coro)+"> wait_for=<_GatheringFuture pending cb=[Task.wakeup()]> cb=[Task.wakeup()]> cb=[gather(), Task.wakeup()]>")
	equal(t, "cancel", a.Cancel("round"), true)
	_, err := l.RunUntilComplete(a)
	equal(t, "cancelled", IsCancelled(err), true)
	l.RunUntilComplete(Sleep(l, Seconds(0), nil))
	l.RunUntilComplete(Sleep(l, Seconds(0), nil))
	equal(t, "all ended", len(l.AllTasks()), 0)
	equal(t, "requests", a.Cancelling(), 1)
}

func TestPanicsInTasks(t *testing.T) {
	l, reports := testLoop(t)
	var order []string
	panics := func(v any) *Task {
		return mustTask(t, l, resumeFunc(func(error) (Signal, any) { panic(v) }), TaskOptions{})
	}
	a := panics("text")
	l.CallSoonFunc(func() { order = append(order, "between") })
	b := panics(ValueError.New("value"))
	var none map[string]int
	c := mustTask(t, l, resumeFunc(func(error) (Signal, any) { none["x"] = 1; return Returned, nil }), TaskOptions{})
	l.CallSoonFunc(func() { order = append(order, "after") })
	l.RunOnce(false)
	equal(t, "others ran", len(order), 2)
	exc, _ := a.Exception()
	equal(t, "text", exc.Error(), "panic: text")
	exc, _ = b.Exception()
	equal(t, "error", exc.Error(), "ValueError: value")
	exc, _ = c.Exception()
	if p, ok := exc.(*PanicError); !ok || len(p.Stack) == 0 {
		t.Errorf("runtime error: got %v, want a PanicError with a stack", exc)
	}
	equal(t, "current", l.CurrentTask(), nil)
	equal(t, "reports", reports.String(), "")
}

type resumeFunc func(exc error) (Signal, any)

func (f resumeFunc) Resume(exc error) (Signal, any) { return f(exc) }

func TestEagerPanicAndNesting(t *testing.T) {
	l, _ := testLoop(t)
	runFunc(t, l, func(co *Co) (any, error) {
		eager := mustTask(t, l, resumeFunc(func(error) (Signal, any) { panic("eager") }), TaskOptions{Eager: true})
		exc, _ := eager.Exception()
		equal(t, "exception", exc.Error(), "panic: eager")
		equal(t, "current", l.CurrentTask(), co.Task())
		equal(t, "listed", len(l.AllTasks()), 1)
		return nil, nil
	})
	later := mustTask(t, l, &steps{answers: []suspension{{Yielded, nil}}}, TaskOptions{Eager: true})
	equal(t, "not running: not eager", len(later.Coro().(*steps).thrown), 0)
	l.RunOnce(false)
	l.RunOnce(false)
	equal(t, "done", later.Done(), true)
}

func TestEnterLeave(t *testing.T) {
	l, reports := testLoop(t)
	l.after = nil
	a := mustTask(t, l, &steps{}, TaskOptions{Name: "a"})
	b := mustTask(t, l, &steps{}, TaskOptions{Name: "b"})
	equal(t, "enter", l.EnterTask(a), nil)
	equal(t, "current", l.CurrentTask(), a)
	equal(t, "enter another", l.EnterTask(b).Error(),
		"RuntimeError: Cannot enter into task <Task pending name='b' coro=<steps>> while another task <Task pending name='a' coro=<steps>> is being executed.")
	equal(t, "leave another", ClassOf(l.LeaveTask(b)), RuntimeError)
	l.RunOnce(false)
	equal(t, "no step", a.Done() || b.Done(), false)
	if reports.Len() == 0 {
		t.Error("the steps that could not enter were not reported")
	}
	equal(t, "leave", l.LeaveTask(a), nil)
	equal(t, "leave twice", l.LeaveTask(a).Error(),
		"RuntimeError: Leaving task <Task pending name='a' coro=<steps>> does not match the current task nil.")
	a.quiet = true
	b.quiet = true
	l.UnregisterTask(a)
	l.UnregisterTask(a)
	equalList(t, "all tasks", l.AllTasks(), []*Task{b})
	l.RegisterTask(a)
	l.RegisterTask(a)
	equalList(t, "all tasks", l.AllTasks(), []*Task{b, a})
}

func TestFactories(t *testing.T) {
	l, _ := testLoop(t)
	made := 0
	l.SetTaskFactory(func(l *Loop, c Coroutine, o TaskOptions) (*Future, error) {
		made++
		return EagerTaskFactory(l, c, o)
	})
	runFunc(t, l, func(*Co) (any, error) {
		task := mustTask(t, l, resumeFunc(func(error) (Signal, any) { return Returned, l.CurrentTask().Name() }), TaskOptions{Name: "named"})
		v, _ := task.Result()
		equal(t, "name before the first step", v, any("named"))
		return nil, nil
	})
	equal(t, "made", made, 2)
	own := done(l, "own")
	l.SetTaskFactory(func(*Loop, Coroutine, TaskOptions) (*Future, error) { return own, nil })
	f, err := l.Spawn(&steps{}, TaskOptions{})
	equal(t, "own future", f, own)
	equal(t, "no error", err, nil)
	_, err = l.CreateTask(&steps{}, TaskOptions{})
	equal(t, "no task", ClassOf(err), TypeError)
	l.SetTaskFactory(func(*Loop, Coroutine, TaskOptions) (*Future, error) { return nil, RuntimeError.New("no") })
	s := &steps{}
	_, err = EnsureFuture(s, l)
	equal(t, "factory fails", ClassOf(err), RuntimeError)
	equal(t, "coroutine is closed", s.closed, true)
}

func TestFuncRules(t *testing.T) {
	l, _ := testLoop(t)
	ran := false
	task := mustTask(t, l, Func(func(*Co) (any, error) { ran = true; return nil, nil }), TaskOptions{})
	task.Cancel("early")
	l.RunOnce(false)
	equal(t, "cancelled before it began", task.Cancelled(), true)
	equal(t, "ran", ran, false)

	c := Func(func(*Co) (any, error) { panic("oops") })
	sig, v := c.Resume(nil)
	equal(t, "signal", sig, Raised)
	equal(t, "panic", v.(error).Error(), "panic: oops")
	_, v = c.Resume(nil)
	equal(t, "again", v.(error).Error(), "RuntimeError: cannot reuse already awaited coroutine")

	runFunc(t, l, func(co *Co) (any, error) {
		_, err := co.Await(5)
		equal(t, "await 5", err.Error(), "TypeError: object int can't be used in 'await' expression")
		v, err := co.Await(Func(func(inner *Co) (any, error) {
			equal(t, "task of an inline coroutine", inner.Task(), co.Task())
			inner.Yield()
			return inner.Await(Sleep(l, Seconds(1), "slept"))
		}))
		equal(t, "inline", v, any("slept"))
		equal(t, "inline", err, nil)
		equal(t, "loop", co.Loop(), l)
		_, err = co.Await(resumeFunc(func(error) (Signal, any) { return Moved, nil }))
		equal(t, "moved", ClassOf(err), RuntimeError)
		return nil, nil
	})
}

func TestFuncClose(t *testing.T) {
	l := New(Options{Stderr: discard{}})
	var log []string
	task := mustTask(t, l, Func(func(co *Co) (any, error) {
		defer func() {
			log = append(log, "deferred")
			co.Await(newFuture(l)) // must not hang
			t.Error("awaited while released")
		}()
		co.Await(newFuture(l))
		t.Error("went on")
		return nil, nil
	}), TaskOptions{})
	l.RunOnce(false)
	l.Close()
	equal(t, "pending", task.Done(), false)
	equal(t, "log", fmt.Sprint(log), "[deferred]")
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
