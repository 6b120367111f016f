package vm

// This file reads and writes elements of values, with the metamethods __index and __newindex.

import (
	"moonloop/vm/internal/glua"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// maxIndexLoop is how many tables an __index or __newindex may lead to, one from the other.
const maxIndexLoop = 100

// seals are the tables of methods of metatables that never change, by the address of the metatable: one in each place.
type seals [64]struct{ mt, index *lua.LTable }

func (s *seals) place(mt *lua.LTable) *struct{ mt, index *lua.LTable } {
	return &s[glua.Address(mt)>>6%uintptr(len(s))] // a table takes 112 bytes
}

// Seal promises that __index of the metatable always looks into the table of methods first, so that the methods of its
// userdata are found without it. It returns mt.
func (rt *Runtime) Seal(mt, methods *lua.LTable) *lua.LTable {
	p := rt.sealed.place(mt)
	p.mt, p.index = mt, methods
	return mt
}

// lookup returns obj[name], where name is a string; nil (not Lua's) when a metamethod has to be called for it, or that is
// an error. Where the field is is remembered in g for the instruction at site.
func lookup(rt *Runtime, g *glua.Guesses, site glua.Site, obj, name lua.LValue) lua.LValue {
	key := string(name.(lua.LString))
	for range 16 {
		var meta lua.LValue
		switch x := obj.(type) {
		case *lua.LTable:
			l := glua.Table(x)
			at, missing := l.Field(key, g, site)
			if at != nil {
				return *at
			}
			if !missing {
				if v, ok := l.Strdict[key]; ok {
					return v
				}
			}
			if meta = l.Metatable; isNil(meta) {
				return lua.LNil
			}
			if l.Dict != nil && ltable.IsWeak(x) {
				return nil
			}
		case *lua.LUserData:
			if mt, ok := x.Metatable.(*lua.LTable); ok {
				if p := rt.sealed.place(mt); p.mt == mt {
					if g != nil {
						if at := g.Known(glua.Table(p.index), key, site); at != nil {
							return *at
						}
					}
					if v, ok := field(g, site, p.index, key); ok {
						return v
					}
				}
			}
			meta = x.Metatable
		case lua.LString:
			meta = rt.stringMeta()
		default:
			return nil
		}
		mt, ok := meta.(*lua.LTable)
		if !ok {
			return nil
		}
		if obj, ok = field(&rt.guesses, 0, mt, "__index"); !ok {
			return nil
		}
	}
	return nil
}

// field is tb[key] if it is not nil.
func field(g *glua.Guesses, site glua.Site, tb *lua.LTable, key string) (v lua.LValue, ok bool) {
	l := glua.Table(tb)
	at, missing := l.Field(key, g, site)
	if at != nil {
		return *at, true
	}
	if missing {
		return nil, false
	}
	v, ok = l.Strdict[key]
	return v, ok
}

// stringMeta is the metatable of strings.
func (rt *Runtime) stringMeta() lua.LValue {
	return rt.host.GetMetatable(lua.LString(""))
}

// index is obj[key]; register says which one obj is in, or noRegister.
func (t *thread) index(obj, key lua.LValue, register int) lua.LValue {
	for range maxIndexLoop {
		tb, isTable := obj.(*lua.LTable)
		if isTable {
			t.rt.found(key)
			if v := ltable.Get(tb, key); !isNil(v) || isNil(tb.Metatable) {
				return v
			}
		}
		tm := t.metafield(obj, "__index")
		if isNil(tm) {
			if isTable {
				return lua.LNil
			}
			t.typeError("index", obj, register)
		}
		if _, ok := tm.(*lua.LFunction); ok {
			return t.meta1(tm, obj, key)
		}
		obj, register = tm, noRegister
	}
	t.fail("loop in gettable")
	return nil
}

// setIndex is obj[key] = v.
func (t *thread) setIndex(obj, key, v lua.LValue, register int) {
	for range maxIndexLoop {
		tb, isTable := obj.(*lua.LTable)
		var tm lua.LValue
		if isTable {
			t.rt.refuseChange(tb)
			if n, ok := key.(lua.LNumber); isNil(tb.Metatable) || !isNil(ltable.Get(tb, key)) {
				t.checkKey(key)
				t.rawSet(tb, key, v)
				return
			} else if isNil(key) || ok && n != n {
				t.checkKey(key)
			}
			if tm = t.metafield(tb, "__newindex"); isNil(tm) {
				t.rawSet(tb, key, v)
				return
			}
		} else if tm = t.metafield(obj, "__newindex"); isNil(tm) {
			t.typeError("index", obj, register)
		}
		if m := t.rt.meter; m != nil {
			m.note(noteSize)
		}
		if fn, ok := tm.(*lua.LFunction); ok {
			t.meta(fn, 0, obj, key, v)
			return
		}
		obj, register = tm, noRegister
	}
	t.fail("loop in settable")
}

// checkKey refuses what is no key.
func (t *thread) checkKey(key lua.LValue) {
	if isNil(key) {
		t.fail("table index is nil")
	}
	if n, ok := key.(lua.LNumber); ok && n != n {
		t.fail("table index is NaN")
	}
}

// rawSet sets an element and charges for what the table grows by.
func (t *thread) rawSet(tb *lua.LTable, key, v lua.LValue) {
	m := t.rt.meter
	t.rt.found(key)
	if m == nil || m.memory.limit <= 0 {
		ltable.Set(tb, key, v)
		return
	}
	before := ltable.Extent(tb)
	ltable.Set(tb, key, v)
	if n := ltable.Extent(tb) - before; n > 0 {
		m.note(n)
	}
}

// setField makes tb[name] value, where name is a string, or returns false when that takes more: a metamethod, or what a
// limit is to know of if the table is not to grow.
func setField(g *glua.Guesses, site glua.Site, tb *lua.LTable, name, value lua.LValue, grow bool) bool {
	if isNil(value) {
		return false
	}
	key := string(name.(lua.LString))
	l := glua.Table(tb)
	at, missing := l.Field(key, g, site)
	if at != nil && !isFixed(tb) {
		*at = value
		return true
	}
	if !missing {
		if _, ok := l.Strdict[key]; ok && !isFixed(tb) {
			ltable.Set(tb, name, value)
			return true
		}
	}
	if !isNil(l.Metatable) {
		mt, ok := l.Metatable.(*lua.LTable)
		if !ok || isFixed(tb) {
			return false
		}
		if _, ok := field(nil, 0, mt, "__newindex"); ok {
			return false
		}
	}
	if l.Add(key, value) {
		return true
	}
	if grow {
		ltable.Set(tb, name, value)
	}
	return grow
}

// metafield is the field of the metatable of v with that name; Lua's nil when there is none.
func (t *thread) metafield(v lua.LValue, event string) lua.LValue {
	var meta lua.LValue
	switch v := v.(type) {
	case *lua.LTable:
		meta = v.Metatable
	case *lua.LUserData:
		meta = v.Metatable
	default:
		return t.GetMetaField(v, event)
	}
	if mt, ok := meta.(*lua.LTable); ok {
		if f, ok := field(nil, 0, mt, event); ok {
			return f
		}
	}
	return lua.LNil
}

// meta calls a metamethod with a number of results, which it leaves above the registers in use.
func (t *thread) meta(tm lua.LValue, results int, args ...lua.LValue) {
	r := &t.Registers
	r.GrowBy = max(r.GrowBy, glua.InlineRegisters)
	fn, ok := tm.(*lua.LFunction)
	if !ok {
		fn, ok = t.metafield(tm, "__call").(*lua.LFunction)
		if !ok {
			t.typeError("call", tm, noRegister)
		}
		t.Push(fn)
		t.Push(tm)
		for _, v := range args {
			t.Push(v)
		}
		t.Call(len(args)+1, results)
		return
	}
	t.Push(fn)
	for _, v := range args {
		t.Push(v)
	}
	t.Call(len(args), results)
}

// meta1 calls a metamethod and returns its result.
func (t *thread) meta1(tm lua.LValue, args ...lua.LValue) lua.LValue {
	t.meta(tm, 1, args...)
	r := &t.Registers
	r.Top--
	v := r.Array[r.Top]
	r.Array[r.Top] = nil
	return v
}

// Index is v[key] for the Go function that runs on L, with metamethods, under which the task can await.
func Index(L *lua.LState, v, key lua.LValue) lua.LValue {
	runtimeOf(L)
	return threadOf(L).index(v, key, noRegister)
}

// SetIndex does v[key] = x for the Go function that runs on L, with metamethods, under which the task can await.
func SetIndex(L *lua.LState, v, key, x lua.LValue) {
	runtimeOf(L)
	threadOf(L).setIndex(v, key, x, noRegister)
}
