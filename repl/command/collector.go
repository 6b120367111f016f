package command

// This file says how much garbage the command lets lie.

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// How much garbage there may be.
const (
	gcFirst = 4 << 20  // bytes that the heap may be at first
	gcGrow  = 1 << 20  // and so many more after each collection: fresh memory costs a short script more than collections
	gcSmall = 16 << 20 // up to these, where a collection is cheap and memory is in the cache
	gcMost  = 400      // percent of what lives: a script makes garbage fast and keeps little of it
	gcRoom  = 64 << 20 // bytes, on a heap that has grown: what collections cost grows with what lives
	gcLeast = 100      // percent, on a large one, where memory counts
)

// TuneCollector has the collector allow more garbage than it does by itself, as the heap grows. It is for a process that runs
// scripts, and called once.
func TuneCollector() {
	debug.SetGCPercent(gcPercent(0, 0))
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	collections := 0
	type cycle struct{ _ *byte }
	var again func(*cycle)
	again = func(c *cycle) {
		metrics.Read(live)
		collections++
		debug.SetGCPercent(gcPercent(int(live[0].Value.Uint64()), collections))
		runtime.SetFinalizer(&cycle{}, again) // runs after the next cycle
	}
	runtime.SetFinalizer(&cycle{}, again)
}

// gcPercent is how much garbage there may be, in percent of what lives after so many collections. The collector takes what
// lives for 4 MB at least.
func gcPercent(live, collections int) int {
	small := gcFirst + gcGrow*min(collections, (gcSmall-gcFirst)/gcGrow)
	if heap := max(small, live*(100+gcMost)/100); heap < gcSmall {
		return max(min((heap-live)*100/(live+1), heap*100/(4<<20)), gcLeast)
	}
	return min(max(gcRoom*100/(live+1), gcLeast), gcMost)
}
