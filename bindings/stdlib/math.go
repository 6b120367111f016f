package stdlib

// This file is the math module.

import (
	"math"
	"math/rand/v2"
	"slices"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// mathFuncs is the math module: Lua 5.1's, and of 5.3 tointeger, type and ult.
// All numbers are float64; an integer is one without a fraction.
func (m *Modules) mathFuncs() []native {
	funcs := slices.Clone(pureMath)
	for i := range funcs {
		switch funcs[i].Name {
		case "random":
			funcs[i].Fn = m.mathRandom
		case "randomseed":
			funcs[i].Fn = m.mathRandomseed
		}
	}
	return funcs
}

// pureMath is the functions, less those that have a state.
var pureMath = []native{
	{"abs", unary("abs", math.Abs)},
	{"acos", unary("acos", math.Acos)},
	{"asin", unary("asin", math.Asin)},
	{"atan", mathAtan},
	{"atan2", binary("atan2", math.Atan2)},
	{"ceil", unary("ceil", math.Ceil)},
	{"cos", unary("cos", math.Cos)},
	{"cosh", unary("cosh", math.Cosh)},
	{"deg", unary("deg", func(x float64) float64 { return x / radiansPerDegree })},
	{"exp", unary("exp", math.Exp)},
	{"floor", unary("floor", math.Floor)},
	{"fmod", binary("fmod", math.Mod)},
	{"frexp", mathFrexp},
	{"ldexp", mathLdexp},
	{"log", mathLog},
	{"log10", unary("log10", math.Log10)},
	{"max", mathMax},
	{"min", mathMin},
	{"mod", binary("mod", math.Mod)}, // 5.0's name of fmod
	{"modf", mathModf},
	{"pow", binary("pow", math.Pow)},
	{"rad", unary("rad", func(x float64) float64 { return x * radiansPerDegree })},
	{"random", nil},
	{"randomseed", nil},
	{"sin", unary("sin", math.Sin)},
	{"sinh", unary("sinh", math.Sinh)},
	{"sqrt", unary("sqrt", math.Sqrt)},
	{"tan", unary("tan", math.Tan)},
	{"tanh", unary("tanh", math.Tanh)},
	{"tointeger", mathTointeger},
	{"type", mathType},
	{"ult", mathUlt},
}

const radiansPerDegree = math.Pi / 180

// addMathConstants sets math.pi and math.huge.
func addMathConstants(b *vm.Builder) *vm.Builder {
	b.Set("pi", lua.LNumber(math.Pi))
	b.Set("huge", lua.LNumber(math.Inf(1)))
	return b
}

// unary is math.name(x) -> number.
func unary(name string, f func(float64) float64) lua.LGFunction {
	return func(L *lua.LState) int {
		L.Push(lua.LNumber(f(args{L, name}.num(1))))
		return 1
	}
}

// binary is math.name(x, y) -> number.
func binary(name string, f func(x, y float64) float64) lua.LGFunction {
	return func(L *lua.LState) int {
		a := args{L, name}
		L.Push(lua.LNumber(f(a.num(1), a.num(2))))
		return 1
	}
}

// math.atan(y [, x]) -> number
func mathAtan(L *lua.LState) int {
	a := args{L, "atan"}
	y := a.num(1)
	if a.missing(2) {
		L.Push(lua.LNumber(math.Atan(y)))
	} else {
		L.Push(lua.LNumber(math.Atan2(y, a.num(2))))
	}
	return 1
}

// math.frexp(x) -> fraction, exponent
func mathFrexp(L *lua.LState) int {
	fraction, exp := math.Frexp(args{L, "frexp"}.num(1))
	L.Push(lua.LNumber(fraction))
	L.Push(lua.LNumber(exp))
	return 2
}

// math.ldexp(fraction, exponent) -> number
func mathLdexp(L *lua.LState) int {
	a := args{L, "ldexp"}
	L.Push(lua.LNumber(math.Ldexp(a.num(1), min(max(a.integer(2), -5000), 5000))))
	return 1
}

// math.log(x [, base]) -> number
func mathLog(L *lua.LState) int {
	a := args{L, "log"}
	x := a.num(1)
	switch {
	case a.missing(2):
		x = math.Log(x)
	case a.num(2) == 2:
		x = math.Log2(x)
	case a.num(2) == 10:
		x = math.Log10(x)
	default:
		x = math.Log(x) / math.Log(a.num(2))
	}
	L.Push(lua.LNumber(x))
	return 1
}

// math.max(number...) -> number
func mathMax(L *lua.LState) int {
	return best(args{L, "max"}, func(x, best float64) bool { return x > best })
}

// math.min(number...) -> number
func mathMin(L *lua.LState) int {
	return best(args{L, "min"}, func(x, best float64) bool { return x < best })
}

func best(a args, better func(x, best float64) bool) int {
	result := a.num(1)
	for n := 2; n <= a.L.GetTop(); n++ {
		if x := a.num(n); better(x, result) {
			result = x
		}
	}
	a.L.Push(lua.LNumber(result))
	return 1
}

// math.modf(x) -> integral part, fraction
func mathModf(L *lua.LState) int {
	x := args{L, "modf"}.num(1)
	whole, fraction := math.Modf(x)
	if math.IsInf(x, 0) {
		fraction = 0
	}
	L.Push(lua.LNumber(whole))
	L.Push(lua.LNumber(fraction))
	return 2
}

// seed begins the sequence of seed.
func (m *Modules) seed(seed uint64) { m.rng = rand.New(rand.NewPCG(seed, 0)) }

// math.randomseed(x)
func (m *Modules) mathRandomseed(L *lua.LState) int {
	m.seed(math.Float64bits(args{L, "randomseed"}.num(1)))
	return 0
}

// math.random() -> number in [0, 1)
// math.random(n) -> integer in [1, n]
// math.random(low, high) -> integer in [low, high]
func (m *Modules) mathRandom(L *lua.LState) int {
	a := args{L, "random"}
	r := m.rng.Float64()
	switch L.GetTop() {
	case 0:
		L.Push(lua.LNumber(r))
	case 1:
		high := a.integer(1)
		if high < 1 {
			a.fail(1, "interval is empty")
		}
		L.Push(between(r, 1, high))
	case 2:
		low, high := a.integer(1), a.integer(2)
		if low > high {
			a.fail(2, "interval is empty")
		}
		L.Push(between(r, low, high))
	default:
		raise(L, "wrong number of arguments")
	}
	return 1
}

// between scales r in [0, 1) to an integer of an interval.
func between(r float64, low, high int) lua.LNumber {
	lo, hi := float64(low), float64(high)
	return lua.LNumber(min(math.Floor(r*(hi-lo+1))+lo, hi))
}

// math.tointeger(x) -> x | nil
func mathTointeger(L *lua.LState) int {
	x := args{L, "tointeger"}.any(1)
	if n, ok := x.(lua.LNumber); ok && isWhole(float64(n)) {
		L.Push(n)
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

// math.type(x) -> "integer" | "float" | nil
//
// 3.0 and 3 are one value here, and an integer.
func mathType(L *lua.LState) int {
	n, ok := args{L, "type"}.any(1).(lua.LNumber)
	switch {
	case !ok:
		L.Push(lua.LNil)
	case isWhole(float64(n)):
		L.Push(lua.LString("integer"))
	default:
		L.Push(lua.LString("float"))
	}
	return 1
}

// isWhole reports whether x is an integer that an int64 can hold.
func isWhole(x float64) bool {
	return x == math.Trunc(x) && x >= -0x1p63 && x < 0x1p63
}

// math.ult(x, y) -> whether x is below y as unsigned integers
func mathUlt(L *lua.LState) int {
	a := args{L, "ult"}
	var u [2]uint64
	for i := range u {
		x := a.num(i + 1)
		if !isWhole(x) {
			a.fail(i+1, "number has no integer representation")
		}
		u[i] = uint64(int64(x))
	}
	L.Push(lua.LBool(u[0] < u[1]))
	return 1
}
