package host_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"moonloop/bindings/host"
	"moonloop/vm"
)

// BenchmarkWorldStart makes and closes a World; bytes/world is what one holds before its script runs.
func BenchmarkWorldStart(b *testing.B) {
	for _, c := range []struct {
		name string
		o    host.Options
	}{
		{"closed", host.Options{}},
		{"limited", host.Options{Limits: vm.Limits{MaxMemory: 64 << 20, MaxInstructions: 1e9, Slice: 1e5}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				w, err := host.New(c.o)
				if err != nil {
					b.Fatal(err)
				}
				_ = w.Close()
			}
			b.StopTimer()
			const n = 200
			worlds := make([]*host.World, n)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for i := range worlds {
				worlds[i], _ = host.New(c.o)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/n, "bytes/world")
			for _, w := range worlds {
				_ = w.Close()
			}
		})
	}
}

// BenchmarkWorlds does the same work in one World, and in two on two cores: numbers, which are garbage at once, and tasks
// that switch, which make none. What the first loses is the collector's, which runs each few ms in so small a process.
func BenchmarkWorlds(b *testing.B) {
	for _, work := range []struct{ name, source string }{
		{"compute", "local n = 0 for i = 1, 3e6 do n = n + i % 7 end return n"},
		{"switch", `
local function worker() for _ = 1, 5000 do await(asyncio.sleep(0)) end end
local list = {}
for i = 1, 100 do list[i] = worker end
await(asyncio.gather(list))`},
	} {
		chunk, err := vm.Compile(work.source, "work")
		if err != nil {
			b.Fatal(err)
		}
		for _, n := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/%d", work.name, n), func(b *testing.B) {
				worlds := make([]*host.World, n)
				for i := range worlds {
					worlds[i] = world(b, host.Options{})
				}
				for b.Loop() {
					var wg sync.WaitGroup
					for _, w := range worlds {
						wg.Go(func() {
							if _, err := w.RunChunk(background, chunk); err != nil {
								b.Error(err)
							}
						})
					}
					wg.Wait()
				}
			})
		}
	}
}

// BenchmarkCall calls a Lua function as a task from another goroutine and waits for it.
func BenchmarkCall(b *testing.B) {
	w := world(b, host.Options{})
	if _, err := run(b, w, "function add(x, y) return x + y end"); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := w.Call(background, "add", 1, 2); err != nil {
			b.Fatal(err)
		}
	}
}
