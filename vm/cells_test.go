package vm

import (
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestNumbersOutliveTheirRegisters takes numbers that were computed out of their registers on every way there is, and then
// computes others in the same registers.
func TestNumbersOutliveTheirRegisters(t *testing.T) {
	for name, source := range map[string]string{
		"tables": `
			local t, n = {}, 0.5
			t.a, t["b"], t[1], t[n + 1] = n, n, n, n
			local list = {n, n + 1, x = n}
			n = n + 10
			for i = 1, 3 do n = n * i end
			assert(t.a == 0.5 and t.b == 0.5 and t[1] == 0.5 and t[1.5] == 0.5)
			assert(list[1] == 0.5 and list[2] == 1.5 and list.x == 0.5)`,
		"globals": `local n = 0.5 g = n n = n + 1 assert(g == 0.5) g = nil`,
		"copies": `
			local a = 0.5 + 0 local b = a local c, d = b, a
			a = a + 1 b = b * 8
			assert(a == 1.5 and b == 4 and c == 0.5 and d == 0.5)
			local e = a or 1 a = a + 1
			assert(e == 1.5)
			a, b = b, a
			assert(a == 4 and b == 2.5)`,
		"closed variables": `
			local fs = {}
			for i = 1, 3 do local n = i + 0.5 fs[i] = function(d) n = n + (d or 0) return n end n = n + 1 end
			for i = 1, 3 do assert(fs[i](1) == i + 2.5) assert(fs[i]() == i + 2.5) end`,
		"open variables": `
			local n = 0.5
			local function get() return n end
			local function add(d) n = n + d end
			n = n + 1 local before = get() n = n + 1 add(1)
			assert(before == 1.5 and n == 3.5 and get() == 3.5)
			local co = coroutine.wrap(function() local m = n coroutine.yield() n = m + 1 coroutine.yield(m) end)
			co() n = n * 2 assert(co() == 3.5 and n == 4.5)`,
		"arguments and results": `
			local kept = {}
			local function keep(...) kept = {...} return ... end
			local function through(a, b, ...) a = a + 1 return keep(a, b, ...) end
			local x, y = 0.25, 0.75
			local p, q, r = through(x, y, x + y)
			x, y = x * 100, y * 100
			assert(p == 1.25 and q == 0.75 and r == 1 and kept[1] == 1.25 and kept[2] == 0.75 and kept[3] == 1)
			local function tail(n, acc) if n == 0 then return acc end return tail(n - 1, acc + 0.5) end
			assert(tail(100, 0) == 50)
			assert(select(2, pcall(through, 1.5, 2.5)) == 2.5)`,
		"metamethods": `
			local seen = {}
			local mt = {__add = function(a, b) seen[#seen + 1] = a return b end, __index = function(_, k) seen[#seen + 1] = k return k end,
				__newindex = function(_, k, v) seen[#seen + 1] = v end, __concat = function(a, b) seen[#seen + 1] = a return "" end, __call = function(_, a) seen[#seen + 1] = a end}
			local o, n = setmetatable({}, mt), 0.5
			local _ = n + o, o[n + 1] o.x = n + 2 _ = (n + 3) .. o o(n + 4)
			n = n * 100 for i = 1, 5 do n = n + i end
			for i = 1, 5 do assert(seen[i] == i - 0.5) end`,
		"iterators": `
			local sum = {}
			for k, v in function(limit, at) if at < limit then return at + 0.5, at end end, 2, 0 do sum[#sum + 1] = k sum[#sum + 1] = v k = k * 10 end
			for i, want in ipairs({0.5, 0, 1, 0.5, 1.5, 1, 2, 1.5}) do assert(sum[i] == want) end`,
		"errors": `
			local n = 0.5
			local ok, e = pcall(function() local m = n + 1 error(m, 0) end)
			n = n * 3 assert(e == 1.5)
			ok, e = pcall(error, n + 1, 0) n = n + 1 assert(e == 2.5)`,
		"coroutines": `
			local co = coroutine.create(function(a) while true do a = a + coroutine.yield(a) end end)
			local x = 0.5
			local _, first = coroutine.resume(co, x + 1) local _, second = coroutine.resume(co, x) x = x + 9
			assert(first == 1.5 and second == 2)`,
		"deep stacks": `
			local function deep(n, x) if n == 0 then return x end local y = x + 0.5 local r = deep(n - 1, y) return r + (y - x) end
			assert(deep(5000, 0) == 5000)`,
		"hosts": `
			local kept
			local n, f = 0.5
			local ok = protected(function() local m = n + 1 f = function() return m end m = m + 1 error("x") end)
			for i = 1, 10 do local a, b, c = i * 1.5, i * 2.5, i * 3.5 end
			assert(not ok, "ok") assert(f() == 2.5, "f " .. tostring(f()))
			take(n + 0.25) n = n + 100 assert(taken() == 0.75)
			assert(calls(function(a) a = a + 1 return a end, n) == 101.5)`,
	} {
		t.Run(name, func(t *testing.T) {
			for _, limits := range []Limits{{}, {MaxMemory: 64 << 20, MaxInstructions: 1e8}} {
				_, err := callLimited(t, limits, source, func(rt *Runtime) {
					var taken lua.LValue
					rt.Func("protected", func(L *lua.LState) int {
						L.Push(L.Get(1))
						L.Push(lua.LBool(L.PCall(0, 0, nil) == nil))
						return 1
					})
					rt.Func("take", func(L *lua.LState) int { taken = L.Get(1); return 0 })
					rt.Func("taken", func(L *lua.LState) int { L.Push(taken); return 1 })
					rt.Func("calls", func(L *lua.LState) int {
						L.Push(L.Get(1))
						L.Push(L.Get(2))
						L.Call(1, 1)
						return 1
					})
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
}
