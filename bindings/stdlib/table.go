package stdlib

// This file is the table module without sort (sort.go).

import (
	"math"

	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// tableFuncs is the table module. Elements are read and written without
// metamethods, as in Lua 5.1; table.move alone respects them, as in 5.3.
func (m *Modules) tableFuncs() []vm.GoFunction {
	return []vm.GoFunction{
		{Name: "concat", Fn: m.tabConcat},
		{Name: "foreach", Fn: tabForeach},
		{Name: "foreachi", Fn: tabForeachi},
		{Name: "getn", Fn: tabGetn},
		{Name: "insert", Fn: m.tabInsert},
		{Name: "maxn", Fn: tabMaxn},
		{Name: "move", Fn: m.tabMove},
		{Name: "pack", Fn: tabPack},
		{Name: "remove", Fn: tabRemove},
		{Name: "setn", Fn: tabSetn},
		{Name: "sort", Fn: m.tabSort},
		{Name: "unpack", Fn: tableUnpack},
	}
}

// table.concat(t [, sep [, i [, j]]]) -> s
func (m *Modules) tabConcat(L *lua.LState) int {
	a := argsOf(L)
	sep, t := a.OptString(2, ""), a.Table(1)
	i := a.OptInt(3, 1)
	j := ltable.Len(t)
	if !a.Missing(4) {
		j = a.Int(4)
	}
	out, tick := m.buffer(L, 0), ticker{m: m, L: L}
	for n := i; n <= j; n++ {
		v := ltable.GetInt(t, n)
		text, ok := vm.TextOf(v)
		if !ok {
			raise(L, "invalid value (%s) at index %d in table for 'concat'", v.Type(), n)
		}
		out.str(text)
		if n < j {
			out.str(sep)
		}
		tick.turn()
	}
	L.Push(out.value())
	return 1
}

// table.foreach(t, f) -> the first value of f(key, value) that is not nil
func tabForeach(L *lua.LState) int {
	a := argsOf(L)
	t, f := a.Table(1), a.Function(2)
	for key, v, ok := ltable.Next(t, lua.LNil); ok && key != lua.LNil; key, v, ok = ltable.Next(t, key) {
		if stop := vm.CallIn(L, f, key, v); stop != lua.LNil {
			L.Push(stop)
			return 1
		}
	}
	return 0
}

// table.foreachi(t, f) -> the first value of f(index, value) that is not nil
func tabForeachi(L *lua.LState) int {
	a := argsOf(L)
	t, f := a.Table(1), a.Function(2)
	for i, n := 1, ltable.Len(t); i <= n; i++ {
		if stop := vm.CallIn(L, f, lua.LNumber(i), ltable.GetInt(t, i)); stop != lua.LNil {
			L.Push(stop)
			return 1
		}
	}
	return 0
}

// table.getn(t) -> number
func tabGetn(L *lua.LState) int {
	L.Push(lua.LNumber(ltable.Len(argsOf(L).Table(1))))
	return 1
}

// table.insert(t, [pos,] value)
//
// A pos beyond the end leaves a hole, one before the beginning moves what is
// from there on, as in Lua 5.1.
func (m *Modules) tabInsert(L *lua.LState) int {
	a := argsOf(L)
	t := a.Writable(1)
	n := ltable.Len(t)
	switch L.GetTop() {
	case 2:
		ltable.SetInt(t, n+1, L.Get(2))
	case 3:
		pos, v := a.Int(2), L.Get(3)
		switch {
		case pos >= 1 && pos <= n:
			ltable.Insert(t, pos, v)
		case pos < 1:
			tick := ticker{m: m, L: L}
			for i := n + 1; i > pos; i-- {
				tick.turn()
				if v := ltable.GetInt(t, i-1); v != lua.LNil || ltable.GetInt(t, i) != lua.LNil {
					ltable.SetInt(t, i, v)
				}
			}
			ltable.SetInt(t, pos, v)
		default:
			ltable.SetInt(t, pos, v)
		}
	default:
		raise(L, "wrong number of arguments to 'insert'")
	}
	return 0
}

// table.maxn(t) -> the largest positive number that is a key, or 0
func tabMaxn(L *lua.LState) int {
	t := argsOf(L).Table(1)
	largest, key := lua.LNumber(0), lua.LNil
	for {
		if key, _, _ = ltable.Next(t, key); key == lua.LNil {
			break
		}
		if n, ok := key.(lua.LNumber); ok && n > largest {
			largest = n
		}
	}
	L.Push(largest)
	return 1
}

// maxMove is more elements than a table's array part can have.
const maxMove = 100_000_000

// table.move(a1, f, e, t [, a2]) -> a2
func (m *Modules) tabMove(L *lua.LState) int {
	a := argsOf(L)
	from := a.Table(1)
	f, e, t := int(a.Integer(2)), int(a.Integer(3)), int(a.Integer(4))
	into := 1
	if !a.Missing(5) {
		into = 5
	}
	to := a.Writable(into)
	if e >= f && (f <= 0 && e >= maxMove+f || f > 0 && e-f >= maxMove) {
		a.Fail(3, "too many elements to move")
	}
	if e >= f && t > math.MaxInt-(e-f) {
		a.Fail(4, "destination wrap around")
	}
	tick := ticker{m: m, L: L}
	move := func(i int) {
		tick.turn()
		vm.SetIndex(L, to, lua.LNumber(t+i-f), vm.Index(L, from, lua.LNumber(i)))
	}
	if t > e || t <= f || to != from {
		for i := f; i <= e; i++ {
			move(i)
		}
	} else { // overlapping: from the end
		for i := e; i >= f; i-- {
			move(i)
		}
	}
	L.Push(to)
	return 1
}

// table.pack(...) -> { n = count, ... }
func tabPack(L *lua.LState) int {
	n := L.GetTop()
	t := L.CreateTable(n, 1)
	for i := 1; i <= n; i++ {
		ltable.SetInt(t, i, L.Get(i))
	}
	t.RawSetString("n", lua.LNumber(n))
	L.Push(t)
	return 1
}

// table.remove(t [, pos]) -> value; nothing where pos is outside of the list
func tabRemove(L *lua.LState) int {
	a := argsOf(L)
	t := a.Writable(1)
	n := ltable.Len(t)
	pos := a.OptInt(2, n)
	if pos < 1 || pos > n {
		return 0
	}
	v, _ := ltable.Remove(t, pos)
	L.Push(v)
	return 1
}

// table.setn(t, n) raises, as in Lua 5.1: a list is as long as it is.
func tabSetn(L *lua.LState) int {
	argsOf(L).Table(1)
	raise(L, "'setn' is obsolete")
	return 0
}

// tableUnpack is table.unpack(t [, i [, j]]) -> value..., and the unpack of Lua
// 5.1's base library.
func tableUnpack(L *lua.LState) int {
	a := argsOf(L)
	t := a.Table(1)
	i := a.OptInt(2, 1)
	j := ltable.Len(t)
	if !a.Missing(3) {
		j = a.Int(3)
	}
	if i > j {
		return 0
	}
	n := j - i + 1
	if n > maxResults || !fitsRegistry(L, n) {
		raise(L, "too many results to unpack")
	}
	reserve(L, n)
	for k := i; k <= j; k++ {
		L.Push(ltable.GetInt(t, k))
	}
	return n
}

// reserve makes room for n values at once; the registry grows in small steps
// otherwise, copying itself each time.
func reserve(L *lua.LState, n int) {
	top := L.GetTop()
	L.SetTop(top + n)
	L.SetTop(top)
}

// fitsRegistry reports whether n more values can fit in the registry of the
// thread at all, so that the usual overflow has a message that says why.
func fitsRegistry(L *lua.LState, n int) bool {
	return n < max(L.Options.RegistrySize, L.Options.RegistryMaxSize)
}
