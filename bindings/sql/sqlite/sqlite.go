// Package sqlite is SQLite as a kind of database of the module sql. Its library is written in Go.
//
// Files are in WAL mode, foreign keys are checked, and a statement waits for another's lock. Scripts below a Root are
// confined: every file is looked up below it, they set no PRAGMA, and a connection takes no more memory than their limit.
package sqlite

// This file reads DSNs and opens connections.

import (
	"context"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"moonloop/bindings/sql"
	"moonloop/loop"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/ext/fts5"
	"github.com/ncruces/go-sqlite3/vfs"
)

// Backend is SQLite: the DSNs are ":memory:", the name of a file, and "sqlite:" with either, which may be followed by
// "?mode=ro" and "&timeout=5", the seconds that a statement waits for locks.
var Backend = sql.Backend{Schemes: []string{"", "sqlite", "sqlite3", "file"}, Parse: parse}

const memory = ":memory:"

// patience is how long a statement waits for the locks of others, unless the DSN says otherwise.
const patience = 5 * time.Second

// driver is a database.
type driver struct {
	path     string // "" is in memory
	readOnly bool
	timeout  time.Duration
	grants   sql.Grants

	confine  sync.Once
	confined string // the name of the VFS of grants.Files, once it is registered
}

func wrong(format string, args ...any) error { return loop.Errorf(loop.ValueError, format, args...) }

// parse reads a DSN.
func parse(dsn string, g sql.Grants) (sql.Driver, error) {
	d := &driver{path: dsn, timeout: patience, grants: g}
	if strings.IndexByte(dsn, 0) >= 0 {
		return nil, wrong("the name of a database has no zero bytes")
	}
	if scheme, rest, found := strings.Cut(dsn, ":"); found && scheme != "" && dsn != memory && len(scheme) > 1 && !strings.ContainsAny(scheme, `/\. `) {
		rest, query, _ := strings.Cut(rest, "?")
		var err error
		if d.path, err = url.PathUnescape(strings.TrimPrefix(rest, "//")); err != nil {
			return nil, wrong("the name of the database has a bad %%-escape")
		}
		if err := d.options(query); err != nil {
			return nil, err
		}
		if strings.IndexByte(d.path, 0) >= 0 {
			return nil, wrong("the name of a database has no zero bytes")
		}
	}
	switch {
	case d.path == memory:
		d.path = ""
	case d.path == "":
		return nil, wrong("the name of a file expected, or :memory:")
	case g.All:
		full, err := filepath.Abs(d.path)
		if err != nil {
			return nil, wrong("%s", err)
		}
		d.path = full
	case g.Files == nil:
		return nil, sql.Refuse("files are not granted to this script")
	case d.outside(d.path):
		return nil, sql.Refuse("'%s' is outside of the folders that are granted", d.path)
	}
	return d, nil
}

// options reads what comes after the question mark: mode and timeout, and nothing else.
func (d *driver) options(query string) error {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		key, value, _ := strings.Cut(pair, "=")
		switch {
		case key == "mode" && value == "ro":
			d.readOnly = true
		case key == "mode" && (value == "rw" || value == "rwc"):
		case key == "timeout":
			seconds, err := strconv.ParseFloat(value, 64)
			if err != nil || !(seconds >= 0 && seconds < 1e6) {
				return wrong("option timeout of the database: seconds expected")
			}
			d.timeout = time.Duration(seconds * float64(time.Second))
		default:
			return wrong("option mode=ro or timeout=SECONDS of the database expected, got '%s'", key)
		}
	}
	return nil
}

// Dialect implements sql.Driver.
func (d *driver) Dialect() sql.Dialect { return sql.Dialect{Placeholder: '?', Brackets: true} }

// Single implements sql.Driver.
func (d *driver) Single() bool { return d.path == "" }
func (d *driver) Remote() bool { return false }

// Begin implements sql.Driver. A transaction takes the lock for writing at once: one that took it later could fail there.
func (d *driver) Begin(isolation string) (string, error) {
	switch strings.ToLower(isolation) {
	case "", "immediate", "serializable":
		if d.readOnly {
			return "BEGIN", nil
		}
		return "BEGIN IMMEDIATE", nil
	case "deferred":
		return "BEGIN DEFERRED", nil
	case "exclusive":
		return "BEGIN EXCLUSIVE", nil
	}
	return "", wrong(`option isolation: "immediate", "deferred" or "exclusive" expected, got '%s'`, isolation)
}

