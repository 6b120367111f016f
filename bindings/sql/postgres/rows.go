package postgres

// This file reads the rows of queries, all at once or by a cursor.

import (
	"context"
	"strconv"
	"strings"

	"moonloop/bindings/sql"

	"github.com/jackc/pgx/v5/pgconn"
)

// Query implements sql.Conn. In a transaction rows come by a cursor of the server, so that other statements can run
// between them.
func (k *conn) Query(ctx context.Context, q string, args []sql.Value, stream bool) (sql.Rows, error) {
	defer k.settle(ctx)
	if err := k.fresh(ctx); err != nil {
		return nil, err
	}
	if stream && k.c.TxStatus() == 'T' {
		if rows, err := k.declare(ctx, q, args); rows != nil || err != nil {
			return rows, err
		}
	}
	r := &rows{k: k}
	var reading context.Context
	reading, r.cancel = context.WithCancel(context.Background())
	stop := context.AfterFunc(ctx, r.cancel)
	defer stop()
	for again := false; ; again = true {
		reader, p, err := k.run(reading, q, args)
		if err != nil {
			r.cancel()
			return nil, err
		}
		if r.first = reader.NextRow(); !r.first {
			_, err := reader.Close()
			if err != nil && !again && k.stale(err) {
				delete(k.statements, q)
				continue
			}
			r.ended = true
			r.cancel()
			if err != nil {
				return nil, k.failed(err)
			}
		}
		r.reader = reader
		r.describe(p.Fields)
		return r, nil
	}
}

// declare makes a cursor; nil where the statement has none, because it is no SELECT.
func (k *conn) declare(ctx context.Context, q string, args []sql.Value) (sql.Rows, error) {
	word, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(q)), " ")
	if word != "SELECT" && word != "VALUES" && word != "TABLE" {
		return nil, nil
	}
	p, err := k.prepare(ctx, q)
	if err != nil {
		return nil, err
	}
	vals, formats, err := encode(p.ParamOIDs, args)
	if err != nil {
		return nil, err
	}
	k.serial++
	name := "moonloop_cursor_" + strconv.Itoa(k.serial)
	if _, err := k.c.ExecParams(ctx, "DECLARE "+name+" NO SCROLL CURSOR FOR "+q, vals, p.ParamOIDs, formats, nil).Close(); err != nil {
		return nil, k.failed(err)
	}
	c := &cursor{k: k, name: name}
	c.describe(p.Fields)
	return c, nil
}

// columns are those of rows.
type columns struct {
	names []string
	oids  []uint32
}

func (c *columns) describe(fields []pgconn.FieldDescription) {
	for _, f := range fields {
		c.names = append(c.names, f.Name)
		c.oids = append(c.oids, f.DataTypeOID)
	}
}

// Columns implements sql.Rows.
func (c *columns) Columns() []string { return c.names }

// read adds a row to a batch.
func (c *columns) read(b *sql.Batch, values [][]byte) {
	weight := 0
	row := b.Row(len(c.names))
	for i := range row {
		weight += 64 + len(values[i])
		decode(&row[i], c.oids[i], values[i])
	}
	b.Weigh(weight)
}

// rows are the rows of a statement that runs.
type rows struct {
	columns
	k      *conn
	reader *pgconn.ResultReader
	cancel context.CancelFunc
	first  bool // the reader is at a row that was not read
	ended  bool
}

// Next implements sql.Rows.
func (r *rows) Next(ctx context.Context, b *sql.Batch) (more bool, err error) {
	defer r.k.settle(ctx)
	stop := context.AfterFunc(ctx, r.cancel)
	defer stop()
	for !r.ended && !b.Full() {
		if !r.first && !r.reader.NextRow() {
			return false, r.finish()
		}
		r.first = false
		r.read(b, r.reader.Values())
	}
	if b.Max > 0 && !r.ended { // no more are wanted: the rest is passed over
		return false, r.finish()
	}
	return !r.ended, nil
}

// finish reads to the end.
func (r *rows) finish() error {
	_, err := r.reader.Close()
	r.ended = true
	r.cancel()
	return r.k.failed(err)
}

// Close implements sql.Rows. A statement that has not ended costs the connection.
func (r *rows) Close() {
	if !r.ended {
		r.ended = true
		r.k.spoilt = true
		r.cancel()
	}
}

// cursor are the rows of a cursor of the server.
type cursor struct {
	columns
	k     *conn
	name  string
	ended bool
}

// Next implements sql.Rows.
func (c *cursor) Next(ctx context.Context, b *sql.Batch) (more bool, err error) {
	defer c.k.settle(ctx)
	if c.ended {
		return false, nil
	}
	want := 200
	if b.Max > 0 {
		want = b.Max
	}
	formats := make([]int16, len(c.oids))
	for i, oid := range c.oids {
		if oid == byteaOID {
			formats[i] = 1
		}
	}
	r := c.k.c.ExecParams(ctx, "FETCH "+strconv.Itoa(want)+" FROM "+c.name, nil, nil, nil, formats)
	count := 0
	for r.NextRow() {
		count++
		c.read(b, r.Values())
	}
	if _, err := r.Close(); err != nil {
		c.ended = true
		return false, c.k.failed(err)
	}
	c.ended = count < want
	return !c.ended, nil
}

// Close implements sql.Rows: the cursor ends with its transaction.
func (c *cursor) Close() { c.ended = true }
