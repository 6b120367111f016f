//go:build go1.24 && !go1.27

package glua

// This file makes tables of few fields in one piece. What a constructor names is known before it runs: the table, both of
// gopher-lua's maps and as many slots as there are names are one allocation of a third of the size that they have apart, and
// what is the same for all tables of a constructor, the list of keys and the map from keys to their places in it, is shared.
//
// gopher-lua and hosts write such maps as any others, with Go's own code, which believes that a small map has eight slots. It
// never touches one that is not there, because the map says that the missing ones are in use: used is the number of fields
// plus that of missing slots. So Go takes an empty slot only as long as there are, the first one first, and else moves
// everything to a map of its own; what it skips when it looks around is what the control word says to be empty, which missing
// slots are too. The shared map of places says that all of its eight slots are in use, so that whoever adds to it gets a copy
// first. Go must never be asked to delete from it ([TableLayout.Unshape] comes before), to clear either, or for the length
// ([TableLayout.Names] knows it).
//
// Invariants of a table whose map of places is shared still: its fields are in the slots from 0 on, in any order, and keys
// lists them; or someone has deleted one, and used tells.

import (
	"sync/atomic"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// A Shape is the names that tables of a constructor have, in order. It never changes, and any goroutine may use it.
type Shape struct {
	names    []lua.LValue // strings
	declared int
	made     atomic.Pointer[shapeParts]
}

// shapeParts is what tables of a shape share. steps[n] is of those that have the first n names.
type shapeParts struct {
	keys  []lua.LValue
	steps []shapeStep
}

// shapeStep is a group of places with what is known of it in front, so that a table finds it.
type shapeStep struct {
	shape   *Shape
	fields  int
	control uint64 // of the group of fields
	places  placeGroup
}

// placeGroup mirrors the group of a small map[lua.LValue]int.
type placeGroup struct {
	control uint64
	slots   [groupSlots]struct {
		key   lua.LValue
		place int
	}
}

// compact is a table with its maps. The slots of the group that begins with control follow.
type compact struct {
	table         TableLayout
	fields, index goMap
	control       uint64
}

type (
	compact1 struct {
		compact
		_ [1]slot
	}
	compact2 struct {
		compact
		_ [2]slot
	}
	compact3 struct {
		compact
		_ [3]slot
	}
	compact4 struct {
		compact
		_ [4]slot
	}
	compact5 struct {
		compact
		_ [5]slot
	}
	compact6 struct {
		compact
		_ [6]slot
	}
	compact7 struct {
		compact
		_ [7]slot
	}
	compact8 struct {
		compact
		_ [8]slot
	}
)

// MaxShape is how many names a Shape may have.
const MaxShape = groupSlots

// NewShape makes a Shape of 1 to MaxShape different strings. The constructor has so many of them itself; the others
// are guessed from what follows it.
func NewShape(names []lua.LValue, declared int) *Shape {
	return &Shape{names: names, declared: declared}
}

// Len is how many names there are.
func (s *Shape) Len() int { return len(s.names) }

// New makes a table with room for its names and without fields; nil if such tables cannot be made here.
func (s *Shape) New() *lua.LTable {
	if !shapes {
		return nil
	}
	p := s.made.Load()
	if p == nil {
		p = s.parts()
	}
	var t *compact
	n := len(s.names)
	switch n {
	case 1:
		t = &new(compact1).compact
	case 2:
		t = &new(compact2).compact
	case 3:
		t = &new(compact3).compact
	case 4:
		t = &new(compact4).compact
	case 5:
		t = &new(compact5).compact
	case 6:
		t = &new(compact6).compact
	case 7:
		t = &new(compact7).compact
	default:
		t = &new(compact8).compact
	}
	t.table.Metatable = lua.LNil
	t.table.Keys = p.keys[:0:0]
	t.control = allEmpty
	t.fields.used, t.fields.seed, t.fields.groups, t.fields.slots = uint64(groupSlots-n), fieldSeed, unsafe.Pointer(&t.control), uint32(n)
	t.index.used, t.index.seed, t.index.groups = groupSlots, placeSeed, unsafe.Pointer(&p.steps[0].places)
	index := &t.index
	t.table.K2i = *(*map[lua.LValue]int)(unsafe.Pointer(&index))
	return (*lua.LTable)(unsafe.Pointer(t))
}

// Fill makes a table of values, one for each name and none of them nil; nil if such tables cannot be made here.
func (s *Shape) Fill(values []lua.LValue) *lua.LTable {
	tb := s.New()
	if tb == nil {
		return nil
	}
	t, p := (*compact)(unsafe.Pointer(tb)), s.made.Load()
	last := &p.steps[len(s.names)]
	for i, name := range s.names {
		to := at(unsafe.Pointer(&t.control), i)
		to.key, to.value = string(name.(lua.LString)), values[i]
	}
	t.control, t.fields.used, t.index.groups = last.control, groupSlots, unsafe.Pointer(&last.places)
	fields := &t.fields
	t.table.Strdict = *(*map[string]lua.LValue)(unsafe.Pointer(&fields))
	t.table.Keys = p.keys
	return tb
}

// parts makes what the tables share.
func (s *Shape) parts() *shapeParts {
	p := &shapeParts{keys: append(make([]lua.LValue, 0, len(s.names)), s.names...), steps: make([]shapeStep, len(s.names)+1)}
	fields, places := map[string]lua.LValue{}, map[lua.LValue]int{}
	inside(&fields).seed, inside(&places).seed = fieldSeed, placeSeed
	for i := range p.steps {
		step := &p.steps[i]
		step.shape, step.fields, step.control, step.places.control = s, i, allEmpty, allEmpty
		if i > 0 {
			fields[string(s.names[i-1].(lua.LString))], places[s.names[i-1]] = lua.LTrue, i-1
			step.control, step.places = *(*uint64)(inside(&fields).groups), *(*placeGroup)(inside(&places).groups)
		}
	}
	if !s.made.CompareAndSwap(nil, p) {
		return s.made.Load()
	}
	return p
}

// The seeds of the maps of all shapes, as random as those that Go gives to maps.
var fieldSeed, placeSeed uintptr

func inside[K comparable, V any](m *map[K]V) *goMap { return *(**goMap)(unsafe.Pointer(m)) }
