package sql

// This file is what databases and transactions can do alike: statements and their results.

import (
	"context"
	"time"

	"moonloop/bindings/internal/native"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// A session is where statements run: on any connection of a pool, or on that of a transaction.
type session struct {
	m          *instance
	ud         lua.LUserData // not the first field: the measure of memory tells objects by their addresses
	pool       *pool
	null       lua.LValue // what NULL is
	bigStrings bool
	queries    map[string]*query // those that were read
	conn       *pooled           // of a transaction that is open
	over       bool              // the transaction has ended
	inside     bool              // it is that of a transaction

	filling map[*lua.LTable]struct{} // lists of rows that nobody has yet, for the measure of memory
}

// base is what methods of both are called on.
func (s *session) base() *session { return s }

type based interface{ base() *session }

func sessionMethods() []native.Entry {
	return []native.Entry{
		native.Method("exec", onSession(exec)),          // db:exec(q, …): {rows_affected=, last_insert_id=}
		native.Method("all", onSession(all)),            // db:all(q, …): rows
		native.Method("one", onSession(one)),            // db:one(q, …): a row or nil
		native.Method("value", onSession(scalar)),       // db:value(q, …): a value or nil
		native.Method("exec_many", onSession(execMany)), // db:exec_many(q, list)
		native.Method("rows", onSession(eachRow)),       // for row in db:rows(q, …) do: awaits
		native.Method("prepare", prepare),               // db:prepare(q): a statement
		native.Method("transaction", begin),             // db:transaction([{isolation=},] function(tx) … end)
	}
}

// onSession makes a method of a function that reads the SQL from argument 1.
func onSession(fn func(c native.Call, s *session, q *query, n int) int) func(c native.Call, self based) int {
	return func(c native.Call, self based) int {
		s := self.base()
		return fn(c, s, s.query(c, c.Text(1)), 2)
	}
}

// maxQueries is how many queries a session remembers, and maxQuery how long these are.
const maxQueries, maxQuery = 256, 16 << 10

// query reads SQL, once.
func (s *session) query(c native.Call, text string) *query {
	if q := s.queries[text]; q != nil {
		return q
	}
	c.Work(len(text))
	q, err := parse(text, s.pool.driver.Dialect())
	if err != nil {
		c.Raise(native.Prefixed(c, err))
	}
	if len(text) <= maxQuery {
		if s.queries == nil || len(s.queries) >= maxQueries {
			s.queries = map[string]*query{}
		}
		s.queries[text] = q
	}
	return q
}

// MemorySize implements vm.Sizer. Connections count once, at the database.
func (s *session) MemorySize(visit func(any)) int {
	visit(s.null)
	for list := range s.filling {
		visit(list)
	}
	n := 512
	for text := range s.queries {
		n += 2*len(text) + 256
	}
	if !s.inside {
		n += s.pool.memory()
	}
	return n
}

// start returns a coroutine that runs fn with a connection to the script.
func (s *session) start(c native.Call, fn func(co *loop.Co, k *pooled) (any, error)) int {
	name := c.Name
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		return native.Straight(l, s.pool.waits(l.CurrentTask(), name), func(co *loop.Co) (any, error) { return s.with(co, name, fn) }), nil
	})
}

// with runs fn with a connection.
func (s *session) with(co *loop.Co, name string, fn func(co *loop.Co, k *pooled) (any, error)) (any, error) {
	if co.Loop() != s.pool.hub.Loop() {
		return nil, loop.Errorf(loop.RuntimeError, "%s: the database was opened in another event loop", name)
	}
	if s.inside {
		if s.conn == nil {
			return nil, loop.Errorf(loop.RuntimeError, "%s: %s", name, s.state())
		}
		return fn(co, s.conn)
	}
	k, err := s.pool.take(co, name)
	if err != nil {
		return nil, err
	}
	defer s.pool.put(k)
	v, err := fn(co, k)
	if err == nil && k.InTransaction() {
		if _, err = k.do(co, rollback(k)); err == nil {
			err = loop.Errorf(loop.RuntimeError, "%s: a transaction was left open, and was rolled back: use db:transaction", name)
		}
	}
	return v, err
}

