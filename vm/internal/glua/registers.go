package glua

// This file works on the registers of a thread as gopher-lua does.

import lua "github.com/yuin/gopher-lua"

// Set makes v the value of register i. A register below the top is in use.
func (r *Registry) Set(i int, v lua.LValue) {
	if i >= r.Top {
		r.Raise(i + 1)
	}
	r.Array[i] = v
}

// Raise makes top, which is above the present one, the number of registers in use. There may be no room for it:
// gopher-lua's compiler counts the registers of a function too low.
func (r *Registry) Raise(top int) {
	if top > len(r.Array) {
		r.Grow(top)
	}
	r.Top = top
}

// Grow makes room for size registers, more than there is.
func (r *Registry) Grow(size int) {
	grown := make([]lua.LValue, max(size, 2*len(r.Array)))
	copy(grown, r.Array)
	r.Array = grown
}

// Lower makes top, which is not above the present one, the number of registers in use.
func (r *Registry) Lower(top int) {
	for i := r.Top - 1; i >= top; i-- { // few: clear would be slower
		r.Array[i] = nil
	}
	r.Top = top
}

// Resize makes top the number of registers in use; new ones are nil.
func (r *Registry) Resize(top int) {
	if top <= r.Top {
		r.Lower(top)
		return
	}
	none := lua.LNil
	for i := r.Top; i < top; i++ {
		r.Array[i] = none
	}
	r.Top = top
}

// Results moves what a function returned, have values from src on, to dst on, where want are wanted, and ends the
// registers in use there.
func (r *Registry) Results(dst, src, have, want int) {
	top := r.Top
	if dst+want > len(r.Array) {
		r.Raise(dst + want)
	}
	array := r.Array
	for i := range want {
		if i < have && src+i >= 0 {
			array[dst+i] = array[src+i]
		} else {
			array[dst+i] = lua.LNil
		}
	}
	r.Top = dst + want
	for i := top - 1; i >= r.Top; i-- {
		array[i] = nil
	}
}

// Room tells whether the frame of a Lua function fits above its arguments, which end at top.
func (r *Registry) Room(top int, proto *lua.FunctionProto) bool {
	return top+int(proto.NumParameters)+1+int(proto.NumUsedRegisters) <= len(r.Array)
}
