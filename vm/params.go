package vm

// This file reads the arguments of the language's library as lauxlib does.

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// Params reads the arguments of the Go function that runs on L. Its methods return the argument as asked for, coerced
// between numbers and strings as Lua does, or raise.
type Params struct{ L *lua.LState }

// ParamsOf reads the arguments of the Go function that runs on L.
func ParamsOf(L *lua.LState) Params { return Params{L} }

// Fail raises "bad argument #n to 'name' (problem)".
func (a Params) Fail(n int, problem string) { BadArgument(a.L, n, problem) }

// WrongType raises the error for an argument that is not a want.
func (a Params) WrongType(n int, want string) {
	a.Fail(n, want+" expected, got "+typeName(a.L, n))
}

// Missing reports whether argument n is nil or not there.
func (a Params) Missing(n int) bool { return a.L.Get(n) == lua.LNil }

// Any returns argument n, which must be there; nil is a value.
func (a Params) Any(n int) lua.LValue {
	if n > a.L.GetTop() {
		a.Fail(n, "value expected")
	}
	return a.L.Get(n)
}

// String returns a string argument; a number is converted.
func (a Params) String(n int) string {
	s, ok := TextOf(a.L.Get(n))
	if !ok {
		a.WrongType(n, "string")
	}
	return s
}

// OptString returns a string argument, def where it is nil or absent.
func (a Params) OptString(n int, def string) string {
	if a.Missing(n) {
		return def
	}
	return a.String(n)
}

// Number returns a number argument; a string that reads as one is converted.
func (a Params) Number(n int) float64 {
	if f, ok := ToNumber(a.L.Get(n)); ok {
		return f
	}
	a.WrongType(n, "number")
	return 0
}

// OptNumber returns a number argument, def where it is nil or absent.
func (a Params) OptNumber(n int, def float64) float64 {
	if a.Missing(n) {
		return def
	}
	return a.Number(n)
}

// Integer returns a number argument cut to an integer, as C does on x86-64: what an int64 cannot hold is the lowest one.
func (a Params) Integer(n int) int64 { return ToInteger(a.Number(n)) }

// OptInteger returns an integer argument, def where it is nil or absent.
func (a Params) OptInteger(n int, def int64) int64 {
	if a.Missing(n) {
		return def
	}
	return a.Integer(n)
}

// Int returns the low 32 bits of an integer argument, which is what C keeps where a function takes an int.
func (a Params) Int(n int) int { return int(int32(a.Integer(n))) }

// OptInt returns an int argument, def where it is nil or absent.
func (a Params) OptInt(n, def int) int {
	if a.Missing(n) {
		return def
	}
	return a.Int(n)
}

// Table returns a table argument.
func (a Params) Table(n int) *lua.LTable {
	if t, ok := a.L.Get(n).(*lua.LTable); ok {
		return t
	}
	a.WrongType(n, "table")
	return nil
}

// Writable is Table for who changes it: some tables must not be.
func (a Params) Writable(n int) *lua.LTable {
	t := a.Table(n)
	runtimeOf(a.L).refuseChange(t)
	return t
}

// Function returns a function argument.
func (a Params) Function(n int) *lua.LFunction {
	if f, ok := a.L.Get(n).(*lua.LFunction); ok {
		return f
	}
	a.WrongType(n, "function")
	return nil
}

// Option returns a string argument that must be one of options; nil means def, unless that is "".
func (a Params) Option(n int, def string, options ...string) string {
	s := def
	if def == "" || !a.Missing(n) {
		s = a.String(n)
	}
	s = beforeZero(s)
	for _, o := range options {
		if s == o {
			return s
		}
	}
	a.Fail(n, "invalid option '"+s+"'")
	return ""
}

// ToInteger cuts f towards zero as C does on x86-64: what does not fit is the lowest integer.
func ToInteger(f float64) int64 {
	if f >= -0x1p63 && f < 0x1p63 {
		return int64(f)
	}
	return math.MinInt64
}

// TextOf is the text of a string or a number.
func TextOf(v lua.LValue) (s string, ok bool) {
	switch v := v.(type) {
	case lua.LString:
		return string(v), true
	case lua.LNumber:
		return NumberText(float64(v)), true
	}
	return "", false
}

// ToNumber converts a value as arithmetic does.
func ToNumber(v lua.LValue) (float64, bool) {
	switch v := v.(type) {
	case lua.LNumber:
		return float64(v), true
	case lua.LString:
		return ParseNumber(string(v))
	}
	return 0, false
}
