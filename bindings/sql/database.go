package sql

// This file is what databases can do, and transactions cannot.

import (
	"context"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A database is a native.Manager: it is closed after the body.
type database struct{ session }

// closing is db:close(): a coroutine that waits for what runs and closes the connections.
func (db *database) closing(c native.Call) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		return db.closer(l), nil
	})
}

func (db *database) closer(l *loop.Loop) loop.Coroutine {
	return native.Straight(l, func() string { return "the end of what the database does" }, func(co *loop.Co) (any, error) {
		return nil, db.shut(co)
	})
}

func (db *database) shut(co *loop.Co) error {
	p := db.pool
	p.close()
	if p.ended {
		return nil
	}
	if p.uses(co.Task()) {
		return loop.RuntimeError.New("close: the task itself holds a connection, in a transaction or in rows, and would wait for itself; the database is closed when that ends")
	}
	f := p.hub.Loop().CreateFuture()
	p.closers = append(p.closers, f)
	_, err := co.Await(f)
	return err
}

// Enter implements native.Manager.
func (db *database) Enter(_ native.Call, next vm.Next) vm.Step {
	return next([]lua.LValue{&db.ud}, nil)
}

// Exit implements native.Manager.
func (db *database) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	return vm.Await(db.closer(c.Running()), func(_ []lua.LValue, failed error) vm.Step {
		if err == nil {
			err = failed
		}
		return native.Outcome(vals, err)
	})
}

// A statement is SQL that the database has read.
type statement struct {
	of    *session
	ud    lua.LUserData
	query *query
}

// prepare is db:prepare(q): a coroutine that returns a statement, or raises what is wrong with it.
func prepare(c native.Call, self based) int {
	s := self.base()
	q := s.query(c, c.Text(1))
	return s.start(c, func(co *loop.Co, k *pooled) (any, error) {
		_, err := s.run(co, k, func(ctx context.Context) (any, error) { return nil, k.Check(ctx, q.text) })
		if err != nil {
			return nil, err
		}
		st := &statement{of: s, query: q}
		s.m.statement.Init(&st.ud, st)
		return &st.ud, nil
	})
}

func statementMethods() []native.Entry {
	return []native.Entry{
		native.Method("exec", onStatement(exec)),          // st:exec(…)
		native.Method("all", onStatement(all)),            // st:all(…)
		native.Method("one", onStatement(one)),            // st:one(…)
		native.Method("value", onStatement(scalar)),       // st:value(…)
		native.Method("rows", onStatement(eachRow)),       // for row in st:rows(…) do: awaits
		native.Method("exec_many", onStatement(execMany)), // st:exec_many(list)
	}
}

func onStatement(fn func(c native.Call, s *session, q *query, n int) int) func(c native.Call, st *statement) int {
	return func(c native.Call, st *statement) int { return fn(c, st.of, st.query, 1) }
}

// MemorySize implements vm.Sizer.
func (st *statement) MemorySize(visit func(any)) int {
	visit(&st.of.ud)
	return 128 + len(st.query.text)
}
