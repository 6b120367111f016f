package vm

// This file runs a program in a runtime of its own, for the tests of the main loop.

import (
	"strings"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// runProgram is what the program writes, and how it ends.
func runProgram(source string, limits Limits) (string, error) {
	rt, err := New(Options{Limits: limits})
	if err != nil {
		return "", err
	}
	defer rt.Close()
	l := rt.NewLoop(loop.Options{Clock: loop.NewVirtualClock()})
	defer l.Close()
	var b strings.Builder
	L := rt.State()
	set := func(name string, fn lua.LGFunction) { L.SetGlobal(name, L.NewFunction(fn)) }
	L.SetGlobal("await", rt.AwaitFunction())
	set("async", func(L *lua.LState) int {
		L.Push(rt.NewAsync(L, L.CheckFunction(1)))
		return 1
	})
	set("sleep", func(L *lua.LState) int {
		L.Push(&rt.NewNative("sleep", loop.Sleep(l, loop.Seconds(float64(L.CheckNumber(1))), nil)).LUserData)
		return 1
	})
	set("spawn", func(L *lua.LState) int {
		c, err := rt.Coroutine(L.Get(1))
		if err != nil {
			rt.Throw(err)
		}
		t, err := l.CreateTask(c, loop.TaskOptions{Eager: L.Get(2) == lua.LTrue})
		if err != nil {
			rt.Throw(err)
		}
		L.Push(&lua.LUserData{Value: &t.Future})
		return 1
	})
	set("nothing", func(L *lua.LState) int {
		L.Push(lua.LString("nothing"))
		return 1
	})
	set("trace", debugTraceback)
	set("out", func(L *lua.LState) int {
		for i := 1; i <= L.GetTop(); i++ {
			b.WriteString(rt.Repr(L.Get(i)))
			b.WriteByte(' ')
		}
		b.WriteByte('\n')
		return 0
	})
	chunk, err := Compile(source, "p.lua")
	if err != nil {
		return "", err
	}
	v, err := l.RunUntilComplete(rt.NewCoroutine(rt.Load(chunk)))
	for _, v := range rt.Values(v) {
		b.WriteString(rt.Repr(v) + " ")
	}
	if err != nil {
		b.WriteString("error: " + err.Error())
		if e, ok := err.(*Error); ok {
			b.WriteString("\n" + e.Traceback())
		}
	}
	return b.String(), nil
}
