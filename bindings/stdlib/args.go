package stdlib

// This file words every argument error.

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// args reads the arguments of one call of the native called name. Its methods
// return the argument as asked for, coerced between numbers and strings as Lua
// does, or raise.
type args struct {
	L    *lua.LState
	name string
}

// fail raises "bad argument #n to 'name' (problem)". When the native was called
// as a method the object is not counted, as in Lua.
func (a args) fail(n int, format string, v ...any) {
	problem := fmt.Sprintf(format, v...)
	if calledAsMethod(a.L, a.name) {
		if n--; n == 0 {
			raise(a.L, fmt.Sprintf("calling '%s' on bad self (%s)", a.name, problem))
		}
	}
	raise(a.L, fmt.Sprintf("bad argument #%d to '%s' (%s)", n, a.name, problem))
}

// wrongType raises the error for an argument that is not a want.
func (a args) wrongType(n int, want string) {
	a.fail(n, "%s expected, got %s", want, a.typeName(n))
}

// typeName is the type of argument n, "no value" where there is none.
func (a args) typeName(n int) string {
	if n > a.L.GetTop() {
		return "no value"
	}
	return a.L.Get(n).Type().String()
}

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
	switch v := a.L.Get(n).(type) {
	case lua.LString:
		return string(v)
	case lua.LNumber:
		return NumberString(v)
	}
	a.wrongType(n, "string")
	return ""
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

// integer returns a number argument cut to an integer. See clampInt for what
// is too large.
func (a args) integer(n int) int { return clampInt(a.num(n)) }

// optInteger returns an integer argument, def where it is nil or absent.
func (a args) optInteger(n, def int) int {
	if a.missing(n) {
		return def
	}
	return a.integer(n)
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

// option returns a string argument that must be one of options; nil means
// def, unless that is "".
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
	a.fail(n, "invalid option '%s'", s)
	return ""
}

// raise raises msg as a Lua error, with the position of the Lua function that
// is running if there is one.
func raise(L *lua.LState, msg string) {
	for level := 0; ; level++ {
		dbg, ok := L.GetStack(level)
		if !ok {
			L.Error(lua.LString(msg), 0)
			return
		}
		if fn := frameFunction(L, dbg); fn != nil && !fn.IsG {
			L.RaiseError("%s", msg)
			return
		}
	}
}

// frameFunction returns the function that runs in a frame.
func frameFunction(L *lua.LState, dbg *lua.Debug) *lua.LFunction {
	v, err := L.GetInfo("f", dbg, lua.LNil)
	if err != nil {
		return nil
	}
	fn, _ := v.(*lua.LFunction)
	return fn
}

// calledAsMethod reports whether the running native was called as object:name().
// The VM does not say; the caller's code does, unless the line it is at holds
// calls of both kinds, and then the answer is no.
func calledAsMethod(L *lua.LState, name string) bool {
	dbg, ok := L.GetStack(1)
	if !ok {
		return false
	}
	fn := frameFunction(L, dbg)
	if fn == nil || fn.IsG || fn.Proto == nil {
		return false
	}
	if _, err := L.GetInfo("l", dbg, lua.LNil); err != nil {
		return false
	}
	lines, seen := fn.Proto.DbgSourcePositions, false
	for _, call := range fn.Proto.DbgCalls {
		if call.Name != name || call.Pc >= len(lines) || lines[call.Pc] != dbg.CurrentLine {
			continue
		}
		if !isMethodCall(fn.Proto.Code, call.Pc) {
			return false
		}
		seen = true
	}
	return seen
}

// isMethodCall reports whether the function called at pc was put into its
// register by the instruction for object:name.
func isMethodCall(code []uint32, pc int) bool {
	if pc >= len(code) {
		return false
	}
	const opShift, aShift, aMask = 26, 18, 0xff
	register := code[pc] >> aShift & aMask
	for pc--; pc >= 0; pc-- {
		if code[pc]>>aShift&aMask != register {
			continue
		}
		switch int(code[pc] >> opShift) {
		case lua.OP_SELF:
			return true
		case lua.OP_JMP, lua.OP_EQ, lua.OP_LT, lua.OP_LE, lua.OP_TEST, lua.OP_NOP:
			continue // these do not write their A
		default:
			return false
		}
	}
	return false
}

// largest is how far from zero clampInt lets an integer be: adding a length to
// it or negating it cannot overflow.
const largest = math.MaxInt / 4

// clampInt cuts f towards zero. What is outside of ±largest becomes ±largest,
// so that string.sub(s, 1, math.huge) means what it says; NaN becomes the
// lowest, as in Lua on most machines.
func clampInt(f float64) int {
	switch {
	case f >= largest:
		return largest
	case f > -largest: // false for NaN
		return int(f)
	}
	return -largest
}

// toNumber converts a value as arithmetic does.
func toNumber(v lua.LValue) (float64, bool) {
	switch v := v.(type) {
	case lua.LNumber:
		return float64(v), true
	case lua.LString:
		return ParseNumber(string(v))
	}
	return 0, false
}

// ParseNumber reads a number as Lua does in tonumber(s): decimal with optional
// fraction and exponent, or hexadecimal, with white space around it.
func ParseNumber(s string) (float64, bool) {
	s = strings.Trim(s, " \t\n\v\f\r")
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || digits == "" {
		return 0, false
	}
	if strings.ContainsAny(digits, "_iInN") { // Go's own, and inf and nan
		return 0, false
	}
	hex := len(digits) > 1 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')
	if hex && !strings.ContainsAny(digits, "pP") {
		s += "p0"
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !isRange(err) {
		return 0, false
	}
	return f, true
}

// isRange reports whether a number was too large, which gives infinity.
func isRange(err error) bool {
	e, ok := err.(*strconv.NumError)
	return ok && e.Err == strconv.ErrRange
}

// NumberString converts a number as the modules here do wherever they take a
// string. It agrees with the VM's own conversion (the .. operator), save that
// the values that are no numbers read as in Lua: inf, -inf, nan.
func NumberString(n lua.LNumber) string {
	f := float64(n)
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	return n.String()
}
