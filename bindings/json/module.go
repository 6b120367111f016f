// Package json is the Lua module json: it reads and writes JSON (RFC 8259) straight between bytes and Lua values.
//
// An array is a list, an object a table with strings for keys, in the order of the document; [ ] has a mark, a metatable,
// by which it stays an array, and null is a value of its own, json.null. What has no place in JSON is an error that names
// the way to it.
//
// Strings of a decoded document are parts of its text, and keep it alive, except under a limit on memory, where each is a
// copy. Both directions keep to the limits of the runtime: they pay for what they work through, and ask before they take.
package json

// This file is the module's table, and the marks that tables can bear.

import (
	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module json.
var Module = box.Module{Name: "json", Open: open}

// DecodeError is the class of what is wrong with a document. Its errors have line, column and offset.
var DecodeError = loop.NewClass("DecodeError", loop.ValueError)

// instance is the module of one runtime.
type instance struct {
	rt            *vm.Runtime
	null          *lua.LUserData
	array, object *lua.LTable // metatables, which mark tables
	buf           []byte      // of encode, to be used again
	records       records     // of decode
}

var shape vm.Shape

// A Codec reads and writes documents for other modules, as the functions of this one do.
type Codec struct{ m *instance }

// Of is the codec of a runtime, whether it has the module json or not.
func Of(e *box.Env) Codec {
	return e.Shared(Codec{}, func() any {
		m := &instance{rt: e.Runtime}
		null := e.Class("null", func() []native.Entry {
			return []native.Entry{native.Func("__tostring", func(c native.Call) int { return c.Push(lua.LString("null")) })}
		})
		m.null = null.New(nil)
		m.array, m.object = mark(e.Runtime, "array"), mark(e.Runtime, "object")
		return Codec{m}
	}).(Codec)
}

// Encode is the document of v. It raises what encode does.
func (k Codec) Encode(c native.Call, v lua.LValue) string {
	return k.m.text(encoder{m: k.m, call: c}, v)
}

// Decode is the value of a document. It raises what decode does.
func (k Codec) Decode(c native.Call, text string) lua.LValue {
	return k.m.read(c, text, settings{null: k.m.null, bigint: "number", maxDepth: defaultDepth})
}

func open(e *box.Env) lua.LValue {
	m := Of(e).m
	b := e.Build("json", &shape,
		native.Func("encode", m.encode), // encode(v, {indent=, sort_keys=})
		native.Func("decode", m.decode), // decode(text, {null=, bigint=, max_depth=})
		native.Func("lines", m.lines),   // for v, line in lines(source, {null=, bigint=, max_depth=}) do: awaits
		native.Func("array", m.toArray), // array([t]): t, marked
		native.Func("object", m.toObject),
	)
	b.Set("null", m.null)
	b.SetClasses(m.rt, []*loop.Class{DecodeError})
	return b.Table()
}

// markField is where a mark says what it is: what came from another runtime has a copy of its mark.
const markField = "__name"

// bears tells whether a table has a mark, or a copy of it.
func bears(t *lua.LTable, mark *lua.LTable) bool {
	mt, ok := t.Metatable.(*lua.LTable)
	return ok && (mt == mark || mt.RawGetString(markField) == mark.RawGetString(markField))
}

// mark makes a metatable that says what a table is.
func mark(rt *vm.Runtime, kind string) *lua.LTable {
	b := vm.Build(rt.State(), nil, 2)
	b.Set(markField, lua.LString("json."+kind))
	b.Set("__metatable", lua.LString("json."+kind))
	return b.Table()
}

func (m *instance) toArray(c native.Call) int { return m.marked(c, m.array) }

func (m *instance) toObject(c native.Call) int { return m.marked(c, m.object) }

// marked gives the table that is the argument, or a new one, its mark.
func (m *instance) marked(c native.Call, mark *lua.LTable) int {
	if !c.Has(1) {
		return c.Push(&lua.LTable{Metatable: mark})
	}
	t := c.Table(1, "table")
	if t.Metatable != lua.LNil && !bears(t, m.array) && !bears(t, m.object) {
		c.Fail(1, "table without a metatable expected")
	}
	t.Metatable = mark
	return c.Push(t)
}
