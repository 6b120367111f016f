package stdlib

// This file calls every function with arguments nobody means.

import (
	"errors"
	"math"
	"strings"
	"testing"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// isPanic reports whether err was a Go panic.
func isPanic(err error) bool {
	var p *vm.PanicError
	return errors.As(err, &p)
}

// TestHostileArguments looks for Go panics: with up to three arguments every
// combination is tried.
func TestHostileArguments(t *testing.T) {
	rt, m := newRuntime(t, Options{
		Stdin: strings.NewReader(""), Limits: Limits{MaxString: 1 << 16}, Files: Machine, Env: true,
		Exit: func(int) {},
	})
	L := rt.State()
	t.Chdir(t.TempDir()) // for the files that are made
	broken := L.NewFunction(func(L *lua.LState) int { panic("oh") })
	if _, err := rt.Call(broken); !isPanic(err) {
		t.Fatal("a panic would not be seen")
	}
	values := hostileValues(L)
	if testing.Short() {
		values = values[:8]
	}
	try := func(name string, mod *lua.LTable) {
		mod.ForEach(func(key, v lua.LValue) {
			fn, ok := v.(*lua.LFunction)
			if !ok || key.String() == "tmpname" || key.String() == "tmpfile" {
				return
			}
			tryAll(t, rt, name+"."+key.String(), fn, values)
			m.closeFiles()
			m.input, m.output = m.std[stdin], m.std[stdout]
		})
	}
	for _, name := range []string{"string", "table", "math", "utf8", "os", "io"} {
		try(name, L.GetGlobal(name).(*lua.LTable))
	}
	try("file", m.fileMeta)
}

func hostileValues(L *lua.LState) []lua.LValue {
	meta := L.NewTable()
	meta.RawSetString("__index", L.NewFunction(func(L *lua.LState) int { L.Push(lua.LNumber(1)); return 1 }))
	meta.RawSetString("__tostring", L.NewFunction(func(L *lua.LState) int { return 0 }))
	meta.RawSetString("__lt", lua.LTrue)
	odd := L.NewTable()
	odd.Metatable = meta
	list := L.NewTable()
	for i := 1; i <= 5; i++ {
		list.RawSetInt(i, lua.LNumber(7-i))
	}
	list.RawSetInt(9, lua.LString("x"))
	ud := L.NewUserData()
	thread, _ := L.NewThread()
	return []lua.LValue{
		lua.LNil, lua.LNumber(math.NaN()), lua.LNumber(math.Inf(1)), lua.LNumber(-1e300),
		lua.LString("(%b()[%a-]*)-"), list, lua.LNumber(1), L.NewFunction(func(L *lua.LState) int { return 0 }),
		lua.LTrue, lua.LNumber(math.Inf(-1)), lua.LNumber(1 << 53), lua.LNumber(-1), lua.LNumber(0.5), lua.LString(""),
		lua.LString("%5.3s%%%d%q\xff\x00*t"), lua.LString("0x10"), lua.LString("*a"), odd, ud, thread,
	}
}

// tryAll calls fn with every tuple of values.
func tryAll(t *testing.T, rt *vm.Runtime, name string, fn *lua.LFunction, values []lua.LValue) {
	try := func(args ...lua.LValue) {
		if _, err := rt.Call(fn, args...); isPanic(err) {
			t.Errorf("%s(%v): %v", name, args, err)
		}
	}
	try()
	for _, a := range values {
		try(a)
		for _, b := range values {
			try(a, b)
			for _, c := range values[:min(len(values), 13)] {
				try(a, b, c)
			}
		}
	}
}

// FuzzStrings looks for panics in what reads a little language of its own.
func FuzzStrings(f *testing.F) {
	f.Add("%5.3f %q %-+ #010.3g", "hello", "%0%1", 3.5)
	f.Add("*t", "!%c%Ex%", "", -1e300)
	f.Add("%", "(a(", "%9", math.Inf(1))
	f.Fuzz(func(t *testing.T, format, s, repl string, n float64) {
		rt, _ := newRuntime(t, Options{Limits: Limits{MaxString: 1 << 16}})
		for _, call := range []struct {
			module, name string
			args         []lua.LValue
		}{
			{"string", "format", []lua.LValue{lua.LString(format), lua.LNumber(n), lua.LString(s), lua.LNumber(n)}},
			{"string", "gsub", []lua.LValue{lua.LString(s), lua.LString(format), lua.LString(repl), lua.LNumber(20)}},
			{"os", "date", []lua.LValue{lua.LString(format), lua.LNumber(n)}},
			{"utf8", "len", []lua.LValue{lua.LString(s), lua.LNumber(n)}},
			{"utf8", "offset", []lua.LValue{lua.LString(s), lua.LNumber(n)}},
			{"utf8", "codepoint", []lua.LValue{lua.LString(s), lua.LNumber(1), lua.LNumber(-1)}},
		} {
			fn := rt.State().GetGlobal(call.module).(*lua.LTable).RawGetString(call.name)
			if _, err := rt.Call(fn, call.args...); isPanic(err) {
				t.Errorf("%s.%s(%q): %v", call.module, call.name, call.args, err)
			}
		}
		vm.ParseNumber(s)
	})
}
