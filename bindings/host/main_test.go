package host_test

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// watchHeap samples the heap until the function that it returns is called, which says by how much it grew. It calls
// stop if that is more than the limit.
func watchHeap(t testing.TB, limit int64, stop func()) func() int64 {
	t.Helper()
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	base := int64(s.HeapAlloc)
	var peak atomic.Int64
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				return
			case <-tick.C:
				var s runtime.MemStats
				runtime.ReadMemStats(&s)
				peak.Store(max(peak.Load(), int64(s.HeapAlloc)))
				if peak.Load()-base > limit {
					stop()
				}
			}
		}
	}()
	return func() int64 {
		close(quit)
		<-done
		return peak.Load() - base
	}
}
