package asyncio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"testing"

	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// hotPaths are what scripts do most. A source runs n steps. The limits hold what a step costs where no clock is needed to see it grow: allocations, to be lowered when
// they become less, and iterations of the loop, which are as many as CPython's.
var hotPaths = []struct {
	name       string
	allocs     float64 // for each step
	iterations float64 // for each step
	source     string
}{
	{"Switch", 0, 1, `
for _ = 1, n do await(asyncio.sleep(0)) end`},
	{"SwitchInPcall", 1, 1, `
for _ = 1, n do pcall(function() await(asyncio.sleep(0)) end) end`},
	{"SwitchInTry", 4, 1, `
local handlers = { finally = function() end }
for _ = 1, n do asyncio.try(function() await(asyncio.sleep(0)) end, handlers) end`},
	{"SwitchOfMany", 0, 0.01, `
local function worker() for _ = 1, n / 100 do await(asyncio.sleep(0)) end end
local list = {}
for i = 1, 100 do list[i] = worker end
await(asyncio.gather(list))`},
	{"Spawn", 3, 0.01, `
local function nothing() end
for _ = 1, n / 100 do
  for _ = 1, 100 do asyncio.create_task(nothing) end
  await(asyncio.sleep(0))
end`},
	{"SpawnAndGather", 3, 0, `
local double = async(function(i) return i * 2 end)
local list = {}
for i = 1, n do list[i] = double(i) end
await(asyncio.gather(list))`},
	{"AwaitDone", 0, 0, `
local f = asyncio.Future()
f:set_result(1)
for _ = 1, n do await(f) end`},
	{"AwaitTask", 3, 2, `
local function nothing() end
for _ = 1, n do await(asyncio.create_task(nothing)) end`},
	{"AwaitCoroutine", 0, 0, `
local nothing = async(function() end)
for _ = 1, n do await(nothing()) end`},
	{"Chain", 3, 2, `
local loop = asyncio.get_running_loop()
for i = 1, n do
  local f = loop:create_future()
  loop:call_soon(f.set_result, f, i)
  await(f)
end`},
	{"CallSoon", 1, 1, `
local loop = asyncio.get_running_loop()
local done = loop:create_future()
local function step(left) if left > 0 then loop:call_soon(step, left - 1) else done:set_result(true) end end
step(n)
await(done)`},
	{"Timer", 1, 2, `
for _ = 1, n do await(asyncio.sleep(0.001)) end`},
	{"TimerCancelled", 1, 0.01, `
local loop = asyncio.get_running_loop()
local function nothing() end
for i = 1, n do
  loop:call_later(60, nothing):cancel()
  if i % 100 == 0 then await(asyncio.sleep(0)) end
end`},
	{"Cancel", 19, 0, `
local function sleeper() await(asyncio.sleep(3600)) end
local list = {}
for i = 1, n do list[i] = asyncio.create_task(sleeper) end
await(asyncio.sleep(0))
for i = 1, n do list[i]:cancel() end
await(asyncio.gather(list, { return_exceptions = true }))`},
	{"QueueNowait", 0, 0, `
local q = asyncio.Queue()
for i = 1, n do q:put_nowait(i) end
for i = 1, n do q:get_nowait() end`},
	{"QueueOfOne", 0, 2, `
local q = asyncio.Queue(1)
await(asyncio.gather(function() for i = 1, n do await(q:put(i)) end end, function() for _ = 1, n do await(q:get()) end end))`},
	{"QueueOf64", 0, 0.032, `
local q = asyncio.Queue(64)
await(asyncio.gather(function() for i = 1, n do await(q:put(i)) end end, function() for _ = 1, n do await(q:get()) end end))`},
	{"Lock", 8, 2, `
local lock = asyncio.Lock()
local function worker() for _ = 1, n / 10 do asyncio.with(lock, function() await(asyncio.sleep(0)) end) end end
local list = {}
for i = 1, 10 do list[i] = worker end
await(asyncio.gather(list))`},
	{"Timeout", 11, 1, `
for _ = 1, n do asyncio.timeout(60, function() await(asyncio.sleep(0)) end) end`},
	{"Generator", 0, 1, `
local items = coroutine.wrap(function() for i = 1, n do await(asyncio.sleep(0)) coroutine.yield(i) end end)
for _ in items do end`},
}

// runHotPath runs a source with n steps, and returns how many iterations it took.
func runHotPath(tb testing.TB, source string, n int) uint64 {
	tb.Helper()
	clock := loop.NewVirtualClock()
	rt, err := vm.New(vm.Options{Stdout: io.Discard, Stderr: io.Discard, Clock: clock})
	if err != nil {
		tb.Fatal(err)
	}
	std := stdlib.Open(rt.State(), stdlib.Options{Stdout: io.Discard, Stderr: io.Discard})
	m := Open(rt, Options{Clock: clock, Stderr: io.Discard})
	var l *loop.Loop
	rt.State().SetGlobal("begin", rt.State().NewFunction(func(L *lua.LState) int {
		l = m.call(L, "begin").currentLoop()
		return 0
	}))
	chunk, err := vm.Compile(fmt.Sprintf("begin()\nlocal asyncio, n = require('asyncio'), %d\n%s", n, source), "hotpath.lua")
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := m.RunMain(context.Background(), rt.Load(chunk)); err != nil {
		tb.Fatal(err)
	}
	iterations := l.Iterations()
	if err := errors.Join(m.Close(), std.Close()); err != nil {
		tb.Fatal(err)
	}
	if err := rt.Close(); err != nil {
		tb.Fatal(err)
	}
	return iterations
}

// TestHotPaths compares runs of two lengths, so that what a run costs at its begin and end does not count.
func TestHotPaths(t *testing.T) {
	if raceDetector {
		t.Skip("allocations are counted without the race detector")
	}
	const few, many = 1000, 5000
	for _, path := range hotPaths {
		t.Run(path.name, func(t *testing.T) {
			var turns [2]uint64
			var allocs [2]float64
			for i, n := range []int{few, many} {
				allocs[i] = testing.AllocsPerRun(3, func() { turns[i] = runHotPath(t, path.source, n) })
			}
			a := (allocs[1] - allocs[0]) / (many - few)
			turn := float64(turns[1]-turns[0]) / (many - few)
			t.Logf("%.2f allocations, %.3f iterations", a, turn)
			if a > path.allocs+0.25 {
				t.Errorf("%.2f allocations a step, want at most %v", a, path.allocs)
			}
			if math.Abs(turn-path.iterations) > 0.01 {
				t.Errorf("%.3f iterations a step, want %v", turn, path.iterations)
			}
		})
	}
}

// BenchmarkHotPaths is the same for the clock; -benchmem has the bytes.
func BenchmarkHotPaths(b *testing.B) {
	for _, path := range hotPaths {
		b.Run(path.name, func(b *testing.B) {
			b.ReportAllocs()
			runHotPath(b, path.source, max(b.N, 100))
		})
	}
}
