package test

// This file compares values by what they hold.

import (
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A comparing compares two values. Pairs of tables that are being compared count as equal, so that cycles end.
type comparing struct {
	rt    *vm.Runtime
	under map[[2]*lua.LTable]bool
}

// equal tells whether values are the same, or tables that hold equal values under the same keys, or have an __eq that says
// so. NaN equals itself.
func equal(rt *vm.Runtime, a, b lua.LValue) bool {
	c := comparing{rt, map[[2]*lua.LTable]bool{}}
	return c.equal(a, b)
}

func (c *comparing) equal(a, b lua.LValue) bool {
	if a == b {
		return true
	}
	if a.Type() != b.Type() {
		return false
	}
	switch a := a.(type) {
	case lua.LNumber:
		return a != a && b.(lua.LNumber) != b.(lua.LNumber)
	case *lua.LTable:
		t := b.(*lua.LTable)
		if fn := equality(a.Metatable, t.Metatable); fn != nil {
			return c.ask(fn, a, b)
		}
		return c.tables(a, t)
	case *lua.LUserData:
		if fn := equality(a.Metatable, b.(*lua.LUserData).Metatable); fn != nil {
			return c.ask(fn, a, b)
		}
	}
	return false
}

// equality is the __eq that both metatables have.
func equality(a, b lua.LValue) *lua.LFunction {
	ma, ok := a.(*lua.LTable)
	mb, same := b.(*lua.LTable)
	if !ok || !same {
		return nil
	}
	fa, _ := ltable.Get(ma, lua.LString("__eq")).(*lua.LFunction)
	fb, _ := ltable.Get(mb, lua.LString("__eq")).(*lua.LFunction)
	if fa != fb {
		return nil
	}
	return fa
}

func (c *comparing) ask(fn *lua.LFunction, a, b lua.LValue) bool {
	vals, err := c.rt.Call(fn, a, b)
	if err != nil {
		c.rt.Throw(err)
	}
	return len(vals) > 0 && lua.LVAsBool(vals[0])
}

func (c *comparing) tables(a, b *lua.LTable) bool {
	pair := [2]*lua.LTable{a, b}
	if c.under[pair] {
		return true
	}
	c.under[pair] = true
	n := 0
	for k, v := range ltable.Pairs(a) {
		n++
		if other := ltable.Get(b, k); other != lua.LNil && c.equal(v, other) {
			continue
		}
		if !c.hasEqualKey(b, k, v) {
			return false
		}
	}
	for range ltable.Pairs(b) {
		n--
	}
	return n == 0
}

// hasEqualKey finds a key that is a table by what it holds.
func (c *comparing) hasEqualKey(t *lua.LTable, key, v lua.LValue) bool {
	if _, ok := key.(*lua.LTable); !ok {
		return false
	}
	for k, other := range ltable.Pairs(t) {
		if _, ok := k.(*lua.LTable); ok && c.equal(key, k) && c.equal(v, other) {
			return true
		}
	}
	return false
}
