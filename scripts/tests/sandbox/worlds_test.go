package sandbox

import (
	"context"
	"flag"
	"runtime"
	"testing"
	"time"

	"moonloop/bindings"
	"moonloop/bindings/host"
	"moonloop/vm"
)

var worlds = flag.Int("worlds", 300, "how many Worlds TestWorldsLeaveNothing opens and closes; 10000 take some minutes")

// A World that did a bit of everything that it may, and was closed in the middle of some.
const bitOfAll = `
	local json = require "moonloop.json"
	local t = {}
	for i = 1, 100 do t[i] = { id = i, name = ("x"):rep(i) } end
	json.decode(json.encode(t))
	await(asyncio.gather(asyncio.sleep(0), asyncio.sleep(0)))
	for i = 1, 5 do asyncio.create_task(asyncio.sleep(3600)) end
	asyncio.create_task(function() host_wait() end)
	for n in numbers do if n == 3 then break end end
	open_walk = numbers()
	local co = coroutine.wrap(function() coroutine.yield(1) end) co()
	await(asyncio.sleep(0))`

// TestWorldsLeaveNothing opens and closes Worlds one after the other. What the process holds after all is what it held after
// the first few: no goroutine, and no memory that grows with their number.
func TestWorldsLeaveNothing(t *testing.T) {
	one := func() {
		w, err := host.New(host.Options{
			Modules: bindings.All(), Read: []string{"testdata"}, Limits: vm.Limits{MaxMemory: 16 << 20, MaxInstructions: 1e6},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Func("host_wait", func(ctx context.Context) { <-ctx.Done() }); err != nil {
			t.Fatal(err)
		}
		if err := w.Set("numbers", func(yield func(int) bool) {
			for i := 0; yield(i); i++ {
			}
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.RunString(context.Background(), bitOfAll, "all.lua"); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	held := func() (bytes int64, goroutines int) {
		for range 3 { // finalizers and pools need more than one
			runtime.GC()
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc), runtime.NumGoroutine()
	}
	for range 50 {
		one()
	}
	bytes, goroutines := held()
	began := time.Now()
	for range *worlds {
		one()
	}
	took := time.Since(began)
	bytesAfter, goroutinesAfter := held()
	t.Logf("%d Worlds in %v: %d bytes more held, %d goroutines before and %d after", *worlds, took.Round(time.Millisecond), bytesAfter-bytes, goroutines, goroutinesAfter)
	if goroutinesAfter > goroutines {
		t.Errorf("%d goroutines more", goroutinesAfter-goroutines)
	}
	if more := bytesAfter - bytes; more > 1<<20 || more > 100*int64(*worlds)+256<<10 {
		t.Errorf("%d bytes more after %d Worlds", more, *worlds)
	}
}
