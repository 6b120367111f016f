package vm

import (
	"errors"
	"testing"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

func callLimited(t *testing.T, l Limits, source string, prepare ...func(*Runtime)) ([]string, error) {
	t.Helper()
	rt, err := New(Options{Limits: l})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	for _, f := range prepare {
		f(rt)
	}
	chunk, err := Compile(source, "test")
	if err != nil {
		t.Fatal(err)
	}
	vals, err := rt.Call(rt.Load(chunk))
	var texts []string
	for _, v := range vals {
		texts = append(texts, v.String())
	}
	return texts, err
}

// long makes two texts of half a megabyte that differ in their last byte.
const long = `
local s = "x" for i = 1, 19 do s = s .. s end
local u = s .. "y" s = s .. "x"
`

// TestLimits breaks limits with what the base library has.
func TestLimits(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		name   string
		limits Limits
		source string
		limit  string // of the error that ends it; "" is none
	}{
		{"spin", Limits{MaxInstructions: 1e5}, "while true do end", "instructions"},
		{"spin in pcall", Limits{MaxInstructions: 1e5}, "while true do pcall(function() while true do end end) end", "instructions"},
		{"spin in xpcall", Limits{MaxInstructions: 1e5}, "while true do xpcall(function() while true do end end, function() return 1 end) end", "instructions"},
		{"spin in a handler", Limits{MaxInstructions: 1e5}, "while true do xpcall(error, function() while true do end end) end", "instructions"},
		{"spin in a coroutine", Limits{MaxInstructions: 1e5}, "while true do coroutine.resume(coroutine.create(function() while true do end end)) end", "instructions"},
		{"spin in wrap", Limits{MaxInstructions: 1e5}, "while true do pcall(coroutine.wrap(function() while true do end end)) end", "instructions"},
		{"spin in a metamethod", Limits{MaxInstructions: 1e5}, "local t = setmetatable({}, {__index = function() while true do end end}) while true do pcall(function() return t.x end) end", "instructions"},
		{"spin in load", Limits{MaxInstructions: 1e5}, "while true do pcall(load, function() while true do end end) end", "instructions"},
		{"step", Limits{MaxStep: 1e5}, "while true do pcall(function() while true do end end) end", "step"},
		{"time", Limits{MaxStepTime: 5e6}, "while true do pcall(function() while true do end end) end", "time"},
		{"within", Limits{MaxInstructions: 1e5, MaxStep: 1e5, MaxMemory: mb}, "for i = 1, 1e4 do local t = {} end", ""},
		{"doubling", Limits{MaxMemory: 8 * mb}, "local s = 'x' while true do s = s .. s end", "memory"},
		{"growing list", Limits{MaxMemory: 8 * mb}, "local t = {} for i = 1, 1e9 do t[i] = i end", "memory"},
		{"growing map", Limits{MaxMemory: 8 * mb}, "local t = {} for i = 1, 1e9 do t['k' .. i] = i end", "memory"},
		{"growing globals", Limits{MaxMemory: 8 * mb}, "for i = 1, 1e9 do _G['k' .. i] = i end", "memory"},
		{"nested tables", Limits{MaxMemory: 8 * mb}, "local t = {} while true do t = {t} end", "memory"},
		{"constructors", Limits{MaxMemory: 8 * mb}, "local t = {} while true do t = {a = t, b = 1} end", "memory"},
		{"a far key", Limits{MaxMemory: 8 * mb}, "local t = {} t[6e7] = 1 rawset(t, 5e7, 1)", ""},
		{"far keys", Limits{MaxMemory: 8 * mb}, "local t = {} for i = 1, 1e9 do t[i * 6e5] = 1 end", "memory"},
		{"far keys through a metatable", Limits{MaxMemory: 8 * mb}, "local t = setmetatable({}, {__newindex = {}}) for i = 1, 1e9 do t[i * 6e5] = 1 end", "memory"},
		{"far keys by rawset", Limits{MaxMemory: 8 * mb}, "local t = {} for i = 1, 1e9 do rawset(t, i * 6e5, 1) end", "memory"},
		{"closures", Limits{MaxMemory: 8 * mb}, "local f while true do local g = f f = function() return g end end", "memory"},
		{"coroutines", Limits{MaxMemory: 8 * mb}, "local t = {} while true do t[#t + 1] = coroutine.create(function() end) end", "memory"},
		{"deep coroutines", Limits{MaxMemory: 32 * mb}, "local t = {} local function f(n) if n == 0 then coroutine.yield() else f(n - 1) end return 1 end for i = 1, 1e6 do t[i] = coroutine.wrap(f) t[i](2e4) end", "memory"},
		{"strings in wraps", Limits{MaxMemory: 8 * mb}, "local x = 'x' for i = 1, 20 do x = x .. x end local t = {} for i = 1, 1e6 do t[i] = coroutine.wrap(function() local s = x .. i coroutine.yield() return s end) t[i]() end", "memory"},
		{"hidden behind a newindex", Limits{MaxMemory: 8 * mb}, "local t = setmetatable({}, {__newindex = {}}) for i = 1, 1e9 do t['k' .. i] = i end", "memory"},
		{"rawset", Limits{MaxMemory: 8 * mb}, "local t = {} for i = 1, 1e9 do rawset(t, i, i) end", "memory"},
		{"garbage", Limits{MaxMemory: 8 * mb}, "for i = 1, 2e5 do local t = {i, {}} local s = 'x' .. i end", ""},
		{"garbage in weak tables", Limits{MaxMemory: 8 * mb}, "local k, v, both = setmetatable({}, {__mode = 'k'}), setmetatable({}, {__mode = 'v'}), setmetatable({}, {__mode = 'kv'}) for i = 1, 3e4 do local o = {} k[o], v[i], both[o] = {i}, o, {i} end", ""},
		{"weak tables in a circle", Limits{MaxMemory: 8 * mb}, "local t = setmetatable({}, {__mode = 'k'}) for i = 1, 1e9 do local k = {} t[k] = {k} end", "memory"},
		{"what never vanishes from weak tables", Limits{MaxMemory: 8 * mb}, "local t = setmetatable({}, {__mode = 'kv'}) for i = 1, 1e9 do t[i] = 'x' .. i end", "memory"},
		{"places of weak tables", Limits{MaxMemory: 8 * mb}, "local k = {} local t = {} for i = 1, 1e9 do local w = setmetatable({}, {__mode = 'k'}) t[i] = w for j = 1, 100 do w[k] = j w[t[j] or t] = j end end", "memory"},
		{"modes that come and go", Limits{MaxInstructions: 1e6}, "local weak, t = {__mode = 'v'}, {} for i = 1, 1e4 do t[i] = i end while true do setmetatable(t, weak) setmetatable(t, nil) end", "instructions"},
		{"recursion", Limits{MaxMemory: 16 * mb}, "local function f() return 1 + f() end f()", ""},
		{"many arguments", Limits{MaxInstructions: 1e5}, "local function f() end for i = 1, 100 do f(unpack({}, 1, 1e5)) end", "instructions"},
		{"many results", Limits{MaxInstructions: 1e5}, "local function f(...) return ... end for i = 1, 50 do f(unpack({}, 1, 1e5)) end", "instructions"},
		{"many values in pcall", Limits{MaxInstructions: 1e5}, "for i = 1, 50 do pcall(unpack, {}, 1, 1e5) end", "instructions"},
		{"many values in coroutines", Limits{MaxInstructions: 1e5}, "for i = 1, 50 do coroutine.wrap(function() return unpack({}, 1, 1e5) end)() end", "instructions"},
		{"long texts compared", Limits{MaxInstructions: 1e6}, long + "for i = 1, 1000 do local _ = s == u end", "instructions"},
		{"long texts ordered", Limits{MaxInstructions: 1e6}, long + "for i = 1, 1000 do local _ = s < u end", "instructions"},
		{"long keys", Limits{MaxInstructions: 1e6}, long + "local t = {[s] = 1} for i = 1, 1000 do local _ = t[s] end", "instructions"},
		{"long keys set", Limits{MaxInstructions: 1e6}, long + "local t = {} for i = 1, 1000 do t[s] = i end", "instructions"},
		{"long keys passed", Limits{MaxInstructions: 1e6}, long + "local t = {[s] = 1} for i = 1, 1000 do for k in next, t do end end", "instructions"},
		{"long keys of rawget", Limits{MaxInstructions: 1e6}, long + "local t = {[s] = 1} for i = 1, 1000 do rawget(t, s) end", "instructions"},
		{"long texts compared with themselves", Limits{MaxInstructions: 1e6}, long + "for i = 1, 1000 do local _ = s == s end", ""},
		{"source", Limits{MaxSource: 100}, "local s = 'x=1 ' s = s .. s .. s .. s s = s .. s .. s .. s s = s .. s .. s assert(load(s))", "source"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := callLimited(t, c.limits, c.source)
			var le *LimitError
			switch {
			case c.limit == "source":
				if err == nil {
					t.Error("no error")
				}
			case !errors.As(err, &le):
				if c.limit != "" {
					t.Errorf("error %v, want limit %q", err, c.limit)
				}
			case le.Limit != c.limit:
				t.Errorf("limit %q (%v), want %q", le.Limit, err, c.limit)
			}
		})
	}
}

// TestStepsOfGoFunctions has a Go function call itself through a metamethod, thousands of times between two instructions.
func TestStepsOfGoFunctions(t *testing.T) {
	rt, err := New(Options{Limits: Limits{MaxStep: 20_000}})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	times := 0
	rt.State().SetGlobal("count", rt.State().NewFunction(func(*lua.LState) int { times++; return 0 }))
	chunk, err := Compile("local t = setmetatable({}, {__tostring = tostring}) while true do count() pcall(tostring, t) end", "t.lua")
	if err != nil {
		t.Fatal(err)
	}
	l := rt.NewLoop(loop.Options{})
	defer l.Close()
	_, err = l.RunUntilComplete(rt.NewCoroutine(rt.Load(chunk)))
	var le *LimitError
	if !errors.As(err, &le) || le.Limit != "step" || times > 100 {
		t.Errorf("ended with %v after %d times", err, times)
	}
}
