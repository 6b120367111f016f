// Package bit is the Lua module bit, as LuaBitOp and LuaJIT have it: operations on 32 bits, whose results are signed.
//
// A host lists [Module] among the modules of its runtime. It grants nothing.
package bit

// This file is the whole module.

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"moonloop/bindings/box"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module bit.
var Module = box.Module{Name: "bit", Open: open}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	b := e.Build("bit", &shape)
	vm.SetNatives(b, []vm.GoFunction{
		{Name: "tobit", Fn: one(func(x uint32) uint32 { return x })},
		{Name: "tohex", Fn: toHex},
		{Name: "bnot", Fn: one(func(x uint32) uint32 { return ^x })},
		{Name: "bswap", Fn: one(bits.ReverseBytes32)},
		{Name: "band", Fn: all(func(x, y uint32) uint32 { return x & y })},
		{Name: "bor", Fn: all(func(x, y uint32) uint32 { return x | y })},
		{Name: "bxor", Fn: all(func(x, y uint32) uint32 { return x ^ y })},
		{Name: "lshift", Fn: shift(func(x uint32, n int) uint32 { return x << n })},
		{Name: "rshift", Fn: shift(func(x uint32, n int) uint32 { return x >> n })},
		{Name: "arshift", Fn: shift(func(x uint32, n int) uint32 { return uint32(int32(x) >> n) })},
		{Name: "rol", Fn: shift(func(x uint32, n int) uint32 { return bits.RotateLeft32(x, n) })},
		{Name: "ror", Fn: shift(func(x uint32, n int) uint32 { return bits.RotateLeft32(x, -n) })},
	})
	return b.Table()
}

// magic added to a number leaves its low 32 bits, rounded to the nearest integer, in the low bits of the sum.
const magic = 1<<52 + 1<<51

// argument is argument n, its low 32 bits.
func argument(a vm.Params, n int) uint32 { return uint32(math.Float64bits(a.Number(n) + magic)) }

func push(L *lua.LState, x uint32) int {
	L.Push(lua.LNumber(int32(x)))
	return 1
}

// one is a function of one number.
func one(op func(x uint32) uint32) lua.LGFunction {
	return func(L *lua.LState) int { return push(L, op(argument(vm.ParamsOf(L), 1))) }
}

// all is a function of one number or more.
func all(op func(x, y uint32) uint32) lua.LGFunction {
	return func(L *lua.LState) int {
		a := vm.ParamsOf(L)
		x := argument(a, 1)
		for n := 2; n <= L.GetTop(); n++ {
			x = op(x, argument(a, n))
		}
		return push(L, x)
	}
}

// shift is a function of a number and a count, of which five bits matter.
func shift(op func(x uint32, n int) uint32) lua.LGFunction {
	return func(L *lua.LState) int {
		a := vm.ParamsOf(L)
		x := argument(a, 1)
		return push(L, op(x, int(argument(a, 2)&31)))
	}
}

// toHex is tohex(x [, digits]): digits below zero are upper-case ones.
func toHex(L *lua.LState) int {
	a := vm.ParamsOf(L)
	x, n := argument(a, 1), int32(8)
	if !a.Missing(2) {
		n = int32(argument(a, 2))
	}
	s := strconv.FormatUint(1<<32|uint64(x), 16)[1:]
	if n < 0 {
		s, n = strings.ToUpper(s), -n
	}
	if n >= 0 && n < 8 { // the lowest integer is its own opposite
		s = s[8-n:]
	}
	L.Push(lua.LString(s))
	return 1
}
