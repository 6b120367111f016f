package loop

import (
	"testing"
	"time"
)

// What arrives while the loop asks whether something is under way comes before the clock moves.
func TestArrivalBeforeJump(t *testing.T) {
	l := New(Options{Clock: NewVirtualClock()})
	defer l.Close()
	f := l.CreateFuture()
	arrived := false
	l.SetUnderWay(func() time.Duration {
		if !arrived {
			arrived = true
			_ = l.CallSoonThreadsafeFunc(func() { _ = f.SetResult(l.Time()) })
		}
		return 0
	})
	l.CallLaterFunc(Seconds(60), func() {
		if !f.Done() {
			_ = f.SetException(TimeoutError.New("the clock jumped"))
		}
	})
	at, err := l.RunUntilComplete(f)
	if err != nil || at != 0.0 {
		t.Errorf("got %v, %v, want 0: it had arrived", at, err)
	}
}

// Who sleeps for what is left until a moment comes to it, although the rest may be too small to make another number of the time.
func TestSleepIsProgress(t *testing.T) {
	l := New(Options{Clock: NewVirtualClock()})
	defer l.Close()
	f := l.CreateFuture()
	begun, sleeps := 0., 0
	var again func()
	again = func() {
		sleeps++
		if begun <= l.Time()-1 || sleeps > 100 {
			_ = f.SetResult(nil)
			return
		}
		l.CallLaterFunc(Seconds(max(begun+1-l.Time(), 1e-18)), again)
	}
	l.CallLaterFunc(Seconds(0.04), func() {
		begun = l.Time()
		l.CallLaterFunc(Seconds(1-1e-12), again)
	})
	if _, err := l.RunUntilComplete(f); err != nil || sleeps > 100 {
		t.Errorf("%v, %d sleeps: the clock stands still", err, sleeps)
	}
}
