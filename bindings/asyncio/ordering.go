package asyncio

// This file orders Lua values, for PriorityQueue.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// maxNesting is how deep tables in tables are compared.
const maxNesting = 100

// What comparing costs: the instructions of an element of a table, and how many bytes of strings take one.
const elementCost, perComparison = 4, 64

// less is a < b. Numbers and strings compare as in Lua; so do values with the metamethod __lt, which cannot await. Tables
// without it compare as tuples do in Python, by the first elements that are not equal, so that {1, x} comes before
// {2, y}; if there are none, the shorter is less. Anything else is a TypeError.
func (m *Module) less(a, b lua.LValue) (bool, error) { return m.lessNested(a, b, 0) }

func (m *Module) lessNested(a, b lua.LValue, depth int) (bool, error) {
	switch x := a.(type) {
	case lua.LNumber:
		if y, ok := b.(lua.LNumber); ok {
			return x < y, nil
		}
	case lua.LString:
		if y, ok := b.(lua.LString); ok {
			return x < y, m.rt.Spend(min(len(x), len(y)) / perComparison)
		}
	}
	if fn := m.metamethod(a, b, "__lt"); fn != lua.LNil {
		return m.truth(m.rt.Call(fn, a, b))
	}
	x, isTable := a.(*lua.LTable)
	y, bothTables := b.(*lua.LTable)
	if !isTable || !bothTables {
		return false, m.notComparable(a, b)
	}
	if depth >= maxNesting {
		return false, loop.RuntimeError.New("tables are nested too deep to be compared")
	}
	n := min(ltable.Len(x), ltable.Len(y))
	for i := 1; i <= n; i++ {
		if err := m.rt.Spend(elementCost); err != nil {
			return false, err
		}
		v, w := ltable.GetInt(x, i), ltable.GetInt(y, i)
		same, err := m.equal(v, w, depth+1)
		if err != nil {
			return false, err
		}
		if !same {
			return m.lessNested(v, w, depth+1)
		}
	}
	return ltable.Len(x) < ltable.Len(y), nil
}

// equal is a == b for elements of tables that are compared as tuples.
func (m *Module) equal(a, b lua.LValue, depth int) (bool, error) {
	if a == b {
		return true, nil
	}
	if a.Type() != b.Type() {
		return false, nil
	}
	if fn := m.metamethod(a, b, "__eq"); fn != lua.LNil {
		return m.truth(m.rt.Call(fn, a, b))
	}
	x, isTable := a.(*lua.LTable)
	if !isTable || m.metamethod(a, b, "__lt") != lua.LNil {
		return false, nil
	}
	y := b.(*lua.LTable)
	if depth >= maxNesting || ltable.Len(x) != ltable.Len(y) {
		return false, nil
	}
	for i := 1; i <= ltable.Len(x); i++ {
		if err := m.rt.Spend(elementCost); err != nil {
			return false, err
		}
		if same, err := m.equal(ltable.GetInt(x, i), ltable.GetInt(y, i), depth+1); err != nil || !same {
			return false, err
		}
	}
	return true, nil
}

// metamethod is the event's handler of a or else of b.
func (m *Module) metamethod(a, b lua.LValue, event string) lua.LValue {
	L := m.rt.State()
	for _, v := range []lua.LValue{a, b} {
		switch v.(type) {
		case *lua.LTable, *lua.LUserData:
			if fn := L.GetMetaField(v, event); fn != lua.LNil {
				return fn
			}
		}
	}
	return lua.LNil
}

func (m *Module) truth(vals []lua.LValue, err error) (bool, error) {
	return err == nil && len(vals) > 0 && lua.LVAsBool(vals[0]), err
}

func (m *Module) notComparable(a, b lua.LValue) error {
	x, y := native.TypeName(a), native.TypeName(b)
	if x == y {
		return loop.Errorf(loop.TypeError, "attempt to compare two %s values", x)
	}
	return loop.Errorf(loop.TypeError, "attempt to compare %s with %s", x, y)
}
