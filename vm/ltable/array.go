package ltable

// This file decides how long the array is.

import (
	"math/bits"

	lua "github.com/yuin/gopher-lua"
)

const (
	firstArray = 4  // slots of the first array that is made for a value
	smallArray = 16 // how few slots are never worth looking at
	slowArray  = 1 << 12
)

// cut takes the nils off the end of the array and gives its length.
func (l *layout) cut() int {
	n := len(l.Array)
	for n > 0 && !live(l.Array[n-1]) {
		n--
	}
	spent(len(l.Array) - n)
	l.Array = l.Array[:n]
	if h := l.header(); h != nil {
		h.array = min(h.array, n)
	}
	return n
}

// push appends a value. An array that has been far longer gives its memory back first: slots that were never used are
// Go's nil, so what was asked for with New is kept.
func (l *layout) push(v lua.LValue) {
	n := len(l.Array)
	if n == cap(l.Array) {
		l.grow(n + 1)
	} else if c := cap(l.Array); n < c/4 && c > smallArray && l.Array[: n+1 : c][n] != nil {
		l.resize(n, 2*n+firstArray)
	}
	l.Array = append(l.Array, v)
}

// Push appends v to the array if that takes nothing else: there is room, and no key that it could concern elsewhere.
func Push(t *lua.LTable, v lua.LValue) bool {
	l := of(t)
	n, c := len(l.Array), cap(l.Array)
	if n == c || n < c/4 || l.Dict != nil || len(l.Keys) > 0 || !live(v) || n > 0 && !live(l.Array[n-1]) {
		return false
	}
	l.Array = l.Array[:n+1]
	l.Array[n] = v
	return true
}

// grow makes room for n elements.
func (l *layout) grow(n int) {
	c := cap(l.Array)
	if n <= c {
		return
	}
	if c < slowArray {
		c = power(n) // as PUC Lua does
	} else {
		c += c / 2
	}
	l.resize(len(l.Array), max(c, n, firstArray))
}

func (l *layout) resize(n, capacity int) {
	array := make([]lua.LValue, n, capacity)
	copy(array, l.Array)
	spent(n)
	l.Array = array
}

// absorb moves the elements that follow the array from dict to its end. It gives their number.
func (l *layout) absorb() int {
	start := len(l.Array)
	for n := start + 1; len(l.Dict) > 0 && n < lua.MaxArrayIndex; n++ {
		v := l.Dict[lua.LNumber(n)]
		if !live(v) {
			break
		}
		l.forgetInt(n)
		l.grow(n)
		l.Array = append(l.Array, v)
	}
	spent(len(l.Array) - start)
	return len(l.Array) - start
}

// thin moves what is sparse in the array to dict, and reports whether there was such.
func (l *layout) thin() bool {
	n := len(l.Array)
	if n < smallArray {
		return false
	}
	used := 0
	for _, v := range l.Array {
		if live(v) {
			if used++; used >= n/2 {
				spent(n)
				return false
			}
		}
	}
	spent(n)
	// The part that stays is the longest of 2^k slots with more than half of them in use.
	keep, below := 0, 0
	for i, v := range l.Array {
		if i&(i-1) == 0 && 2*below > i {
			keep = i
		}
		if live(v) {
			below++
		}
	}
	rest := l.Array[keep:]
	l.resize(keep, keep)
	l.cut()
	l.reserve(used)
	for i, v := range rest {
		if live(v) {
			l.setHash(lua.LNumber(keep+i+1), v)
		}
	}
	return true
}

// gather moves integer keys from dict to the array if more than half of its slots are in use then. It is called when
// the hash part grows. An array that is long against what is in dict is not looked at, since that would take long.
func (l *layout) gather() {
	var count [bits.UintSize + 1]int // how many i are in (2^(k-1), 2^k]
	found := 0
	for key := range l.Dict {
		if i, ok := integer(key); ok && i > 0 && i < lua.MaxArrayIndex {
			count[bits.Len(uint(i-1))]++
			found++
		}
	}
	spent(len(l.Dict))
	if found == 0 || found < len(l.Array)/4 {
		return
	}
	for i, v := range l.Array {
		if live(v) {
			count[bits.Len(uint(i))]++
			found++
		}
	}
	spent(len(l.Array))
	limit, below := 0, 0
	for k := 0; k < bits.UintSize-1 && 1<<k < 2*found; k++ {
		if below += count[k]; below > 1<<k/2 {
			limit = 1 << k
		}
	}
	size := len(l.Array)
	if limit <= size {
		return
	}
	for key := range l.Dict {
		if i, ok := integer(key); ok && i > size && i <= limit && i < lua.MaxArrayIndex {
			size = i
		}
	}
	old := len(l.Array)
	l.resize(old, max(limit, size))
	l.Array = l.Array[:size]
	for i := old; i < size; i++ {
		l.Array[i] = lua.LNil
	}
	l.moveTo(size)
	spent(size + len(l.Dict))
	l.cut()
	l.absorb()
	l.tidy()
}

// moveTo moves the values of dict with keys from 1 to size to the array, which is so long. Where these are most of dict, its
// rest is copied: that takes less than to delete them one by one.
func (l *layout) moveTo(size int) {
	within := func(key lua.LValue) (int, bool) {
		i, ok := integer(key)
		return i, ok && i > 0 && i <= size
	}
	moved := 0
	for key, v := range l.Dict {
		if i, ok := within(key); ok {
			if slot := &l.Array[i-1]; !live(*slot) {
				*slot = v
				l.revived(i)
			}
			moved++
		}
	}
	if moved <= len(l.Dict)/2 || l.weakPart() != nil {
		for key := range l.Dict {
			if _, ok := within(key); ok {
				l.forget(key)
			}
		}
		return
	}
	rest := make(map[lua.LValue]lua.LValue, len(l.Dict)-moved)
	for key, v := range l.Dict {
		if _, ok := within(key); !ok {
			rest[key] = v
		}
	}
	l.inside().Unshape()
	l.Dict = rest
	l.pack(-1)
}
