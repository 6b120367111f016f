package glua

// This file keeps numbers that are computed out of the heap. A value of gopher-lua's points to its number; a number in a
// register points to the register's cell, which the next number computed there overwrites.
//
// So a value that points to the cell of its register is good as long as that register holds it. A register may point to no
// cell but its own: who copies it to another register, or takes it out of the registers, asks Own or Move first. What
// gopher-lua's functions see as arguments, results and closed variables points to no cell.

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// CellSize is how many bytes the cell of a register takes.
const CellSize = 8

// GrowCells makes a cell for each register there is.
func (t *Thread) GrowCells() []lua.LNumber {
	array, old := t.Registers.Array, t.Cells
	var cells []lua.LNumber
	if len(array) == InlineRegisters {
		cells = t.numbers.row()
	} else {
		cells = make([]lua.LNumber, len(array))
		copy(cells, old)
	}
	for i := range old {
		if Within(array[i], &old[i]) {
			array[i] = Number(&cells[i])
		}
	}
	t.Cells = cells
	return cells
}

// pointee is what v points to.
func pointee(v lua.LValue) unsafe.Pointer { return (*[2]unsafe.Pointer)(unsafe.Pointer(&v))[1] }

// Within tells whether v points to the number n.
func Within(v lua.LValue, n *lua.LNumber) bool { return pointee(v) == unsafe.Pointer(n) }

// Own is the value of register i, which is given a number of its own if it points to the cell.
func (t *Thread) Own(i int) lua.LValue {
	v := t.Registers.Array[i]
	if i < len(t.Cells) && Within(v, &t.Cells[i]) {
		v = t.numbers.Box(t.Cells[i])
		t.Registers.Array[i] = v
	}
	return v
}

// OwnAll is Own for n registers from i on.
func (t *Thread) OwnAll(i, n int) {
	if t.Cells != nil {
		for ; n > 0; n-- {
			t.Own(i)
			i++
		}
	}
}

// Move copies n registers from src on to dst on, which is not above src.
func (t *Thread) Move(dst, src, n int) {
	array, cells := t.Registers.Array, t.Cells
	for i := range n {
		v := array[src+i]
		if src+i < len(cells) && Within(v, &cells[src+i]) {
			cells[dst+i] = cells[src+i]
			v = Number(&cells[dst+i])
		}
		array[dst+i] = v
	}
}

// Get is the variable's value.
func (u *Upvalue) Get() lua.LValue {
	if u.Closed || u.Reg == nil {
		return u.Value
	}
	v := u.Reg.Array[u.Index]
	if _, ok := v.(lua.LNumber); ok {
		return u.thread().Own(u.Index)
	}
	return v
}

// Set makes v, which points to no cell, the variable's value.
func (u *Upvalue) Set(v lua.LValue) {
	if u.Closed || u.Reg == nil {
		u.Value = v
	} else {
		u.Reg.Array[u.Index] = v
	}
}

// thread is the one in whose registers the variable is.
func (u *Upvalue) thread() *Thread {
	return (*Thread)(unsafe.Add(unsafe.Pointer(u.Reg), -int(unsafe.Offsetof(Thread{}.Registers))))
}

// Variable is the inside of an upvalue.
func Variable(uv *lua.Upvalue) *Upvalue { return (*Upvalue)(unsafe.Pointer(uv)) }
