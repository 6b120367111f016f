package ltable

// This file goes through tables.

import (
	"iter"

	lua "github.com/yuin/gopher-lua"
)

// looks is how many dead places Next passes over without a note.
const looks = 16

// Next gives the key that follows, with its value: the first one for nil, and nil after the last one. ok is false if t
// has no such key.
func Next(t *lua.LTable, key lua.LValue) (k, v lua.LValue, ok bool) {
	l := of(t)
	if w := l.weakPart(); w != nil {
		return l.nextWeak(w, key)
	}
	return l.next(key)
}

func (l *layout) next(key lua.LValue) (k, v lua.LValue, ok bool) {
	if !live(key) {
		k, v = l.first()
		return k, v, true
	}
	if i, is := integer(key); is && i > 0 {
		// Between two values of an array that nobody has drained nothing can be special.
		if i < len(l.Array) && len(l.Keys) == 0 && live(l.Array[i]) {
			return lua.LNumber(i + 1), l.Array[i], true
		}
		return l.nextInt(i, key)
	}
	at, ok := l.K2i[key]
	if !ok {
		h := l.header()
		if h == nil || !h.dropped {
			return lua.LNil, lua.LNil, false
		}
		at = h.keys - 1
	}
	k, v = l.nextKey(at + 1)
	return k, v, true
}

// Pairs goes through a table for Go code, which may change and delete existing fields meanwhile: first what is in the
// array, then the other keys in the order in which they came.
func Pairs(t *lua.LTable) iter.Seq2[lua.LValue, lua.LValue] {
	return func(yield func(k, v lua.LValue) bool) {
		l := of(t)
		for k, v := range l.plain {
			if !yield(k, v) {
				return
			}
		}
		if w := l.weakPart(); w != nil {
			w.entries(yield)
		}
	}
}

// plain goes through what is not weak.
func (l *layout) plain(yield func(k, v lua.LValue) bool) {
	for i := 0; i < len(l.Array); i++ {
		if v := l.Array[i]; live(v) && !yield(lua.LNumber(i+1), v) {
			return
		}
	}
	for at, v := l.liveKey(0); at < len(l.Keys); at, v = l.liveKey(at + 1) {
		if !yield(l.Keys[at], v) {
			return
		}
	}
}

// Copy sets all that from has in to.
func Copy(to, from *lua.LTable) {
	for k, v := range Pairs(from) {
		Set(to, k, v)
	}
}

// The array is gone through from the first element that is not known to be dead to the end, then, for what a host may
// have put there since, in front of it.

// first begins a traversal.
func (l *layout) first() (k, v lua.LValue) {
	h := l.header()
	start := 0
	if h != nil {
		start = min(h.array, len(l.Array))
	}
	if i, found := l.element(start, len(l.Array)); found {
		if i-start > looks || i > start && h != nil {
			h = l.mark()
			h.array, h.dropped = i, true
		}
		return lua.LNumber(i + 1), l.Array[i]
	}
	if len(l.Array) > 0 {
		if l.cut() > 0 { // a host has set one of those that were dead
			h.array = 0
			return l.first()
		}
	}
	from := 0
	if h != nil {
		from = h.keys
	}
	at, v := l.liveKey(from)
	k = lua.LNil
	if at < len(l.Keys) {
		k = l.Keys[at]
	}
	if at-from > looks || at > from && h != nil {
		l.drop(from, at)
	}
	return k, v
}

// drop notes that the keys at the places from up to end are dead. A host that sets one of them appends it again. When
// none is left the hash part gives its memory back.
func (l *layout) drop(from, end int) {
	l.inside().Unshape()
	l.own()
	for i := from; i < end; i++ {
		if key := l.Keys[i]; live(key) {
			delete(l.K2i, key)
			if _, ok := key.(lua.LNumber); ok {
				delete(l.Dict, key) // it is in the array as well, if at all
			}
			l.Keys[i] = lua.LNil
		}
	}
	h := l.mark()
	h.keys, h.dropped = end, true
	if end == len(l.Keys) && l.size() == 0 {
		h.keys = 1
		l.Dict, l.Strdict = nil, nil
		l.Keys, l.K2i = []lua.LValue{h}, map[lua.LValue]int{}
		if h.weak != nil {
			l.ground()
		}
	}
}

// nextInt goes on after a positive integer, in the array or in the hash part.
func (l *layout) nextInt(i int, key lua.LValue) (k, v lua.LValue, ok bool) {
	n, start := len(l.Array), 0
	h := l.header()
	if h != nil {
		start = min(h.array, n)
	}
	there := i <= n && live(l.Array[i-1])
	if !there {
		if at, found := l.K2i[key]; found {
			k, v = l.nextKey(at + 1)
			return k, v, true
		}
		// It was the array's, if that has been so long, or else a key that was dropped.
		if (h == nil || !h.dropped) && i > l.slots() && (h == nil || h.places == nil || i > h.places.array) {
			return lua.LNil, lua.LNil, false
		}
	}
	from := i
	if i > start || !there {
		if e, found := l.element(max(i, start), n); found {
			return lua.LNumber(e + 1), l.Array[e], true
		}
		from = 0
	}
	if e, found := l.element(from, start); found {
		return lua.LNumber(e + 1), l.Array[e], true
	}
	at := 0
	if h != nil {
		at = h.keys
	}
	k, v = l.nextKey(at)
	return k, v, true
}

// element finds the first value among the elements with the indices from up to end, counted from 0.
func (l *layout) element(from, end int) (int, bool) {
	for i := from; i < end; i++ {
		if live(l.Array[i]) {
			spent(i + 1 - from)
			return i, true
		}
	}
	spent(max(0, end-from))
	return 0, false
}

func (l *layout) nextKey(from int) (k, v lua.LValue) {
	at, v := l.liveKey(from)
	if at == len(l.Keys) {
		return lua.LNil, lua.LNil
	}
	return l.Keys[at], v
}

// liveKey finds the first key from a place on that has a value in the hash part that counts.
func (l *layout) liveKey(from int) (at int, v lua.LValue) {
	for at = from; at < len(l.Keys); at++ {
		key := l.Keys[at]
		switch k := key.(type) {
		case lua.LString:
			v = l.Strdict[string(k)]
		case nil, *lua.LNilType, *header:
			continue
		case lua.LNumber:
			if v = l.Dict[key]; live(v) {
				if i, ok := integer(key); ok && uint(i-1) < uint(len(l.Array)) && live(l.Array[i-1]) {
					continue // the array's counts
				}
			}
		default:
			v = l.Dict[key]
		}
		if live(v) {
			spent(at + 1 - from)
			return at, v
		}
	}
	spent(at - from)
	return at, lua.LNil
}
