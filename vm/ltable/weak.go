package ltable

// This file is what weak tables keep apart: entries whose key or value does not keep alive what it is.

import (
	"weak"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// A weakPart has the entries of a weak table that may vanish: those whose keys can be collected, where keys are weak,
// and all entries, where values are. The others lie where those of any table lie. Loops that look there for themselves thus
// miss what is weak, and ask this package.
//
// An entry whose key or value is dead is none. Its place stays until something new is inserted, as a traversal may stand
// on it: then, when there is no room, the dead ones go, and there is room for as many again as are left.
type weakPart struct {
	keys, values bool
	places       map[lua.LValue]int // where the items of keys are, by their names
	items        []weakItem         // in the order in which they came
}

// A weakItem is an entry. What is weak of it is a reference. Go's nil for a key: it was another one's with its address.
type weakItem struct{ key, value lua.LValue }

// A reference stands for a value without keeping it alive.
type reference[T any] struct{ weak.Pointer[T] }

func (reference[T]) String() string       { return "weak" }
func (reference[T]) Type() lua.LValueType { return lua.LTNil }

// An address is the name of a key that can be collected. Once that is dead it may be another one's.
type address uintptr

func (address) String() string       { return "address" }
func (address) Type() lua.LValueType { return lua.LTNil }

// collectable tells whether a value can be collected: strings, numbers and booleans never vanish from weak tables.
func collectable(v lua.LValue) bool {
	switch v.(type) {
	case *lua.LTable, *lua.LFunction, *lua.LUserData, *lua.LState:
		return true
	}
	return false
}

// nameOf is what a key is found by.
func nameOf(key lua.LValue) lua.LValue {
	switch k := key.(type) {
	case *lua.LTable:
		return address(glua.Address(k))
	case *lua.LFunction:
		return address(glua.Address(k))
	case *lua.LUserData:
		return address(glua.Address(k))
	case *lua.LState:
		return address(glua.Address(k))
	}
	return key
}

// weakened is a value as a weak half keeps it.
func weakened(v lua.LValue) lua.LValue {
	switch v := v.(type) {
	case *lua.LTable:
		return reference[lua.LTable]{weak.Make(v)}
	case *lua.LFunction:
		return reference[lua.LFunction]{weak.Make(v)}
	case *lua.LUserData:
		return reference[lua.LUserData]{weak.Make(v)}
	case *lua.LState:
		return reference[lua.LState]{weak.Make(v)}
	}
	return v
}

// strong is the value that half an entry keeps or stands for, nil for a dead one.
func strong(half lua.LValue) lua.LValue {
	switch r := half.(type) {
	case reference[lua.LTable]:
		if p := r.Value(); p != nil {
			return p
		}
		return lua.LNil
	case reference[lua.LFunction]:
		if p := r.Value(); p != nil {
			return p
		}
		return lua.LNil
	case reference[lua.LUserData]:
		if p := r.Value(); p != nil {
			return p
		}
		return lua.LNil
	case reference[lua.LState]:
		if p := r.Value(); p != nil {
			return p
		}
		return lua.LNil
	case nil:
		return lua.LNil
	}
	return half
}

// weakPart is that of the table, nil for one that is not weak. A weak table has a dict, be it empty: so that most others
// are told by one look.
func (l *layout) weakPart() *weakPart {
	if l.Dict == nil {
		return nil
	}
	if h := l.header(); h != nil {
		return h.weak
	}
	return nil
}

// takes tells whether the entry of a key lies here.
func (w *weakPart) takes(key lua.LValue) bool { return w.values || collectable(key) }

// find gives the item of a key, nil if there is none.
func (w *weakPart) find(key lua.LValue) *weakItem {
	if at, ok := w.places[nameOf(key)]; ok {
		if it := &w.items[at]; !collectable(key) || strong(it.key) == key {
			return it
		}
	}
	return nil
}

func (w *weakPart) get(key lua.LValue) lua.LValue {
	if it := w.find(key); it != nil {
		return strong(it.value)
	}
	return lua.LNil
}

func (w *weakPart) set(key, v lua.LValue) {
	name, half := nameOf(key), v
	if w.values {
		half = weakened(v)
	}
	it := w.find(key)
	if it != nil {
		if it.value = half; !w.keys {
			it.key = key // release may have weakened it
		}
		return
	}
	if !live(v) {
		return
	}
	if w.keys {
		key = weakened(key)
	}
	if len(w.items) == cap(w.items) {
		w.pack()
	}
	if at, ok := w.places[name]; ok {
		w.items[at] = weakItem{}
	}
	w.places[name] = len(w.items)
	w.items = append(w.items, weakItem{key, half})
}

// entry is the entry at a place. k is nil if there is none any more.
func (w *weakPart) entry(at int) (k, v lua.LValue) {
	it := &w.items[at]
	if k, v = strong(it.key), strong(it.value); !live(k) || !live(v) {
		return lua.LNil, lua.LNil
	}
	return k, v
}

// entries goes through all that is not dead.
func (w *weakPart) entries(yield func(k, v lua.LValue) bool) {
	for at := 0; at < len(w.items); at++ {
		if k, v := w.entry(at); live(k) && !yield(k, v) {
			return
		}
	}
}

// pack takes dead items out and makes room for as many again as are left.
func (w *weakPart) pack() {
	spent(len(w.items))
	alive := w.items[:0]
	for at := range w.items {
		if k, _ := w.entry(at); live(k) {
			alive = append(alive, w.items[at])
		}
	}
	w.items = append(make([]weakItem, 0, max(firstKeys, 2*len(alive))), alive...)
	w.places = make(map[lua.LValue]int, len(alive)+len(alive)/2)
	for at, it := range w.items {
		if k := strong(it.key); live(k) {
			w.places[nameOf(k)] = at
		}
	}
}

// release lets go of what dead entries keep. Their places stay, and their keys are known to a traversal.
func (w *weakPart) release() {
	for at := range w.items {
		if k, _ := w.entry(at); !live(k) {
			it := &w.items[at]
			it.key, it.value = weakened(it.key), lua.LNil
		}
	}
}

// following is the first entry from a place on, nil after the last one.
func (w *weakPart) following(from int) (k, v lua.LValue) {
	for at := from; at < len(w.items); at++ {
		if k, v := w.entry(at); live(k) {
			spent(at + 1 - from)
			return k, v
		}
	}
	spent(len(w.items) - from)
	return lua.LNil, lua.LNil
}

// nextWeak is Next for a weak table: what is weak comes after all else.
func (l *layout) nextWeak(w *weakPart, key lua.LValue) (k, v lua.LValue, ok bool) {
	if live(key) && w.takes(key) && !l.plainly(key) {
		if w.find(key) != nil {
			k, v = w.following(w.places[nameOf(key)] + 1)
			return k, v, true
		}
		if _, was := l.K2i[key]; !was {
			return lua.LNil, lua.LNil, false
		}
	}
	if k, v, ok = l.next(key); !ok || live(k) {
		return k, v, ok
	}
	k, v = w.following(0)
	return k, v, true
}

// plainly tells whether a host has put a key where the weak part takes it.
func (l *layout) plainly(key lua.LValue) bool {
	if i, ok := integer(key); ok && uint(i-1) < uint(len(l.Array)) && live(l.Array[i-1]) {
		return true
	}
	return len(l.K2i) > 0 && l.has(key)
}

// border is one of a table all of whose entries are weak, found as Lua finds one in a hash part.
func (w *weakPart) border() int {
	filled := func(i int) bool { return live(w.get(lua.LNumber(i))) }
	lo, hi := 0, 1
	for filled(hi) {
		lo, hi = hi, 2*hi
	}
	for hi-lo > 1 {
		if mid := lo + (hi-lo)/2; filled(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}
