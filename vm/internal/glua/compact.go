//go:build go1.24 && !go1.27

package glua

// This file is what can be done with a table that may be compact.

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// shaped is t if its map of places is the one that it was made with.
func (t *TableLayout) shaped() *compact {
	if m := *(*unsafe.Pointer)(unsafe.Pointer(&t.K2i)); uintptr(m) != uintptr(unsafe.Pointer(t))+unsafe.Offsetof(compact{}.index) {
		return nil
	}
	return (*compact)(unsafe.Pointer(t))
}

// inline is t if its map of fields is the one that it was made with.
func (t *TableLayout) inline() *compact {
	if m := *(*unsafe.Pointer)(unsafe.Pointer(&t.Strdict)); uintptr(m) != uintptr(unsafe.Pointer(t))+unsafe.Offsetof(compact{}.fields) {
		return nil
	}
	return (*compact)(unsafe.Pointer(t))
}

// step is what the table shares, nil if it has a map of places of its own.
func (s *compact) step() *shapeStep {
	if s.index.directory != 0 {
		return nil
	}
	return (*shapeStep)(unsafe.Add(s.index.groups, -int(unsafe.Offsetof(shapeStep{}.places))))
}

// Add sets a field that there is not, if it is the next of the table's shape.
func (t *TableLayout) Add(name string, v lua.LValue) bool {
	s := t.shaped()
	if s == nil {
		return false
	}
	step := s.step()
	if step == nil || step.fields == len(step.shape.names) {
		return false
	}
	n, names := step.fields, step.shape.names
	key := string(names[n].(lua.LString))
	if key != name {
		return false
	}
	if n == 0 {
		if t.Strdict != nil {
			return false
		}
		fields := &s.fields
		t.Strdict = *(*map[string]lua.LValue)(unsafe.Pointer(&fields))
	} else if t.inline() == nil || s.fields.directory != 0 || s.fields.used != uint64(n+groupSlots-len(names)) || s.fields.seed != fieldSeed {
		return false
	}
	to := at(unsafe.Pointer(&s.control), n)
	to.key, to.value = key, v
	next := (*shapeStep)(unsafe.Add(unsafe.Pointer(step), unsafe.Sizeof(*step)))
	s.control ^= (allEmpty ^ next.control) & (0xff << (8 * n))
	s.fields.used++
	s.index.groups = unsafe.Pointer(&next.places)
	t.Keys = step.shape.made.Load().keys[: n+1 : n+1]
	return true
}

// Unshape gives the table a map of places that is its own, and can be deleted from.
func (t *TableLayout) Unshape() {
	s := t.shaped()
	if s == nil || s.step() == nil {
		return
	}
	t.K2i = make(map[lua.LValue]int, len(t.Keys)+1)
	for i, key := range t.Keys {
		t.K2i[key] = i
	}
}

// Room gives how many names the constructor of a table has that has no other keys, and the bytes of the piece that it was
// made in; 0 if it was made in pieces.
func (t *TableLayout) Room() (declared, bytes int) {
	if s := t.shaped(); s != nil {
		if step := s.step(); step != nil {
			declared = step.shape.declared
		}
		return declared, compactBytes(s.fields.slots)
	}
	if s := t.inline(); s != nil {
		return 0, compactBytes(s.fields.slots)
	}
	return 0, 0
}

func compactBytes(slots uint32) int {
	return int(unsafe.Sizeof(compact{}) + uintptr(slots)*unsafe.Sizeof(slot{}))
}

// Shares tells whether the list of keys, or the map of fields, is part of what the table was made as.
func (t *TableLayout) Shares() (keys, fields bool) {
	s := t.shaped()
	if s != nil {
		keys = s.step() != nil
	}
	f := t.inline()
	return keys, f != nil && f.fields.directory == 0
}

// Names is how many fields have a string as their name. len of the map does not tell.
func (t *TableLayout) Names() int {
	n := len(t.Strdict)
	if s := t.inline(); s != nil {
		n -= groupSlots - int(s.fields.slots)
	}
	return n
}

// Place is where the field with that name is, if the map is one in which it can be written in place. Unlike Field it compares
// names by their letters.
func (t *TableLayout) Place(name string) *lua.LValue {
	s := t.inline()
	if s == nil || s.fields.directory != 0 {
		return nil
	}
	for i := range int(s.fields.slots) {
		if s.control>>(8*i)&0x80 == 0 {
			if p := at(unsafe.Pointer(&s.control), i); p.key == name {
				return &p.value
			}
		}
	}
	return nil
}

// Widen gives the table a map of fields of Go's own if it is full.
func (t *TableLayout) Widen() {
	s := t.inline()
	if s == nil || s.fields.directory != 0 || s.fields.used < groupSlots {
		return
	}
	m := make(map[string]lua.LValue, t.Names()+1)
	for k, v := range t.Strdict {
		m[k] = v
	}
	t.Strdict = m
}
