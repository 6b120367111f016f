// Package bit32 is the Lua module bit32, as Lua 5.2 has it: operations on 32 bits, whose results are not negative.
//
// A host lists [Module] among the modules of its runtime. It grants nothing.
package bit32

// This file is the whole module.

import (
	"math"
	"math/bits"

	"moonloop/bindings/box"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module bit32.
var Module = box.Module{Name: "bit32", Open: open}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	b := e.Build("bit32", &shape)
	vm.SetNatives(b, []vm.GoFunction{
		{Name: "arshift", Fn: shift(arithmetic)},
		{Name: "band", Fn: func(L *lua.LState) int { return push(L, and(L)) }},
		{Name: "bnot", Fn: func(L *lua.LState) int { return push(L, ^argument(vm.ParamsOf(L), 1)) }},
		{Name: "bor", Fn: all(func(x, y uint32) uint32 { return x | y })},
		{Name: "btest", Fn: test},
		{Name: "bxor", Fn: all(func(x, y uint32) uint32 { return x ^ y })},
		{Name: "extract", Fn: extract},
		{Name: "lrotate", Fn: shift(func(x uint32, n int) uint32 { return bits.RotateLeft32(x, n&31) })},
		{Name: "lshift", Fn: shift(left)},
		{Name: "replace", Fn: replace},
		{Name: "rrotate", Fn: shift(func(x uint32, n int) uint32 { return bits.RotateLeft32(x, -(n & 31)) })},
		{Name: "rshift", Fn: shift(func(x uint32, n int) uint32 { return left(x, -n) })},
	})
	return b.Table()
}

// magic added to a number leaves its low 32 bits, rounded to the nearest integer, in the low bits of the sum.
const magic = 1<<52 + 1<<51

// argument is argument n, its low 32 bits.
func argument(a vm.Params, n int) uint32 { return uint32(math.Float64bits(a.Number(n) + magic)) }

func push(L *lua.LState, x uint32) int {
	L.Push(lua.LNumber(x))
	return 1
}

// and is the bits that all arguments have.
func and(L *lua.LState) uint32 {
	a, x := vm.ParamsOf(L), ^uint32(0)
	for n := 1; n <= L.GetTop(); n++ {
		x &= argument(a, n)
	}
	return x
}

func test(L *lua.LState) int {
	L.Push(lua.LBool(and(L) != 0))
	return 1
}

// all is a function of any number of numbers.
func all(op func(x, y uint32) uint32) lua.LGFunction {
	return func(L *lua.LState) int {
		a, x := vm.ParamsOf(L), uint32(0)
		for n := 1; n <= L.GetTop(); n++ {
			x = op(x, argument(a, n))
		}
		return push(L, x)
	}
}

// shift is a function of a number and a count, which may be negative.
func shift(op func(x uint32, n int) uint32) lua.LGFunction {
	return func(L *lua.LState) int {
		a := vm.ParamsOf(L)
		x := argument(a, 1)
		return push(L, op(x, int(max(a.Integer(2), -math.MaxInt64))))
	}
}

// left shifts to the left, or to the right where n is negative.
func left(x uint32, n int) uint32 {
	if n < 0 {
		return x >> -n
	}
	return x << n
}

// arithmetic shifts to the right, and repeats the highest bit.
func arithmetic(x uint32, n int) uint32 {
	if n < 0 {
		return x << -n
	}
	return uint32(int32(x) >> n)
}

// field reads the arguments that say which bits: where the lowest is, and how many; n is the first of them.
func field(a vm.Params, n int) (at int, mask uint32) {
	lowest, width := a.Integer(n), a.OptInteger(n+1, 1)
	switch {
	case lowest < 0:
		a.Fail(n, "field cannot be negative")
	case width <= 0:
		a.Fail(n+1, "width must be positive")
	case lowest > 32-width:
		vm.Fail(a.L, "trying to access non-existent bits")
	}
	return int(lowest), uint32(1<<width - 1)
}

// extract(x, field [, width])
func extract(L *lua.LState) int {
	a := vm.ParamsOf(L)
	x := argument(a, 1)
	at, mask := field(a, 2)
	return push(L, x>>at&mask)
}

// replace(x, v, field [, width])
func replace(L *lua.LState) int {
	a := vm.ParamsOf(L)
	x, v := argument(a, 1), argument(a, 2)
	at, mask := field(a, 3)
	return push(L, x&^(mask<<at)|v&mask<<at)
}
