package vm

import (
	"io"
	"testing"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// A small world to test the package by itself: a runtime and a loop under virtual time, whose scripts have await,
// sleep(s), spawn(f, [eager]), cancel(task) and future().
type smallWorld struct {
	rt   *Runtime
	loop *loop.Loop
}

func newSmallWorld(tb testing.TB) *smallWorld {
	tb.Helper()
	rt, err := New(Options{Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		tb.Fatal(err)
	}
	l := rt.NewLoop(loop.Options{Clock: loop.NewVirtualClock()})
	L := rt.State()
	set := func(name string, fn lua.LGFunction) { L.SetGlobal(name, L.NewFunction(fn)) }
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
		t, err := l.CreateTask(c, loop.TaskOptions{Eager: lua.LVAsBool(L.Get(2))})
		if err != nil {
			rt.Throw(err)
		}
		L.Push(&lua.LUserData{Value: &t.Future})
		return 1
	})
	set("future", func(L *lua.LState) int {
		L.Push(&lua.LUserData{Value: l.CreateFuture()})
		return 1
	})
	set("cancel", func(L *lua.LState) int {
		f := L.CheckUserData(1).Value.(*loop.Future)
		if t := f.Task(); t != nil {
			t.Cancel(nil)
		} else {
			f.Cancel(nil)
		}
		return 0
	})
	return &smallWorld{rt, l}
}

// run runs source as a task and returns its results.
func (w *smallWorld) run(source string) ([]lua.LValue, error) {
	chunk, err := Compile(source, "t.lua")
	if err != nil {
		return nil, err
	}
	v, err := w.loop.RunUntilComplete(w.rt.NewCoroutine(w.rt.Load(chunk)))
	return w.rt.Values(v), err
}

func (w *smallWorld) close(tb testing.TB) {
	tb.Helper()
	if err := w.loop.Close(); err != nil {
		tb.Error(err)
	}
	if err := w.rt.Close(); err != nil {
		tb.Error(err)
	}
}
