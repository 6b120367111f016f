package sql

// This file is db:rows: an iterator that holds a connection until it is closed.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// eachRow is db:rows(q, …).
func eachRow(c native.Call, s *session, q *query, n int) int {
	return c.Iterate(&iterator{s: s, q: q, args: s.args(c, q, n)})
}

type iterator struct {
	s      *session
	q      *query
	args   []Value
	cursor *cursor
	at     int // the next row of the batch
	closed bool
}

// Next implements native.Iterator.
func (it *iterator) Next(c native.Call, next vm.Next) vm.Step {
	if cu := it.cursor; cu != nil {
		if it.at < cu.batch.Rows {
			it.at++
			row, err := cu.layout.row(&cu.batch, it.at-1)
			if err != nil {
				return next(nil, err)
			}
			return next([]lua.LValue{row}, nil)
		}
		if cu.layout != nil && !cu.more {
			return next(nil, nil)
		}
	}
	c.NeedTask()
	return vm.Await(native.Straight(c.Running(), it.s.pool.waits(c.Running().CurrentTask(), c.Name), func(co *loop.Co) (any, error) { return nil, it.fill(co, c.Name) }), func(_ []lua.LValue, err error) vm.Step {
		if err != nil {
			return next(nil, err)
		}
		return it.Next(c, next)
	})
}

// fill reads the next batch, with a connection that it takes at first.
func (it *iterator) fill(co *loop.Co, name string) error {
	if it.cursor == nil {
		k := it.s.conn
		switch {
		case co.Loop() != it.s.pool.hub.Loop():
			return loop.Errorf(loop.RuntimeError, "%s: the database was opened in another event loop", name)
		case it.s.inside && k == nil:
			return loop.Errorf(loop.RuntimeError, "%s: %s", name, it.s.state())
		case !it.s.inside:
			var err error
			if k, err = it.s.pool.take(co, name); err != nil {
				return err
			}
			if it.closed { // meanwhile
				it.s.pool.put(k)
				return nil
			}
		}
		it.cursor = &cursor{s: it.s, k: k, q: it.q, args: it.args, stream: it.s.inside}
	}
	it.at = 0
	return it.cursor.fill(co)
}

// Close implements native.Iterator: the connection is given back.
func (it *iterator) Close() {
	it.closed = true
	if cu := it.cursor; cu != nil {
		cu.close()
		cu.batch = Batch{}
		if !it.s.inside {
			it.s.pool.put(cu.k)
		}
	}
}

// Holds implements native.Iterator.
func (it *iterator) Holds() bool { return it.cursor != nil }

// MemorySize implements vm.Sizer.
func (it *iterator) MemorySize(visit func(any)) int {
	visit(&it.s.ud)
	n := 512
	if it.cursor != nil {
		n += 64*len(it.cursor.batch.Values) + it.cursor.batch.bytes
	}
	return n
}
