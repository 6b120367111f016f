package sqlite

// This file is connections: statements and their rows.

import (
	"context"
	"strings"
	"sync/atomic"

	"moonloop/bindings/sql"

	"github.com/ncruces/go-sqlite3"
)

// conn is a connection.
type conn struct {
	db         *sqlite3.Conn
	statements map[string]*statement // that are kept
	clock      int
	broken     bool
	memory     atomic.Int64
}

// A statement is one that is compiled.
type statement struct {
	*sqlite3.Stmt
	columns  []string
	types    []columnType // of the declarations
	kept     bool
	busy     bool // rows of it are being read
	lastUsed int
}

// maxStatements is how many statements a connection keeps, and maxKept how long their SQL may be.
const maxStatements, maxKept = 64, 8 << 10

// Broken implements sql.Conn.
func (k *conn) Broken() bool { return k.broken }

// InTransaction implements sql.Conn.
func (k *conn) InTransaction() bool { return !k.broken && !k.db.GetAutocommit() }

// Memory implements sql.Conn.
func (k *conn) Memory() int { return int(k.memory.Load()) }

// begin has ctx interrupt what runs on the connection, until end.
func (k *conn) begin(ctx context.Context) { k.db.SetInterrupt(ctx) }

// end is deferred by what calls the library: of a panic there it makes the error.
func (k *conn) end(err *error) {
	if r := recover(); r != nil {
		k.broken = true
		*err = panicked(r)
	}
	if !k.broken {
		k.db.SetInterrupt(context.Background())
		k.measure()
	}
}

// emptySize is about what a connection takes that has nothing open.
const emptySize = 512 << 10

// measure looks how much memory is in use.
func (k *conn) measure() {
	cache, _, _ := k.db.Status(sqlite3.DBSTATUS_CACHE_USED, false)
	schema, _, _ := k.db.Status(sqlite3.DBSTATUS_SCHEMA_USED, false)
	k.memory.Store(emptySize + cache + schema)
}

// compile is a statement that is ready to be bound; finish it after use.
func (k *conn) compile(q string) (*statement, error) {
	k.clock++
	if s := k.statements[q]; s != nil && !s.busy {
		s.lastUsed, s.busy = k.clock, true
		return s, nil
	}
	stmt, tail, err := k.db.PrepareFlags(q, 0)
	if err != nil {
		return nil, failed(err)
	}
	if stmt == nil {
		return nil, wrong("a statement of SQL expected")
	}
	if strings.Trim(tail, "; \t\r\n") != "" {
		if next, _, err := k.db.Prepare(tail); err != nil || next != nil {
			_ = next.Close()
			_ = stmt.Close()
			return nil, wrong("one statement of SQL expected, got several")
		}
	}
	s := &statement{Stmt: stmt, busy: true, lastUsed: k.clock}
	if len(q) <= maxKept && k.statements[q] == nil {
		k.makeRoom()
		k.statements[q] = s
		s.kept = true
	}
	return s, nil
}

// makeRoom drops the statement that was used least recently, if there are many.
func (k *conn) makeRoom() {
	if len(k.statements) < maxStatements {
		return
	}
	var oldest *statement
	text := ""
	for q, s := range k.statements {
		if !s.busy && (oldest == nil || s.lastUsed < oldest.lastUsed) {
			oldest, text = s, q
		}
	}
	if oldest != nil {
		delete(k.statements, text)
		_ = oldest.Close()
	}
}

// finish makes a statement ready for the next use.
func (k *conn) finish(s *statement) {
	if !s.busy || k.broken {
		return
	}
	s.busy = false
	if !s.kept {
		_ = s.Close()
		return
	}
	_ = s.Reset()
	_ = s.ClearBindings()
}

// bind sets the parameters.
func bind(s *sqlite3.Stmt, args []sql.Value) error {
	if n := s.BindCount(); n != len(args) {
		return wrong("%d values for the placeholders expected, got %d", n, len(args))
	}
	for i := range args {
		if err := bindOne(s, i+1, &args[i]); err != nil {
			return failed(err)
		}
	}
	return nil
}

// moment is how times are kept: text that SQLite's functions read, and that sorts as the times do.
const moment = "2006-01-02T15:04:05.000000Z"

func bindOne(s *sqlite3.Stmt, n int, v *sql.Value) error {
	switch v.Kind {
	case sql.Int, sql.Bool:
		return s.BindInt64(n, v.Int)
	case sql.Float:
		return s.BindFloat(n, v.Float)
	case sql.Text:
		return s.BindText(n, v.Str)
	case sql.Blob:
		return s.BindBlob(n, []byte(v.Str))
	case sql.Time:
		return s.BindText(n, v.Time.UTC().Format(moment))
	}
	return s.BindNull(n)
}

// Exec implements sql.Conn.
func (k *conn) Exec(ctx context.Context, q string, args []sql.Value) (r sql.Result, err error) {
	k.begin(ctx)
	defer k.end(&err)
	before := k.db.TotalChanges()
	if len(args) == 0 {
		if s := k.statements[q]; s == nil || s.busy {
			if err := k.script(q); err != nil {
				return r, err
			}
			return k.result(before), nil
		}
	}
	s, err := k.compile(q)
	if err != nil {
		return r, err
	}
	defer k.finish(s)
	if err := bind(s.Stmt, args); err != nil {
		return r, err
	}
	if err := s.Exec(); err != nil {
		return r, failed(err)
	}
	return k.result(before), nil
}

// script runs statements one after the other.
func (k *conn) script(q string) error {
	for strings.TrimSpace(q) != "" {
		stmt, tail, err := k.db.Prepare(q)
		if err != nil {
			return failed(err)
		}
		if stmt == nil {
			q = tail
			continue
		}
		if n := stmt.BindCount(); n > 0 {
			_ = stmt.Close()
			return wrong("%d values for the placeholders expected, got 0", n)
		}
		err = stmt.Exec()
		_ = stmt.Close()
		if err != nil {
			return failed(err)
		}
		q = tail
	}
	return nil
}

func (k *conn) result(before int64) sql.Result {
	r := sql.Result{RowsAffected: k.db.TotalChanges() - before, LastInsertID: k.db.LastInsertRowID()}
	r.HasID = r.LastInsertID != 0
	return r
}

// Check implements sql.Conn.
func (k *conn) Check(ctx context.Context, q string) (err error) {
	k.begin(ctx)
	defer k.end(&err)
	s, err := k.compile(q)
	if err == nil {
		k.finish(s)
	}
	return err
}

// Query implements sql.Conn.
func (k *conn) Query(ctx context.Context, q string, args []sql.Value, _ bool) (r sql.Rows, err error) {
	k.begin(ctx)
	defer k.end(&err)
	s, err := k.compile(q)
	if err != nil {
		return nil, err
	}
	if err := bind(s.Stmt, args); err != nil {
		k.finish(s)
		return nil, err
	}
	s.describe()
	return &rows{k: k, s: s}, nil
}

// Close implements sql.Conn. The memory of one that is broken is not to be trusted, but its files are to be closed.
func (k *conn) Close() {
	defer func() { _ = recover() }()
	var open []*sqlite3.Stmt
	for s := range k.db.Stmts() {
		open = append(open, s)
	}
	for _, s := range open {
		_ = s.Close()
	}
	_ = k.db.Close()
}
