package stdlib

// This file reads arguments as lauxlib does.

import (
	"math"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// args reads the arguments of the native that runs on L. Its methods return the argument as asked for, coerced between
// numbers and strings as Lua does, or raise.
type args struct{ L *lua.LState }

// fail raises "bad argument #n to 'name' (problem)".
func (a args) fail(n int, problem string) { vm.BadArgument(a.L, n, problem) }

// wrongType raises the error for an argument that is not a want.
func (a args) wrongType(n int, want string) { vm.WrongType(a.L, n, want) }

// missing reports whether argument n is nil or not there.
func (a args) missing(n int) bool { return a.L.Get(n) == lua.LNil }

// any returns argument n, which must be there; nil is a value.
func (a args) any(n int) lua.LValue {
	if n > a.L.GetTop() {
		a.fail(n, "value expected")
	}
	return a.L.Get(n)
}

// str returns a string argument; a number is converted.
func (a args) str(n int) string {
	s, ok := textOf(a.L.Get(n))
	if !ok {
		a.wrongType(n, "string")
	}
	return s
}

// optStr returns a string argument, def where it is nil or absent.
func (a args) optStr(n int, def string) string {
	if a.missing(n) {
		return def
	}
	return a.str(n)
}

// num returns a number argument; a string that reads as one is converted.
func (a args) num(n int) float64 {
	if f, ok := toNumber(a.L.Get(n)); ok {
		return f
	}
	a.wrongType(n, "number")
	return 0
}

// optNum returns a number argument, def where it is nil or absent.
func (a args) optNum(n int, def float64) float64 {
	if a.missing(n) {
		return def
	}
	return a.num(n)
}

// integer returns a number argument cut to an integer, as C does on x86-64: what an int64 cannot hold is the lowest one.
func (a args) integer(n int) int64 { return cInt(a.num(n)) }

// optInteger returns an integer argument, def where it is nil or absent.
func (a args) optInteger(n int, def int64) int64 {
	if a.missing(n) {
		return def
	}
	return a.integer(n)
}

// int returns the low 32 bits of an integer argument, which is what C keeps where a function takes an int.
func (a args) int(n int) int { return int(int32(a.integer(n))) }

// optInt returns an int argument, def where it is nil or absent.
func (a args) optInt(n, def int) int {
	if a.missing(n) {
		return def
	}
	return a.int(n)
}

// table returns a table argument.
func (a args) table(n int) *lua.LTable {
	if t, ok := a.L.Get(n).(*lua.LTable); ok {
		return t
	}
	a.wrongType(n, "table")
	return nil
}

// function returns a function argument.
func (a args) function(n int) *lua.LFunction {
	if f, ok := a.L.Get(n).(*lua.LFunction); ok {
		return f
	}
	a.wrongType(n, "function")
	return nil
}

// option returns a string argument that must be one of options; nil means def, unless that is "".
func (a args) option(n int, def string, options ...string) string {
	s := def
	if def == "" || !a.missing(n) {
		s = a.str(n)
	}
	for _, o := range options {
		if s == o {
			return s
		}
	}
	a.fail(n, "invalid option '"+s+"'")
	return ""
}

// raise raises a message with the position of the Lua function that called the native.
func raise(L *lua.LState, format string, v ...any) { vm.Fail(L, format, v...) }

// cInt cuts f towards zero as C does on x86-64: what does not fit is the lowest integer.
func cInt(f float64) int64 {
	if f >= -0x1p63 && f < 0x1p63 {
		return int64(f)
	}
	return math.MinInt64
}

// textOf is the text of a string or a number.
func textOf(v lua.LValue) (s string, ok bool) {
	switch v := v.(type) {
	case lua.LString:
		return string(v), true
	case lua.LNumber:
		return vm.NumberText(float64(v)), true
	}
	return "", false
}

// toNumber converts a value as arithmetic does.
func toNumber(v lua.LValue) (float64, bool) {
	switch v := v.(type) {
	case lua.LNumber:
		return float64(v), true
	case lua.LString:
		return vm.ParseNumber(string(v))
	}
	return 0, false
}
