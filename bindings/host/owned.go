package host

// This file keeps values of one World out of the others. Functions, objects and coroutines that results give to the host belong
// to their World, whose goroutine they are for: another World that had them would run or read them on its own.

import (
	"fmt"
	"runtime"
	"sync"
	"weak"

	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// owners has the World of each value that a host was given, as long as there is the value. Keys are weak pointers, as the Worlds are.
var owners sync.Map

// hand notes that values are the World's, before a host has them. Tables among them are copies.
func (w *World) hand(vals []lua.LValue) {
	seen := map[*lua.LTable]bool{}
	var walk func(v lua.LValue)
	walk = func(v lua.LValue) {
		switch v := v.(type) {
		case *lua.LTable:
			if !seen[v] {
				seen[v] = true
				for k, x := range ltable.Pairs(v) {
					walk(k)
					walk(x)
				}
			}
		case *lua.LFunction:
			note(w, v)
		case *lua.LUserData:
			note(w, v)
		case *lua.LState:
			note(w, v)
		}
	}
	for _, v := range vals {
		walk(v)
	}
}

func note[T any](w *World, v *T) {
	key := weak.Make(v)
	if _, known := owners.LoadOrStore(key, weak.Make(w)); !known {
		runtime.AddCleanup(v, func(key weak.Pointer[T]) { owners.Delete(key) }, key)
	}
}

// own panics if a value belongs to another World.
func (w *World) own(v lua.LValue) {
	var key any
	switch v := v.(type) {
	case *lua.LFunction:
		key = weak.Make(v)
	case *lua.LUserData:
		key = weak.Make(v)
	case *lua.LState:
		key = weak.Make(v)
	}
	if key == nil {
		return
	}
	if owner, known := owners.Load(key); known && owner != weak.Make(w) {
		panic(fmt.Errorf("host: a %s of another World", v.Type()))
	}
}

// in converts a value that comes from outside of the World. It panics if that is, or has in it, what belongs to another. Tables are
// copied, as they were for the host, which may have given them to other Worlds too; not those that have a metatable: results have none.
func (w *World) in(v any) lua.LValue {
	x := w.rt.ToLua(v)
	if hasLua(v, new(int)) {
		x = arrival{w: w, seen: map[*lua.LTable]*lua.LTable{}}.copy(x, 0)
	}
	return x
}

// mostLooked is how many values of lists and maps are looked through for those of Lua.
const mostLooked = 10_000

// hasLua tells whether there are, or may be, values of Lua that are no copies in what a host gives to a World.
func hasLua(v any, looked *int) bool {
	if *looked++; *looked > mostLooked {
		return true
	}
	switch v := v.(type) {
	case lua.LBool, lua.LNumber, lua.LString, *lua.LNilType:
		return false
	case lua.LValue, []lua.LValue, Results, map[string]lua.LValue:
		return true
	case []any:
		for _, x := range v {
			if hasLua(x, looked) {
				return true
			}
		}
	case map[string]any:
		for _, x := range v {
			if hasLua(x, looked) {
				return true
			}
		}
	}
	return false
}

// An arrival is the copy of what comes into a World.
type arrival struct {
	w    *World
	seen map[*lua.LTable]*lua.LTable
}

// deepest is how deep tables that a host gives may nest.
const deepest = 3000

func (a arrival) copy(v lua.LValue, depth int) lua.LValue {
	t, ok := v.(*lua.LTable)
	if !ok {
		a.w.own(v)
		return v
	}
	if c := a.seen[t]; c != nil {
		return c
	}
	if depth > deepest {
		panic(fmt.Errorf("host: tables nested more than %d deep", deepest))
	}
	if t.Metatable != lua.LNil {
		if c := vm.Detach([]lua.LValue{t})[0].(*lua.LTable); c.Metatable != lua.LNil {
			return c // an empty list
		}
		return t
	}
	c := ltable.New(0, 0)
	a.seen[t] = c
	for k, x := range ltable.Pairs(t) {
		ltable.Set(c, a.copy(k, depth+1), a.copy(x, depth+1))
	}
	return c
}
