package postgres

// This file is connections: statements, and what they give.

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"moonloop/bindings/sql"
	"moonloop/loop"

	"github.com/jackc/pgx/v5/pgconn"
)

// conn is a connection.
type conn struct {
	d          *driver
	c          *pgconn.PgConn
	statements map[string]*prepared
	serial     int
	used       time.Time // when it was used last
	lost       bool      // the server is gone
	spoilt     bool      // it was left in the middle of something
	stopped    bool      // the server has said that it cancelled a statement
	notes      []*pgconn.Notification
	listening  string
}

// prepared is a statement that the server has read.
type prepared struct {
	*pgconn.StatementDescription
	formats  []int16 // of the columns
	lastUsed int
}

// maxStatements is how many statements a connection keeps.
const maxStatements = 128

// staleAfter is how long a connection is idle before it is looked whether it is still there.
const staleAfter = time.Second

// Broken implements sql.Conn.
func (k *conn) Broken() bool { return k.lost || k.spoilt || k.c.IsClosed() }

// Lost tells whether the server is gone, and other connections of the pool with it.
func (k *conn) Lost() bool { return k.lost }

// InTransaction implements sql.Conn.
func (k *conn) InTransaction() bool { return !k.Broken() && k.c.TxStatus() != 'I' }

// Memory implements sql.Conn: what the library keeps for reading and writing.
func (k *conn) Memory() int { return 32 << 10 }

// Close implements sql.Conn.
func (k *conn) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), cancelTimeout)
	defer cancel()
	_ = k.c.Close(ctx)
	<-k.c.CleanupDone()
}

// settle is deferred by what runs under ctx. If that has ended, the server was asked to cancel a statement; where that one came
// to its end meanwhile the request may hit the next one, so that there must be none on this connection.
func (k *conn) settle(ctx context.Context) {
	if ctx.Err() != nil && !k.stopped {
		k.spoilt = true
	}
	k.stopped = false
}

// fresh looks after a pause whether the server is still there, and connects again if it is not: nothing was sent yet.
func (k *conn) fresh(ctx context.Context) error {
	idle := time.Since(k.used)
	k.used = time.Now()
	if idle < staleAfter || k.c.TxStatus() != 'I' || k.listening != "" {
		return nil
	}
	if err := k.c.Ping(ctx); err == nil {
		return nil
	}
	k.Close()
	return k.connect(ctx)
}

// prepare has the server read a statement, once.
func (k *conn) prepare(ctx context.Context, q string) (*prepared, error) {
	k.serial++
	if p := k.statements[q]; p != nil {
		p.lastUsed = k.serial
		return p, nil
	}
	if len(k.statements) >= maxStatements {
		k.forgetOldest(ctx)
	}
	described, err := k.c.Prepare(ctx, "moonloop_"+strconv.Itoa(k.serial), q, nil)
	if err != nil {
		return nil, k.failed(err)
	}
	p := &prepared{StatementDescription: described, lastUsed: k.serial, formats: make([]int16, len(described.Fields))}
	for i, f := range described.Fields {
		if f.DataTypeOID == byteaOID {
			p.formats[i] = 1
		}
	}
	k.statements[q] = p
	return p, nil
}

func (k *conn) forgetOldest(ctx context.Context) {
	oldest := ""
	for q, p := range k.statements {
		if oldest == "" || p.lastUsed < k.statements[oldest].lastUsed {
			oldest = q
		}
	}
	p := k.statements[oldest]
	delete(k.statements, oldest)
	if k.c.TxStatus() != 'E' {
		_ = k.c.Deallocate(ctx, p.Name)
	}
}

// stale tells whether a statement has to be prepared again, because a table has changed or somebody has discarded it.
func (k *conn) stale(err error) bool {
	e := (*pgconn.PgError)(nil)
	return errors.As(err, &e) && (e.Code == "26000" || e.Code == "0A000" && strings.Contains(e.Message, "cached plan")) && k.c.TxStatus() == 'I'
}

