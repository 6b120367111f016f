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
		} else if uint(i-1) < uint(len(l.array)) && live(v) && live(l.array[i-1]) {
			l.array[i-1] = v
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
	if uint(i-1) < uint(len(l.array)) && live(v) && live(l.array[i-1]) {
		l.array[i-1] = v
	} else {
		l.setInt(i, nil, v)
	}
}

// SetString does t[s] = v. Where there is an LString already, Set is cheaper: it need not be made again.
func SetString(t *lua.LTable, s string, v lua.LValue) { of(t).setString(s, nil, v) }

// setString sets a field. key is s as a value, or nil.
func (l *layout) setString(s string, key, v lua.LValue) {
	if !live(v) {
		delete(l.strdict, s)
		return
	}
	if l.strdict == nil {
		l.strdict = make(map[string]lua.LValue, l.room())
	}
	n := len(l.strdict)
	l.strdict[s] = v
	if len(l.strdict) != n {
		if key == nil {
			key = lua.LString(s)
		}
		l.addKey(key)
	}
}

// setHash sets a field that is neither a string nor in the array. It reports whether there was none.
func (l *layout) setHash(key, v lua.LValue) bool {
	if !live(v) {
		delete(l.dict, key)
		return false
	}
	if l.dict == nil {
		l.dict = make(map[lua.LValue]lua.LValue, l.room())
	}
	n := len(l.dict)
	l.dict[key] = v
	if len(l.dict) == n {
		return false
	}
	l.addKey(key)
	return true
}

// setInt sets an element, other than one in the array by another. key is i as a value, or nil.
func (l *layout) setInt(i int, key, v lua.LValue) {
	n := len(l.array)
	if uint(i-1) < uint(n) {
		l.setElement(i, v)
		return
	}
	if n > 0 && !live(l.array[n-1]) {
		n = l.cut()
	}
	if !live(v) {
		delete(l.dict, lua.LValue(lua.LNumber(i)))
		return
	}
	if len(l.dict) > 0 {
		if l.dict[lua.LNumber(i)] != nil {
			if key == nil {
				key = lua.LNumber(i)
			}
			l.dict[key] = v
			return
		}
	}
	if i == n+1 && i < lua.MaxArrayIndex && !(n == cap(l.array) && l.thin()) {
		l.push(v)
		if len(l.dict) > 0 && l.absorb() > 0 {
			l.tidy()
		}
		return
	}
	if key == nil {
		key = lua.LNumber(i)
	}
	if l.array == nil {
		l.array = []lua.LValue{} // without one, gopher-lua's Next begins the hash part again after an integer
	}
	full := len(l.keys) == cap(l.keys)
	if l.setHash(key, v); full && i > 0 {
		l.gather()
	}
}

// setElement sets an element within the array.
func (l *layout) setElement(i int, v lua.LValue) {
	slot := &l.array[i-1]
	if live(*slot) {
		if live(v) {
			*slot = v
			return
		}
		*slot = lua.LNil
		l.forget(i)
		if i == len(l.array) {
			l.cut()
		}
		return
	}
	if len(l.dict) > 0 {
		if key := lua.LNumber(i); live(l.get(key)) { // a host has filled the array over it
			l.setHash(key, v)
			return
		}
	}
	if live(v) {
		*slot = v
		l.revived(i)
	} else if i == len(l.array) {
		l.cut()
	}
}

// SetList does t[from] = values[0], t[from+1] = values[1] and so on, as a constructor does: nils that are followed by a
// value stay holes of the array, however many they are. from must be at least 1.
func SetList(t *lua.LTable, from int, values []lua.LValue) {
	l := of(t)
	n := len(values)
	for ; n > 0 && !live(values[n-1]); n-- {
		if i := from + n - 1; i <= len(l.array) || len(l.dict) > 0 {
			SetInt(t, i, lua.LNil)
		}
	}
	k := 0
	for ; k < n && (from+k <= len(l.array) || from+n >= lua.MaxArrayIndex); k++ {
		SetInt(t, from+k, values[k])
	}
	if k == n {
		return
	}
	l.grow(from + n - 1)
	for len(l.array) < from+k-1 {
		l.array = append(l.array, lua.LNil)
	}
	for ; k < n; k++ {
		v := values[k]
		if !live(v) {
			v = lua.LNil
		}
		l.array = append(l.array, v)
		l.forget(from + k)
	}
	if len(l.dict) > 0 {
		l.absorb()
	}
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
	if solid && len(l.array) > n {
		copy(l.array[i:n], l.array[i-1:n-1])
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
		copy(l.array[i-1:n-1], l.array[i:n])
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
	if n > len(l.array) {
		return false
	}
	if len(l.dict) > 0 {
		for _, v := range l.array[i-1 : n] {
			if !live(v) {
				return false
			}
		}
	}
	return true
}
