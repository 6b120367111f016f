package vm

// This file holds the main loop against gopher-lua's own.

import (
	"fmt"
	"strings"
	"testing"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// operandSource are values of every kind, among them those on which fast ways and slow ways part.
var operandSource = []string{
	"nil", "true", "false", "0", "1", "-1", "3", "2.5", "-7", "1e300", "2^53", "0/0", "1/0", "-1/0", "1023", "1024",
	`""`, `"1"`, `"0x10"`, `"abc"`, `"__index"`, "print", "{}", "{1, 2, 3, x = 4}", "rich", "other", "chained", "array",
	`setmetatable({}, { __index = function(_, k) return k end, __newindex = function(t, k, v) rawset(t, k, { v }) end })`,
	`setmetatable({1, nil, 3}, { __index = { 7, 8, 9, x = 5 } })`, "asyncfn",
}

// operationSource are functions of two values. What they return is compared, and the errors that they raise.
var operationSource = []string{
	"return a + b", "return a - b", "return a * b", "return a / b", "return a % b", "return a ^ b", "return -a",
	"return not a", "return #a", "return a == b", "return a ~= b", "return a < b", "return a <= b",
	"return a > b", "return a and b", "return a or b", "if a then return b end", "while a do return b end",
	"return a[b]", "return a.x", "return a:x(b)", "return a(b)", "a[b] = 1; return a[b]", "a[b] = nil; return a[b]",
	"a.x = b; return a.x", "a.y = b; return a.y, #a", "a[4] = b; return #a, a[4]", "a[1] = b; return a[1], #a",
	"local t = {} for i = a, b do t[#t + 1] = i if #t > 20 then break end end return #t, t[1]",
	"local t = {} for i = 1, 5, a do t[#t + 1] = i if #t > 20 then break end end return #t, t[1]",
	"g = a; g, h = b, g; return g, h", "local x, y, z = a, b; return z, y, x",
	"local function f(...) return select('#', ...), ... end return f(a, b, nil)",
	"local function f(x, y, ...) local t = { ... } return #t, y, x end return f(a, b, a, b)",
	"local c = function() a = b return a end return c(), a",
	"local t = {} for i = 1, 3 do t[i] = function(v) if v then i = v end return i end end t[1](a) return t[1](), t[2]()",
	"return pcall(a, b)", "return pcall(error, a)", "return xpcall(function() return a + b end, function(m) return m end)",
	"return (function(...) return ... end)(a, b), a", "return select(2, a, b, a)", "return tostring(a), type(b)",
	"return coroutine.wrap(function(...) return coroutine.yield(...) end)(a, b)",
	"local s = '' for k, v in pairs({ a, b, k = b }) do s = s .. tostring(k) end return s",
}

const operandPrelude = `
rich = setmetatable({ x = function(self, v) return v end }, {
  __add = function(a, b) return "add" end, __sub = function() return "sub" end, __mul = function() return nil end,
  __div = function() return "div" end, __mod = function() error("no mod", 0) end, __pow = function() return 1, 2 end,
  __unm = function() return "unm" end, __len = function() return 42 end, __concat = function() return "cat" end,
  __eq = function() return 1 end, __lt = function() return true end, __le = function() return nil end,
  __call = function(self, ...) return "called", ... end, __tostring = function() return "rich" end })
other = setmetatable({}, getmetatable(rich))
chained = setmetatable({}, { __index = setmetatable({ x = 1 }, { __index = rich }), __newindex = rich })
array = { 10, 20, 30 }
asyncfn = coroutine.create(function() print() end)
`

// TestExecute runs every operation on every two values, in execute and in gopher-lua's main loop.
func TestExecute(t *testing.T) {
	var program strings.Builder
	program.WriteString(operandPrelude + "local names = {}\nlocal function show(v) return v == 0 and '0' or tostring(v):gsub('0x%x+', '@') end\n")
	program.WriteString("local operations = {\n")
	for _, op := range operationSource {
		fmt.Fprintf(&program, "function(a, b) %s end,\n", op)
	}
	program.WriteString("}\nlocal makers = {\n")
	for _, v := range operandSource {
		fmt.Fprintf(&program, "function() return %s end,\n", v)
	}
	program.WriteString(`}
return function(i, j, k)
  return (function(...)
    local s = {}
    for n = 1, select("#", ...) do s[n] = show((select(n, ...))) end
    return table.concat(s, " ")
  end)(pcall(operations[i], makers[j](), makers[k]()))
end`)
	ours := executor(t, program.String(), execute)
	theirs := executor(t, program.String(), nil)
	n := len(operandSource)
	for i, op := range operationSource {
		for j := range n * n {
			args := []lua.LValue{lua.LNumber(i + 1), lua.LNumber(j/n + 1), lua.LNumber(j%n + 1)}
			if got, want := ours(args...), theirs(args...); got != want {
				t.Errorf("a = %s, b = %s: %s: got %s, gopher-lua has %s", operandSource[j/n], operandSource[j%n], op, got, want)
			}
		}
	}
}

// executor runs a program that returns a function, in a runtime with the main loop, nil for gopher-lua's.
func executor(t *testing.T, source string, mainLoop func(*lua.LState, *glua.CallFrame)) func(...lua.LValue) string {
	rt, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rt.Close() })
	if rt.mainLoop = mainLoop; mainLoop == nil {
		rt.mainLoop = rt.interp.MainLoop
	}
	table := rt.State().NewTable()
	rt.State().SetGlobal("table", table)
	table.RawSetString("concat", rt.function("concat", strings.Join))
	rt.Func("string.gsub", func(s, _, _ string) string {
		if i := strings.Index(s, "0x"); i >= 0 {
			return s[:i]
		}
		return s
	})
	strs := rt.State().GetGlobal("string").(*lua.LTable)
	rt.State().SetMetatable(lua.LString(""), rt.State().SetFuncs(rt.State().NewTable(), nil))
	rt.State().GetMetatable(lua.LString("")).(*lua.LTable).RawSetString("__index", strs)
	chunk, err := Compile(source, "program")
	if err != nil {
		t.Fatal(err)
	}
	vals, err := rt.Call(rt.Load(chunk))
	if err != nil {
		t.Fatal(err)
	}
	return func(args ...lua.LValue) string {
		vals, err := rt.Call(vals[0], args...)
		if err != nil {
			return "error: " + err.Error()
		}
		return string(vals[0].(lua.LString))
	}
}
