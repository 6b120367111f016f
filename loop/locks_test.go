package loop

import (
	"errors"
	"fmt"
	"math/rand"
	"testing"
)

// step runs n iterations.
func step(l *Loop, n int) {
	for range n {
		l.RunOnce(false)
	}
}

// entering makes a task that takes something and then notes its name.
func entering(t *testing.T, l *Loop, c Coroutine, name string, log *[]string) *Task {
	return mustTask(t, l, Func(func(co *Co) (any, error) {
		if _, err := co.Await(c); err != nil {
			return nil, err
		}
		*log = append(*log, name)
		return nil, nil
	}), TaskOptions{})
}

func TestWaitersOrder(t *testing.T) {
	l, _ := testLoop(t)
	var q waiters
	list := make([]waiter, 5)
	for i := range list {
		q.join(l, &list[i])
	}
	list[2].leave()
	list[2].leave()
	list[0].fut.Cancel(nil)
	equal(t, "length", q.n, 4)
	equal(t, "next", q.next(), &list[1])
	equal(t, "idle", q.empty(), false)
	q.wakeNext() // the first was cancelled and leaves too
	equal(t, "called", list[1].fut.Done(), true)
	equal(t, "length", q.n, 2)
	equal(t, "first", q.first, &list[3])
	list[4].leave()
	equal(t, "last", q.last, &list[3])
	q.wakeAll(1)
	equal(t, "woken stays", q.n, 1)
	q.wakeNext()
	equal(t, "empty", q.n, 0)
	equal(t, "no first", q.first == nil && q.last == nil, true)
	equal(t, "idle", q.empty(), true)
	q.wakeNext()
}

func TestLockHandsOver(t *testing.T) {
	l, _ := testLoop(t)
	k := new(Lock)
	var log []string
	a := entering(t, l, k.Acquire(l), "a", &log)
	b := entering(t, l, k.Acquire(l), "b", &log)
	c := entering(t, l, k.Acquire(l), "c", &log)
	step(l, 1)
	equal(t, "text", k.String(), "<Lock [locked, waiters:2]>")
	equal(t, "release", k.Release(), error(nil))
	b.Cancel(nil) // it was woken already
	late := entering(t, l, k.Acquire(l), "late", &log)
	step(l, 3)
	equalList(t, "order", log, []string{"a", "c"})
	equal(t, "cancelled", b.Cancelled(), true)
	k.Release()
	step(l, 2)
	equalList(t, "order", log, []string{"a", "c", "late"})
	k.Release()
	equal(t, "free", k.String(), "<Lock [unlocked]>")
	equal(t, "too often", fmt.Sprint(k.Release()), "RuntimeError: Lock is not acquired.")
	for _, task := range []*Task{a, c, late} {
		equal(t, "done", task.Done(), true)
	}
}

func TestEventWakesAll(t *testing.T) {
	l, _ := testLoop(t)
	e := new(Event)
	var log []string
	for _, name := range []string{"a", "b"} {
		entering(t, l, e.Wait(l), name, &log)
	}
	step(l, 1)
	e.Set()
	e.Set()
	e.Clear()
	equal(t, "set", e.IsSet(), false)
	step(l, 1)
	equalList(t, "woken though it was cleared", log, []string{"a", "b"})
	equal(t, "text", e.String(), "<Event [unset]>")
}

func TestConditionErrors(t *testing.T) {
	l, _ := testLoop(t)
	c := NewCondition(nil)
	_, err := l.RunUntilComplete(c.Wait(l))
	equal(t, "wait", fmt.Sprint(err), "RuntimeError: cannot wait on un-acquired lock")
	equal(t, "notify", fmt.Sprint(c.Notify(1)), "RuntimeError: cannot notify on un-acquired lock")
	equal(t, "notify all", fmt.Sprint(c.NotifyAll()), "RuntimeError: cannot notify on un-acquired lock")
	v, err := l.RunUntilComplete(c.WaitFor(l, func() (any, bool, error) { return 7, true, nil }))
	equal(t, "holds already", fmt.Sprint(v, err), "7 <nil>")
	_, err = l.RunUntilComplete(c.WaitFor(l, func() (any, bool, error) { return nil, false, bad() }))
	equal(t, "predicate", errors.Is(err, bad()) || fmt.Sprint(err) == bad().Error(), true)
}

func TestOtherLoop(t *testing.T) {
	l, _ := testLoop(t)
	other, _ := testLoop(t)
	lock, event, cond := new(Lock), new(Event), NewCondition(nil)
	sem, _ := NewSemaphore(0)
	q := NewQueue(0)
	lock.locked, cond.lock.locked = true, true
	for name, wait := range map[string]func(*Loop) Coroutine{
		"lock": lock.Acquire, "event": event.Wait, "condition": cond.Wait, "semaphore": sem.Acquire, "queue": q.Get,
	} {
		mustTask(t, l, wait(l), TaskOptions{}).quiet = true
		step(l, 1)
		cond.lock.locked = true
		_, err := other.RunUntilComplete(wait(other))
		equal(t, name, errors.Is(err, RuntimeError), true)
	}
}

