// Package toml is the Lua module toml: TOML 1.1 to tables and back.
//
// Tables keep the order of the document. Dates and times are strings in the form of RFC 3339, as the document has them; what
// is written as one is a DateTime. An array that is empty has a mark, a metatable, by which it stays one.
//
// A host lists [Module] among the modules of its runtime. It grants nothing.
package toml

// This file makes the module.

import (
	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module toml.
var Module = box.Module{Name: "toml", Open: open}

// DecodeError is the error of a text that is no TOML; it has line and column.
var DecodeError = loop.NewClass("DecodeError", loop.ValueError)

type instance struct {
	rt        *vm.Runtime
	array     *lua.LTable // the metatable of empty arrays
	maxString int         // the length of the longest string that may be made; 0: any
}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	m := &instance{rt: e.Runtime, maxString: e.Library.MaxString}
	mark := vm.Build(m.rt.State(), nil, 2)
	mark.Set("__name", lua.LString("toml.array"))
	mark.Set("__metatable", lua.LString("toml.array"))
	m.array = mark.Table()
	b := e.Build("toml", &shape,
		native.Func("decode", m.decode), // decode(text, {bigint=}): a table
		native.Func("encode", m.encode), // encode(t): text
	)
	b.SetClasses(m.rt, []*loop.Class{DecodeError})
	return b.Table()
}
