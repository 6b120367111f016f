package ltable

// This file writes tables.

import lua "github.com/yuin/gopher-lua"

// Set does t[key] = v. The key must be neither nil nor NaN.
func Set(t *lua.LTable, key, v lua.LValue) {
	l := of(t)
	switch k := key.(type) {
	case lua.LString:
		l.setString(string(k), key, v)
	case lua.LNumber:
		i := int(k)
		if lua.LNumber(i) != k {
			l.setHash(key, v)
		} else if uint(i-1) < uint(len(l.Array)) && live(v) && live(l.Array[i-1]) {
			l.Array[i-1] = v
		} else {
			l.setInt(i, key, v)
		}
	default:
		l.setHash(key, v)
	}
}

// SetInt does t[i] = v.
func SetInt(t *lua.LTable, i int, v lua.LValue) {
	l := of(t)
	if uint(i-1) < uint(len(l.Array)) && live(v) && live(l.Array[i-1]) {
		l.Array[i-1] = v
	} else {
		l.setInt(i, nil, v)
	}
}

// SetString does t[s] = v. Where there is an LString already, Set is cheaper: it need not be made again.
func SetString(t *lua.LTable, s string, v lua.LValue) { of(t).setString(s, nil, v) }

// setString sets a field. key is s as a value, or nil.
func (l *layout) setString(s string, key, v lua.LValue) {
	if w := l.weakPart(); w != nil && w.values {
		if key == nil {
			key = lua.LString(s)
		}
		delete(l.Strdict, s)
		w.set(key, v)
		return
	}
	if !live(v) {
		l.absent(s, key)
		delete(l.Strdict, s)
		return
	}
	if at := l.inside().Place(s); at != nil {
		*at = v
		return
	}
	if l.inside().Add(s, v) {
		return
	}
	l.inside().Widen()
	if l.Strdict == nil {
		l.Strdict = make(map[string]lua.LValue, l.room())
	}
	n := len(l.Strdict)
	l.Strdict[s] = v
	if len(l.Strdict) != n {
		if key == nil {
			key = lua.LString(s)
		}
		l.addKey(key)
	}
}

// setHash sets a field that is neither a string nor in the array. It reports whether there was none.
func (l *layout) setHash(key, v lua.LValue) bool {
	if w := l.weakPart(); w != nil && w.takes(key) {
		delete(l.Dict, key)
		w.set(key, v)
		return false
	}
	if !live(v) {
		l.appears(key)
		delete(l.Dict, key)
		return false
	}
	if l.Dict == nil {
		l.Dict = make(map[lua.LValue]lua.LValue, l.room())
	}
	n := len(l.Dict)
	l.Dict[key] = v
	if len(l.Dict) == n {
		return false
	}
	l.addKey(key)
	return true
}

// setInt sets an element, other than one in the array by another. key is i as a value, or nil.
func (l *layout) setInt(i int, key, v lua.LValue) {
	n := len(l.Array)
	if uint(i-1) < uint(n) {
		l.setElement(i, v)
		return
	}
	if w := l.weakPart(); w != nil && w.values {
		l.setHash(lua.LNumber(i), v)
		return
	}
	if n > 0 && !live(l.Array[n-1]) {
		n = l.cut()
	}
	if !live(v) {
		if i > l.slots() {
			l.keep()
		}
		l.appearsInt(i) // PUC Lua makes room all the same
		delete(l.Dict, lua.LValue(lua.LNumber(i)))
		return
	}
	if len(l.Dict) > 0 {
		if l.Dict[lua.LNumber(i)] != nil {
			if key == nil {
				key = lua.LNumber(i)
			}
			l.Dict[key] = v
			return
		}
	}
	if i == n+1 && i < lua.MaxArrayIndex && !(n == cap(l.Array) && l.thin()) {
		l.appearsInt(i)
		l.push(v)
		if len(l.Dict) > 0 && l.absorb() > 0 {
			l.tidy()
		}
		return
	}
	if key == nil {
		key = lua.LNumber(i)
	}
	if i > 0 {
		l.keep()
	}
	if l.Array == nil {
		l.Array = []lua.LValue{} // without one, gopher-lua's Next begins the hash part again after an integer
	}
	full := len(l.Keys) == cap(l.Keys)
	if l.setHash(key, v); full && i > 0 {
		l.gather()
	}
}

