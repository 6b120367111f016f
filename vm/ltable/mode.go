package ltable

// This file makes tables weak, and plain again.

import (
	"iter"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Settle makes t what __mode of its metatable says now: weak in its keys, its values, both or neither. Who sets a metatable
// calls it. It is called again for every table when garbage is collected, since __mode may have changed since; of what is dead
// by then it lets go. It gives how many entries it went through.
func Settle(t *lua.LTable) (entries int) {
	l := of(t)
	keys, values := mode(l.Metatable)
	w := l.weakPart()
	if w == nil && !keys && !values {
		return 0
	}
	if w != nil {
		entries = len(w.items)
		w.release()
		if w.keys != keys || w.values != values {
			l.header().weak = nil
			for k, v := range w.entries {
				Set(t, k, v)
			}
			w = nil
		}
	}
	if keys || values {
		if w == nil {
			w = &weakPart{keys: keys, values: values}
		}
		entries += l.loosen(w)
	}
	return entries
}

// mode is what a metatable says of the tables that have it.
func mode(metatable lua.LValue) (keys, values bool) {
	mt, ok := metatable.(*lua.LTable)
	if !ok {
		return false, false
	}
	s, ok := of(mt).Strdict["__mode"].(lua.LString)
	if !ok {
		return false, false
	}
	return strings.Contains(string(s), "k"), strings.Contains(string(s), "v")
}

// loosen moves what can vanish from the plain parts to w, and gives how many entries it has seen.
func (l *layout) loosen(w *weakPart) (seen int) {
	var moved []lua.LValue
	for k, v := range l.plain {
		if seen++; w.takes(k) {
			w.set(k, v)
			moved = append(moved, k)
		}
	}
	if w.values {
		l.Array, l.Strdict, l.Dict, l.Keys, l.K2i = nil, nil, nil, nil, nil
	} else {
		for _, k := range moved {
			l.forget(k)
		}
	}
	h := l.mark()
	h.weak, h.dropped, h.places = w, true, nil
	l.ground()
	return seen
}

// ground sees to it that a weak table has a dict: see weakPart.
func (l *layout) ground() {
	if l.Dict == nil {
		l.Dict = map[lua.LValue]lua.LValue{}
	}
}

// IsWeak tells whether some entries of t may vanish.
func IsWeak(t *lua.LTable) bool { return of(t).weakPart() != nil }

// An Entry of a weak table, and which half of it the table does not keep alive.
type Entry struct {
	Key, Value         lua.LValue
	WeakKey, WeakValue bool
}

// Entries goes through those of a weak table that are not where a plain table has its entries.
func Entries(t *lua.LTable) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		w := of(t).weakPart()
		if w == nil {
			return
		}
		for k, v := range w.entries {
			if !yield(Entry{k, v, w.keys && collectable(k), w.values && collectable(v)}) {
				return
			}
		}
	}
}
