package glua

// This file is what the main loop reads and writes without asking twice: the compiler sees to it that an instruction names no
// register that its function does not have, and no constant of another kind than the instruction wants.

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// A Value mirrors an interface: what it is, which is not in the heap, and where its value is.
type Value struct {
	kind uintptr
	data unsafe.Pointer
}

func kindOf(v lua.LValue) uintptr { return (*Value)(unsafe.Pointer(&v)).kind }

var (
	numberKind = kindOf(lua.LNumber(0))
	tableKind  = kindOf((*lua.LTable)(nil))
)

// IsNumber tells whether v is a number.
func (v *Value) IsNumber() bool { return v.kind == numberKind }

// Number is the number that v is.
func (v *Value) Number() lua.LNumber { return *(*lua.LNumber)(v.data) }

// IsTable tells whether v is a table.
func (v *Value) IsTable() bool { return v.kind == tableKind }

// Table is the inside of the table that v is.
func (v *Value) Table() *TableLayout { return (*TableLayout)(v.data) }

// Text is the string that v is.
func (v *Value) Text() string { return *(*string)(v.data) }

// Lua is v as gopher-lua knows it.
func (v *Value) Lua() *lua.LValue { return (*lua.LValue)(unsafe.Pointer(v)) }

// A Window is where the first of some values is: registers of a function, or its constants.
type Window struct{ first unsafe.Pointer }

// See is a window on values from the first on.
func See(values []lua.LValue) Window { return Window{unsafe.Pointer(unsafe.SliceData(values))} }

// Window is a window on the registers from base on.
func (t *Thread) Window(base int) Window { return Window{unsafe.Pointer(&t.Registers.Array[base])} }

const valueSize = unsafe.Sizeof(Value{})

// At is value i.
func (w Window) At(i int) *lua.LValue {
	return (*lua.LValue)(unsafe.Add(w.first, uintptr(i)*valueSize))
}

// Value is value i by its inside.
func (w Window) Value(i int) *Value { return (*Value)(unsafe.Add(w.first, uintptr(i)*valueSize)) }

// Cells is where the first of some cells is, nil if there are none.
type Cells struct{ first unsafe.Pointer }

// None tells whether there are no cells.
func (c Cells) None() bool { return c.first == nil }

// At is cell i.
func (c Cells) At(i int) *lua.LNumber {
	return (*lua.LNumber)(unsafe.Add(c.first, uintptr(i)*CellSize))
}

// CellsFrom are the cells of the registers from base on.
func (t *Thread) CellsFrom(base int) Cells {
	if len(t.Cells) == 0 {
		return Cells{}
	}
	return Cells{unsafe.Pointer(&t.Cells[base])}
}

// Put makes x the value of a register, in its cell.
func Put(register *Value, cell *lua.LNumber, x lua.LNumber) {
	*cell = x
	if register.data != unsafe.Pointer(cell) {
		register.kind, register.data = numberKind, unsafe.Pointer(cell)
	}
}
