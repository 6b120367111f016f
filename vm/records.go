package vm

// This file makes tables and values in numbers, for modules that decode documents and rows.

import (
	"maps"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// NewList makes a table of the elements of values, of which the last is not nil. It keeps a copy.
func NewList(values []lua.LValue) *lua.LTable {
	t := &lua.LTable{Metatable: lua.LNil}
	glua.Table(t).Array = append(make([]lua.LValue, 0, len(values)), values...)
	return t
}

// A Record makes tables that have the same keys in the same order. It may be used by one goroutine at a time.
type Record struct {
	keys  []lua.LValue // shared by its tables, and full, so that who appends makes a copy
	names []string
	index map[lua.LValue]int // made for the second table
	shape *glua.Shape        // made for the second table, if there are few keys
	used  bool
}

// NewRecord makes a Record of keys that are all different.
func NewRecord(names []string) *Record {
	r := &Record{names: append(make([]string, 0, len(names)), names...), keys: make([]lua.LValue, len(names))}
	boxed := make([]lua.LString, len(names))
	for i, name := range names {
		boxed[i] = lua.LString(name)
		r.keys[i] = glua.String(&boxed[i])
	}
	return r
}

// Table makes a table of values, one for each key and none of them nil.
func (r *Record) Table(values []lua.LValue) *lua.LTable {
	if len(r.keys) == 0 {
		return &lua.LTable{Metatable: lua.LNil}
	}
	if r.used && len(r.keys) <= glua.MaxShape {
		if r.shape == nil {
			r.shape = glua.NewShape(r.keys, 0)
		}
		if t := r.shape.Fill(values); t != nil {
			return t
		}
	}
	t := &lua.LTable{Metatable: lua.LNil}
	l := glua.Table(t)
	l.Keys = r.keys
	l.Strdict = make(map[string]lua.LValue, len(r.names))
	for i, name := range r.names {
		l.Strdict[name] = values[i]
	}
	if r.used && r.index == nil {
		r.index = r.places()
	}
	if r.used {
		l.K2i = maps.Clone(r.index)
	} else {
		l.K2i = r.places()
	}
	r.used = true
	return t
}

// places are the places of the keys.
func (r *Record) places() map[lua.LValue]int {
	m := make(map[lua.LValue]int, len(r.keys))
	for i, k := range r.keys {
		m[k] = i
	}
	return m
}

// A Boxer makes values of strings and numbers with few allocations: what it makes at a time stays as long as one of them
// does. The zero Boxer is ready.
type Boxer struct {
	strings []lua.LString
	numbers []lua.LNumber
}

// Values are allocated in blocks, of which the first is small.
const firstBoxes, mostBoxes = 4, 64

// String is s as a value.
func (b *Boxer) String(s string) lua.LValue {
	n := len(b.strings)
	if n == cap(b.strings) {
		b.strings, n = make([]lua.LString, 0, min(max(2*n, firstBoxes), mostBoxes)), 0
	}
	b.strings = append(b.strings, lua.LString(s))
	return glua.String(&b.strings[n])
}

// Number is f as a value.
func (b *Boxer) Number(f float64) lua.LValue {
	n := len(b.numbers)
	if n == cap(b.numbers) {
		b.numbers, n = make([]lua.LNumber, 0, min(max(2*n, firstBoxes), mostBoxes)), 0
	}
	b.numbers = append(b.numbers, lua.LNumber(f))
	return glua.Number(&b.numbers[n])
}
