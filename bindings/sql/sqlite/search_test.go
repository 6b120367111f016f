package sqlite

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// searching opens a database in memory, with SQLite's functions or with those of this package.
func searching(t testing.TB, own bool) *sqlite3.Conn {
	db, err := sqlite3.Open(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if own {
		if err := searches(db, 1e6); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// value is what a query gives, with its type, or its error.
func value(t testing.TB, db *sqlite3.Conn, query string, args []any) string {
	stmt, _, err := db.Prepare(query)
	if err != nil {
		t.Fatal(err)
	}
	defer stmt.Close()
	for i, a := range args {
		switch a := a.(type) {
		case nil:
			err = stmt.BindNull(i + 1)
		case int:
			err = stmt.BindInt(i+1, a)
		case string:
			err = stmt.BindText(i+1, a)
		case []byte:
			err = stmt.BindBlob(i+1, a)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if !stmt.Step() {
		return strings.TrimPrefix(fmt.Sprint("error ", stmt.Err()), "sqlite3: ")
	}
	return fmt.Sprintf("%v %q", stmt.ColumnType(0), stmt.ColumnText(0))
}

// TestSearches holds the functions against SQLite's own, with random arguments.
func TestSearches(t *testing.T) {
	own, theirs := searching(t, true), searching(t, false)
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "a", "b", "A", "B", "%", "_", "*", "?", "[", "]", "^", "-", "\\", "é", "漢", "😀", "z", "Z", "É", "\x00", "\xff", "\xe9", "x-z", "[a-z]", "[^b]", "[]]", "%a", "*a"}
	argument := func() any {
		switch random.IntN(12) {
		case 0:
			return nil
		case 1:
			return random.IntN(200)
		}
		var b strings.Builder
		for range random.IntN(7) {
			few := len(pieces)
			if random.IntN(2) == 0 {
				few = 6
			}
			b.WriteString(pieces[random.IntN(few)])
		}
		if random.IntN(6) == 0 {
			return []byte(b.String())
		}
		return b.String()
	}
	queries := []string{
		"SELECT instr(?, ?)", "SELECT replace(?, ?, ?)", "SELECT trim(?, ?)", "SELECT ltrim(?, ?)", "SELECT rtrim(?, ?)",
		"SELECT ? LIKE ?", "SELECT ? GLOB ?", "SELECT ? LIKE ? ESCAPE ?", "SELECT ? NOT LIKE ?", "SELECT like(?, ?)",
	}
	matched := 0
	for range 60000 {
		query := queries[random.IntN(len(queries))]
		args := make([]any, strings.Count(query, "?"))
		for i := range args {
			args[i] = argument()
		}
		got, want := value(t, own, query, args), value(t, theirs, query, args)
		if got != want {
			t.Fatalf("%s with %q: %s, SQLite has %s", query, args, got, want)
		}
		if strings.Contains(query, "?, ?") || strings.HasSuffix(want, `"1"`) {
			matched++
		}
	}
	if matched < 1000 {
		t.Errorf("%d matched", matched)
	}
}

// TestSearchesEnd holds that what takes too long ends when it is interrupted, and that no text is longer than it may be.
func TestSearchesEnd(t *testing.T) {
	db := searching(t, true)
	long, pattern := strings.Repeat("a", 1e6), strings.Repeat("a", 40_000)
	for query, args := range map[string][]any{
		"SELECT ? LIKE ?":    {long, "%" + pattern + "b"},
		"SELECT ? GLOB ?":    {long, "*" + pattern + "b"},
		"SELECT trim(?, ?)":  {strings.Repeat("é", 5e5), strings.Repeat("ß", 5e5) + "é"},
		"SELECT rtrim(?, ?)": {strings.Repeat("é", 5e5), strings.Repeat("ß", 5e5) + "é"},
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		db.SetInterrupt(ctx)
		stmt, _, err := db.Prepare(query)
		if err == nil {
			err = errors.Join(stmt.BindText(1, args[0].(string)), stmt.BindText(2, args[1].(string)))
			stmt.Step()
			err = errors.Join(err, stmt.Err(), stmt.Close())
		}
		if !errors.Is(err, sqlite3.INTERRUPT) && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", query, err)
		}
		cancel()
		db.SetInterrupt(context.Background())
	}
	for query, want := range map[string]string{
		"SELECT replace(hex(zeroblob(1000)), '0', hex(zeroblob(1000)))":   "too big",
		"SELECT instr(hex(zeroblob(300000)), hex(zeroblob(200000)) || 1)": `"0"`,
	} {
		if got := value(t, db, query, nil); !strings.Contains(got, want) {
			t.Errorf("%s: %s", query, got)
		}
	}
}
