package sql

// This file is what only some kinds of databases can do: LISTEN and COPY.

import (
	"context"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// listen is db:listen(channel): an iterator over what is notified there, with a connection of its own beside the pool.
func listen(c native.Call, db *database) int {
	return c.Iterate(&listening{db: db, channel: c.Text(1)})
}

type listening struct {
	db      *database
	channel string
	conn    Conn
	stop    context.CancelFunc
	busy    bool
	closed  bool
}

// Next implements native.Iterator.
func (it *listening) Next(c native.Call, next vm.Next) vm.Step {
	c.NeedTask()
	if c.Running() != it.db.pool.hub.Loop() {
		return next(nil, loop.Errorf(loop.RuntimeError, "%s: the database was opened in another event loop", c.Name))
	}
	ctx, stop := context.WithCancel(context.Background())
	it.stop, it.busy = stop, true
	co := it.db.pool.hub.WaitToEnd(func(hub context.Context) (any, error) {
		defer context.AfterFunc(hub, stop)()
		if it.conn == nil {
			k, err := it.db.pool.driver.Connect(ctx)
			if err != nil {
				return nil, err
			}
			it.conn = k
		}
		l, ok := it.conn.(Listener)
		if !ok {
			return nil, loop.Errorf(netio.NotImplementedError, "listen: this kind of database does not have it")
		}
		payload, err := l.Listen(ctx, it.channel)
		return lua.LString(payload), err
	}, func() {
		stop()
		it.busy = false
		if it.closed {
			it.drop()
		}
	})
	return vm.Await(co, func(vals []lua.LValue, err error) vm.Step { return next(vals, err) })
}

// Close implements native.Iterator.
func (it *listening) Close() {
	it.closed = true
	if it.busy {
		it.stop()
		return
	}
	it.drop()
}

func (it *listening) drop() {
	if k := it.conn; k != nil {
		it.conn = nil
		it.db.pool.background(k.Close, func() {})
	}
}

// Holds implements native.Iterator.
func (it *listening) Holds() bool { return it.conn != nil || it.busy }

// MemorySize implements vm.Sizer.
func (it *listening) MemorySize(visit func(any)) int {
	visit(&it.db.ud)
	return 4096
}

// copyRows is db:copy(table, columns, rows): a coroutine that adds rows to a table, all or none, and returns how many.
func copyRows(c native.Call, db *database) int {
	table, columns := c.Text(1), c.Strings(2)
	q := &query{count: len(columns)}
	if len(columns) == 0 || ltable.Len(c.Table(2, "list of columns")) == 0 {
		c.Fail(2, "at least one column expected")
	}
	list := db.list(c, q, 3)
	return db.start(c, func(co *loop.Co, k *pooled) (any, error) {
		copier, ok := k.Conn.(Copier)
		if !ok {
			return nil, loop.Errorf(netio.NotImplementedError, "%s: this kind of database does not have it: use exec_many", c.Name)
		}
		v, err := db.run(co, k, func(ctx context.Context) (any, error) { return copier.Copy(ctx, table, columns, list) })
		if err != nil {
			return nil, err
		}
		return lua.LNumber(v.(int64)), nil
	})
}
