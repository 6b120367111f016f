package stdlib

import (
	"fmt"
	"testing"
)

// costs are what programs do most, with how many allocations a round takes at most. Numbers and their blocks are shared by
// many rounds, so that a round takes a small part of one.
var costs = []struct {
	name, source string
	allocs       float64
}{
	{"arithmetic", `local x = 0.5 for _ = 1, n do x = x * 1.5 % 7 + 1 end`, 0},
	{"calls", `local function f(a, b) return a + b end local x = 0 for i = 1, n do x = f(x, i) end`, 0},
	{"fields", `local t = {x = 1.5, y = 2} for _ = 1, n do t.x = t.y * t.x end`, 0},
	{"methods", `local C = {} C.__index = C function C:m() return self.x end local o = setmetatable({x = 1}, C) for _ = 1, n do o:m() end`, 0},
	{"globals", `x = 1 for _ = 1, n do y = x end`, 0},
	{"ipairs", `local t = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10} for _ = 1, n / 10 do for i, v in ipairs(t) do local x = v end end`, 0},
	{"pairs", `local t = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10} for _ = 1, n / 10 do for k, v in pairs(t) do local x = v end end`, 0},
	{"type", `for i = 1, n do local s = type(i) end`, 0},
	{"concatenation", `local a, b = "left ", " right" for _ = 1, n do local s = a .. b .. a end`, 1},
	{"gsub of nothing", `local s = "nothing to replace" for _ = 1, n do s:gsub("[%c<>]", "?") end`, 0},
	{"gsub", `local s = "one to <replace>" for _ = 1, n do s:gsub("[%c<>]", "?") end`, 2},
	{"find", `local s = "a needle in hay" for _ = 1, n do s:find("n%a+") end`, 2},
	{"format", `for _ = 1, n do string.format("%d of %s", 5, "ten") end`, 2},
	{"two fields", `for i = 1, n do local t = {x = 1, y = 2} end`, 1},
	{"closure", `for i = 1, n do local f = function() return i end end`, 3.3},
	{"pcall", `local function f() end for _ = 1, n do pcall(f) end`, 0},
	{"sort", `local t = {} for i = 1, n do t[i] = i * 7919 % n end table.sort(t, function(a, b) return a < b end)`, 0.6},
}

// TestCosts counts allocations, which no machine and no load changes.
func TestCosts(t *testing.T) {
	for _, c := range costs {
		t.Run(c.name, func(t *testing.T) {
			rt, _ := newRuntime(t, Options{})
			cost := func(n int) float64 {
				source := fmt.Sprintf("local n = %d %s", n, c.source)
				return testing.AllocsPerRun(1, func() {
					if err := run(rt, source); err != nil {
						t.Fatal(err)
					}
				})
			}
			cost(10)
			const few, many = 1000, 5000
			if got := (cost(many) - cost(few)) / (many - few); got > c.allocs+0.1 {
				t.Errorf("%.3f allocations, at most %v expected", got, c.allocs)
			}
		})
	}
}
