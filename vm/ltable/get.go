package ltable

// This file reads tables.

import lua "github.com/yuin/gopher-lua"

// GetInt is t[i].
func GetInt(t *lua.LTable, i int) lua.LValue {
	if a := of(t).Array; uint(i-1) < uint(len(a)) {
		if v := a[i-1]; live(v) {
			return v
		}
	}
	return of(t).getInt(i)
}

// GetString is t[s].
func GetString(t *lua.LTable, s string) lua.LValue {
	l := of(t)
	if v := l.Strdict[s]; v != nil {
		return v
	}
	if l.Dict != nil {
		return l.weakly(lua.LString(s))
	}
	return lua.LNil
}

// Get is t[key], nil for a key that is nil or not a number.
func Get(t *lua.LTable, key lua.LValue) lua.LValue {
	switch k := key.(type) {
	case lua.LString:
		return GetString(t, string(k))
	case lua.LNumber:
		if i := int(k); lua.LNumber(i) == k {
			return GetInt(t, i)
		}
	}
	return of(t).get(key)
}

// get looks a key up that is not in the array.
func (l *layout) get(key lua.LValue) lua.LValue {
	if v := l.Dict[key]; v != nil {
		return v
	}
	return l.weakly(key)
}

// weakly looks a key up that is not in the plain parts.
func (l *layout) weakly(key lua.LValue) lua.LValue {
	if w := l.weakPart(); w != nil && w.takes(key) {
		return w.get(key)
	}
	return lua.LNil
}

// getInt is get for an integer. It is short, so that GetInt is inlined.
func (l *layout) getInt(i int) lua.LValue { return l.get(lua.LNumber(i)) }

// Len is a border of t, what # gives: t[n] is not nil, unless n is 0, and t[n+1] is nil. Where there are several it is the
// one that PUC Lua finds, as far as that is kept: see places.
func Len(t *lua.LTable) int {
	l := of(t)
	n := len(l.Array)
	if len(l.Dict) == 0 && (n == 0 || live(l.Array[n-1])) && (len(l.Keys) == 0 || l.header() == nil) {
		return n
	}
	return l.border()
}

func (l *layout) border() int {
	if w := l.weakPart(); w != nil && w.values {
		return w.border()
	}
	l.cut()
	l.absorb()
	if p := l.places(); p != nil {
		return p.border(l)
	}
	n := len(l.Array)
	if n < lua.MaxArrayIndex-1 {
		return n
	}
	// What is beyond the longest array is searched as Lua searches a hash part.
	lo, hi := len(l.Array), len(l.Array)+1
	for l.filled(hi) {
		lo, hi = hi, 2*hi
	}
	return l.search(lo, hi)
}

// search finds a border from lo on, which is one or has a value, to below hi, which has none.
func (l *layout) search(lo, hi int) int {
	for hi-lo > 1 {
		if mid := lo + (hi-lo)/2; l.filled(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// filled tells whether there is an element i, which is at least 1.
func (l *layout) filled(i int) bool {
	return i <= len(l.Array) && live(l.Array[i-1]) || len(l.Dict) > 0 && live(l.getInt(i))
}
