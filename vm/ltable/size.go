package ltable

// This file makes tables and tells how large they are.

import (
	"math/bits"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// New makes a table with room for so many elements of the array and so many other keys.
func New(array, hash int) *lua.LTable {
	t := &lua.LTable{Metatable: lua.LNil}
	l := of(t)
	if array > 0 {
		l.Array = make([]lua.LValue, 0, rounded(array))
	}
	if hash > 0 {
		l.Keys = make([]lua.LValue, 0, hash)
		l.K2i = make(map[lua.LValue]int, hash)
	}
	return t
}

// NewShaped makes a table with room for so many elements of the array and the fields of a shape.
func NewShaped(s *glua.Shape, array int) *lua.LTable {
	t := s.New()
	if t == nil {
		return New(array, s.Len())
	}
	if array > 0 {
		of(t).Array = make([]lua.LValue, 0, rounded(array))
	}
	return t
}

// rounded is as many slots as PUC Lua's instruction for a constructor asks for: it has eight bits to tell them.
func rounded(n int) int {
	shift := max(0, bits.Len(uint(n-1))-4)
	return (n + 1<<shift - 1) >> shift << shift
}

// Counts gives the length of the array and how many values the hash part has.
func Counts(t *lua.LTable) (array, hash int) {
	l := of(t)
	return len(l.Array), l.size() + l.weakItems()
}

// Fields gives how many values the hash part has under strings, and under other keys.
func Fields(t *lua.LTable) (names, others int) {
	l := of(t)
	return l.names(), len(l.Dict) + l.weakItems()
}

// weakItems is how many items the weak part has, dead ones included.
func (l *layout) weakItems() int {
	if w := l.weakPart(); w != nil {
		return len(w.items)
	}
	return 0
}

// Extent is about how many bytes a table takes, with its keys but without what strings and values take. It is quick:
// it does not go through the table.
func Extent(t *lua.LTable) int {
	l := of(t)
	size := tableBytes + slotBytes*cap(l.Array)
	if _, piece := l.inside().Room(); piece > 0 {
		size += piece - tableBytes
	}
	sharedKeys, sharedFields := l.inside().Shares()
	dead := max(0, len(l.Keys)-l.size()) // what the maps may have room for
	strings, others := l.names(), len(l.Dict)
	if l.Strdict != nil && strings >= others {
		strings += dead
	} else {
		others += dead
	}
	if l.Strdict != nil && !sharedFields {
		size += mapBytes(strings, stringEntry)
	}
	if l.Dict != nil {
		size += mapBytes(others, valueEntry) + numberKey*others
	}
	if !sharedKeys {
		size += slotBytes*cap(l.Keys) + stringKey*strings
		if l.K2i != nil {
			size += mapBytes(len(l.Keys), indexEntry)
		}
	}
	if w := l.weakPart(); w != nil {
		size += WeakSlot*cap(w.items) + mapBytes(len(w.items), indexEntry)
	}
	if p := l.places(); p != nil {
		size += placesBytes + nodeBytes*len(p.nodes)
	}
	return size
}

// WeakSlot is about how many bytes a weak table takes for an entry, besides its place in a map: the item, the name of its
// key, and what Go keeps to know that a value is dead.
const WeakSlot = 32 + 8 + 48

const (
	tableBytes  = 96 // lua.LTable
	slotBytes   = 16
	stringEntry = 16 + 16 // an entry of strdict
	valueEntry  = 16 + 16 // an entry of dict
	indexEntry  = 16 + 8  // an entry of k2i
	stringKey   = 16      // a string as a value, without its bytes
	numberKey   = 8       // a number as a value
	placesBytes = 48 + 40 // with the header
	nodeBytes   = 24
	mapHeader   = 48
	mapGroup    = 8 // a map has groups of 8 entries, with a byte for each
)

// mapBytes is about what a Go map takes.
func mapBytes(n, entry int) int {
	switch {
	case n == 0:
		return mapHeader
	case n <= mapGroup:
		return mapHeader + mapGroup*(entry+1)
	case n <= 896:
		slots := 1 << bits.Len(uint(n*8/7))
		return mapHeader + slots*(entry+1)
	default: // tables of 1024 that split when they are 7/8 full: between 7/16 and 7/8 of the slots are in use
		return mapHeader + n*3/2*(entry+1)
	}
}
