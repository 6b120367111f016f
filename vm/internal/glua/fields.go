//go:build go1.24 && !go1.27

package glua

// This file finds fields of tables in place. A small map of Go's is one group of up to eight slots; a field is found there
// by the address of its name, without a hash, and can be written where it is. The layout is Go's own affair, so it is tried
// out before it is believed: if it is another one, and for larger maps, the map is asked.

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

// Field is where the field with that name is. It may be nil although there is one: only if missing is true there is none,
// else the map must be asked.
func (t *TableLayout) Field(name string) (value *lua.LValue, missing bool) {
	m := *(**goMap)(unsafe.Pointer(&t.Strdict))
	if m == nil || m.used == 0 {
		return nil, true
	}
	if m.directory != 0 || !mirrored {
		return nil, false
	}
	missing = true
	for full := ^*(*uint64)(m.groups) & allEmpty; full != 0; full &= full - 1 {
		s := at(m.groups, bits.TrailingZeros64(full)>>3)
		if len(s.key) == len(name) {
			if unsafe.StringData(s.key) == unsafe.StringData(name) {
				return &s.value, false
			}
			missing = false
		}
	}
	return nil, missing
}

// mirrored tells whether Go's maps have the layout above.
var mirrored bool

func init() { mirrored = tryMaps() }

// tryMaps compares what is found in place with what the map says, for maps of all small sizes and one that is not small,
// with holes.
func tryMaps() bool {
	mirrored = true
	ok := true
	var t TableLayout
	for size := range 10 {
		t.Strdict = map[string]lua.LValue{}
		names := make([]string, size)
		for i := range names {
			names[i] = "field" + strconv.Itoa(i)
			t.Strdict[names[i]] = lua.LNumber(i)
		}
		check := func() {
			for i, name := range names {
				v, has := t.Strdict[name]
				at, missing := t.Field(name)
				ok = ok && (at != nil) == (has && size <= 8) && !(missing && has)
				if !ok || at == nil {
					continue
				}
				ok = *at == v
				*at = lua.LNumber(i + 100)
				ok = ok && t.Strdict[name] == lua.LNumber(i+100)
				*at = v
			}
		}
		check()
		for i := 0; i < size; i += 2 {
			delete(t.Strdict, names[i])
			check()
		}
	}
	return ok
}
