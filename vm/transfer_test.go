package vm

import (
	"io"
	"strings"
	"sync"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// evaluate runs source in a runtime and returns its first result.
func evaluate(t *testing.T, rt *Runtime, source string, args ...lua.LValue) lua.LValue {
	t.Helper()
	chunk, err := Compile(source, "t.lua")
	if err != nil {
		t.Fatal(err)
	}
	vals, err := rt.Call(rt.Load(chunk), args...)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	if len(vals) == 0 {
		return lua.LNil
	}
	return vals[0]
}

func newRuntime(t *testing.T) *Runtime {
	t.Helper()
	rt, err := New(Options{Stdout: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rt.Close() })
	return rt
}

func TestTransfer(t *testing.T) {
	for name, c := range map[string]struct{ make, check string }{
		"plain values":  {"return {1, 'x', true, false, 1.5}", "local v = ... return v[1] == 1 and v[2] == 'x' and v[3] == true and v[4] == false and v[5] == 1.5"},
		"a cycle":       {"local t = {} t.self = t t[t] = t return t", "local t = ... return t.self == t and t[t] == t"},
		"shared tables": {"local s = {} return {s, s}", "local t = ... return t[1] == t[2]"},
		"order": {"local t = {} for i = 1, 40 do t['k' .. i] = i end t[0.5] = 41 t[true] = 42 return t",
			"local last = 0 for _, v in pairs(...) do if v ~= last + 1 then return false end last = v end return last == 42"},
		"metatables":      {"return setmetatable({}, {__index = {x = 5}})", "return (...).x == 5"},
		"functions":       {"local n = 5 return function(x) return x + n end", "return (...)(2) == 7"},
		"shared upvalues": {"local n = 0 return {inc = function() n = n + 1 end, get = function() return n end}", "local t = ... t.inc() t.inc() return t.get() == 2"},
		"recursion":       {"local function f(n) if n == 0 then return 1 end return n * f(n - 1) end return f", "return (...)(5) == 120"},
		"modules":         {"return {coroutine, coroutine.create, pcall}", "local t = ... return t[1] == coroutine and t[2] == coroutine.create and t[3] == pcall"},
		"globals":         {"return function() return tostring(5) end", "return (...)() == '5'"},
		"nil":             {"return nil", "return (...) == nil"},
	} {
		t.Run(name, func(t *testing.T) {
			from, to := newRuntime(t), newRuntime(t)
			p, err := from.Pack(evaluate(t, from, c.make))
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // a parcel can be opened again
				v, err := to.Open(p)
				if err != nil {
					t.Fatal(err)
				}
				if evaluate(t, to, c.check, v) != lua.LTrue {
					t.Error("arrived changed")
				}
			}
		})
	}
}

func TestTransferRefuses(t *testing.T) {
	rt := newRuntime(t)
	rt.State().SetGlobal("ud", rt.State().NewUserData())
	for source, want := range map[string]string{
		"return ud":             "cannot copy value: userdata stays in its runtime",
		"return {a = {b = ud}}": "value.a.b",
		"return {[3] = coroutine.create(function() end)}": "value[3]",
		"local x = ud return function() return x end":     "upvalue 'x' of value",
	} {
		_, err := rt.Pack(evaluate(t, rt, source))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", source, err, want)
		}
	}
	deep := evaluate(t, rt, "local t = {} for i = 1, 100000 do t = {t} end return t")
	if _, err := rt.Pack(deep); err == nil || !strings.Contains(err.Error(), "too deep") {
		t.Errorf("a deep table: %v", err)
	}
}

// TestTransferBetweenGoroutines opens one parcel in many runtimes at once.
func TestTransferBetweenGoroutines(t *testing.T) {
	from := newRuntime(t)
	p, err := from.Pack(evaluate(t, from, "local n = 0 return {list = {1, 2, 3}, f = function(x) n = n + x return n end}"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		rt := newRuntime(t)
		wg.Go(func() {
			for range 50 {
				v, err := rt.Open(p)
				if err != nil {
					t.Error(err)
					return
				}
				chunk, _ := Compile("local t = ... return t.f(#t.list) == 3 and t.f(1) == 4", "t.lua")
				vals, err := rt.Call(rt.Load(chunk), v)
				if err != nil || vals[0] != lua.LTrue {
					t.Errorf("%v, %v", vals, err)
				}
			}
		})
	}
	wg.Wait()
}
