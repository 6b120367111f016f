package vm

// This file works on the registers of a thread as gopher-lua does, for the main loop.

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// set makes v the value of register i. A register below the top is in use.
func (r *registry) set(i int, v lua.LValue) {
	if i >= r.top {
		r.raise(i + 1)
	}
	r.array[i] = v
}

// raise makes top, which is above the present one, the number of registers in use. There may be no room for it:
// gopher-lua's compiler counts the registers of a function too low.
func (r *registry) raise(top int) {
	if top > len(r.array) {
		r.grow(top)
	}
	r.top = top
}

// grow makes room for size registers, more than there is.
func (r *registry) grow(size int) {
	grown := make([]lua.LValue, max(size, 2*len(r.array)))
	copy(grown, r.array)
	r.array = grown
}

// lower makes top, which is not above the present one, the number of registers in use.
func (r *registry) lower(top int) {
	for i := r.top - 1; i >= top; i-- { // few: clear would be slower
		r.array[i] = nil
	}
	r.top = top
}

// resize makes top the number of registers in use; new ones are nil.
func (r *registry) resize(top int) {
	if top <= r.top {
		r.lower(top)
		return
	}
	none := lua.LNil
	for i := r.top; i < top; i++ {
		r.array[i] = none
	}
	r.top = top
}

// results moves what a function returned, have values from src on, to dst on, where want are wanted, and ends the
// registers in use there.
func (r *registry) results(dst, src, have, want int) {
	top := r.top
	if dst+want > len(r.array) {
		r.raise(dst + want)
	}
	array := r.array
	for i := range want {
		if i < have && src+i >= 0 {
			array[dst+i] = array[src+i]
		} else {
			array[dst+i] = lua.LNil
		}
	}
	r.top = dst + want
	for i := top - 1; i >= r.top; i-- {
		array[i] = nil
	}
}

// room tells whether the frame of a Lua function fits above its arguments, which end at top.
func (r *registry) room(top int, proto *lua.FunctionProto) bool {
	return top+int(proto.NumParameters)+1+int(proto.NumUsedRegisters) <= len(r.array)
}

// lay lays out the registers of a Lua function's frame, which there is room for, from the arguments on the stack.
func (t *thread) lay(cf *callFrame) {
	proto, r := cf.Fn.Proto, &t.registers
	if proto.IsVarArg&lua.VarArgIsVarArg != 0 {
		r.resize(cf.LocalBase + cf.NArgs)
		t.enter(cf)
		return
	}
	end := cf.LocalBase + int(proto.NumUsedRegisters)
	begin, none := cf.LocalBase+min(cf.NArgs, int(proto.NumParameters)), lua.LNil
	for i := begin; i < end; i++ {
		r.array[i] = none
	}
	for i := end; i < r.top; i++ { // arguments beyond those that it takes
		r.array[i] = nil
	}
	r.top = end
}

// upvalue returns the upvalue for register i, a new one if no closure has taken it yet. Those of running functions are in
// a list of their thread, sorted by register.
func (t *thread) upvalue(i int) *lua.Upvalue {
	link := &layoutOf(&t.LState).uvcache
	for *link != nil && (*link).index < i {
		link = &(*link).next
	}
	if uv := *link; uv != nil && uv.index == i {
		return (*lua.Upvalue)(unsafe.Pointer(uv))
	}
	uv := &upvalue{next: *link, reg: &t.registers, index: i}
	*link = uv
	return (*lua.Upvalue)(unsafe.Pointer(uv))
}

// newClosure makes a function with room for its upvalues, in one allocation where there are few.
func newClosure(proto *lua.FunctionProto, env *lua.LTable) *lua.LFunction {
	var fn *lua.LFunction
	switch proto.NumUpvalues {
	case 0:
		fn = &lua.LFunction{Upvalues: []*lua.Upvalue{}}
	case 1:
		f := &struct {
			lua.LFunction
			upvalues [1]*lua.Upvalue
		}{}
		fn, f.Upvalues = &f.LFunction, f.upvalues[:]
	case 2:
		f := &struct {
			lua.LFunction
			upvalues [2]*lua.Upvalue
		}{}
		fn, f.Upvalues = &f.LFunction, f.upvalues[:]
	case 3, 4:
		f := &struct {
			lua.LFunction
			upvalues [4]*lua.Upvalue
		}{}
		fn, f.Upvalues = &f.LFunction, f.upvalues[:proto.NumUpvalues]
	default:
		fn = &lua.LFunction{Upvalues: make([]*lua.Upvalue, proto.NumUpvalues)}
	}
	fn.Proto, fn.Env = proto, env
	return fn
}
