package vm

// This file lays out the registers of a call, and makes closures, for the main loop.

import (
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// lay lays out the registers of a Lua function's frame, which there is room for, from the arguments on the stack.
func (t *thread) lay(cf *glua.CallFrame) {
	proto, r := cf.Fn.Proto, &t.Registers
	if proto.IsVarArg&lua.VarArgIsVarArg != 0 {
		r.Resize(cf.LocalBase + cf.NArgs)
		t.enter(cf)
		return
	}
	end := cf.LocalBase + int(proto.NumUsedRegisters)
	begin, none := cf.LocalBase+min(cf.NArgs, int(proto.NumParameters)), lua.LNil
	for i := begin; i < end; i++ {
		r.Array[i] = none
	}
	for i := end; i < r.Top; i++ { // arguments beyond those that it takes
		r.Array[i] = nil
	}
	r.Top = end
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
