package vm

import (
	"fmt"
	"sync"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

const pinned = `
local function pin(f) return setmetatable({}, {__index = function(_, k) return f(k) end}).key end
`

func TestPinnedTasksInterleave(t *testing.T) {
	w := newSmallWorld(t)
	defer w.close(t)
	vals, err := w.run(pinned + `
local order, tasks = {}, {}
for n = 1, 20 do
  tasks[n] = spawn(function()
    return pin(function()
      for i = 1, 3 do await(sleep(n)) order[#order + 1] = n end
      return n
    end)
  end)
end
local sum = 0
for n = 1, 20 do sum = sum + await(tasks[n]) end
return sum, #order, order[1], order[60]`)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(vals); got != "[210 60 1 20]" {
		t.Error(got)
	}
	if n := len(w.rt.parked); n != 0 {
		t.Errorf("%d goroutines are parked", n)
	}
}

// TestCloseUnwindsParked: goroutines of tasks that wait under a Go stack end with the runtime, and run no Lua then.
func TestCloseUnwindsParked(t *testing.T) {
	w := newSmallWorld(t)
	_, err := w.run(pinned + `
ended = 0
for n = 1, 30 do
  spawn(function()
    pin(function()
      pcall(function()
        pin(function() await(future()) end)
      end)
      ended = ended + 1
    end)
    ended = ended + 1
  end)
end
await(sleep(1))`)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(w.rt.parked); n != 30 {
		t.Errorf("%d goroutines are parked, want 30", n)
	}
	w.close(t)
	if n := len(w.rt.parked) + len(w.rt.idleWorkers); n != 0 {
		t.Errorf("%d goroutines are left", n)
	}
	if v := w.rt.State().GetGlobal("ended"); v != lua.LNumber(0) {
		t.Errorf("%v pieces of Lua code ran while the runtime closed", v)
	}
	if err := w.rt.Close(); err != nil {
		t.Error(err)
	}
}

func TestCancelPinned(t *testing.T) {
	w := newSmallWorld(t)
	defer w.close(t)
	vals, err := w.run(pinned + `
local log, tasks = {}, {}
for n = 1, 10 do
  tasks[n] = spawn(function()
    pin(function()
      local ok, e = pcall(function() pin(function() await(sleep(100)) end) end)
      await(sleep(n))
      log[#log + 1] = n
      error(e, 0)
    end)
  end, n % 2 == 0)
end
await(sleep(1))
for n = 10, 1, -1 do cancel(tasks[n]) end
for n = 1, 10 do pcall(await, tasks[n]) end
return #log, log[1], log[10]`)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(vals); got != "[10 1 10]" {
		t.Error(got)
	}
}

// TestPanicUnderPin: a Go panic in a host's function under a parked stack is an error of that task alone.
func TestPanicUnderPin(t *testing.T) {
	w := newSmallWorld(t)
	defer w.close(t)
	w.rt.State().SetGlobal("boom", w.rt.State().NewFunction(func(*lua.LState) int { panic("boom") }))
	vals, err := w.run(pinned + `
local task = spawn(function() pin(function() await(sleep(1)) boom() end) end)
local other = spawn(function() return pin(function() await(sleep(2)) return "fine" end) end)
local ok, e = pcall(await, task)
return ok, e, await(other)`)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(vals); got != "[false panic in Go function: boom fine]" {
		t.Error(got)
	}
}

// TestRuntimesAtOnce runs runtimes in goroutines of their own, of one chunk: for the race detector.
func TestRuntimesAtOnce(t *testing.T) {
	chunk, err := Compile(pinned+`
local function work(n)
  local ok, e = pcall(function()
    await(sleep(n % 3))
    if n % 4 == 0 then error({n = n}) end
    return n
  end)
  return ok and n or e.n
end
local tasks = {}
for n = 1, 50 do
  tasks[n] = spawn(function() return n % 5 == 0 and pin(function() return work(n) end) or work(n) end)
end
local sum = 0
for n = 1, 50 do sum = sum + await(tasks[n]) end
local gen = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)
for v in gen do sum = sum + v end
local ok, e = pcall(function() local x x.y = 1 end)
return sum, e`, "shared.lua")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				w := newSmallWorld(t)
				v, err := w.loop.RunUntilComplete(w.rt.NewCoroutine(w.rt.Load(chunk)))
				if got := fmt.Sprint(w.rt.Values(v)); err != nil || got != "[1281 shared.lua:20: attempt to index local 'x' (a nil value)]" {
					t.Errorf("%s, %v", got, err)
				}
				w.close(t)
			}
		})
	}
	wg.Wait()
}

// TestCallFromGo: what a host calls cannot await, and says so.
func TestCallFromGo(t *testing.T) {
	w := newSmallWorld(t)
	defer w.close(t)
	chunk, _ := Compile("local ok, e = pcall(await, sleep(1)) return tostring(e)", "t.lua")
	vals, err := w.rt.Call(w.rt.Load(chunk))
	if err != nil {
		t.Fatal(err)
	}
	if got := vals[0].String(); got != "RuntimeError: await: no task is running here; only a task (or the main chunk) can await" {
		t.Error(got)
	}
	chunk, _ = Compile("coroutine.yield(1)", "t.lua")
	if _, err := w.rt.Call(w.rt.Load(chunk)); err == nil {
		t.Error("a callback yielded")
	}
}