// state says why a transaction cannot be used.
func (s *session) state() string {
	if s.over {
		return "the transaction is over"
	}
	return "the transaction has not begun"
}

// alive is an error if the transaction of a connection has ended in the database. What came then would be done at once, and stay.
// It is for the goroutine that has the connection.
func alive(k *pooled) error {
	if k.Broken() || k.InTransaction() {
		return nil
	}
	return loop.RuntimeError.New("the transaction was ended by one of its statements, and not by its body")
}

// slow is how much of the time of other goroutines an instruction of Lua takes, for limits: a query pays for its time.
const slow = 50 * time.Nanosecond

// run runs an operation on a connection, for which the script's limits pay.
func (s *session) run(co *loop.Co, k *pooled, fn func(ctx context.Context) (any, error)) (any, error) {
	var took time.Duration
	v, err := k.do(co, func(ctx context.Context) (any, error) {
		if s.inside {
			if err := alive(k); err != nil {
				return nil, err
			}
		}
		begin := time.Now()
		v, err := fn(ctx)
		took = time.Since(begin)
		return v, err
	})
	if s.m.rt.LimitsMemory() { // of a script that is not trusted
		if over := s.m.rt.Spend(int(took / slow)); over != nil {
			return nil, over
		}
		if over := k.pay(s.m.rt); over != nil {
			return nil, over
		}
	}
	return v, err
}

// exec is db:exec(q, …).
func exec(c native.Call, s *session, q *query, n int) int {
	args := s.args(c, q, n)
	return s.start(c, func(co *loop.Co, k *pooled) (any, error) {
		v, err := s.run(co, k, func(ctx context.Context) (any, error) { return k.Exec(ctx, q.text, args) })
		if err != nil {
			return nil, err
		}
		return s.m.result(v.(Result)), nil
	})
}

// result is what a statement has done, as a table.
func (m *instance) result(r Result) *lua.LTable {
	t := m.rt.State().CreateTable(0, 2)
	t.RawSetString("rows_affected", lua.LNumber(r.RowsAffected))
	if r.HasID {
		t.RawSetString("last_insert_id", lua.LNumber(r.LastInsertID))
	}
	return t
}

// execMany is db:exec_many(q, list): all or nothing.
func execMany(c native.Call, s *session, q *query, n int) int {
	list := s.list(c, q, n)
	return s.start(c, func(co *loop.Co, k *pooled) (any, error) {
		v, err := s.run(co, k, func(ctx context.Context) (any, error) {
			if s.inside {
				return within(ctx, k, q.text, list)
			}
			return together(ctx, k, s.pool.driver, q.text, list)
		})
		if err != nil {
			return nil, err
		}
		return s.m.result(v.(Result)), nil
	})
}

// together is exec_many in a transaction of its own.
func together(ctx context.Context, k *pooled, d Driver, q string, list [][]Value) (Result, error) {
	begin, err := d.Begin("")
	if err != nil {
		return Result{}, err
	}
	if _, err := k.Exec(ctx, begin, nil); err != nil {
		return Result{}, err
	}
	r, err := k.ExecMany(ctx, q, list)
	if err == nil {
		err = commit(ctx, k)
	}
	if err != nil {
		_, _ = rollback(k)(ctx)
	}
	return r, err
}

// within is exec_many in an open transaction, which goes on without any of the rows where one fails.
func within(ctx context.Context, k *pooled, q string, list [][]Value) (Result, error) {
	if _, err := k.Exec(ctx, "SAVEPOINT moonloop_many", nil); err != nil {
		return Result{}, err
	}
	r, err := k.ExecMany(ctx, q, list)
	end := "RELEASE SAVEPOINT moonloop_many"
	if err != nil {
		end = "ROLLBACK TO SAVEPOINT moonloop_many; " + end
	}
	if k.Broken() || !k.InTransaction() {
		return r, err
	}
	ctx, cancel := patient(ctx)
	defer cancel()
	if _, failed := k.Exec(ctx, end, nil); err == nil {
		err = failed
	}
	return r, err
}

