package vm

import (
	"errors"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestHostErrors: errors raised by a host's Go functions keep their text, and have a position where Lua called them.
func TestHostErrors(t *testing.T) {
	rt := newRuntime(t)
	L := rt.State()
	L.SetGlobal("raise", L.NewFunction(func(L *lua.LState) int { L.RaiseError("host says %d", 5); return 0 }))
	L.SetGlobal("check", L.NewFunction(func(L *lua.LState) int { L.CheckString(1); return 0 }))
	L.SetGlobal("index", L.NewFunction(func(L *lua.LState) int { L.Push(L.GetField(L.Get(1), "x")); return 1 }))
	L.SetGlobal("callnil", L.NewFunction(func(L *lua.LState) int { L.Push(lua.LNil); L.Call(0, 0); return 0 }))
	L.SetGlobal("boom", L.NewFunction(func(L *lua.LState) int { var p *strings.Builder; p.WriteString("x"); return 0 }))
	for source, want := range map[string]string{
		"raise()":               "t.lua:1: host says 5",
		"pcall(raise)":          "host says 5",
		"check()":               "t.lua:1: bad argument #1 to 'check' (string expected, got nil)",
		"pcall(check)":          "bad argument #1 to 'check' (string expected, got nil)",
		"local c = check c({})": "t.lua:1: bad argument #1 to 'check' (string expected, got table)",
		"index(nil)":            "t.lua:1: attempt to index a nil value",
		"pcall(index, 5)":       "attempt to index a number value",
		"callnil()":             "t.lua:1: attempt to call a value that is not a function",
		"boom()":                "panic in Go function: ",
	} {
		chunk, err := Compile("local ok, e = pcall(function() local ok, e = "+pcalled(source)+" return e end) return e", "t.lua")
		if err != nil {
			t.Fatal(err)
		}
		vals, err := rt.Call(rt.Load(chunk))
		if err != nil {
			t.Fatal(err)
		}
		if got := vals[0].String(); got != want && !(strings.HasSuffix(want, ": ") && strings.HasPrefix(got, want)) {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}

func pcalled(source string) string {
	if strings.HasPrefix(source, "pcall") {
		return source
	}
	return "pcall(function() " + source + " end)"
}

func TestErrorsUnwrap(t *testing.T) {
	rt := newRuntime(t)
	cause := errors.New("the disk is on fire")
	rt.State().SetGlobal("fail", rt.State().NewFunction(func(L *lua.LState) int { rt.Throw(cause); return 0 }))
	chunk, _ := Compile("local ok, e = pcall(fail) error(e, 0)", "t.lua")
	_, err := rt.Call(rt.Load(chunk))
	if !errors.Is(err, cause) {
		t.Errorf("%v is not the cause", err)
	}
	var le *Error
	if !errors.As(err, &le) || le.Trace() == nil {
		t.Errorf("%v has no traceback", err)
	}
}
