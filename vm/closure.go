package vm

// This file makes closures, for the main loop.

import (
	lua "github.com/yuin/gopher-lua"
)

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
