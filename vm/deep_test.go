package vm

// This file is about what a thread's registers hold, and what happens when there is no room for more.

import (
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestNoRegistersToAwait awaits where there is room for the call, but not for the arguments of what is awaited: the error
// leaves nothing behind that the next function gets.
func TestNoRegistersToAwait(t *testing.T) {
	w := newSmallWorld(t)
	defer w.close(t)
	L := w.rt.State()
	L.SetGlobal("async", L.NewFunction(func(L *lua.LState) int {
		L.Push(w.rt.NewAsync(L, L.CheckFunction(1)))
		return 1
	}))
	L.SetGlobal("nothing", L.NewFunction(func(L *lua.LState) int {
		L.Push(lua.LString("nothing"))
		return 1
	}))
	got, err := w.run(`
		local many = {}
		for i = 1, 3000 do many[i] = i end
		local reached
		local function down(n, fn)
			local ` + strings.Repeat("a, ", 150) + `a
			reached = n
			if n == 0 then return fn() end
			return 1 + down(n - 1, fn)
		end
		pcall(down, 1e9)
		local depth, all = 1e9 - reached, ""
		local function out(ok, e, ...)
			all = all .. tostring(ok) .. " " .. e
			for _, v in ipairs { ... } do all = all .. " " .. v end
			all = all .. "\n"
		end
		for less = 3, 15, 4 do
			local c = async(function(...) return select("#", ...) end)(unpack(many))
			local ok, e = pcall(down, depth - less, function() return (await(c)) end)
			out(ok, e, await(spawn(nothing, true)), (await(async(function(x) return x end)(4))))
		end
		return all`)
	if err != nil {
		t.Fatal(err)
	}
	want := "false t.lua:20: stack overflow nothing 4\n"
	if all := got[0].String(); all != strings.Repeat(want, 4) {
		t.Errorf("got %s", all)
	}
}

// TestArgumentsThatAreNotTaken looks for arguments, which their function does not take, above its registers.
func TestArgumentsThatAreNotTaken(t *testing.T) {
	w := newSmallWorld(t)
	defer w.close(t)
	kept := 0
	w.rt.State().SetGlobal("look", w.rt.State().NewFunction(func(L *lua.LState) int {
		r := &threadOf(L).Registers
		for _, v := range r.Array[r.Top:] {
			if v != nil && v != lua.LNil {
				kept++
			}
		}
		return 0
	}))
	if _, err := w.run("local function f(a) look() end f(" + strings.Repeat("{}, ", 60) + "{})"); err != nil {
		t.Fatal(err)
	}
	if kept > 0 {
		t.Errorf("%d are kept", kept)
	}
}

// TestPositionsInCoroutines raises errors whose place is outside of the coroutine: like Lua, they name none, and it makes
// no difference that the task has been suspended.
func TestPositionsInCoroutines(t *testing.T) {
	w := newSmallWorld(t)
	defer w.close(t)
	vals, err := w.run(`
		local _, a = coroutine.resume(coroutine.create(function() error("x", 2) end))
		local _, b = coroutine.resume(coroutine.create(function() await(sleep(0)) error("x", 2) end))
		return a, b`)
	if err != nil || vals[0].String() != "x" || vals[1].String() != "x" {
		t.Errorf("got %v, %v", vals, err)
	}
}
