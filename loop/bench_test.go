package loop

import (
	"fmt"
	"testing"
	"unsafe"
)

// yielder yields until the benchmark's budget is used up.
type yielder struct{ left *int }

func (y *yielder) Resume(error) (Signal, any) {
	if *y.left <= 0 {
		return Returned, nil
	}
	*y.left--
	return Yielded, nil
}

// BenchmarkSwitch is one step of one of many tasks that yield in turn.
func BenchmarkSwitch(b *testing.B) {
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := New(Options{})
			defer l.Close()
			left := 0
			start := func() {
				for range n {
					mustTask(b, l, &yielder{&left}, TaskOptions{})
				}
			}
			left = b.N
			start()
			b.ReportAllocs()
			b.ResetTimer()
			for left > 0 {
				l.RunOnce(false)
			}
			b.StopTimer()
			for len(l.AllTasks()) > 0 {
				l.RunOnce(false)
			}
		})
	}
}

// ticker schedules its own handle again each time.
type ticker struct {
	Handle
	l    *Loop
	left int
}

func (t *ticker) Call(*Future) {
	if t.left--; t.left <= 0 {
		t.l.Stop()
		return
	}
	t.l.Schedule(&t.Handle)
}

func BenchmarkSchedule(b *testing.B) {
	l := New(Options{})
	defer l.Close()
	t := &ticker{l: l, left: b.N}
	t.Init(l, t, nil)
	l.Schedule(&t.Handle)
	b.ReportAllocs()
	b.ResetTimer()
	l.RunForever()
}

func BenchmarkCallSoon(b *testing.B) {
	l := New(Options{})
	defer l.Close()
	cb := NewCallback(func(*Future) {})
	b.ReportAllocs()
	for range b.N {
		l.CallSoon(cb, nil)
		l.RunOnce(false)
	}
}

// sleepy sleeps again and again, each time with a new Sleep.
type sleepy struct {
	l    *Loop
	at   Await
	left *int
	step float64
}

func (s *sleepy) Resume(exc error) (Signal, any) {
	if s.at.fut != nil || s.at.co != nil {
		if sig, v := s.at.Resume(exc); !sig.Ended() {
			return sig, v
		}
	}
	if *s.left--; *s.left <= 0 {
		return Returned, nil
	}
	return s.at.Start(Sleep(s.l, Seconds(s.step), nil))
}

// BenchmarkSleep is one Sleep of one of many tasks: a timer set, fired, and two switches.
func BenchmarkSleep(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := New(Options{Clock: NewVirtualClock()})
			defer l.Close()
			left := b.N
			var items []any
			for i := range n {
				items = append(items, &sleepy{l: l, left: &left, step: 1 + float64(i%97)/97})
			}
			all := must(Gather(l, items, false))
			b.ReportAllocs()
			b.ResetTimer()
			l.RunUntilComplete(all)
		})
	}
}

// BenchmarkTimerCancel sets timers and cancels them, as timeouts that do not expire.
func BenchmarkTimerCancel(b *testing.B) {
	l := New(Options{})
	defer l.Close()
	cb := NewCallback(func(*Future) {})
	ctx := l.Context()
	b.ReportAllocs()
	for i := range b.N {
		l.CallLater(Seconds(60), cb, ctx).Cancel()
		if i%100 == 0 {
			l.RunOnce(false)
		}
	}
}

// link awaits another future and ends with its result.
type link struct {
	at Await
	on *Future
}

func (c *link) Resume(exc error) (Signal, any) {
	if f := c.on; f != nil {
		c.on = nil
		return c.at.Start(f)
	}
	return c.at.Resume(exc)
}

// BenchmarkChain is one link of a chain of tasks, each awaiting the one before.
func BenchmarkChain(b *testing.B) {
	l := New(Options{})
	defer l.Close()
	first := newFuture(l)
	last := first
	for range b.N {
		last = &mustTask(b, l, &link{on: last}, TaskOptions{}).Future
	}
	l.RunOnce(false)
	b.ReportAllocs()
	b.ResetTimer()
	first.SetResult(nil)
	l.RunUntilComplete(last)
}

// BenchmarkCreate makes a task that ends in its first step.
func BenchmarkCreate(b *testing.B) {
	l := New(Options{})
	defer l.Close()
	left := 0
	y := &yielder{&left}
	b.ReportAllocs()
	for i := range b.N {
		l.CreateTask(y, TaskOptions{})
		if i%1000 == 0 || i == b.N-1 {
			l.RunOnce(false)
		}
	}
}

// BenchmarkCancel cancels a task that waits for a future, and lets it end.
func BenchmarkCancel(b *testing.B) {
	l := New(Options{})
	defer l.Close()
	b.ReportAllocs()
	for range b.N {
		t := mustTask(b, l, &link{on: newFuture(l)}, TaskOptions{})
		l.RunOnce(false)
		t.Cancel(nil)
		l.RunOnce(false)
	}
}

func BenchmarkFunc(b *testing.B) {
	l := New(Options{})
	defer l.Close()
	b.ReportAllocs()
	l.RunUntilComplete(Func(func(co *Co) (any, error) {
		for range b.N {
			co.Yield()
		}
		return nil, nil
	}))
}

// TestSize keeps futures small: there may be a million.
func TestSize(t *testing.T) {
	for _, c := range []struct {
		what      string
		size, max uintptr
	}{
		{"Future", unsafe.Sizeof(Future{}), 160},
		{"Task", unsafe.Sizeof(Task{}), 320},
		{"Handle", unsafe.Sizeof(Handle{}), 96},
	} {
		t.Logf("%s: %d bytes", c.what, c.size)
		if c.size > c.max {
			t.Errorf("%s: %d bytes, want at most %d", c.what, c.size, c.max)
		}
	}
}
