//go:build go1.24 && !go1.27

package glua

// This file finds fields of tables in place. A small map of Go's is one group of up to eight slots; a field is found there
// by its name, without a hash, and can be written where it is, and in a larger one where it was found before. The layout is
// Go's own affair, so it is tried out before it is believed: if it is another one the map is asked.

import (
	"math/bits"
	"strconv"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// goMap mirrors the map of Go 1.24 and later, internal/runtime/maps.Map.
type goMap struct {
	used      uint64
	seed      uintptr
	groups    unsafe.Pointer // of a small map its only group
	directory int            // 0: the map is small
	_         [4]uint8
	slots     uint32 // Go's own code has nothing here; see compact
	_         uint64
}

// slot mirrors a slot of a map[string]lua.LValue. In a group a word comes first with a byte for each slot, the highest bit of
// which is set if it is empty, then up to eight slots.
type slot struct {
	key   string
	value lua.LValue
}

const (
	groupSlots = 8
	allEmpty   = 0x8080808080808080
)

// at is slot i of a group.
func at(group unsafe.Pointer, i int) *slot {
	return (*slot)(unsafe.Add(group, 8+uintptr(i)*unsafe.Sizeof(slot{})))
}

// A goTable mirrors internal/runtime/maps.table: the slots of a map that is not small, as long as there are few thousand.
type goTable struct {
	_      [2]uint64
	groups unsafe.Pointer
	last   uint64 // of the groups, whose number is a power of two
}

const groupBytes = 8 + groupSlots*unsafe.Sizeof(slot{})

// Guesses remember in which slots fields were found, by the instruction that looked for them. A guess is looked at before it
// is believed, so it may be of a field of another name, or of another table. What is no instruction has a site that one may
// have too, or no guesses.
type Guesses struct {
	few  [1024]uint8
	many *[128]guess // made when it is needed
}

// A Site is where an instruction is.
type Site uintptr

// A guess is a slot of a map that is not small, with the addresses of the name that was looked for there and of the equal one
// that was there. It keeps both alive, so that nothing else can be at those addresses.
type guess struct {
	name, key    *byte
	slot, misses uint16
	at           uint32 // where the slot is
}

// longName is how long a name is that is not compared with all that are as long.
const longName = 64

func textAt(name string) uintptr { return uintptr(unsafe.Pointer(unsafe.StringData(name))) }

// Group is where the fields are, nil if there are none or many.
func (t *TableLayout) Group() unsafe.Pointer {
	m := *(**goMap)(unsafe.Pointer(&t.Strdict))
	if m == nil || m.directory != 0 {
		return nil
	}
	if uintptr(unsafe.Pointer(m)) == uintptr(unsafe.Pointer(t))+unsafe.Offsetof(compact{}.fields) {
		return unsafe.Add(unsafe.Pointer(t), unsafe.Offsetof(compact{}.control)) // m is not waited for to know it
	}
	return m.groups
}

// Guess is where the field with that name is in a group, or nil: then Field knows.
func (g *Guesses) Guess(group unsafe.Pointer, name string, site Site) *lua.LValue {
	i := uintptr(g.few[site%Site(len(g.few))])
	if *(*int8)(unsafe.Add(group, i)) < 0 {
		return nil // there may not even be room for it
	}
	s := at(group, int(i))
	if len(s.key) != len(name) || textAt(s.key) != textAt(name) {
		return nil
	}
	return &s.value
}

// Field is where the field with that name is, which is remembered in g if that is not nil. It may be nil although there is one: only if missing is true there is none,
// else the map must be asked.
func (t *TableLayout) Field(name string, g *Guesses, site Site) (value *lua.LValue, missing bool) {
	m := *(**goMap)(unsafe.Pointer(&t.Strdict))
	if m == nil || m.used == 0 {
		return nil, true
	}
	if !mirrored {
		return nil, false
	}
	if m.directory != 0 {
		return t.fieldOfMany(m, name, g, site)
	}
	if g != nil {
		if at := g.Guess(m.groups, name, site); at != nil {
			return at, false
		}
	}
	for full := ^*(*uint64)(m.groups) & allEmpty; full != 0; full &= full - 1 {
		i := bits.TrailingZeros64(full) >> 3
		s := at(m.groups, i)
		if len(s.key) != len(name) {
			continue
		}
		if textAt(s.key) != textAt(name) && len(name) > longName {
			return nil, false
		}
		if s.key == name {
			if g != nil {
				g.few[site%Site(len(g.few))] = uint8(i)
			}
			return &s.value, false
		}
	}
	return nil, true
}

// Known is where the field with that name is in a table of many, or nil: then Field knows.
func (g *Guesses) Known(t *TableLayout, name string, site Site) *lua.LValue {
	m := *(**goMap)(unsafe.Pointer(&t.Strdict))
	if m == nil || m.directory != 1 || g.many == nil {
		return nil
	}
	tb, p := *(**goTable)(m.groups), &g.many[site%Site(len(g.many))]
	if p.name != unsafe.StringData(name) || uint64(p.slot/groupSlots) > tb.last {
		return nil
	}
	if s := (*slot)(unsafe.Add(tb.groups, p.at)); unsafe.StringData(s.key) == p.key && len(s.key) == len(name) {
		return &s.value
	}
	return nil
}

// fieldOfMany is Field for a map that is not small.
func (t *TableLayout) fieldOfMany(m *goMap, name string, g *Guesses, site Site) (value *lua.LValue, missing bool) {
	if g == nil {
		return nil, false
	}
	if at := g.Known(t, name, site); at != nil {
		return at, false
	}
	if m.directory != 1 || len(name) == 0 || len(name) > longName {
		return nil, false
	}
	if g.many == nil {
		g.many = new([128]guess)
	}
	tb, p := *(**goTable)(m.groups), &g.many[site%Site(len(g.many))]
	if uint64(p.slot/groupSlots) <= tb.last {
		if s := tb.slot(p.slot); s != nil && s.key == name {
			p.name, p.key, p.at = unsafe.StringData(name), unsafe.StringData(s.key), tb.offset(p.slot)
			return &s.value, false
		}
	}
	if _, ok := t.Strdict[name]; !ok {
		return nil, true
	}
	// All slots are looked at, and each time more seldom if that does not help.
	p.misses++
	if p.misses&(p.misses-1) != 0 {
		return nil, false
	}
	for i := range uint16(groupSlots * (tb.last + 1)) {
		if s := tb.slot(i); s != nil && s.key == name {
			p.slot, p.name, p.key, p.at = i, unsafe.StringData(name), unsafe.StringData(s.key), tb.offset(i)
			return &s.value, false
		}
	}
	return nil, false
}

// offset is where slot i is.
func (tb *goTable) offset(i uint16) uint32 {
	return uint32(uintptr(i/groupSlots)*groupBytes + 8 + uintptr(i%groupSlots)*unsafe.Sizeof(slot{}))
}

// slot is slot i, nil if it is not in use.
func (tb *goTable) slot(i uint16) *slot {
	group := unsafe.Add(tb.groups, uintptr(i/groupSlots)*groupBytes)
	if *(*int8)(unsafe.Add(group, i%groupSlots)) < 0 {
		return nil
	}
	return (*slot)(unsafe.Add(tb.groups, tb.offset(i)))
}

// mirrored tells whether Go's maps have the layout above.
var mirrored bool

func init() { mirrored = tryMaps() }

// tryMaps compares what is found in place with what the map says, for maps of all small sizes and some that are not small,
// with holes, and while one grows.
func tryMaps() bool {
	mirrored = true
	ok := true
	var t TableLayout
	var g Guesses
	var names []string
	check := func() {
		for i, name := range names {
			v, has := t.Strdict[name]
			at, missing := t.Field(name, &g, Site(i))
			var again *lua.LValue
			if group := t.Group(); group != nil {
				again = g.Guess(group, name, Site(i))
			}
			ok = ok && (at == nil || has) && !(missing && has) && (again == nil || again == at)
			if len(names) <= groupSlots {
				ok = ok && (at != nil) == has && (again != nil) == has
			}
			if !ok || at == nil {
				continue
			}
			ok = *at == v
			*at = lua.LNumber(i + 100)
			ok = ok && t.Strdict[name] == lua.LNumber(i+100)
			*at = v
		}
	}
	for _, size := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30} {
		t.Strdict, names = map[string]lua.LValue{}, make([]string, size)
		for i := range names {
			names[i] = "field" + strconv.Itoa(i)
			t.Strdict[names[i]] = lua.LNumber(i)
		}
		check()
		for i := 0; i < size; i += 2 {
			delete(t.Strdict, names[i])
			if size <= groupSlots+1 || i%8 == 0 {
				check()
			}
		}
	}
	for i := range names {
		names = append(names, "more"+strconv.Itoa(i))
		t.Strdict[names[len(names)-1]] = lua.LNumber(i)
	}
	check()
	found, _ := t.Field(names[1], &g, 1)
	return ok && found != nil
}
