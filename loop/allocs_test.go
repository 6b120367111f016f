package loop

import "testing"

// TestAllocations holds the hot paths to what they allocate: counts do not depend on the machine, and a slow step
// shows as one allocation more. Lower a limit when it becomes less.
func TestAllocations(t *testing.T) {
	const n = 100 // operations for each run
	newLoop := func() *Loop {
		l := New(Options{Clock: NewVirtualClock()})
		t.Cleanup(func() { l.Close() })
		return l
	}
	nothing := NewCallback(func(*Future) {})
	for _, c := range []struct {
		what       string
		most       float64 // allocations for each operation
		iterations float64 // of the loop for each run, -1 for those that do not turn
		prepare    func(l *Loop) (run func())
	}{
		{"a switch", 0, 1, func(l *Loop) func() {
			left := 1 << 30
			for range n {
				mustTask(t, l, &yielder{&left}, TaskOptions{Name: "yielder"})
			}
			t.Cleanup(func() {
				left = 0
				l.RunOnce(false)
			})
			return func() { l.RunOnce(false) }
		}},
		{"a handle scheduled again", 0, 1, func(l *Loop) func() {
			handles := make([]Handle, n)
			return func() {
				for i := range handles {
					handles[i].Init(l, nothing, &l.blank)
					l.Schedule(&handles[i])
				}
				l.RunOnce(false)
			}
		}},
		{"call_soon", 1, 1, func(l *Loop) func() {
			return func() {
				for range n {
					l.CallSoon(nothing, nil)
				}
				l.RunOnce(false)
			}
		}},
		{"a timer set and cancelled", 1, 1, func(l *Loop) func() {
			return func() {
				for range n {
					l.CallLater(Seconds(60), nothing, nil).Cancel()
				}
				l.RunOnce(false)
			}
		}},
		{"a task made and run", 1, 1, func(l *Loop) func() {
			left := 0
			y := &yielder{&left}
			return func() {
				for range n {
					l.CreateTask(y, TaskOptions{})
				}
				l.RunOnce(false)
			}
		}},
		{"an await of a done future", 0, -1, func(l *Loop) func() {
			f := newFuture(l)
			f.SetResult(nil)
			var at Await
			return func() {
				for range n {
					if sig, _ := at.Start(f); sig != Returned {
						t.Fatal("it waits")
					}
				}
			}
		}},
		{"a future made and completed", 1, 1, func(l *Loop) func() {
			return func() {
				for range n {
					f := newFuture(l)
					f.addCallback(nothing, &l.blank)
					f.SetResult(nil)
				}
				l.RunOnce(false)
			}
		}},
		{"a sleep", 1, -1, func(l *Loop) func() {
			left := 0
			s := &sleepy{l: l, left: &left, step: 1}
			return func() {
				left = n
				*s = sleepy{l: l, left: &left, step: 1}
				l.RunUntilComplete(s)
			}
		}},
		{"an item put and got", 0, -1, func(l *Loop) func() {
			q := NewQueue(0)
			return func() {
				for range n {
					q.PutNowait(nil)
				}
				for range n {
					q.GetNowait()
				}
			}
		}},
		{"a getter that waits", 1, -1, func(l *Loop) func() {
			q := NewQueue(0)
			return func() {
				for range n {
					c := q.Get(l)
					c.Resume(nil)
					q.PutNowait(nil)
					c.Resume(nil)
				}
			}
		}},
		{"a lock taken and given back", 1, -1, func(l *Loop) func() {
			k := new(Lock)
			return func() {
				for range n {
					k.Acquire(l).Resume(nil)
					k.Release()
				}
			}
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			l := newLoop()
			run := c.prepare(l)
			run()
			begun := l.Iterations()
			run()
			if turns := float64(l.Iterations() - begun); c.iterations >= 0 && turns > c.iterations {
				t.Errorf("%v iterations, want at most %v", turns, c.iterations)
			}
			got := testing.AllocsPerRun(20, run) / n
			t.Logf("%.2f allocations", got)
			if got > c.most+0.1 {
				t.Errorf("%.2f allocations, want at most %v", got, c.most)
			}
		})
	}
}