// setElement sets an element within the array.
func (l *layout) setElement(i int, v lua.LValue) {
	slot := &l.Array[i-1]
	if live(*slot) {
		if live(v) {
			*slot = v
			return
		}
		if i < len(l.Array) {
			l.keep()
		}
		*slot = lua.LNil
		l.forgetInt(i)
		if i == len(l.Array) {
			l.cut()
		}
		return
	}
	if len(l.Dict) > 0 {
		if key := lua.LNumber(i); live(l.get(key)) { // a host has filled the array over it
			l.setHash(key, v)
			return
		}
	}
	l.appearsInt(i)
	if live(v) {
		*slot = v
		l.revived(i)
	} else if i == len(l.Array) {
		l.cut()
	}
}

// SetList does t[from] = values[0], t[from+1] = values[1] and so on, as a constructor does: nils that are followed by a
// value stay holes of the array, however many they are. from must be at least 1.
func SetList(t *lua.LTable, from int, values []lua.LValue) {
	l := of(t)
	if l.weakPart() != nil {
		for i, v := range values {
			SetInt(t, from+i, v)
		}
		return
	}
	n, last := len(values), from+len(values)-1
	if from != len(l.Array)+1 || !solid(values) {
		l.keep()
	}
	if p := l.places(); p != nil && last > p.array {
		p.resize(l, last, len(p.nodes))
	}
	for ; n > 0 && !live(values[n-1]); n-- {
		if i := from + n - 1; i <= len(l.Array) || len(l.Dict) > 0 {
			SetInt(t, i, lua.LNil)
		}
	}
	k := 0
	for ; k < n && (from+k <= len(l.Array) || from+n >= lua.MaxArrayIndex); k++ {
		SetInt(t, from+k, values[k])
	}
	if k == n {
		return
	}
	if cap(l.Array) < from+n-1 {
		l.resize(len(l.Array), from+n-1)
	}
	for len(l.Array) < from+k-1 {
		l.Array = append(l.Array, lua.LNil)
	}
	for ; k < n; k++ {
		v := values[k]
		if !live(v) {
			v = lua.LNil
		}
		l.Array = append(l.Array, v)
		l.forgetInt(from + k)
	}
	if len(l.Dict) > 0 {
		l.absorb()
	}
}

func solid(values []lua.LValue) bool {
	for _, v := range values {
		if !live(v) {
			return false
		}
	}
	return true
}

// Insert puts v before t[i], which moves up by one with all that follow. It does nothing and gives false if i is not
// one of 1 to #t+1.
func Insert(t *lua.LTable, i int, v lua.LValue) bool {
	n := Len(t)
	if i < 1 || i > n+1 {
		return false
	}
	if i == n+1 {
		SetInt(t, i, v)
		return true
	}
	l := of(t)
	solid := l.solid(i, n)
	SetInt(t, n+1, GetInt(t, n))
	if solid && len(l.Array) > n {
		copy(l.Array[i:n], l.Array[i-1:n-1])
		l.revived(i)
	} else {
		for k := n; k > i; k-- {
			SetInt(t, k, GetInt(t, k-1))
		}
	}
	SetInt(t, i, v)
	return true
}

// Remove takes t[i] out and gives it; those that follow move down by one. It does nothing and gives false if i is not
// one of 1 to #t.
func Remove(t *lua.LTable, i int) (lua.LValue, bool) {
	n := Len(t)
	if i < 1 || i > n {
		return lua.LNil, false
	}
	v := GetInt(t, i)
	l := of(t)
	if l.solid(i, n) {
		copy(l.Array[i-1:n-1], l.Array[i:n])
		l.revived(i)
	} else {
		for k := i; k < n; k++ {
			SetInt(t, k, GetInt(t, k+1))
		}
	}
	SetInt(t, n, lua.LNil)
	return v, true
}

// solid reports whether the elements from i to n can be moved in the array, none of them being elsewhere.
func (l *layout) solid(i, n int) bool {
	if n > len(l.Array) || l.places() != nil {
		return false
	}
	if len(l.Dict) > 0 {
		for _, v := range l.Array[i-1 : n] {
			if !live(v) {
				return false
			}
		}
	}
	return true
}