// run begins a prepared statement. Reading goes on under ctx.
func (k *conn) run(ctx context.Context, q string, args []sql.Value) (*pgconn.ResultReader, *prepared, error) {
	p, err := k.prepare(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	vals, formats, err := encode(p.ParamOIDs, args)
	if err != nil {
		return nil, nil, err
	}
	return k.c.ExecPrepared(ctx, p.Name, vals, formats, p.formats), p, nil
}

// Exec implements sql.Conn.
func (k *conn) Exec(ctx context.Context, q string, args []sql.Value) (sql.Result, error) {
	defer k.settle(ctx)
	if err := k.fresh(ctx); err != nil {
		return sql.Result{}, err
	}
	if len(args) == 0 {
		return k.script(ctx, q)
	}
	for again := false; ; again = true {
		r, _, err := k.run(ctx, q, args)
		if err != nil {
			return sql.Result{}, err
		}
		tag, err := r.Close()
		if err != nil && !again && k.stale(err) {
			delete(k.statements, q)
			continue
		}
		return sql.Result{RowsAffected: tag.RowsAffected()}, k.failed(err)
	}
}

// script runs statements one after the other.
func (k *conn) script(ctx context.Context, q string) (sql.Result, error) {
	r := k.c.Exec(ctx, q)
	var last sql.Result
	for r.NextResult() {
		tag, err := r.ResultReader().Close()
		if err != nil {
			break // Close tells
		}
		last.RowsAffected = tag.RowsAffected()
		if q == "COMMIT" && tag.String() == "ROLLBACK" {
			_ = r.Close()
			return last, sql.Fail(sql.Error, "the transaction was rolled back, because a statement in it has failed", "25P02", "25P02")
		}
	}
	return last, k.failed(r.Close())
}

// ExecMany implements sql.Conn: all go out before the first answer is waited for.
func (k *conn) ExecMany(ctx context.Context, q string, rows [][]sql.Value) (sql.Result, error) {
	defer k.settle(ctx)
	var total sql.Result
	p, err := k.prepare(ctx, q)
	if err != nil {
		return total, err
	}
	for len(rows) > 0 {
		n := min(len(rows), 1000)
		batch := &pgconn.Batch{}
		for _, row := range rows[:n] {
			vals, formats, err := encode(p.ParamOIDs, row)
			if err != nil {
				return total, err
			}
			batch.ExecPrepared(p.Name, vals, formats, p.formats)
		}
		rows = rows[n:]
		r := k.c.ExecBatch(ctx, batch)
		for r.NextResult() {
			tag, err := r.ResultReader().Close()
			if err != nil {
				break
			}
			total.RowsAffected += tag.RowsAffected()
		}
		if err := r.Close(); err != nil {
			return total, k.failed(err)
		}
	}
	return total, nil
}

// Check implements sql.Conn.
func (k *conn) Check(ctx context.Context, q string) error {
	defer k.settle(ctx)
	if err := k.fresh(ctx); err != nil {
		return err
	}
	_, err := k.prepare(ctx, q)
	return err
}

// Listen implements sql.Listener.
func (k *conn) Listen(ctx context.Context, channel string) (string, error) {
	if k.listening != channel {
		if err := k.c.Exec(ctx, "LISTEN "+quoteName(channel)).Close(); err != nil {
			return "", k.failed(err)
		}
		k.listening = channel
	}
	for len(k.notes) == 0 {
		if err := k.c.WaitForNotification(ctx); err != nil {
			k.lost = true // who was cancelled in the middle of a message cannot go on
			return "", k.failed(err)
		}
	}
	note := k.notes[0]
	k.notes = k.notes[1:]
	return note.Payload, nil
}

func quoteName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Copy implements sql.Copier.
func (k *conn) Copy(ctx context.Context, table string, names []string, list [][]sql.Value) (int64, error) {
	defer k.settle(ctx)
	if err := k.fresh(ctx); err != nil {
		return 0, err
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quoteName(name)
	}
	parts := strings.Split(table, ".")
	for i, part := range parts {
		parts[i] = quoteName(part)
	}
	var text bytes.Buffer
	for _, row := range list {
		for i := range row {
			if i > 0 {
				text.WriteByte('\t')
			}
			if err := copyValue(&text, &row[i]); err != nil {
				return 0, err
			}
		}
		text.WriteByte('\n')
	}
	tag, err := k.c.CopyFrom(ctx, &text, "COPY "+strings.Join(parts, ".")+" ("+strings.Join(quoted, ", ")+") FROM STDIN")
	return tag.RowsAffected(), k.failed(err)
}

var errZero = loop.ValueError.New("text without zero bytes expected: PostgreSQL has none")