func TestSemaphoreValues(t *testing.T) {
	_, err := NewSemaphore(-1)
	equal(t, "negative", fmt.Sprint(err), "ValueError: Semaphore initial value must be >= 0")
	s, _ := NewBoundedSemaphore(2)
	equal(t, "text", s.String(), "<BoundedSemaphore [unlocked, value:2]>")
	equal(t, "bound", fmt.Sprint(s.Release()), "ValueError: BoundedSemaphore released too many times")
	s, _ = NewSemaphore(0)
	equal(t, "release", s.Release(), error(nil))
	equal(t, "value", s.value, 1)
	_, err = NewBarrier(0)
	equal(t, "parties", fmt.Sprint(err), "ValueError: parties must be > 0")
}

// TestSemaphoreNeverLoses lets tasks come and go at random, cancelled at any point: places are never lost and never
// made, and nobody overtakes those who wait.
func TestSemaphoreNeverLoses(t *testing.T) {
	for seed := range int64(200) {
		rng := rand.New(rand.NewSource(seed))
		l, _ := testLoop(t)
		places := 1 + rng.Intn(3)
		s, _ := NewBoundedSemaphore(places)
		inside, came := 0, 0
		var order []int
		var tasks []*Task
		for i := 0; i < 40; i++ {
			tasks = append(tasks, mustTask(t, l, Func(func(co *Co) (any, error) {
				if _, err := co.Await(s.Acquire(l)); err != nil {
					return nil, err
				}
				order = append(order, i)
				inside++
				came++
				if inside > places {
					t.Errorf("seed %d: %d are inside, there is room for %d", seed, inside, places)
				}
				var err error
				for range rng.Intn(3) {
					if e := co.Yield(); e != nil {
						err = e
					}
				}
				inside--
				if e := s.Release(); e != nil {
					t.Errorf("seed %d: %v", seed, e)
				}
				return nil, err
			}), TaskOptions{}))
			for range rng.Intn(2) {
				l.RunOnce(false)
			}
			if rng.Intn(3) == 0 {
				tasks[rng.Intn(len(tasks))].Cancel(nil)
			}
		}
		step(l, 400)
		for i, task := range tasks {
			if !task.Done() {
				t.Errorf("seed %d: task %d waits for ever: %v", seed, i, s)
			}
		}
		equal(t, "free", s.String(), fmt.Sprintf("<BoundedSemaphore [unlocked, value:%d]>", places))
		for i := 1; i < len(order); i++ {
			if order[i] < order[i-1] {
				t.Errorf("seed %d: %d came before %d", seed, order[i-1], order[i])
			}
		}
	}
}

// TestConditionNeverLoses has consumers that are cancelled at any point: what is produced is consumed by the others.
func TestConditionNeverLoses(t *testing.T) {
	for seed := range int64(200) {
		rng := rand.New(rand.NewSource(seed))
		l, _ := testLoop(t)
		c := NewCondition(nil)
		items, consumed := 0, 0
		consumer := func(co *Co) (any, error) {
			if _, err := co.Await(c.Acquire(l)); err != nil {
				return nil, err
			}
			_, err := co.Await(c.WaitFor(l, func() (any, bool, error) { return nil, items > 0, nil }))
			if err == nil {
				items--
				consumed++
			}
			equal(t, "locked", c.Locked(), true)
			if e := c.Release(); e != nil {
				t.Errorf("seed %d: %v", seed, e)
			}
			return nil, err
		}
		var tasks []*Task
		produced := 0
		for range 30 {
			tasks = append(tasks, mustTask(t, l, Func(consumer), TaskOptions{}))
			switch rng.Intn(3) {
			case 0:
				tasks[rng.Intn(len(tasks))].Cancel(nil)
			case 1:
				produced++
				mustTask(t, l, Func(func(co *Co) (any, error) {
					if _, err := co.Await(c.Acquire(l)); err != nil {
						return nil, err
					}
					items++
					c.Notify(1)
					for range rng.Intn(2) {
						co.Yield()
					}
					return nil, c.Release()
				}), TaskOptions{})
			}
			step(l, rng.Intn(3))
		}
		step(l, 200)
		waiting := 0
		for _, task := range tasks {
			if !task.Done() {
				waiting++
				task.quiet = true
			}
		}
		if items > 0 && waiting > 0 {
			t.Errorf("seed %d: %d of %d items are left and %d consumers sleep", seed, items, produced, waiting)
		}
		equal(t, "sum", items+consumed, produced)
	}
}

