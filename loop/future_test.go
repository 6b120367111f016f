package loop

import (
	"strings"
	"testing"
)

// noted is a comparable callback.
type noted struct {
	log  *[]string
	name string
}

func (n *noted) Call(*Future)   { *n.log = append(*n.log, n.name) }
func (n *noted) String() string { return n.name + "()" }

func TestFutureStates(t *testing.T) {
	l, _ := testLoop(t)
	f := newFuture(l)
	_, err := f.Result()
	equal(t, "pending result", err.Error(), "InvalidStateError: Result is not set.")
	_, err = f.Exception()
	equal(t, "pending exception", err.Error(), "InvalidStateError: Exception is not set.")
	equal(t, "set", f.SetResult(1), nil)
	equal(t, "set again", ClassOf(f.SetResult(2)), InvalidStateError)
	equal(t, "exception now", ClassOf(f.SetException(bad())), InvalidStateError)
	equal(t, "cancel now", f.Cancel(nil), false)
	v, err := f.Result()
	equal(t, "result", v, any(1))
	equal(t, "no error", err, nil)
	exc, err := f.Exception()
	equal(t, "no exception", exc, nil)
	equal(t, "no error", err, nil)

	f = newFuture(l)
	equal(t, "nil exception", ClassOf(f.SetException(nil)), TypeError)
	equal(t, "class", f.SetException(ValueError), nil)
	exc, _ = f.Exception()
	equal(t, "instance", exc.Error(), "ValueError")

	f = newFuture(l)
	equal(t, "cancel", f.Cancel("msg"), true)
	_, first := f.Result()
	_, second := f.Exception()
	equal(t, "message", first.Error(), "CancelledError: msg")
	equal(t, "new each time", first == second, false)
	equal(t, "same text", second.Error(), first.Error())
}

func TestCancelledErrorFirstIsOriginal(t *testing.T) {
	l, _ := testLoop(t)
	original := CancelledError.New("mine")
	task := mustTask(t, l, &steps{answers: []suspension{{Raised, original}}}, TaskOptions{})
	l.RunOnce(false)
	equal(t, "cancelled", task.Cancelled(), true)
	_, err := task.Result()
	equal(t, "the first", err == error(original), true)
	_, err = task.Result()
	equal(t, "the second", err.Error(), "CancelledError")
}

func TestCallbacks(t *testing.T) {
	l, _ := testLoop(t)
	var log []string
	cb := func(name string) Callback { return &noted{&log, name} }
	a, b, c := cb("a"), cb("b"), cb("c")
	f := newFuture(l)
	for _, x := range []Callback{a, b, a, c, a} {
		f.AddDoneCallback(x, nil)
	}
	equal(t, "text", f.String(), "<Future pending cb=[a(), <3 more>, a()]>")
	equal(t, "removed a", f.RemoveDoneCallback(a), 3)
	equal(t, "removed none", f.RemoveDoneCallback(a), 0)
	f.AddDoneCallback(a, nil)
	equal(t, "removed b", f.RemoveDoneCallback(b), 1)
	f.SetResult("x")
	equal(t, "too late", f.RemoveDoneCallback(c), 0)
	f.AddDoneCallback(b, nil)
	l.RunOnce(false)
	equal(t, "order", strings.Join(log, " "), "c a b")
}

func TestTexts(t *testing.T) {
	l, _ := testLoop(t)
	f := newFuture(l)
	task := mustTask(t, l, &steps{answers: []suspension{{Awaiting, f}}}, TaskOptions{Name: "job"})
	l.RunOnce(false)
	equal(t, "task", task.String(), "<Task pending name='job' coro=<steps> wait_for=<Future pending cb=[Task.wakeup()]>>")
	equal(t, "waiter", task.Waiter(), f)
	task.Cancel(nil)
	equal(t, "cancelling", strings.HasPrefix(task.String(), "<Task cancelling name='job'"), true)
	l.RunOnce(false)
	equal(t, "cancelled", task.String(), "<Task cancelled name='job' coro=<steps>>")
	equal(t, "future", f.String(), "<Future cancelled>")
	g := must(Gather(l, []any{newFuture(l)}, false))
	equal(t, "gather", g.String(), "<_GatheringFuture pending>")
	unnamed := mustTask(t, l, &steps{}, TaskOptions{})
	equal(t, "name", unnamed.Name(), "Task-1")
	l.RunOnce(false)
	for _, c := range []struct {
		v    any
		want string
	}{
		{nil, "nil"},
		{"x", "'x'"},
		{1.5, "1.5"},
		{ValueError.New("no"), "ValueError('no')"},
		{ValueError.New(nil), "ValueError()"},
		{done(l, 1), "<Future finished result=1>"},
		{strings.Repeat("ä", 100), "'" + strings.Repeat("ä", 29) + "..." + strings.Repeat("ä", 26) + "'"},
	} {
		equal(t, "repr", repr(c.v), c.want)
	}
	failed := newFuture(l)
	failed.SetException(bad())
	failed.Exception()
	equal(t, "failed", failed.String(), "<Future finished exception=ValueError('bad')>")
}

func TestFutureOfClosedLoop(t *testing.T) {
	l, _ := testLoop(t)
	f := newFuture(l)
	f.AddDoneCallback(NewCallback(func(*Future) { t.Error("called") }), nil)
	l.Close()
	equal(t, "set result", f.SetResult(1).Error(), "RuntimeError: Event loop is closed")
	equal(t, "done all the same", f.Done(), true)
	f.AddDoneCallback(NewCallback(func(*Future) { t.Error("called") }), nil)
	equal(t, "without callbacks", newFuture(l).SetResult(1), nil)
}
