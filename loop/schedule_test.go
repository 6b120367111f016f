package loop

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// under runs a Go function as the main task of a loop with virtual time under a schedule.
func under(t testing.TB, s *Schedule, body func(co *Co) (any, error)) (any, error) {
	t.Helper()
	l := New(Options{Clock: NewVirtualClock(), Schedule: s, OnDeadlock: func(l *Loop) {
		l.StopWith(RuntimeError.New("deadlock"))
	}})
	defer l.Close()
	return l.RunUntilComplete(Func(body))
}

func seeded(seed uint64) *Schedule {
	s := new(Schedule)
	s.Seed(seed)
	return s
}

func pct(seed uint64) *Schedule {
	s := new(Schedule)
	s.SeedPCT(seed, 3)
	return s
}

func parsed(text string) (*Schedule, error) {
	s := new(Schedule)
	return s, s.Parse(text)
}

func mustParse(t *testing.T, text string) *Schedule {
	s, err := parsed(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// mixed does a bit of everything with tasks and notes in which order things happen.
func mixed(log *[]string) func(co *Co) (any, error) {
	note := func(format string, args ...any) { *log = append(*log, fmt.Sprintf(format, args...)) }
	return func(co *Co) (any, error) {
		l := co.Loop()
		var lock Lock
		q, shared := NewQueue(3), l.CreateFuture()
		sem, err := NewSemaphore(2)
		if err != nil {
			return nil, err
		}
		var tasks []any
		start := func(body func(co *Co) (any, error)) {
			task, err := l.CreateTask(Func(body), TaskOptions{})
			if err != nil {
				note("%v", err)
				return
			}
			tasks = append(tasks, task)
		}
		for i := range 4 {
			shared.AddDoneCallback(NewCallback(func(*Future) { note("shared %d", i) }), nil)
			start(func(co *Co) (any, error) {
				note("task %d", i)
				if _, err := co.Await(lock.Acquire(l)); err != nil {
					return nil, err
				}
				note("lock %d", i)
				if err := co.Yield(); err != nil {
					return nil, err
				}
				if err := lock.Release(); err != nil {
					return nil, err
				}
				_, err := co.Await(Sleep(l, Seconds(float64(i)/1000), nil))
				l.CallSoonFunc(func() { note("slept %d", i) })
				return nil, err
			})
			start(func(co *Co) (any, error) {
				if _, err := co.Await(sem.Acquire(l)); err != nil {
					return nil, err
				}
				note("sem %d", i)
				if err := co.Yield(); err != nil {
					return nil, err
				}
				return nil, sem.Release()
			})
			l.CallSoonFunc(func() { note("soon %d", i) })
		}
		start(func(co *Co) (any, error) {
			for i := range 12 {
				if _, err := co.Await(q.Put(l, i)); err != nil {
					return nil, err
				}
			}
			return nil, shared.SetResult(nil)
		})
		start(func(co *Co) (any, error) {
			for range 12 {
				v, err := co.Await(q.Get(l))
				if err != nil {
					return nil, err
				}
				note("item %d", v)
			}
			return nil, nil
		})
		for _, task := range tasks {
			if _, err := co.Await(task); err != nil {
				return nil, err
			}
		}
		_, err = co.Await(Sleep(l, Seconds(1), nil))
		return nil, err
	}
}

// TestSchedulePlain holds that without decisions the order is that of a loop without a schedule.
func TestSchedulePlain(t *testing.T) {
	var with, without []string
	if _, err := under(t, nil, mixed(&without)); err != nil {
		t.Fatal(err)
	}
	s, err := parsed("")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := under(t, s, mixed(&with)); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(with, without) {
		t.Errorf("got\n%v\nexpected\n%v", with, without)
	}
}

// TestSchedulePromises holds that what asyncio promises stays in order under many schedules, that the rest does not, and
// that a schedule does the same again.
func TestSchedulePromises(t *testing.T) {
	t.Run("at random", func(t *testing.T) { promises(t, seeded, 250) })
	t.Run("by priorities", func(t *testing.T) { promises(t, pct, 250) })
}

func promises(t *testing.T, seeded func(uint64) *Schedule, atLeast int) {
	orders := map[string]bool{}
	for seed := range uint64(300) {
		var log, again []string
		s := seeded(seed)
		if _, err := under(t, s, mixed(&log)); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, kind := range []string{"soon", "shared", "item"} {
			if got := only(log, kind); !slices.IsSorted(got) && kind != "item" || len(got) < 4 {
				t.Errorf("seed %d: %v", seed, got)
			}
		}
		for i, item := range only(log, "item") {
			if item != fmt.Sprintf("item %d", i) {
				t.Errorf("seed %d: %s at place %d", seed, item, i)
			}
		}
		orders[strings.Join(log, ",")] = true
		copied, err := parsed(s.String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := under(t, copied, mixed(&again)); err != nil || !slices.Equal(log, again) || copied.String() != s.String() {
			t.Errorf("seed %d: the replay differs: %v", seed, err)
		}
	}
	if len(orders) < atLeast {
		t.Errorf("%d orders", len(orders))
	}
}

func only(log []string, kind string) (some []string) {
	for _, s := range log {
		if strings.HasPrefix(s, kind+" ") {
			some = append(some, s)
		}
	}
	return some
}

// TestScheduleWaiters holds that those who wait for a lock or a semaphore get it in the order in which they came.
func TestScheduleWaiters(t *testing.T) {
	for seed := range uint64(600) {
		var got []string
		schedule := seeded(seed)
		if seed%2 == 1 {
			schedule = pct(seed)
		}
		_, err := under(t, schedule, func(co *Co) (any, error) {
			l := co.Loop()
			var lock Lock
			sem, err := NewSemaphore(0)
			if err != nil {
				return nil, err
			}
			if _, err := co.Await(lock.Acquire(l)); err != nil {
				return nil, err
			}
			var tasks []*Task
			for i := range 5 {
				for _, c := range []Coroutine{lock.Acquire(l), sem.Acquire(l)} {
					task, err := l.CreateTask(Func(func(co *Co) (any, error) {
						_, err := co.Await(c)
						got = append(got, fmt.Sprintf("%v %d", c, i))
						if c.(fmt.Stringer).String() == "Lock.acquire()" {
							lock.Release()
						}
						return nil, err
					}), TaskOptions{Eager: true})
					if err != nil {
						return nil, err
					}
					tasks = append(tasks, task)
				}
			}
			lock.Release()
			for range 5 {
				sem.Release()
			}
			for _, task := range tasks {
				if _, err := co.Await(task); err != nil {
					return nil, err
				}
			}
			return nil, nil
		})
		if err != nil || len(got) != 10 || !slices.IsSorted(only(got, "Lock.acquire()")) || !slices.IsSorted(only(got, "Semaphore.acquire()")) {
			t.Fatalf("seed %d: %v, %v", seed, got, err)
		}
	}
}

// withdrawals is two tasks that look at a balance, wait, and take from it: right only if nothing comes in between.
func withdrawals(locked bool) func(co *Co) (any, error) {
	return func(co *Co) (any, error) {
		l, balance := co.Loop(), 100
		var lock Lock
		take := func(pause float64) Coroutine {
			return Func(func(co *Co) (any, error) {
				if _, err := co.Await(Sleep(l, Seconds(pause), nil)); err != nil {
					return nil, err
				}
				if locked {
					if _, err := co.Await(lock.Acquire(l)); err != nil {
						return nil, err
					}
					defer lock.Release()
				}
				if balance >= 100 {
					if err := co.Yield(); err != nil {
						return nil, err
					}
					balance -= 100
				}
				return nil, nil
			})
		}
		f, err := Gather(l, []any{take(1), take(1.0005)}, false)
		if err != nil {
			return nil, err
		}
		if _, err := co.Await(f); err != nil {
			return nil, err
		}
		if balance < 0 {
			return nil, ValueError.New("overdrawn")
		}
		return nil, nil
	}
}

// TestScheduleFinds holds that a race is found, made small and found again by its text, and that the right program passes.
func TestScheduleFinds(t *testing.T) {
	t.Run("at random", func(t *testing.T) { finds(t, seeded) })
	t.Run("by priorities", func(t *testing.T) { finds(t, pct) })
}

func finds(t *testing.T, seeded func(uint64) *Schedule) {
	fails := func(s *Schedule) bool {
		_, err := under(t, s, withdrawals(false))
		return err != nil
	}
	found := ""
	for seed := range uint64(200) {
		if s := seeded(seed); found == "" && fails(s) {
			found = s.String()
		}
		if _, err := under(t, seeded(seed), withdrawals(true)); err != nil {
			t.Errorf("seed %d: the right program fails: %v", seed, err)
		}
	}
	if found == "" {
		t.Fatal("nothing found")
	}
	small := mustParse(t, found).Shrink(fails)
	s, err := parsed(small)
	if err != nil {
		t.Fatal(err)
	}
	moves := 0
	s.Watch = func(*Task, string, int, []*Task) { moves++ }
	if !fails(s) || len(small) > 20 || len(small) > len(found) || moves != s.Decisions() || moves == 0 {
		t.Errorf("%q became %q, with %d moves", found, small, moves)
	}
}

// TestPrioritiesHold holds that a task of a low priority stands still while others go on, for as long as they are patient, and
// that one which polls does not keep it from running for ever.
func TestPrioritiesHold(t *testing.T) {
	most := 0
	for seed := range uint64(50) {
		_, err := under(t, pct(seed), func(co *Co) (any, error) {
			l, done, turns := co.Loop(), false, 0
			_, err := l.CreateTask(Func(func(co *Co) (any, error) {
				done = true
				return nil, nil
			}), TaskOptions{})
			for err == nil && !done {
				turns++
				err = co.Yield()
			}
			most = max(most, turns)
			return nil, err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if most < patience || most > patience+2 {
		t.Errorf("the other task has waited for up to %d turns", most)
	}
}

// TestPrioritiesForget holds that priorities of tasks that have ended are not kept.
func TestPrioritiesForget(t *testing.T) {
	_, err := under(t, pct(1), func(co *Co) (any, error) {
		l := co.Loop()
		for range 20 * fewLevels {
			task, err := l.CreateTask(Func(func(co *Co) (any, error) { return nil, nil }), TaskOptions{})
			if err != nil {
				return nil, err
			}
			if _, err := co.Await(task); err != nil {
				return nil, err
			}
		}
		if n := len(l.arranger.levels); n > fewLevels {
			t.Errorf("%d are kept", n)
		}
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestParseSchedule(t *testing.T) {
	for _, text := range []string{"", "3", "0", "1f.2-1", "zz.3-4-5.a", "+3.f"} {
		s, err := parsed(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := s.text(s.recorded()); got != text {
			t.Errorf("%q is read as %q", text, got)
		}
	}
	for _, text := range []string{"x!", "1.0", "1.-", ".", "1..2", "99999999999999999999", "1.zzzzz"} {
		if _, err := parsed(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
