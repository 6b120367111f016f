package ltable

// This file remembers where PUC Lua would have the keys of a table.

import (
	"math"
	"math/bits"

	lua "github.com/yuin/gopher-lua"
)

// mostPlaces is how large a table may be whose places are remembered.
const mostPlaces = 256

// places is how PUC Lua would have laid a table out. Where a table has several borders, # depends on it. It is kept for
// small tables only, and only once their positive integer keys are not just 1 to n.
type places struct {
	array int    // slots of the array part
	nodes []node // the hash part: none, or 2^k of them
	free  int    // the search for a free node goes down from here
}

// node is a place in the hash part. The key of one whose value was deleted stays.
type node struct {
	key  lua.LValue // nil: none yet
	next int        // the node after it with the same main position; -1: none
}

// places gives what is kept, or nil.
func (l *layout) places() *places {
	if h := l.header(); h != nil {
		return h.places
	}
	return nil
}

// keep begins to remember, before something happens that leaves more than the keys 1 to n. Until then it does not matter
// where they are, and what can be told from the table is what it was made with or grew to.
func (l *layout) keep() {
	if cap(l.Array) > mostPlaces || len(l.Keys) > mostPlaces {
		return
	}
	if h := l.header(); h != nil && (h.places != nil || h.large || h.weak != nil) {
		return
	}
	p := &places{array: l.slots()}
	p.resize(l, p.array, l.made())
	for _, key := range l.Keys {
		if live(key) {
			p.add(l, key)
		}
	}
	// What was pushed while there were free nodes is in them.
	n, before := l.reached(), p.array/2
	if used := p.used(); n < cap(l.Array) && n > before && n-before <= len(p.nodes)-used {
		p.array = before
		for i := before + 1; i <= n; i++ {
			p.add(l, lua.LNumber(i))
		}
	}
	l.mark().places = p
}

// made is how many keys a constructor has made the table for that is still at work: what has grown has other sizes.
func (l *layout) made() int {
	n, c := len(l.Keys), cap(l.Keys)
	if declared, _ := l.inside().Room(); declared > 0 {
		c = declared
	}
	if n < c && l.header() == nil && (n == 0 || c < firstKeys || c != power(c)) {
		return c
	}
	return 0
}

// slots is how long PUC Lua's array is, as far as the own one tells.
func (l *layout) slots() int {
	if c := cap(l.Array); c != firstArray {
		return c
	}
	return power(l.reached())
}

// reached is how long the array has been since it got its room.
func (l *layout) reached() int {
	n, all := len(l.Array), l.Array[:cap(l.Array)]
	for n < len(all) && all[n] != nil {
		n++
	}
	return n
}

// power is the next power of two, 0 for 0.
func power(n int) int {
	if n == 0 {
		return 0
	}
	return 1 << bits.Len(uint(n-1))
}

// appears notes that a key has a value now that had none, or is about to get one.
func (l *layout) appears(key lua.LValue) {
	h := l.header()
	if h == nil || h.places == nil {
		return
	}
	h.places.add(l, key)
	if p := h.places; p.array > mostPlaces || len(p.nodes) > mostPlaces {
		h.places, h.large = nil, true
	}
}

func (l *layout) appearsInt(i int) {
	if p := l.places(); p != nil && uint(i-1) >= uint(p.array) {
		l.appears(lua.LNumber(i))
	}
}

// absent notes that a field, which may have no value, is made nil: PUC Lua finds room for it all the same. key is the name
// as a value, or nil.
func (l *layout) absent(name string, key lua.LValue) {
	n, kept := len(l.Keys), l.places() != nil
	if !kept && (len(l.Array) == 0 || n != power(n)) || l.Strdict[name] != nil {
		return
	}
	if key == nil {
		key = lua.LString(name)
	}
	l.keep()
	l.appears(key)
}

// border is what PUC Lua's search finds.
func (p *places) border(l *layout) int {
	lo, hi := 0, p.array
	if hi == 0 || l.filled(hi) {
		for lo, hi = hi, hi+1; l.filled(hi); lo, hi = hi, 2*hi {
			if hi > lua.MaxArrayIndex {
				return l.search(lo, hi)
			}
		}
	}
	return l.search(lo, hi)
}

func (p *places) used() int {
	n := 0
	for i := range p.nodes {
		if p.nodes[i].key != nil {
			n++
		}
	}
	return n
}

