package loop

import "testing"

// TestCancelledTimersDoNotPileUp sets and cancels a hundred thousand timers beside one that stays.
func TestCancelledTimersDoNotPileUp(t *testing.T) {
	l := New(Options{Clock: NewVirtualClock()})
	defer l.Close()
	cb := NewCallback(func(*Future) {})
	l.CallLater(Seconds(7200), cb, nil)
	most := 0
	for i := range 100_000 {
		l.CallLater(Seconds(float64(3600+i*7919%1000)), cb, nil).Cancel()
		if i%100 == 0 {
			l.RunOnce(false)
			most = max(most, len(l.timers.heap))
		}
	}
	if most > 2*minTimers {
		t.Errorf("up to %d timers in the heap, want at most %d", most, 2*minTimers)
	}
}

// TestTimersGiveMemoryBack fires very many timers.
func TestTimersGiveMemoryBack(t *testing.T) {
	l := New(Options{Clock: NewVirtualClock()})
	defer l.Close()
	cb := NewCallback(func(*Future) {})
	for i := range 10 * manyTimers {
		l.CallLater(Seconds(float64(i%1000)), cb, nil)
	}
	last := newFuture(l)
	l.CallLaterFunc(Seconds(2000), func() { last.SetResult(nil) })
	l.RunUntilComplete(last)
	if room := cap(l.timers.heap); room > manyTimers {
		t.Errorf("room for %d timers when none is left, want at most %d", room, manyTimers)
	}
}

// TestLineForgetsTheWoken releases a semaphore many times before any of those who wait has run: each time, the search for
// the next one begins where the last one ended.
func TestLineForgetsTheWoken(t *testing.T) {
	const n = 1000
	l := New(Options{Clock: NewVirtualClock()})
	defer l.Close()
	s, _ := NewSemaphore(0)
	for range n {
		mustTask(t, l, s.Acquire(l), TaskOptions{})
	}
	l.RunOnce(false)
	p := s.waiters.first
	for range n {
		equal(t, "next", s.waiters.next(), p)
		s.Release()
		p = p.next
	}
	equal(t, "none is left", s.waiters.next() == nil, true)
	l.RunOnce(false)
	equal(t, "waiters", s.waiters.n, 0)
}

// TestCancellingAChain cancels all tasks of a chain, each of which waits for the next: a request goes by each once.
func TestCancellingAChain(t *testing.T) {
	l := New(Options{Clock: NewVirtualClock()})
	defer l.Close()
	const n = 1000
	var last any = newFuture(l)
	tasks := make([]*Task, n)
	for i := range tasks {
		on := last
		task, err := l.CreateTask(Func(func(co *Co) (any, error) { return co.Await(on) }), TaskOptions{})
		if err != nil {
			t.Fatal(err)
		}
		tasks[i], last = task, task
	}
	l.RunOnce(false)
	l.CancelTasks(tasks, nil)
	if got := l.CancelRequests(); got > 2*n {
		t.Errorf("requests came by %d tasks, want at most %d", got, 2*n)
	}
	for range n + 2 {
		l.RunOnce(false)
	}
	for i, task := range tasks {
		if !task.Cancelled() {
			t.Fatalf("task %d is %v", i, task)
		}
	}
}
