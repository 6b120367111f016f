package loop

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"
)

func TestWrongArguments(t *testing.T) {
	l, _ := testLoop(t)
	other := New(Options{})
	defer other.Close()
	foreign := newFuture(other)
	wait := func(items []any, when ReturnWhen) error {
		_, err := l.RunUntilComplete(Wait(l, items, Span{}, when))
		return err
	}
	of := func(_ any, err error) error { return err }
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"wait for nothing", wait(nil, AllCompleted), "ValueError: Set of Tasks/Futures is empty."},
		{"wait when", wait([]any{newFuture(l)}, "SOMETIMES"), "ValueError: Invalid return_when value: SOMETIMES"},
		{"wait for coroutines", wait([]any{&steps{}}, AllCompleted), "TypeError: Passing coroutines is forbidden, use tasks explicitly."},
		{"wait for numbers", wait([]any{1}, AllCompleted), "TypeError: expected a list of futures, got int in it"},
		{"gather numbers", of(Gather(l, []any{1}, false)), "TypeError: An asyncio.Future, a coroutine or an awaitable is required"},
		{"gather two loops", of(Gather(l, []any{newFuture(l), foreign}, false)), "ValueError: The future belongs to a different loop than the one specified as the loop argument"},
		{"ensure foreign", of(EnsureFuture(foreign, l)), "ValueError: The future belongs to a different loop than the one specified as the loop argument"},
		{"ensure without loop", of(EnsureFuture(&steps{}, nil)), "RuntimeError: no running event loop"},
		{"shield number", of(Shield(l, 1)), "TypeError: An asyncio.Future, a coroutine or an awaitable is required"},
		{"as_completed foreign", of(AsCompleted(l, []any{foreign}, Span{})), "ValueError: The future belongs to a different loop than the one specified as the loop argument"},
		{"wait_for number", of(l.RunUntilComplete(WaitFor(l, 1, Seconds(1)))), "TypeError: object int can't be used in 'await' expression"},
		{"late wait_for number", of(l.RunUntilComplete(WaitFor(l, 1, Seconds(0)))), "TypeError: An asyncio.Future, a coroutine or an awaitable is required"},
	} {
		equal(t, c.name, fmt.Sprint(c.err), c.want)
	}
	f := must(EnsureFuture(foreign, nil))
	equal(t, "any loop", f, foreign)
	g := must(Gather(l, []any{foreign}, false))
	equal(t, "the loop of the first", g.Loop(), other)
}

// coroutinesOf makes one of each coroutine of the package, each of which would wait.
func coroutinesOf(l *Loop) map[string]Coroutine {
	q := NewQueue(1)
	full := NewQueue(1)
	full.PutNowait(1)
	c, _ := AsCompleted(l, []any{newFuture(l)}, Span{})
	lock, cond, held := new(Lock), NewCondition(nil), NewCondition(nil)
	lock.locked, cond.lock.locked, held.lock.locked = true, true, true
	sem, _ := NewSemaphore(0)
	barrier, _ := NewBarrier(2)
	busy := &Barrier{cond: held, parties: 2}
	return map[string]Coroutine{
		"sleep":     Sleep(l, Seconds(1), nil),
		"sleep 0":   Sleep(l, Seconds(0), nil),
		"wait":      Wait(l, []any{newFuture(l)}, Seconds(1), AllCompleted),
		"wait_for":  WaitFor(l, newFuture(l), Seconds(1)),
		"late":      WaitFor(l, resumeFunc(func(exc error) (Signal, any) { return Yielded, nil }), Seconds(0)),
		"get":       q.Get(l),
		"put":       full.Put(l, 2),
		"join":      full.Join(l),
		"completed": c.Next(),
		"lock":      lock.Acquire(l),
		"event":     (&Event{}).Wait(l),
		"notified":  cond.Wait(l),
		"predicate": cond.WaitFor(l, func() (any, bool, error) { return nil, false, nil }),
		"semaphore": sem.Acquire(l),
		"barrier":   barrier.Wait(l),
		"locked":    busy.Wait(l),
		"reset":     busy.Reset(l),
		"abort":     busy.Abort(l),
		"func":      Func(func(co *Co) (any, error) { return co.Await(newFuture(l)) }),
	}
}

