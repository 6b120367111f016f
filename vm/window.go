package vm

// This file is what the main loop works on: the registers of the function that runs, the cells of numbers in them, and its
// constants. What a cell is, tells package glua.

import (
	"moonloop/vm/internal/compile"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// A window is what the function that runs can reach. It is a struct so that it stays in memory: as variables of the main
// loop these would be moved about between machine registers at every instruction.
type window struct {
	code       []compile.Instruction
	consts     []lua.LValue
	reg        []lua.LValue
	cells      []lua.LNumber // of these registers; none in a thread that has not computed numbers
	lbase, end int           // of the registers in the thread's
}

// rk is the value of an operand that is a register or a constant.
func rk(x int, reg, consts []lua.LValue) lua.LValue {
	if x&compile.ConstantBit != 0 {
		return consts[x&^compile.ConstantBit]
	}
	return reg[x]
}

// put makes the number x, which is computed, the value of register a.
func put(reg []lua.LValue, cells []lua.LNumber, a int, x lua.LNumber) {
	cell := &cells[a]
	*cell = x
	if !glua.Within(reg[a], cell) {
		reg[a] = glua.Number(cell)
	}
}

// move copies register b to register a.
func move(a, b int, reg []lua.LValue, cells []lua.LNumber) {
	v := reg[b]
	if b < len(cells) && glua.Within(v, &cells[b]) {
		put(reg, cells, a, cells[b])
	} else {
		reg[a] = v
	}
}

// keep is the value of register i for who keeps it.
func keep(i int, reg []lua.LValue, cells []lua.LNumber, numbers *glua.Numbers) lua.LValue {
	v := reg[i]
	if i < len(cells) && glua.Within(v, &cells[i]) {
		v = numbers.Box(cells[i])
	}
	return v
}

// keptRK is rk for who keeps the value.
func keptRK(x int, reg, consts []lua.LValue, cells []lua.LNumber, numbers *glua.Numbers) lua.LValue {
	if x&compile.ConstantBit != 0 {
		return consts[x&^compile.ConstantBit]
	}
	return keep(x, reg, cells, numbers)
}
