package sql

// This file is transactions: a body that runs between BEGIN and COMMIT, or ROLLBACK.

import (
	"context"
	"fmt"
	"time"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A transaction is what the body gets. It is a native.Manager.
//
// However the body is left, the connection comes out of it without a transaction: after COMMIT, or ROLLBACK, or closed.
type transaction struct {
	session
	outer *transaction // in which it is a savepoint
	begin string
	depth int
}

// begin is db:transaction([{isolation=},] body), or tx:transaction(body), a savepoint.
func begin(c native.Call, self based) int {
	o, body := c.Body(1, "isolation")
	s := self.base()
	tx := &transaction{session: session{m: s.m, pool: s.pool, null: s.null, bigStrings: s.bigStrings, inside: true}}
	isolation := o.Str("isolation", "")
	if outer, ok := self.(*transaction); ok {
		if isolation != "" {
			o.Raise(loop.Errorf(loop.ValueError, "%s: option isolation: a transaction inside of another has that one's", c.Name))
		}
		tx.outer, tx.depth = outer, outer.depth+1
		tx.begin = "SAVEPOINT " + tx.savepoint()
	} else {
		var err error
		if tx.begin, err = s.pool.driver.Begin(isolation); err != nil {
			c.Raise(native.Prefixed(c, err))
		}
	}
	s.m.transaction.Init(&tx.ud, tx)
	if body == nil {
		return c.Push(&tx.ud)
	}
	return c.With(tx, body)
}

func (tx *transaction) savepoint() string { return fmt.Sprintf("moonloop_%d", tx.depth) }

// Enter implements native.Manager.
func (tx *transaction) Enter(c native.Call, next vm.Next) vm.Step {
	c.NeedTask()
	if tx.conn != nil || tx.over {
		return vm.Raise(loop.Errorf(loop.RuntimeError, "%s: the transaction has begun already", c.Name))
	}
	return vm.Await(native.Straight(c.Running(), tx.pool.waits(c.Running().CurrentTask(), "BEGIN"), func(co *loop.Co) (any, error) { return nil, tx.start(co, c.Name) }), func(_ []lua.LValue, err error) vm.Step {
		if err != nil {
			return vm.Raise(err)
		}
		return next([]lua.LValue{&tx.ud}, nil)
	})
}

// start begins the transaction.
func (tx *transaction) start(co *loop.Co, name string) error {
	if tx.outer != nil {
		_, err := tx.outer.with(co, name, func(co *loop.Co, k *pooled) (any, error) {
			_, err := tx.outer.run(co, k, func(ctx context.Context) (any, error) { return k.Exec(ctx, tx.begin, nil) })
			if err == nil {
				tx.conn = k
			}
			return nil, err
		})
		return err
	}
	if co.Loop() != tx.pool.hub.Loop() {
		return loop.Errorf(loop.RuntimeError, "%s: the database was opened in another event loop", name)
	}
	k, err := tx.pool.take(co, name)
	if err != nil {
		return err
	}
	begun := false
	defer func() {
		if !begun {
			tx.pool.put(k)
		}
	}()
	_, err = k.do(co, func(ctx context.Context) (any, error) { return k.Exec(ctx, tx.begin, nil) })
	if err != nil {
		if k.InTransaction() { // it was begun as the task was cancelled
			_, _ = k.do(co, rollback(k))
		}
		return err
	}
	begun = true
	tx.conn = k
	return nil
}

// Exit implements native.Manager.
func (tx *transaction) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	waits := tx.pool.waits(c.Running().CurrentTask(), map[bool]string{true: "COMMIT", false: "ROLLBACK"}[err == nil])
	return vm.Await(native.Straight(c.Running(), waits, func(co *loop.Co) (any, error) { return nil, tx.end(co, err == nil) }), func(_ []lua.LValue, failed error) vm.Step {
		if err == nil {
			err = failed
		}
		return native.Outcome(vals, err)
	})
}

// end commits, or rolls back. The connection is given back in any case.
func (tx *transaction) end(co *loop.Co, good bool) error {
	k := tx.conn
	if k == nil {
		return nil
	}
	tx.conn, tx.over = nil, true
	if tx.outer != nil {
		return tx.endSavepoint(co, k, good)
	}
	defer tx.pool.put(k) // which closes what is still in a transaction
	var err error
	if good {
		if _, err = k.do(co, func(ctx context.Context) (any, error) { return nil, commit(ctx, k) }); err == nil {
			return nil
		}
	}
	if !k.Broken() && k.InTransaction() {
		if _, failed := k.do(co, rollback(k)); err == nil && !k.Broken() {
			err = failed
		}
	}
	return err
}

func (tx *transaction) endSavepoint(co *loop.Co, k *pooled, good bool) error {
	q := "RELEASE SAVEPOINT " + tx.savepoint()
	if !good {
		q = "ROLLBACK TO SAVEPOINT " + tx.savepoint() + "; " + q
	}
	if k.Broken() || !k.InTransaction() {
		return nil // the outer one will tell
	}
	_, err := k.do(co, func(ctx context.Context) (any, error) {
		ctx, cancel := patient(ctx)
		defer cancel()
		return k.Exec(ctx, q, nil)
	})
	return err
}

// lastWord is how long COMMIT and ROLLBACK may take, which are not cancelled.
const lastWord = 30 * time.Second

func patient(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), lastWord)
}

// commit is COMMIT, which is not cancelled.
func commit(ctx context.Context, k *pooled) error {
	if err := alive(k); err != nil {
		return err
	}
	ctx, cancel := patient(ctx)
	defer cancel()
	_, err := k.Exec(ctx, "COMMIT", nil)
	if err != nil && k.Broken() {
		return Fail(CommitUnknown, "the connection was lost in COMMIT: it is not known whether it was done: "+err.Error(), "08007", nil)
	}
	return err
}

// rollback is ROLLBACK as an operation, which is not cancelled.
func rollback(k *pooled) func(ctx context.Context) (any, error) {
	return func(ctx context.Context) (any, error) {
		ctx, cancel := patient(ctx)
		defer cancel()
		return k.Exec(ctx, "ROLLBACK", nil)
	}
}

// close is tx:close(): a coroutine that rolls back what is open.
func (tx *transaction) closing(c native.Call) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		return native.Straight(l, tx.pool.waits(l.CurrentTask(), "ROLLBACK"), func(co *loop.Co) (any, error) {
			err := tx.end(co, false)
			tx.over = true
			return nil, err
		}), nil
	})
}
