package vm

// This file reads, compares and makes the values that instructions work on, where that needs no metamethod.

import (
	"math"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// rk is the value of an argument that is a register or a constant.
func rk(arg int, r *glua.Registry, lbase int, constants []lua.LValue) lua.LValue {
	if arg&glua.ConstantBit != 0 {
		return constants[arg&^glua.ConstantBit]
	}
	return r.Array[lbase+arg]
}

// isNil is v == lua.LNil, without a call.
func isNil(v lua.LValue) bool {
	_, ok := v.(*lua.LNilType)
	return ok
}

// truth is whether a condition holds.
func truth(v lua.LValue) bool {
	switch v := v.(type) {
	case *lua.LNilType:
		return false
	case lua.LBool:
		return bool(v)
	}
	return true
}

// same compares values; a metamethod may have to decide if it is not sure.
func same(x, y lua.LValue) (equal, sure bool) {
	switch x := x.(type) {
	case *lua.LNilType:
		_, ok := y.(*lua.LNilType)
		return ok, true
	case lua.LNumber:
		y, ok := y.(lua.LNumber)
		return ok && x == y, true
	case lua.LString:
		y, ok := y.(lua.LString)
		return ok && x == y, true
	case lua.LBool:
		y, ok := y.(lua.LBool)
		return ok && x == y, true
	case *lua.LTable:
		y, ok := y.(*lua.LTable)
		return ok && x == y, !ok || x == y
	case *lua.LUserData:
		y, ok := y.(*lua.LUserData)
		return ok && x == y, !ok || x == y
	}
	return x == y, true
}

// modulo is Lua's %, whose result has the sign of the divisor.
func modulo(x, y lua.LNumber) lua.LNumber {
	if x > 0 && y > 0 && x < 1<<53 && y < 1<<53 {
		if i, j := int64(x), int64(y); lua.LNumber(i) == x && lua.LNumber(j) == y {
			if (i|j)>>32 == 0 { // the quicker division
				return lua.LNumber(uint32(i) % uint32(j))
			}
			return lua.LNumber(i % j)
		}
	}
	v := lua.LNumber(math.Mod(float64(x), float64(y)))
	if y > 0 && v < 0 || y < 0 && v > 0 {
		v += y
	}
	return v
}

// numberBoxes makes values of numbers: a value points to its number.
type numberBoxes struct {
	block []lua.LNumber
	used  int  // of the block
	few   bool // memory is limited: a number that is kept keeps those that were made with it
}

// more makes room for numbers.
func (b *numberBoxes) more() {
	n := 32
	if b.few {
		n = 8
	}
	b.block, b.used = make([]lua.LNumber, n), 0
}

// small are the boxes of the numbers from 0 on, shared by all.
var small = func() (boxes [1024]lua.LNumber) {
	for i := range boxes {
		boxes[i] = lua.LNumber(i)
	}
	return boxes
}()

// box returns v as a value.
func (b *numberBoxes) box(v lua.LNumber) lua.LValue {
	var p *lua.LNumber
	if i := int(v); uint(i) < uint(len(small)) && math.Float64bits(float64(i)) == math.Float64bits(float64(v)) {
		p = &small[i]
	} else {
		if b.used == len(b.block) {
			b.more()
		}
		p = &b.block[b.used]
		b.used++
		*p = v
	}
	return glua.Number(p)
}
