package sql

// This file is migrations: numbered files of SQL, each run once, in a transaction.

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"

	"moonloop/bindings/internal/disk"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm/lazyregexp"

	lua "github.com/yuin/gopher-lua"
)

// A migration is a file.
type migration struct {
	number    int64
	name      string
	text, sum string
}

var migrationName = lazyregexp.New(`^([0-9]{1,15})[^0-9].*\.sql$`)

// Where a database keeps which migrations were run.
const (
	makeMigrations = "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)"
	readMigrations = "SELECT version, name, checksum FROM schema_migrations ORDER BY version"
	noteMigration  = "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)"
)

// migrate is db:migrate(dir): a coroutine that runs what was not run, in the order of the numbers, and returns the list of
// its names. One process migrates at a time. A file that was changed after it was run is an error.
func migrate(c native.Call, db *database) int {
	dir := c.Text(1)
	files := db.m.env.Asyncio.Disk()
	if files == nil {
		c.Raise(native.Prefixed(c, Refuse("files are not granted to this script")))
	}
	return db.start(c, func(co *loop.Co, k *pooled) (any, error) {
		var list []migration
		_, err := k.do(co, func(ctx context.Context) (any, error) {
			var err error
			list, err = readFiles(ctx, files, dir)
			return nil, err
		})
		if err != nil {
			return nil, err
		}
		done := db.m.rt.State().NewTable()
		for i := range list {
			ran := false
			_, err := k.do(co, func(ctx context.Context) (any, error) {
				var err error
				ran, err = db.migrateOne(ctx, k, &list[i])
				if err != nil && k.InTransaction() && !k.Broken() {
					_, _ = rollback(k)(ctx)
				}
				return nil, err
			})
			if err != nil {
				return nil, err
			}
			if ran {
				done.Append(lua.LString(list[i].name))
			}
		}
		return done, nil
	})
}

// maxMigration is how many bytes a migration may have.
const maxMigration = 16 << 20

// readFiles reads the migrations of a folder.
func readFiles(ctx context.Context, files stdlib.Disk, dir string) ([]migration, error) {
	entries, err := netio.ReadDir(ctx, files, dir)
	if err != nil {
		return nil, err
	}
	var list []migration
	for _, e := range entries {
		found := migrationName().FindStringSubmatch(e.Info.Name())
		if found == nil || e.Info.IsDir() {
			continue
		}
		text, err := disk.ReadFile(files, e.Path, maxMigration)
		if err != nil {
			return nil, err
		}
		m := migration{name: e.Info.Name(), text: string(text)}
		m.number, _ = strconv.ParseInt(found[1], 10, 64)
		h := fnv.New64a()
		_, _ = h.Write(text)
		m.sum = fmt.Sprintf("%016x", h.Sum64())
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b migration) int { return int(a.number - b.number) })
	for i := range list[min(1, len(list)):] {
		if list[i].number == list[i+1].number {
			return nil, loop.Errorf(loop.ValueError, "migrate: %s and %s have the same number", list[i].name, list[i+1].name)
		}
	}
	return list, nil
}

// migrateOne runs a migration in a transaction, unless it was run.
func (db *database) migrateOne(ctx context.Context, k *pooled, m *migration) (ran bool, err error) {
	d := db.pool.driver
	text, err := d.Begin("")
	if err != nil {
		return false, err
	}
	for _, q := range []string{text, d.Dialect().Lock, makeMigrations} {
		if q == "" {
			continue
		}
		if _, err := k.Exec(ctx, q, nil); err != nil {
			return false, err
		}
	}
	applied, err := readAll(ctx, k, readMigrations)
	if err != nil {
		return false, err
	}
	for _, row := range applied {
		if row[0].Int != m.number {
			continue
		}
		if row[2].Str != m.sum {
			return false, Fail(Error, fmt.Sprintf("migrate: %s was changed after it was run (as %s)", m.name, row[1].Str), "", nil)
		}
		return false, commit(ctx, k)
	}
	if _, err := k.Exec(ctx, m.text, nil); err != nil {
		return false, inFile(err, m.name)
	}
	if !k.InTransaction() {
		return false, Fail(Error, fmt.Sprintf("migrate: %s ends the transaction that it is run in", m.name), "", nil)
	}
	note, err := parse(noteMigration, d.Dialect())
	if err != nil {
		return false, err
	}
	args := []Value{{Kind: Int, Int: m.number}, {Kind: Text, Str: m.name}, {Kind: Text, Str: m.sum}}
	if _, err := k.Exec(ctx, note.text, args); err != nil {
		return false, err
	}
	return true, commit(ctx, k)
}

// inFile is an error that says in which file it was.
func inFile(err error, name string) error {
	e, ok := err.(*loop.Error)
	if !ok {
		return err
	}
	named := *e
	named.Msg = fmt.Sprintf("%s: %v", name, e.Msg)
	return &named
}

// readAll is all rows of a small query.
func readAll(ctx context.Context, k Conn, q string) ([][]Value, error) {
	rows, err := k.Query(ctx, q, nil, false)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list [][]Value
	for {
		var b Batch
		more, err := rows.Next(ctx, &b)
		if err != nil {
			return nil, err
		}
		n := len(rows.Columns())
		for i := range b.Rows {
			list = append(list, b.Values[i*n:(i+1)*n])
		}
		if !more {
			return list, nil
		}
	}
}