// TestCoroutineRules checks what all coroutines have in common.
func TestCoroutineRules(t *testing.T) {
	for name := range coroutinesOf(New(Options{})) {
		t.Run(name, func(t *testing.T) {
			l, _ := testLoop(t)
			fresh := func() Coroutine { return coroutinesOf(l)[name] }
			inTask := func(c Coroutine, after func(task *Task)) *Task {
				task := mustTask(t, l, c, TaskOptions{})
				l.RunOnce(false)
				equal(t, "waits", task.Done(), false)
				after(task)
				for range 3 {
					l.RunOnce(false)
				}
				return task
			}

			sig, v := fresh().Resume(ValueError.New("early"))
			equal(t, "raised before it begins", fmt.Sprint(sig, v), "1 ValueError: early")

			c := fresh()
			c.Resume(bad())
			sig, v = c.Resume(nil)
			equal(t, "reused", fmt.Sprint(sig, v), "1 RuntimeError: cannot reuse already awaited coroutine")

			task := inTask(fresh(), func(task *Task) { task.Cancel("stop") })
			if name != "late" { // what it waits for never ends
				_, err := task.Result()
				equal(t, "cancelled", fmt.Sprint(err), "CancelledError: stop")
				_, v = task.Coro().Resume(nil)
				equal(t, "reused", fmt.Sprint(v), "RuntimeError: cannot reuse already awaited coroutine")
			}

			c = fresh()
			task = inTask(c, func(*Task) { c.(Closer).Close() })
			c.(Closer).Close()
			task.quiet = true
			c = fresh()
			c.(Closer).Close()
			_, v = c.Resume(nil)
			equal(t, "closed before it begins", fmt.Sprint(v), "RuntimeError: cannot reuse already awaited coroutine")
			equal(t, "named", coroText(c) != fmt.Sprintf("%T", c), true)
			for _, left := range l.AllTasks() {
				left.quiet = true
			}
		})
	}
}

func TestQueueOrders(t *testing.T) {
	less := func(a, b any) (bool, error) { return a.(int) < b.(int), nil }
	rng := rand.New(rand.NewSource(2))
	for _, c := range []struct {
		q    *Queue
		next func(items []int) int // index of the item that is due
	}{
		{NewQueue(0), func([]int) int { return 0 }},
		{NewLifoQueue(0), func(items []int) int { return len(items) - 1 }},
		{NewPriorityQueue(0, less), func(items []int) int { return slices.Index(items, slices.Min(items)) }},
	} {
		var model []int
		for i := range 5000 {
			if len(model) == 0 || rng.Intn(2) == 0 {
				n := rng.Intn(1000)*10000 + i // no ties
				model = append(model, n)
				equal(t, "put", c.q.PutNowait(n), nil)
			} else {
				due := c.next(model)
				got, err := c.q.GetNowait()
				equal(t, c.q.kind, got, any(model[due]))
				equal(t, "get", err, nil)
				model = slices.Delete(model, due, due+1)
			}
			equal(t, "len", c.q.Len(), len(model))
			equal(t, "items", len(c.q.items.Items()), len(model))
		}
	}
}

func TestQueueRules(t *testing.T) {
	l, _ := testLoop(t)
	q := NewQueue(2)
	_, err := q.GetNowait()
	equal(t, "empty", ClassOf(err), QueueEmpty)
	equal(t, "text", q.String(), "<Queue maxsize=2>")
	q.PutNowait("a")
	equal(t, "full", q.Full(), false)
	q.PutNowait("b")
	equal(t, "full", q.Full(), true)
	equal(t, "max", q.MaxSize(), 2)
	equal(t, "put", ClassOf(q.PutNowait("c")), QueueFull)
	putter := mustTask(t, l, q.Put(l, "c"), TaskOptions{})
	joiner := mustTask(t, l, q.Join(l), TaskOptions{})
	l.RunOnce(false)
	equal(t, "text", q.String(), "<Queue maxsize=2 _queue=[a b] _putters[1] tasks=2>")
	q.Shutdown(false)
	l.RunOnce(false)
	l.RunOnce(false)
	_, err = putter.Result()
	equal(t, "putter", ClassOf(err), QueueShutDown)
	equal(t, "put", ClassOf(q.PutNowait("c")), QueueShutDown)
	v, _ := q.GetNowait()
	equal(t, "still gives", v, any("a"))
	equal(t, "done", q.TaskDone(), nil)
	q.Shutdown(true)
	l.RunOnce(false)
	l.RunOnce(false)
	equal(t, "joined", joiner.Done(), true)
	_, err = q.GetNowait()
	equal(t, "get", ClassOf(err), QueueShutDown)
	_, err = l.RunUntilComplete(q.Get(l))
	equal(t, "get", ClassOf(err), QueueShutDown)
	equal(t, "too often", ClassOf(q.TaskDone()), ValueError)
	equal(t, "text", q.String(), "<Queue maxsize=2 shutdown>")

	q = NewQueue(1)
	runFunc(t, l, func(co *Co) (any, error) {
		getter := mustTask(t, l, q.Get(l), TaskOptions{})
		co.Yield()
		equal(t, "text", q.String(), "<Queue maxsize=1 _getters[1]>")
		co.Await(q.Put(l, 1))
		co.Await(getter)
		return nil, nil
	})
	other := New(Options{})
	defer other.Close()
	_, err = other.RunUntilComplete(q.Get(other))
	equal(t, "two loops", err.Error(), "RuntimeError: <Queue maxsize=1 tasks=1> is bound to a different event loop")
}