// all is db:all(q, …).
func all(c native.Call, s *session, q *query, n int) int {
	args := s.args(c, q, n)
	return s.start(c, func(co *loop.Co, k *pooled) (any, error) {
		list := s.m.rt.State().NewTable()
		if s.filling == nil {
			s.filling = map[*lua.LTable]struct{}{}
		}
		s.filling[list] = struct{}{}
		defer delete(s.filling, list)
		err := s.fetch(co, k, q, args, 0, func(row lua.LValue) { list.Append(row) })
		return list, err
	})
}

// one is db:one(q, …).
func one(c native.Call, s *session, q *query, n int) int {
	args := s.args(c, q, n)
	return s.start(c, func(co *loop.Co, k *pooled) (any, error) {
		first := lua.LValue(lua.LNil)
		err := s.fetch(co, k, q, args, 1, func(row lua.LValue) { first = row })
		return first, err
	})
}

// scalar is db:value(q, …): of the first column of the first row.
func scalar(c native.Call, s *session, q *query, n int) int {
	args := s.args(c, q, n)
	return s.start(c, func(co *loop.Co, k *pooled) (any, error) {
		cu := &cursor{s: s, k: k, q: q, args: args, max: 1}
		defer cu.close()
		if err := cu.fill(co); err != nil || cu.batch.Rows == 0 || cu.layout.width == 0 {
			return lua.LNil, err
		}
		v := &cu.batch.Values[0]
		if err := s.m.rt.Take(len(v.Str)); err != nil {
			return nil, err
		}
		x, err := cu.layout.value(v)
		if err != nil {
			err = loop.Errorf(loop.ValueError, "%s: %s", "value", err)
		}
		return x, err
	})
}

// fetch runs a query and calls each with its rows, at most max of them if max is not 0.
func (s *session) fetch(co *loop.Co, k *pooled, q *query, args []Value, max int, each func(row lua.LValue)) error {
	cu := &cursor{s: s, k: k, q: q, args: args, max: max}
	defer cu.close()
	for {
		if err := cu.fill(co); err != nil {
			return err
		}
		for i := range cu.batch.Rows {
			row, err := cu.layout.row(&cu.batch, i)
			if err != nil {
				return err
			}
			each(row)
		}
		if !cu.more {
			return nil
		}
	}
}

// A cursor reads the rows of a query, a batch at a time.
type cursor struct {
	s      *session
	k      *pooled
	q      *query
	args   []Value
	max    int
	stream bool // other statements may come between
	rows   Rows // nil before the first batch, and when there are no more
	more   bool
	batch  Batch
	layout *layout
}

// fill reads the next batch.
func (cu *cursor) fill(co *loop.Co) error {
	var columns []string
	_, err := cu.s.run(co, cu.k, func(ctx context.Context) (any, error) {
		if cu.rows == nil {
			var err error
			if cu.rows, err = cu.k.Query(ctx, cu.q.text, cu.args, cu.stream); err != nil {
				return nil, err
			}
		}
		cu.batch.reset(cu.max)
		more, err := cu.rows.Next(ctx, &cu.batch)
		columns = cu.rows.Columns()
		if cu.more = more && err == nil && cu.max == 0; !cu.more {
			cu.rows.Close()
		}
		return nil, err
	})
	if err != nil {
		return err
	}
	if cu.layout == nil {
		cu.layout = newLayout(cu.s, columns)
	}
	return nil
}

// close ends the query, now or when what runs has come back.
func (cu *cursor) close() {
	cu.k.later(func() {
		if cu.rows != nil {
			cu.rows.Close()
			cu.rows = nil
		}
	})
}