// Close implements sql.Driver.
func (d *driver) Close() {
	if d.confined != "" {
		vfs.Unregister(d.confined)
	}
}

// serial numbers the file systems.
var serial atomic.Int64

// uri is the file as SQLite opens it. It is made here of parts that are escaped, so that no DSN reaches SQLite.
func (d *driver) uri() string {
	switch {
	case d.path == "" && d.grants.All: // files may be attached
		registerMachine()
		return "file:" + memory + "?vfs=" + machineName
	case d.path == "":
		return memory
	}
	path := filepath.ToSlash(d.path)
	if d.grants.All && !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive
	}
	u := "file:" + (&url.URL{Path: path}).EscapedPath() + "?mode=rwc"
	if d.readOnly {
		u = u[:len(u)-3] + "ro"
	}
	if d.grants.All {
		registerMachine()
		u += "&vfs=" + machineName
	} else {
		d.confine.Do(func() {
			d.confined = "moonloop-files-" + strconv.FormatInt(serial.Add(1), 10)
			vfs.Register(d.confined, &below{files: d.grants.Files})
		})
		u += "&vfs=" + d.confined
	}
	return u
}

// maxConnection is how many bytes a connection of who has all of the machine may take.
const maxConnection = 4 << 30

// Connect implements sql.Driver.
func (d *driver) Connect(ctx context.Context) (c sql.Conn, err error) {
	defer func() {
		if r := recover(); r != nil {
			c, err = nil, panicked(r)
		}
	}()
	memory := int64(maxConnection)
	if d.grants.Memory > 0 {
		memory = min(memory, max(d.grants.Memory, 1<<20))
	}
	db, err := sqlite3.OpenContext(sqlite3.WithMaxMemory(ctx, memory), d.uri())
	if err != nil {
		return nil, failed(err)
	}
	k := &conn{db: db, statements: map[string]*statement{}}
	if err := k.prepare(ctx, d); err != nil {
		k.Close()
		return nil, err
	}
	k.measure()
	return k, nil
}

// maxDepth is how deeply expressions may be nested: SQLite's own limit is higher than the stack of the library.
const maxDepth = 250

// prepare sets what is set for every connection, and confines those of scripts that do not have all of the machine.
func (k *conn) prepare(ctx context.Context, d *driver) error {
	k.db.SetInterrupt(ctx)
	defer k.db.SetInterrupt(context.Background())
	k.db.Limit(sqlite3.LIMIT_EXPR_DEPTH, maxDepth)
	if err := fts5.Register(k.db); err != nil {
		return failed(err)
	}
	if err := k.db.BusyTimeout(d.timeout); err != nil {
		return failed(err)
	}
	if d.path != "" && !d.readOnly {
		if err := k.wal(ctx, d.timeout); err != nil {
			return err
		}
	}
	if d.grants.All {
		return nil
	}
	if err := k.db.Exec("PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF"); err != nil {
		return failed(err)
	}
	if _, err := k.db.Config(sqlite3.DBCONFIG_DEFENSIVE, true); err != nil {
		return failed(err)
	}
	if d.grants.Memory > 0 {
		most := int(min(d.grants.Memory/2, 1e9))
		k.db.Limit(sqlite3.LIMIT_LENGTH, most)
		if err := searches(k.db, most); err != nil {
			return failed(err)
		}
		k.db.Limit(sqlite3.LIMIT_SQL_LENGTH, int(min(d.grants.Memory/4, 1e6)))
	}
	if err := k.db.SetAuthorizer(d.authorizer); err != nil {
		return failed(err)
	}
	return nil
}

// wal sets the mode of the file, which SQLite refuses without waiting while another does it.
func (k *conn) wal(ctx context.Context, timeout time.Duration) error {
	for end := time.Now().Add(timeout); ; {
		err := k.db.Exec("PRAGMA journal_mode=WAL")
		if err == nil || !isBusy(err) || time.Now().After(end) {
			return failed(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
}
