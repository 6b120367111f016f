package sqlite

// This file reads the rows of queries.

import (
	"context"
	"strings"
	"time"

	"moonloop/bindings/sql"

	"github.com/ncruces/go-sqlite3"
)

// A columnType is what a column is declared as, as far as it matters.
type columnType uint8

const (
	plain columnType = iota
	boolean
	moments
)

// describe reads the names and declarations of the columns.
func (s *statement) describe() {
	n := s.ColumnCount()
	if s.columns != nil && len(s.columns) == n {
		return // SQLite compiles anew when a table has changed, which changes the count if anything
	}
	s.columns, s.types = make([]string, n), make([]columnType, n)
	for i := range n {
		s.columns[i] = s.ColumnName(i)
		switch strings.ToUpper(s.ColumnDeclType(i)) {
		case "BOOLEAN", "BOOL":
			s.types[i] = boolean
		case "DATETIME", "TIMESTAMP", "DATE", "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE":
			s.types[i] = moments
		}
	}
}

// rows are the rows of a statement.
type rows struct {
	k       *conn
	s       *statement
	columns []string
	closed  bool
}

// Columns implements sql.Rows.
func (r *rows) Columns() []string { return r.columns }

// Next implements sql.Rows.
func (r *rows) Next(ctx context.Context, b *sql.Batch) (more bool, err error) {
	if r.closed {
		return false, nil
	}
	r.k.begin(ctx)
	defer r.k.end(&err)
	s := r.s
	for !b.Full() {
		if !s.Step() {
			if r.columns == nil {
				s.describe()
				r.columns = s.columns
			}
			err := s.Err()
			r.Close()
			return false, failed(err)
		}
		if r.columns == nil {
			s.columns = nil // it may have been compiled anew
			s.describe()
			r.columns = s.columns
		}
		weight := 0
		for i, row := 0, b.Row(len(s.columns)); i < len(row); i++ {
			weight += r.read(&row[i], i)
		}
		b.Weigh(weight)
	}
	return true, nil
}

// read reads a value and returns about how many bytes it takes.
func (r *rows) read(v *sql.Value, i int) int {
	s := r.s
	switch s.ColumnType(i) {
	case sqlite3.INTEGER:
		v.Kind, v.Int = sql.Int, s.ColumnInt64(i)
		if r.s.types[i] == boolean && (v.Int == 0 || v.Int == 1) {
			v.Kind = sql.Bool
		}
	case sqlite3.FLOAT:
		v.Kind, v.Float = sql.Float, s.ColumnFloat(i)
	case sqlite3.TEXT:
		v.Kind, v.Str = sql.Text, s.ColumnText(i)
		if r.s.types[i] == moments {
			if t, ok := parseTime(v.Str); ok {
				*v = sql.Value{Kind: sql.Time, Time: &t}
			}
		}
	case sqlite3.BLOB:
		v.Kind, v.Str = sql.Blob, string(s.ColumnRawBlob(i))
	}
	return 64 + len(v.Str)
}

// parseTime reads a time as SQLite's functions and other programs write them; without a zone it is UTC.
func parseTime(s string) (time.Time, bool) {
	if len(s) < 10 || len(s) > 40 {
		return time.Time{}, false
	}
	for _, form := range []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999", "2006-01-02"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// Close implements sql.Rows.
func (r *rows) Close() {
	if !r.closed {
		r.closed = true
		r.k.finish(r.s)
	}
}
