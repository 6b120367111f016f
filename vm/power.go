package vm

// This file is the operator ^.

import (
	"math"

	"moonloop/vm/libm"

	lua "github.com/yuin/gopher-lua"
)

// power is Lua's ^.
func power(x, y lua.LNumber) lua.LNumber {
	if y == 2 {
		return x * x
	}
	return lua.LNumber(Pow(float64(x), float64(y)))
}

// Pow is x^y. What it gives where that is no number is x or y if that is none, else -nan, as in C on x86-64.
func Pow(x, y float64) float64 {
	r := libm.Pow(x, y)
	switch {
	case r == r:
		return r
	case x != x:
		if math.Mod(y, 2) == 1 || math.Mod(y, 2) == -1 {
			return NaN(false)
		}
		return x
	case y != y:
		return y
	}
	return NaN(true)
}
