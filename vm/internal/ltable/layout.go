package ltable

// This file knows how gopher-lua lays out a table.

import (
	"fmt"
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// layout mirrors lua.LTable.
type layout struct {
	Metatable lua.LValue
	array     []lua.LValue
	dict      map[lua.LValue]lua.LValue
	strdict   map[string]lua.LValue
	keys      []lua.LValue
	k2i       map[lua.LValue]int
}

func of(t *lua.LTable) *layout { return (*layout)(unsafe.Pointer(t)) }

// Check says whether the tables of the gopher-lua linked in are laid out as this package expects. Nothing else here may
// be called if they are not.
func Check() error {
	theirs, ours := reflect.TypeFor[lua.LTable](), reflect.TypeFor[layout]()
	if theirs.Size() != ours.Size() || theirs.NumField() != ours.NumField() {
		return fmt.Errorf("%v has %d bytes in %d fields, expected %d in %d",
			theirs, theirs.Size(), theirs.NumField(), ours.Size(), ours.NumField())
	}
	for i := range theirs.NumField() {
		a, b := theirs.Field(i), ours.Field(i)
		if a.Name != b.Name || a.Offset != b.Offset || a.Type != b.Type {
			return fmt.Errorf("%v: field %s %v at %d, expected %s %v at %d", theirs, a.Name, a.Type, a.Offset, b.Name, b.Type, b.Offset)
		}
	}
	return nil
}

// live reports whether v is a value, not nil.
func live(v lua.LValue) bool {
	_, isNil := v.(*lua.LNilType)
	return !isNil && v != nil
}

// integer is the integer that a key is.
func integer(key lua.LValue) (int, bool) {
	n, ok := key.(lua.LNumber)
	if !ok {
		return 0, false
	}
	i := int(n)
	return i, lua.LNumber(i) == n
}

// work counts steps of loops, for tests. It is nil otherwise.
var work *int

func spent(steps int) {
	if work != nil {
		*work += steps
	}
}
