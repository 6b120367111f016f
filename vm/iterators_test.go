package vm

import (
	"fmt"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// counting is an iterator that gives 1, 2, 3 and knows whether it was closed.
type counting struct {
	n      int
	holds  bool
	closed int
}

func (c *counting) CloseIterator() { c.closed++ }
func (c *counting) Holds() bool    { return c.holds }

// TestLoopsClose holds that a for loop closes the iterator it walks at once, in whatever way it is left.
func TestLoopsClose(t *testing.T) {
	for name, body := range map[string]string{
		"end":      `for _ in each() do end`,
		"break":    `for _ in each() do break end`,
		"return":   `(function() for i in each() do return i end end)()`,
		"tail":     `local f = tostring; (function() for i in each() do return f(i) end end)()`,
		"goto":     `for _ in each() do goto out end ::out::`,
		"continue": `for _ in each() do goto on ::on:: end`,
		"closure":  `local fs = {} for i in each() do fs[i] = function() return i end break end assert(fs[1]() == 1)`,
		"error":    `pcall(function() for _ in each() do error("x") end end)`,
		"handler":  `xpcall(function() for _ in each() do error("x") end end, function() error("y") end)`,
		"deep":     `pcall(function() for _ in each() do local function f() return 1 + f() end f() end end)`,
		"nested":   `for _ in each() do for _ in each() do goto out end end ::out::`,
		"twice":    `local it = each() for _ in it do for _ in it do break end break end`,
		"cancelled": `local t = spawn(function() for _ in each() do await(sleep(9)) end end)
			await(sleep(1)) cancel(t) pcall(await, t)`,
		"eager": `local t = spawn(function() for _ in each() do await(sleep(9)) end end, true)
			cancel(t) pcall(await, t)`,
		"coroutine's error": `local co = coroutine.create(function() for _ in each() do error("x") end end)
			assert(not coroutine.resume(co))`,
		"coroutine's error after a yield": `local co = coroutine.create(function()
				for _ in each() do coroutine.yield() error("x") end
			end)
			coroutine.resume(co) assert(not coroutine.resume(co))`,
		"coroutine's end": `coroutine.wrap(function() for _ in each() do break end end)()`,
		"coroutine closed": `local co = coroutine.create(function() for _ in each() do coroutine.yield() end end)
			coroutine.resume(co) coroutine.close(co)`,
		"coroutine closed deep": `local co = coroutine.create(function()
				for _ in each() do pcall(function() for _ in each() do coroutine.yield() end end) end
			end)
			coroutine.resume(co) coroutine.close(co)`,
		"running": `coroutine.wrap(function() coroutine.running() for _ in each() do break end end)()`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newSmallWorld(t)
			defer w.close(t)
			made := w.countings(false)
			w.rt.State().SetGlobal("check", w.rt.State().NewFunction(func(*lua.LState) int {
				if len(*made) == 0 {
					t.Error("no loop was run")
				}
				for _, c := range *made {
					if c.closed == 0 {
						t.Errorf("an iterator that gave %d values is open", c.n)
					}
				}
				return 0
			}))
			if _, err := w.run("do " + body + " end check()"); err != nil {
				t.Error(err)
			}
		})
	}
}

// countings gives scripts each() and the host a list of all iterators that it made.
func (w *smallWorld) countings(holds bool) *[]*counting {
	L, made := w.rt.State(), &[]*counting{}
	mt := L.NewTable()
	mt.RawSetString("__call", L.NewFunction(func(L *lua.LState) int {
		c := L.Get(1).(*lua.LUserData).Value.(*counting)
		if c.n++; c.n > 3 {
			return 0
		}
		L.Push(lua.LNumber(c.n))
		return 1
	}))
	L.SetGlobal("each", L.NewFunction(func(L *lua.LState) int {
		c := &counting{holds: holds}
		*made = append(*made, c)
		L.Push(&lua.LUserData{Value: c, Metatable: mt})
		return 1
	}))
	return made
}

// TestDroppedLoops holds that a loop in a coroutine that nobody resumes again lets go of what its iterator holds when the
// task ends, and not before; and that what holds nothing is not kept for that.
func TestDroppedLoops(t *testing.T) {
	for _, holds := range []bool{true, false} {
		w := newSmallWorld(t)
		made := w.countings(holds)
		w.rt.State().SetGlobal("open", w.rt.State().NewFunction(func(L *lua.LState) int {
			n := 0
			for _, c := range *made {
				if c.closed == 0 {
					n++
				}
			}
			L.Push(lua.LNumber(n))
			return 1
		}))
		got, err := w.run(`
			local t = spawn(function()
				for _ = 1, 3 do coroutine.wrap(function() for i in each() do coroutine.yield(i) end end)() end
				local whole = coroutine.wrap(function() for i in each() do coroutine.yield(i) end end)
				while whole() do end
				await(sleep(1))
				return open()
			end)
			local during = await(t)
			return during, open()`)
		want := map[bool]string{true: "[3 0]", false: "[3 3]"}[holds]
		if fmt.Sprint(got) != want || err != nil {
			t.Errorf("with iterators that hold something, %v: open before and after: %v, %v, want %s", holds, got, err, want)
		}
		w.close(t)
	}
}
