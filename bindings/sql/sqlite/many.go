package sqlite

// This file is exec_many.

import (
	"context"
	"strconv"
	"strings"

	"moonloop/bindings/sql"
	"moonloop/vm/lazyregexp"
)

// ExecMany implements sql.Conn. What inserts plain rows inserts several by a statement, which halves its time: beginning
// and ending a statement costs SQLite as much as a row.
func (k *conn) ExecMany(ctx context.Context, q string, rows [][]sql.Value) (r sql.Result, err error) {
	k.begin(ctx)
	defer k.end(&err)
	before := k.db.TotalChanges()
	if len(rows) > 0 {
		if wide, n := widen(q, len(rows[0])); n > 1 && len(rows) >= 2*n {
			whole := len(rows) / n * n
			if err := k.each(wide, n, rows[:whole]); err != nil {
				return r, err
			}
			rows = rows[whole:]
		}
	}
	if err := k.each(q, 1, rows); err != nil {
		return r, err
	}
	return k.result(before), nil
}

// each runs a statement with n rows at a time.
func (k *conn) each(q string, n int, rows [][]sql.Value) error {
	s, err := k.compile(q)
	if err != nil {
		return err
	}
	defer k.finish(s)
	if want := s.BindCount(); len(rows) > 0 && want != n*len(rows[0]) {
		return wrong("%d values for the placeholders expected, got %d", want/n, len(rows[0]))
	}
	for ; len(rows) > 0; rows = rows[n:] {
		at := 0
		for _, row := range rows[:n] {
			for i := range row {
				at++
				if err := bindOne(s.Stmt, at, &row[i]); err != nil {
					return failed(err)
				}
			}
		}
		if err := s.Exec(); err != nil {
			return failed(err)
		}
	}
	return nil
}

// plainInsert is an INSERT of one row of placeholders and nothing else: whatever it is, several rows are as one after the
// other.
var plainInsert = lazyregexp.New(`(?i)^(\s*(?:INSERT(?:\s+OR\s+\w+)?|REPLACE)\s+INTO\s+` + sqlName + `(?:\s*\.\s*` + sqlName + `)?\s*` +
	`(?:\(\s*` + sqlName + `(?:\s*,\s*` + sqlName + `)*\s*\)\s*)?VALUES\s*)\(\s*(\?\d+(?:\s*,\s*\?\d+)*)\s*\)\s*;?\s*$`)

// sqlName is a name in SQL, as it is or in one of SQLite's quotes.
const sqlName = `(?:\w+|"[^"]+"|\[[^]]+\]|` + "`[^`]+`)"

// wideValues is how many values a statement of several rows has, about: more of them gain nothing.
const wideValues = 128

// widen makes of an INSERT of one row with so many values one of n rows. n is 1 where that cannot be.
func widen(q string, values int) (wide string, n int) {
	if n = wideValues / max(values, 1); n < 2 || values == 0 || len(q) > maxKept {
		return q, 1
	}
	m := plainInsert().FindStringSubmatch(q)
	if m == nil {
		return q, 1
	}
	var numbers []int
	for place := range strings.SplitSeq(m[2], ",") {
		number, err := strconv.Atoi(strings.TrimSpace(place)[1:])
		if err != nil || number > values {
			return q, 1 // which is refused
		}
		numbers = append(numbers, number)
	}
	var b strings.Builder
	b.WriteString(m[1])
	for row := range n {
		if row > 0 {
			b.WriteString(", ")
		}
		before := "("
		for _, number := range numbers {
			b.WriteString(before + "?" + strconv.Itoa(row*values+number))
			before = ", "
		}
		b.WriteByte(')')
	}
	return b.String(), n
}