// TestQueueNeverLoses cancels getters and putters at any point: every item that was put is got once,
// in the order in which they were put.
func TestQueueNeverLoses(t *testing.T) {
	for seed := range int64(200) {
		rng := rand.New(rand.NewSource(seed))
		l, _ := testLoop(t)
		q := NewQueue(rng.Intn(3))
		var got, put []int
		var getters, putters []*Task
		for i := 0; i < 40; i++ {
			if rng.Intn(2) == 0 {
				getters = append(getters, mustTask(t, l, Func(func(co *Co) (any, error) {
					v, err := co.Await(q.Get(l))
					if err == nil {
						got = append(got, v.(int))
					}
					return nil, err
				}), TaskOptions{}))
			} else {
				putters = append(putters, mustTask(t, l, Func(func(co *Co) (any, error) {
					_, err := co.Await(q.Put(l, i))
					if err == nil {
						put = append(put, i)
					}
					return nil, err
				}), TaskOptions{}))
			}
			all := append(append([]*Task(nil), getters...), putters...)
			if rng.Intn(3) == 0 {
				all[rng.Intn(len(all))].Cancel(nil)
			}
			step(l, rng.Intn(2))
		}
		step(l, 100)
		equal(t, fmt.Sprintf("seed %d: items", seed), len(got)+q.Len(), len(put))
		left := func(tasks []*Task) (n int) {
			for _, task := range tasks {
				if !task.Done() {
					n++
					task.quiet = true
				}
			}
			return n
		}
		if n := left(getters); n > 0 && !q.Empty() {
			t.Errorf("seed %d: %d getters sleep beside %d items", seed, n, q.Len())
		}
		if n := left(putters); n > 0 && !q.Full() {
			t.Errorf("seed %d: %d putters sleep though there is room", seed, n)
		}
		equalList(t, fmt.Sprintf("seed %d: order", seed), got, put[:min(len(got), len(put))])
	}
}

func TestBarrierTurns(t *testing.T) {
	l, _ := testLoop(t)
	b, _ := NewBarrier(2)
	var indexes []any
	pass := func() *Task {
		return mustTask(t, l, Func(func(co *Co) (any, error) {
			v, err := co.Await(b.Wait(l))
			indexes = append(indexes, v)
			return v, err
		}), TaskOptions{})
	}
	first := pass()
	step(l, 1)
	equal(t, "text", b.String(), "<Barrier [filling, waiters:1/2]>")
	first.Cancel(nil)
	step(l, 2)
	equal(t, "gone", b.Waiting(), 0)
	pass()
	pass()
	third := pass() // the next turn
	step(l, 6)
	equal(t, "indexes", fmt.Sprint(indexes), "[<nil> 1 0]")
	equal(t, "waiting", b.Waiting(), 1)
	_, err := l.RunUntilComplete(b.Abort(l))
	equal(t, "abort", err, error(nil))
	step(l, 2)
	_, err = third.Result()
	equal(t, "aborted", errors.Is(err, BrokenBarrierError), true)
	equal(t, "text", b.String(), "<Barrier [broken]>")
	_, err = l.RunUntilComplete(b.Reset(l))
	equal(t, "reset", fmt.Sprint(err, b.Broken()), "<nil> false")
}

// TestDroppedWaits closes coroutines that wait: whoever comes after them is served.
func TestDroppedWaits(t *testing.T) {
	l, _ := testLoop(t)
	lock := new(Lock)
	lock.locked = true
	drop := func(c Coroutine) {
		c.Resume(nil)
		c.(Closer).Close()
	}
	dropWoken := func(c Coroutine, wake func()) {
		c.Resume(nil)
		wake()
		c.(Closer).Close()
	}
	drop(lock.Acquire(l))
	dropped := lock.Acquire(l)
	dropped.Resume(nil)
	var log []string
	entering(t, l, lock.Acquire(l), "lock", &log)
	step(l, 1)
	lock.Release()
	dropped.(Closer).Close()
	step(l, 2)

	sem, _ := NewSemaphore(0)
	dropWoken(sem.Acquire(l), func() { sem.Release() })
	entering(t, l, sem.Acquire(l), "semaphore", &log)
	step(l, 1)

	cond := NewCondition(nil)
	cond.lock.locked = true
	first := cond.Wait(l)
	first.Resume(nil)
	cond.lock.locked = true
	entering(t, l, cond.Wait(l), "condition", &log)
	step(l, 1)
	cond.lock.locked = true
	cond.Notify(1)
	cond.Release()
	first.(Closer).Close()
	step(l, 2)

	b, _ := NewBarrier(2)
	drop(b.Wait(l))
	equal(t, "barrier", b.Waiting(), 0)
	equalList(t, "served", log, []string{"lock", "semaphore", "condition"})
}
