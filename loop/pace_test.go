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