// add puts a key where PUC Lua puts it, unless it is there.
func (p *places) add(l *layout, key lua.LValue) {
	if i, ok := integer(key); ok && i > 0 && i <= p.array {
		return
	}
	if len(p.nodes) > 0 {
		for at := p.main(key); at >= 0; at = p.nodes[at].next {
			if p.nodes[at].key == key {
				return
			}
		}
	}
	at := -1
	if len(p.nodes) > 0 {
		at = p.main(key)
	}
	if at < 0 || p.nodes[at].key != nil && live(l.value(p.nodes[at].key)) {
		for p.free--; p.free >= 0 && p.nodes[p.free].key != nil; p.free-- {
		}
		if p.free < 0 {
			p.rehash(l, key)
			p.add(l, key)
			return
		}
		free := p.free
		if other := p.main(p.nodes[at].key); other != at { // it makes room for the one whose place it is
			for p.nodes[other].next != at {
				other = p.nodes[other].next
			}
			p.nodes[other].next = free
			p.nodes[free] = p.nodes[at]
			p.nodes[at].next = -1
		} else {
			p.nodes[free].next = p.nodes[at].next
			p.nodes[at].next = free
			at = free
		}
	}
	p.nodes[at].key = key
}

// rehash makes room for one more key: as many slots for integers as are more than half in use, nodes for the rest.
func (p *places) rehash(l *layout, extra lua.LValue) {
	var count [bits.UintSize + 1]int // how many i are in (2^(k-1), 2^k]
	total, integers := 1, 0
	note := func(key lua.LValue) {
		if i, ok := integer(key); ok && i > 0 && i <= lua.MaxArrayIndex {
			count[bits.Len(uint(i-1))]++
			integers++
		}
	}
	note(extra)
	for i := 1; i <= p.array; i++ {
		if l.filled(i) {
			count[bits.Len(uint(i-1))]++
			integers++
			total++
		}
	}
	for i := range p.nodes {
		if key := p.nodes[i].key; key != nil && live(l.value(key)) {
			note(key)
			total++
		}
	}
	spent(p.array + len(p.nodes))
	slots, inside, below := 0, 0, 0
	for k := 0; 1<<k/2 < integers; k++ {
		if below += count[k]; count[k] > 0 && below > 1<<k/2 {
			slots, inside = 1<<k, below
		}
		if below == integers {
			break
		}
	}
	p.resize(l, slots, total-inside)
}

// resize gives the parts other sizes and puts all keys where they belong then.
func (p *places) resize(l *layout, array, hash int) {
	old := *p
	p.array, p.nodes, p.free = array, make([]node, power(hash)), power(hash)
	for i := range p.nodes {
		p.nodes[i].next = -1
	}
	for i := array + 1; i <= old.array; i++ {
		if l.filled(i) {
			p.add(l, lua.LNumber(i))
		}
	}
	for i := len(old.nodes) - 1; i >= 0; i-- {
		if key := old.nodes[i].key; key != nil && live(l.value(key)) {
			p.add(l, key)
		}
	}
	spent(max(0, old.array-array) + len(old.nodes))
}

// value is t[key].
func (l *layout) value(key lua.LValue) lua.LValue {
	switch k := key.(type) {
	case lua.LString:
		return l.Strdict[string(k)]
	case lua.LNumber:
		if i := int(k); lua.LNumber(i) == k && uint(i-1) < uint(len(l.Array)) {
			if v := l.Array[i-1]; live(v) {
				return v
			}
		}
	}
	return l.get(key)
}

// main is the node that PUC Lua looks at first. What it takes from an address nobody can foretell.
func (p *places) main(key lua.LValue) int {
	size := uint32(len(p.nodes))
	switch k := key.(type) {
	case lua.LNumber:
		if k == 0 {
			return 0
		}
		b := math.Float64bits(float64(k))
		return int((uint32(b) + uint32(b>>32)) % ((size - 1) | 1))
	case lua.LString:
		h := uint32(len(k))
		step := len(k)>>5 + 1
		for i := len(k); i >= step; i -= step {
			h ^= h<<5 + h>>2 + uint32(k[i-1])
		}
		return int(h & (size - 1))
	case lua.LBool:
		if k {
			return int(1 & (size - 1))
		}
	}
	return 0
}
