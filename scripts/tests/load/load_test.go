// Package load runs rounds of I/O in one process for as long as -load says, and looks that each leaves as many tasks,
// descriptors and goroutines as there were, and all of them no more memory.
package load

import (
	"context"
	_ "embed"
	"flag"
	"os"
	"runtime"
	"testing"
	"time"

	"go.uber.org/goleak"

	"moonloop/bindings"
	"moonloop/bindings/host"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var duration = flag.Duration("load", 0, "how long TestLoad goes on; 0: a few rounds")

//go:embed testdata/load.lua
var loadScript string

//go:embed testdata/held.lua
var heldScript string

const (
	fewRounds = 6
	warmUp    = 3       // rounds after which what is kept for use again has been made
	mostLooks = 1000    // a look is 10 ms
	mayGrow   = 8 << 20 // bytes of heap, between the warm-up and the last round, in which more or less was under way
	mayHold   = 2 << 20 // bytes of heap after a kind of thing is gone; what it must not hold is three times as much
)

// usage is what the process holds.
type usage struct {
	descriptors, goroutines int
	heap                    uint64 // bytes
}

// measure measures; where descriptors cannot be counted there are none.
func measure() usage {
	names, _ := os.ReadDir("/proc/self/fd")
	return usage{descriptors: len(names), goroutines: runtime.NumGoroutine()}
}

// measureHeap is what lives after a collection, and a second one for what finalizers let go.
func measureHeap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestLoad(t *testing.T) {
	end := time.Now().Add(*duration)
	var rounds int
	var first usage // after the warm-up: the most that may be left
	settled := func(L *lua.LState) int {
		now := measure()
		ok := rounds < warmUp || now.descriptors <= first.descriptors && now.goroutines <= first.goroutines
		if !ok && L.CheckInt(1) >= mostLooks {
			L.RaiseError("round %d leaves %+v, after the warm-up there were %+v", rounds+1, now, first)
		}
		L.Push(lua.LBool(ok))
		return 1
	}
	again := func(L *lua.LState) int {
		if rounds++; rounds == warmUp {
			first = measure()
			first.heap = measureHeap()
		}
		L.Push(lua.LBool(rounds < fewRounds || time.Now().Before(end)))
		return 1
	}
	run(t, loadScript, func(L *lua.LState) []lua.LValue {
		return []lua.LValue{L.NewFunction(settled), L.NewFunction(again), lua.LString(t.TempDir()), lua.LBool(runtime.GOOS != "windows")}
	})
	last := measure()
	if last.heap = measureHeap(); last.heap > first.heap+mayGrow {
		t.Errorf("the heap has grown from %d to %d bytes in %d rounds", first.heap, last.heap, rounds-warmUp)
	}
	t.Logf("%d rounds; after the warm-up %+v, at the end %+v", rounds, first, last)
}

// TestHeld looks that what was closed, cancelled or has ended holds nothing, kind by kind.
func TestHeld(t *testing.T) {
	var before uint64
	lived := func(L *lua.LState) int {
		heap := measureHeap()
		if L.ToBool(2) && heap > before+mayHold {
			t.Errorf("%s: the heap has grown from %d to %d bytes", L.CheckString(1), before, heap)
		}
		before = heap
		return 0
	}
	run(t, heldScript, func(L *lua.LState) []lua.LValue {
		return []lua.LValue{L.NewFunction(lived), lua.LString(t.TempDir()), lua.LBool(runtime.GOOS != "windows")}
	})
}

// run runs a script as the command does, with the arguments that args makes.
func run(t *testing.T, source string, args func(L *lua.LState) []lua.LValue) {
	p, err := host.NewProgram(host.ProgramOptions{Stdout: os.Stdout, Stderr: os.Stderr, Modules: bindings.All()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}()
	chunk, err := vm.Compile(source, t.Name()+".lua")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Asyncio().RunMain(context.Background(), p.Runtime().Load(chunk), args(p.Runtime().State())...); err != nil {
		t.Fatal(err)
	}
}
