package native

// This file is iterators: what a for statement walks, and what they read.

import (
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// An Iterator stands behind "for … in f(…) do": see [Call.Iterate].
type Iterator interface {
	// Next goes on with next and the values of another turn; none, or an error, end the walk. It may await before.
	Next(c Call, next vm.Next) vm.Step
	// Close lets go of what the iterator holds. It is called once, and Next never after it; but it may be called while a
	// turn waits, which then comes to nothing, whatever it gives.
	Close()
	// Holds tells whether Close lets go of more than memory: a file, a connection.
	Holds() bool
}

// Iterate returns an iterator to the script: userdata that can be called, with a method close. It is closed at its end,
// by the method, and by the for loop that walks it, however that is left.
func (c Call) Iterate(it Iterator) int {
	w := &walk{Iterator: it, callee: FunctionOf(c.RT, c.Name)}
	if c.RT.LimitsMemory() {
		w.args = c.Rest(1)
	}
	w.ud.Value, w.ud.Metatable = w, iteratorMeta(c.RT)
	return c.Push(&w.ud)
}

// A walk is what the userdata of an iterator holds.
type walk struct {
	Iterator
	callee *Callee      // turns, under the name of the function that made it
	args   []lua.LValue // what it was made of, for the memory limit
	closed bool
	turns  bool // a turn has begun and not ended
	ud     lua.LUserData
}

// CloseIterator implements vm.Closer.
func (w *walk) CloseIterator() { w.Close() }

// Close closes the iterator; the second time it does nothing.
func (w *walk) Close() {
	if !w.closed {
		w.closed = true
		w.Iterator.Close()
	}
}

// MemorySize implements vm.Sizer.
func (w *walk) MemorySize(visit func(any)) int {
	for _, v := range w.args {
		visit(v)
	}
	if s, ok := w.Iterator.(vm.Sizer); ok {
		return 128 + s.MemorySize(visit)
	}
	return 256
}

// step is a turn.
func (w *walk) step(c Call) vm.Step {
	if w.closed {
		return vm.Return(lua.LNil)
	}
	c = w.callee.On(c.L)
	if w.turns {
		c.Raise(loop.Errorf(loop.RuntimeError, "%s: the iterator is in the middle of a turn already", c.Name))
	}
	w.turns = true
	raised := true
	defer func() {
		if raised {
			w.turns = false
		}
	}()
	s := w.Next(c, w.turn)
	raised = false
	return s
}

// turn ends a turn.
func (w *walk) turn(vals []lua.LValue, err error) vm.Step {
	w.turns = false
	if err != nil {
		w.Close()
		return vm.Raise(err)
	}
	if w.closed || len(vals) == 0 || vals[0] == lua.LNil {
		w.Close()
		return vm.Return(lua.LNil)
	}
	return vm.Return(vals...)
}

// iteratorKey is where the registry of a runtime keeps the metatable of iterators.
const iteratorKey = "moonloop.iterator"

func iteratorMeta(rt *vm.Runtime) *lua.LTable {
	registry := rt.State().G.Registry
	if mt, ok := registry.RawGetString(iteratorKey).(*lua.LTable); ok {
		return mt
	}
	k := Class{RT: rt, Name: "iterator", Methods: func() []Entry {
		return []Entry{
			Method("close", func(_ Call, w *walk) int { w.Close(); return 0 }),
			Method("__call", func(c Call, w *walk) int { return c.RT.Perform(c.L, w.step(c)) }),
		}
	}}
	registry.RawSetString(iteratorKey, k.Meta())
	return k.Meta()
}

// A Source is text that a function reads piece by piece: a string, something with a method read, or an iterator.
type Source struct {
	whole   string
	read    lua.LValue // a method of from, nil for an iterator
	from    lua.LValue
	started bool
	closed  bool
}

// sourceAtOnce is how many bytes of a reader are asked for at a time.
const sourceAtOnce = 64 << 10

// pieceCost is what a piece costs at least, in bytes worked through.
const pieceCost = 1 << 10

// Source is argument n as a source: a string, a reader (a StreamReader, a file, what has a method read), or an iterator
// of pieces, such as fs.lines(path, "L").
func (c Call) Source(n int) *Source {
	s := c.SourceOf(c.Arg(n))
	if s == nil {
		c.Fail(n, "string, reader or iterator expected, got %s", c.TypeName(n))
	}
	return s
}

// SourceOf is a value as a source, nil where it is none.
func (c Call) SourceOf(v lua.LValue) *Source {
	switch x := v.(type) {
	case lua.LString:
		return &Source{whole: string(x)}
	case *lua.LUserData, *lua.LTable:
		if IsCallable(c.RT, v) {
			return &Source{from: v}
		}
		if read, ok := c.L.GetField(v, "read").(*lua.LFunction); ok {
			return &Source{from: v, read: read}
		}
	case *lua.LFunction:
		return &Source{from: v}
	}
	return nil
}

// Piece goes on with next and the next piece, a string; with none at the end, or when it was closed. It may await.
func (s *Source) Piece(c Call, next vm.Next) vm.Step {
	if s.from == nil {
		if s.started || s.whole == "" {
			return next(nil, nil)
		}
		s.started = true
		return next([]lua.LValue{lua.LString(s.whole)}, nil)
	}
	got := func(vals []lua.LValue, err error) vm.Step {
		if err == nil {
			err = c.RT.Spend(pieceCost)
		}
		if err != nil {
			return next(nil, err)
		}
		if s.closed || len(vals) == 0 || vals[0] == lua.LNil || vals[0] == lua.LString("") {
			return next(nil, nil)
		}
		if _, ok := vals[0].(lua.LString); !ok {
			return next(nil, loop.Errorf(loop.TypeError, "%s: pieces that are strings expected, got %s", c.Name, TypeName(vals[0])))
		}
		return next(vals[:1], nil)
	}
	if s.read == nil {
		return s.iterated(c, got)
	}
	return c.RT.CallValue(s.read, []lua.LValue{s.from, lua.LNumber(sourceAtOnce)}, func(vals []lua.LValue, err error) vm.Step {
		if err == nil && len(vals) > 0 && CoroutineOf(vals[0]) != nil {
			return vm.Call(c.RT.AwaitFunction(), vals[:1], got)
		}
		return got(vals, err)
	})
}

// iterated is Piece of an iterator, whose empty pieces are not its end.
func (s *Source) iterated(c Call, got vm.Next) vm.Step {
	return c.RT.CallValue(s.from, nil, func(vals []lua.LValue, err error) vm.Step {
		if err == nil && len(vals) > 0 && vals[0] == lua.LString("") {
			if err = c.RT.Spend(pieceCost); err != nil {
				return got(nil, err)
			}
			return s.iterated(c, got)
		}
		return got(vals, err)
	})
}

// Close closes an iterator, or does nothing: a reader belongs to who gave it.
func (s *Source) Close() {
	s.closed = true
	if it := s.iterator(); it != nil {
		it.CloseIterator()
	}
}

// Holds tells whether Close lets go of more than memory.
func (s *Source) Holds() bool {
	it := s.iterator()
	return it != nil && it.Holds()
}

// iterator is the iterator that gives the pieces, if it can be closed.
func (s *Source) iterator() vm.Closer {
	if ud, ok := s.from.(*lua.LUserData); ok && s.read == nil {
		if it, ok := ud.Value.(vm.Closer); ok {
			return it
		}
	}
	return nil
}

// MemorySize implements vm.Sizer.
func (s *Source) MemorySize(visit func(any)) int {
	visit(s.from)
	return 64 + len(s.whole)
}