func TestTimeoutRules(t *testing.T) {
	l, _ := testLoop(t)
	cm := NewTimeout(l, Seconds(1))
	equal(t, "not entered", cm.Reschedule(Span{}).Error(), "RuntimeError: Timeout has not been entered")
	equal(t, "no task", cm.Enter().Error(), "RuntimeError: Timeout should be used inside a task")
	equal(t, "text", cm.String(), "<Timeout [created]>")
	runFunc(t, l, func(co *Co) (any, error) {
		equal(t, "enter", cm.Enter(), nil)
		equal(t, "text", cm.String(), "<Timeout [active] when=1.000>")
		equal(t, "when", cm.When().seconds, 1)
		equal(t, "enter twice", cm.Enter().Error(), "RuntimeError: Timeout has already been entered")
		equal(t, "reschedule", cm.Reschedule(Span{}), nil)
		equal(t, "text", cm.String(), "<Timeout [active] when=None>")
		equal(t, "exit", cm.Exit(nil), nil)
		equal(t, "text", cm.String(), "<Timeout [finished]>")
		equal(t, "too late", cm.Reschedule(Span{}).Error(), "RuntimeError: Cannot change state of finished Timeout")

		// Somebody else cancels too: the timeout must not hide that.
		cm = NewTimeout(l, Seconds(1))
		cm.Enter()
		_, err := co.Await(Sleep(l, Seconds(2), nil))
		equal(t, "expired", cm.Expired(), true)
		co.Task().Cancel("also")
		equal(t, "exit", IsCancelled(cm.Exit(err)), true)
		equal(t, "text", cm.String(), "<Timeout [expired]>")
		co.Task().Uncancel()
		return nil, nil
	})
}

func TestGatherOfNothingMore(t *testing.T) {
	// An outer future that has failed leaves its children alone, and looks at what they
	// raise later.
	l, reports := testLoop(t)
	slow := mustTask(t, l, Func(func(co *Co) (any, error) {
		co.Await(Sleep(l, Seconds(2), nil))
		return nil, ValueError.New("later")
	}), TaskOptions{})
	g := must(Gather(l, []any{slow, Func(func(*Co) (any, error) { return nil, bad() })}, false))
	_, err := l.RunUntilComplete(g)
	equal(t, "error", err.Error(), "ValueError: bad")
	equal(t, "cancel", g.Cancel(nil), false)
	l.RunUntilComplete(Sleep(l, Seconds(3), nil))
	equal(t, "slow", slow.Done(), true)
	l.Close()
	equal(t, "reports", reports.String(), "")
}

func TestShieldEndedByOthers(t *testing.T) {
	l, reports := testLoop(t)
	inner := newFuture(l)
	outer := must(Shield(l, inner))
	outer.SetResult("mine")
	inner.SetResult(1)
	l.RunOnce(false)
	equal(t, "reported", reports.String(), "Exception in callback shield()\nInvalidStateError: invalid state\n")
	reports.Reset()
	inner = newFuture(l)
	outer = must(Shield(l, inner))
	outer.Cancel(nil)
	inner.SetException(bad()) // after the cancellation, before its callback
	l.RunOnce(false)
	l.Close()
	equal(t, "nothing lost, nothing reported", reports.String(), "")
}

func TestAsCompletedCounts(t *testing.T) {
	l, _ := testLoop(t)
	f, g := newFuture(l), done(l, 1)
	c, err := AsCompleted(l, []any{f, g, f, g}, Seconds(1))
	equal(t, "error", err, nil)
	equal(t, "left", c.Left(), 2)
	first, err := l.RunUntilComplete(c.Next())
	equal(t, "first", first, any(g))
	equal(t, "error", err, nil)
	equal(t, "left", c.Left(), 1)
	_, err = l.RunUntilComplete(c.Next())
	equal(t, "second", ClassOf(err), TimeoutError)
	equal(t, "no more", c.Next(), nil)
	f.SetResult("late")
	l.RunOnce(false)
	empty, _ := AsCompleted(l, nil, Seconds(1))
	equal(t, "empty", empty.NextResult(), nil)
	equal(t, "no timer", len(l.timers.heap), 0)
}

func TestManyAtOnce(t *testing.T) {
	l := New(Options{Clock: NewVirtualClock(), Stderr: discard{}})
	defer l.Close()
	const n = 20_000
	q := NewQueue(0)
	runFunc(t, l, func(co *Co) (any, error) {
		var sleeps, getters []any
		for i := range n {
			sleeps = append(sleeps, Sleep(l, Seconds(float64(i%5)), i))
			getters = append(getters, mustTask(t, l, q.Get(l), TaskOptions{}))
		}
		c, err := AsCompleted(l, sleeps, Span{})
		if err != nil {
			return nil, err
		}
		sum := 0
		for next := c.NextResult(); next != nil; next = c.NextResult() {
			v, err := co.Await(next)
			if err != nil {
				return nil, err
			}
			sum += v.(int)
		}
		equal(t, "sum", sum, n*(n-1)/2)
		for _, g := range getters {
			g.(*Task).Cancel(nil)
		}
		r, err := co.Await(Wait(l, getters, Span{}, AllCompleted))
		equal(t, "cancelled", len(r.(WaitResult).Done), n)
		equal(t, "getters", q.getters.n, 0)
		return nil, err
	})
	equal(t, "time", l.Time(), 4)
	equal(t, "the queue's memory is given back", len(l.ready.buf) <= 1<<16, true)
}
