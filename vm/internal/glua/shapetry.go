//go:build go1.24 && !go1.27

package glua

// This file tries compact tables out before they are believed.

import (
	"strconv"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// shapes tells whether tables can be made so.
var shapes bool

func init() {
	shapes = mirrored && unsafe.Sizeof(uintptr(0)) == 8 && unsafe.Sizeof(TableLayout{}) == unsafe.Sizeof(lua.LTable{})
	if !shapes {
		return
	}
	fields, places := map[string]lua.LValue{"": lua.LNil}, map[lua.LValue]int{lua.LNil: 0}
	fieldSeed, placeSeed = inside(&fields).seed, inside(&places).seed
	shapes = tryShape(3, 2, 1) && tryShape(3, 3, 2) && tryShape(MaxShape, MaxShape, 1)
}

// moreNames is how many names tryShape sets beyond those of the shape.
const moreNames = 4

// tryShape does with a table of so many names what Go code may do, and compares with a map that Go has made: the first ones
// are set, some of these deleted, which ones says changed, then so many others set, and those again.
func tryShape(size, filled, changed int) bool {
	names := make([]lua.LValue, size+moreNames)
	for i := range names {
		names[i] = lua.LString("name" + strconv.Itoa(i))
	}
	s := NewShape(names[:size], size)
	t := s.New()
	l := Table(t)
	model := map[string]lua.LValue{}
	same := func() bool {
		seen := 0
		for k, v := range l.Strdict {
			if seen++; model[k] != v {
				return false
			}
		}
		for i, name := range names {
			k := string(name.(lua.LString))
			if v, ok := l.Strdict[k]; ok != (model[k] != nil) || v != model[k] {
				return false
			}
			if at, ok := l.K2i[name]; ok && (at >= len(l.Keys) || l.Keys[at] != names[i]) {
				return false
			}
		}
		return seen == len(model) && l.Names() == len(model)
	}
	set := func(i int, v lua.LValue) bool {
		k := string(names[i].(lua.LString))
		t.RawSetString(k, v)
		if model[k] = v; v == lua.LNil {
			delete(model, k)
		}
		return same()
	}
	for i := range filled {
		k := string(names[i].(lua.LString))
		if model[k] = lua.LNumber(i); !l.Add(k, model[k]) {
			return false
		}
	}
	if !same() || len(l.Keys) != filled {
		return false
	}
	for i := range filled {
		if i%moreNames == changed && !set(i, lua.LNil) {
			return false
		}
	}
	for i := size; i < size+changed; i++ {
		if !set(i, lua.LTrue) {
			return false
		}
	}
	for i := range filled {
		if !set(i, lua.LFalse) {
			return false
		}
	}
	if size == filled {
		values := make([]lua.LValue, size)
		clear(model)
		for i := range values {
			values[i] = lua.LNumber(-i)
			model[string(names[i].(lua.LString))] = values[i]
		}
		t = s.Fill(values)
		l = Table(t)
		if !same() || changed == 1 && size > 1 && !set(1, lua.LNil) || !set(size+1, lua.LTrue) {
			return false
		}
	}
	fresh := Table(s.New())
	return fresh.Names() == 0 && len(fresh.K2i) == groupSlots && tryOrder(t, len(l.Keys))
}

// tryOrder walks a table as gopher-lua does.
func tryOrder(t *lua.LTable, most int) bool {
	if len(Table(t).Strdict) == 0 {
		return true
	}
	n := 0
	for k, v := t.Next(lua.LNil); k != lua.LNil; k, v = t.Next(k) {
		if n++; n > most || v == lua.LNil {
			return false
		}
	}
	return n == Table(t).Names()
}
