package re

// This file is the functions that find: match, find, find_all, groups, split.

import (
	"moonloop/bindings/internal/native"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// capture is capture i of a match, the whole for 0; nil if it took no part.
func capture(s string, loc []int, i int) lua.LValue {
	if loc[2*i] < 0 {
		return lua.LNil
	}
	return lua.LString(s[loc[2*i]:loc[2*i+1]])
}

// captures are the captures of a match, or the whole where the pattern has none.
func captures(s string, loc []int) []lua.LValue {
	if len(loc) == 2 {
		return []lua.LValue{capture(s, loc, 0)}
	}
	vals := make([]lua.LValue, len(loc)/2-1)
	for i := range vals {
		vals[i] = capture(s, loc, i+1)
	}
	return vals
}

func match(u use) int {
	q := u.search(u.init())
	loc := q.next()
	if loc == nil {
		return u.Push(lua.LNil)
	}
	return u.PushAll(captures(q.s, loc))
}

func find(u use) int {
	from := u.init()
	q := u.search(from)
	loc := q.next()
	if loc == nil {
		return u.Push(lua.LNil)
	}
	u.L.Push(lua.LNumber(from + loc[0] + 1))
	u.L.Push(lua.LNumber(from + loc[1]))
	if len(loc) == 2 {
		return 2
	}
	return 2 + u.PushAll(captures(q.s, loc))
}

// groups is groups(s, pattern, [init]): what the named groups of the first match hold.
func groups(u use) int {
	q := u.search(u.init())
	loc := q.next()
	if loc == nil {
		return u.Push(lua.LNil)
	}
	names := u.x.re.SubexpNames()
	t := u.L.CreateTable(0, len(names))
	for i, name := range names {
		if name != "" && loc[2*i] >= 0 {
			t.RawSetString(name, capture(q.s, loc, i))
		}
	}
	return u.Push(t)
}

// split is split(s, pattern, [n]): the pieces between at most n matches. An empty match splits between two characters.
func split(u use) int {
	left := u.Integer(u.next, len(u.s)+1)
	q := u.search(0)
	list := u.L.NewTable()
	u.L.Push(list) // where the limit on memory sees it
	begin := 0
	for left > 0 {
		loc := q.next()
		if loc == nil {
			break
		}
		if loc[0] == loc[1] && (loc[0] == 0 || loc[0] == len(q.s)) {
			continue
		}
		u.RT.Reserve(pieceSize)
		list.Append(lua.LString(q.s[begin:loc[0]]))
		begin = loc[1]
		left--
	}
	list.Append(lua.LString(q.s[begin:]))
	return 1
}

// pieceSize is about how many bytes a piece of a string takes in a list.
const pieceSize = 32

// matches is the iterator that find_all returns: the captures of match after match.
type matches struct{ *search }

func findAll(u use) int { return u.Iterate(matches{u.search(0)}) }

// Next implements native.Iterator.
func (it matches) Next(c native.Call, next vm.Next) vm.Step {
	it.Call = c
	loc := it.next()
	if loc == nil {
		return next(nil, nil)
	}
	return next(captures(it.s, loc), nil)
}

// Close implements native.Iterator.
func (it matches) Close() { it.at = len(it.s) + 1 }

// Holds implements native.Iterator.
func (it matches) Holds() bool { return false }
