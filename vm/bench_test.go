package vm

import (
	"fmt"
	"io"
	"testing"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// runMain runs source as a task, with await, sleep and spawn as globals.
func runMain(tb testing.TB, source string) error {
	tb.Helper()
	rt, err := New(Options{Stdout: io.Discard})
	if err != nil {
		tb.Fatal(err)
	}
	defer rt.Close()
	L := rt.State()
	l := rt.NewLoop(loop.Options{Clock: loop.NewVirtualClock()})
	defer l.Close()
	set := func(name string, fn lua.LGFunction) { L.G.Global.RawSetString(name, L.NewFunction(fn)) }
	set("await", func(L *lua.LState) int { return rt.Await(L, L.Get(1)) })
	set("sleep", func(L *lua.LState) int {
		L.Push(&rt.NewNative("sleep", loop.Sleep(l, loop.Seconds(float64(L.CheckNumber(1))), nil)).LUserData)
		return 1
	})
	set("spawn", func(L *lua.LState) int {
		c, err := rt.Coroutine(L.Get(1))
		if err != nil {
			rt.Throw(err)
		}
		t, err := l.CreateTask(c, loop.TaskOptions{})
		if err != nil {
			rt.Throw(err)
		}
		L.Push(&lua.LUserData{Value: &t.Future})
		return 1
	})
	chunk, err := Compile(source, "main.lua")
	if err != nil {
		return err
	}
	_, err = l.RunUntilComplete(rt.NewCoroutine(rt.Load(chunk)))
	return err
}

// benchmarkTasks runs n tasks that execute body together b.N times.
func benchmarkTasks(b *testing.B, n int, body string) {
	b.ReportAllocs()
	source := fmt.Sprintf(`
local tasks = {}
for i = 1, %d do
  tasks[i] = spawn(function() for j = 1, %d do %s end end)
end
for i = 1, #tasks do await(tasks[i]) end`, n, b.N/n+1, body)
	if err := runMain(b, source); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkSwitch(b *testing.B) {
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkTasks(b, n, "await(sleep(0))") })
	}
}

func BenchmarkSwitchInPcall(b *testing.B) {
	benchmarkTasks(b, 100, "pcall(function() await(sleep(0)) end)")
}

func BenchmarkBareYield(b *testing.B) { benchmarkTasks(b, 100, "coroutine.yield()") }

func BenchmarkPcall(b *testing.B) { benchmarkTasks(b, 1, "pcall(tostring, 1)") }

func BenchmarkPcallError(b *testing.B) { benchmarkTasks(b, 1, `pcall(error, "x")`) }

func BenchmarkNestedAwait(b *testing.B) {
	benchmarkTasks(b, 100, "await(function() await(function() await(function() await(sleep(0)) end) end) end)")
}

func BenchmarkSpawn(b *testing.B) { benchmarkTasks(b, 1, "await(spawn(function() end))") }

func BenchmarkAwaitUnderSort(b *testing.B) {
	benchmarkTasks(b, 100, "getmetatable(setmetatable({}, {__index = function() await(sleep(0)) end}).x)")
}
