package stdlib

// This file is the math module.

import (
	"math"
	"slices"

	"moonloop/vm"
	"moonloop/vm/libm"

	lua "github.com/yuin/gopher-lua"
)

// mathFuncs is the math module. All numbers are float64.
func (m *Modules) mathFuncs() []vm.GoFunction {
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

// pureMath is the functions, less those that have a state. What is no number has the sign that glibc gives it.
var pureMath = []vm.GoFunction{
	{Name: "abs", Fn: mathAbs},
	{Name: "acos", Fn: unary(libm.Acos, plusNaN)},
	{Name: "asin", Fn: unary(libm.Asin, plusNaN)},
	{Name: "atan", Fn: unary(libm.Atan, minusNaN)},
	{Name: "atan2", Fn: mathAtan2},
	{Name: "ceil", Fn: unary(math.Ceil, minusNaN)},
	{Name: "cos", Fn: unary(libm.Cos, minusNaN)},
	{Name: "cosh", Fn: unary(libm.Cosh, minusNaN)},
	{Name: "deg", Fn: unary(func(x float64) float64 { return x / radiansPerDegree }, minusNaN)},
	{Name: "exp", Fn: unary(libm.Exp, minusNaN)},
	{Name: "floor", Fn: unary(math.Floor, minusNaN)},
	{Name: "fmod", Fn: binary(math.Mod)},
	{Name: "frexp", Fn: mathFrexp},
	{Name: "ldexp", Fn: mathLdexp},
	{Name: "log", Fn: unary(libm.Log, minusNaN)},
	{Name: "log10", Fn: unary(libm.Log10, plusNaN)},
	{Name: "max", Fn: mathMax},
	{Name: "min", Fn: mathMin},
	{Name: "mod", Fn: binary(math.Mod)}, // 5.0's name of fmod
	{Name: "modf", Fn: mathModf},
	{Name: "pow", Fn: mathPow},
	{Name: "rad", Fn: unary(func(x float64) float64 { return x * radiansPerDegree }, minusNaN)},
	{Name: "random", Fn: nil},
	{Name: "randomseed", Fn: nil},
	{Name: "sin", Fn: unary(libm.Sin, minusNaN)},
	{Name: "sinh", Fn: unary(libm.Sinh, minusNaN)},
	{Name: "sqrt", Fn: unary(math.Sqrt, minusNaN)},
	{Name: "tan", Fn: unary(libm.Tan, minusNaN)},
	{Name: "tanh", Fn: unary(libm.Tanh, minusNaN)},
}

const radiansPerDegree = math.Pi / 180

// addMathConstants sets math.pi and math.huge.
func addMathConstants(b *vm.Builder) *vm.Builder {
	b.Set("pi", lua.LNumber(math.Pi))
	b.Set("huge", lua.LNumber(math.Inf(1)))
	return b
}

// What a function gives outside of its domain.
const (
	minusNaN = true
	plusNaN  = false
)

// unary is a function of x. What it gives for no number has the sign of that.
func unary(f func(float64) float64, outside bool) lua.LGFunction {
	return func(L *lua.LState) int {
		x := argsOf(L).Number(1)
		L.Push(lua.LNumber(signed(f(x), outside, x)))
		return 1
	}
}

// binary is a function of x and y.
func binary(f func(x, y float64) float64) lua.LGFunction {
	return func(L *lua.LState) int {
		a := argsOf(L)
		y := a.Number(2) // C compilers evaluate the last argument first
		x := a.Number(1)
		L.Push(lua.LNumber(signed(f(x, y), minusNaN, x, y)))
		return 1
	}
}

// math.pow(x, y) -> number
func mathPow(L *lua.LState) int {
	a := argsOf(L)
	y := a.Number(2)
	x := a.Number(1)
	L.Push(lua.LNumber(vm.Pow(x, y)))
	return 1
}

// math.atan2(y, x) -> number
func mathAtan2(L *lua.LState) int {
	a := argsOf(L)
	x := a.Number(2)
	y := a.Number(1)
	L.Push(lua.LNumber(signed(libm.Atan2(y, x), minusNaN, x, y)))
	return 1
}

// signed is the result r of a function of some arguments: if it is no number, the first of these that is none, or else
// one of the sign that the function gives.
func signed(r float64, negative bool, of ...float64) float64 {
	if !math.IsNaN(r) {
		return r
	}
	for _, x := range of {
		if math.IsNaN(x) {
			return x
		}
	}
	return vm.NaN(negative)
}

// math.abs(x) -> number
func mathAbs(L *lua.LState) int {
	x := math.Abs(argsOf(L).Number(1))
	if math.IsNaN(x) {
		x = vm.NaN(false)
	}
	L.Push(lua.LNumber(x))
	return 1
}

// math.frexp(x) -> fraction, exponent
func mathFrexp(L *lua.LState) int {
	x := argsOf(L).Number(1)
	fraction, exp := math.Frexp(x)
	L.Push(lua.LNumber(signed(fraction, minusNaN, x)))
	L.Push(lua.LNumber(exp))
	return 2
}

// math.ldexp(fraction, exponent) -> number
func mathLdexp(L *lua.LState) int {
	a := argsOf(L)
	exponent := a.Int(2)
	x := a.Number(1)
	L.Push(lua.LNumber(signed(math.Ldexp(x, exponent), minusNaN, x)))
	return 1
}

// math.max(number...) -> number
func mathMax(L *lua.LState) int {
	return best(argsOf(L), func(x, best float64) bool { return x > best })
}

// math.min(number...) -> number
func mathMin(L *lua.LState) int {
	return best(argsOf(L), func(x, best float64) bool { return x < best })
}

func best(a args, better func(x, best float64) bool) int {
	result := a.Number(1)
	for n := 2; n <= a.L.GetTop(); n++ {
		if x := a.Number(n); better(x, result) {
			result = x
		}
	}
	a.L.Push(lua.LNumber(result))
	return 1
}

// math.modf(x) -> integral part, fraction
func mathModf(L *lua.LState) int {
	x := argsOf(L).Number(1)
	whole, fraction := math.Modf(x)
	switch {
	case math.IsInf(x, 0):
		fraction = math.Copysign(0, x)
	case math.IsNaN(x):
		whole, fraction = x, x
	}
	L.Push(lua.LNumber(whole))
	L.Push(lua.LNumber(fraction))
	return 2
}
