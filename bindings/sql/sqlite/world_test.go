package sqlite_test

// This file holds what scripts in a World can do to databases, and what they cannot.

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/internal/boxtest"
	"moonloop/bindings/sql"
	"moonloop/bindings/sql/sqlite"
	"moonloop/vm"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func module(databases map[string]string) box.Module {
	return sql.Module(sql.Options{Backends: []sql.Backend{sqlite.Backend}, Databases: databases})
}

// run runs a script in a World with a folder, beside which there is a secret.
func run(t *testing.T, o host.Options, script string) error {
	t.Helper()
	var err error
	within(t, o, func(w *host.World) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_, err = w.RunString(ctx, `local sql = require("moonloop.sql") `+script, "world")
	})
	return err
}

// within makes a World, calls fn with it and closes it.
func within(t *testing.T, o host.Options, fn func(w *host.World)) {
	t.Helper()
	w, err := host.New(o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	fn(w)
}

// TestConfined holds that scripts below a Root reach no file beside it, and set nothing.
func TestConfined(t *testing.T) {
	outside := t.TempDir()
	inside := filepath.Join(outside, "root")
	if err := os.MkdirAll(filepath.Join(inside, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	// What there is to be stolen.
	err := run(t, host.Options{Modules: []box.Module{module(map[string]string{"secret": filepath.Join(outside, "secret.db")})}}, `
		local db = await(sql.open("secret"))
		await(db:exec("CREATE TABLE secret AS SELECT 42 AS x"))
		await(db:close())`)
	if err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"link.db": filepath.Join(outside, "secret.db"), "out": outside, "inner.db": "sub/inner.db"} {
		if err := os.Symlink(to, filepath.Join(inside, link)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	before := files(t, outside)
	o := host.Options{Root: root, Modules: []box.Module{module(nil)}}
	for name, script := range map[string]string{
		"an absolute name":        `await(sql.open("` + outside + `/secret.db"))`,
		"a name with dots":        `await(sql.open("../secret.db"))`,
		"dots with escapes":       `await(sql.open("sqlite:..%2fsecret.db"))`,
		"dots within":             `await(sql.open("sub/../../secret.db"))`,
		"a link to a file":        `await(sql.open("link.db"))`,
		"a link to a folder":      `await(sql.open("out/secret.db"))`,
		"another VFS":             `await(sql.open("sqlite:x.db?vfs=os"))`,
		"another VFS, hidden":     `await(sql.open("sqlite:x.db%3fvfs=os&mode=ro"))  error("a file of that name, which is fine", 0)`,
		"a PRAGMA in the DSN":     `await(sql.open("sqlite:x.db?_pragma=journal_mode(delete)"))`,
		"a file: URI":             `await(sql.open("file:` + outside + `/secret.db"))`,
		"a host's name":           `await(sql.open("secret")) error("a new file below the Root, which is fine", 0)`,
		"a PRAGMA":                `db = await(sql.open("x.db")) await(db:exec("PRAGMA journal_mode=DELETE"))`,
		"a PRAGMA's function":     `db = await(sql.open("x.db")) await(db:all("SELECT * FROM pragma_database_list"))`,
		"attaching":               `db = await(sql.open("x.db")) await(db:exec("ATTACH '` + outside + `/secret.db' AS s")) await(db:all("SELECT * FROM s.secret"))`,
		"attaching dots":          `db = await(sql.open("x.db")) await(db:exec("ATTACH '../secret.db' AS s")) await(db:all("SELECT * FROM s.secret"))`,
		"attaching a parameter":   `db = await(sql.open("x.db")) await(db:exec("ATTACH ? AS s", "../secret.db")) await(db:all("SELECT * FROM s.secret"))`,
		"attaching an expression": `db = await(sql.open("x.db")) await(db:exec("ATTACH '..' || '/secret.db' AS s"))`,
		"attaching a URI":         `db = await(sql.open("x.db")) await(db:exec("ATTACH 'file:` + outside + `/secret.db?vfs=os' AS s")) await(db:all("SELECT * FROM s.secret"))`,
		"attaching a link":        `db = await(sql.open("x.db")) await(db:exec("ATTACH 'link.db' AS s")) await(db:all("SELECT * FROM s.secret"))`,
		"attaching in memory":     `db = await(sql.open(":memory:")) await(db:exec("ATTACH 'file:/etc/passwd?vfs=os' AS s"))`,
		"VACUUM INTO":             `db = await(sql.open("x.db")) await(db:exec("VACUUM INTO '` + outside + `/copy.db'"))`,
		"VACUUM INTO dots":        `db = await(sql.open("x.db")) await(db:exec("VACUUM INTO ?", "../copy.db"))`,
		"VACUUM INTO a URI":       `db = await(sql.open("x.db")) await(db:exec("VACUUM INTO ?", "file:` + outside + `/copy.db?vfs=os"))`,
		"VACUUM INTO a folder":    `db = await(sql.open("x.db")) await(db:exec("VACUUM INTO 'out/copy.db'"))`,
		"an extension":            `db = await(sql.open("x.db")) await(db:value("SELECT load_extension('x')"))`,
		"a file's text":           `db = await(sql.open("x.db")) await(db:value("SELECT readfile('/etc/passwd')"))`,
		"migrations beside":       `db = await(sql.open("x.db")) await(db:migrate("../"))`,
		"a Postgres of its own":   `await(sql.open("postgres://localhost/x"))`,
		"writable schema":         `db = await(sql.open("x.db")) await(db:exec("CREATE TABLE IF NOT EXISTS w (a)")) await(db:exec("UPDATE sqlite_schema SET sql = 'x'"))`,
		"pages":                   `db = await(sql.open("x.db")) await(db:exec("UPDATE sqlite_dbpage SET data = x'00'"))`,
	} {
		if err := run(t, o, script); err == nil {
			t.Errorf("%s: nothing stops it", name)
		}
	}
	after := files(t, outside)
	if len(after) != len(before) {
		t.Errorf("there was %v, and is %v", before, after)
	}
	if err := run(t, o, `
		local db = await(sql.open("sub/fine.db"))
		await(db:exec("CREATE TABLE x (a); INSERT INTO x VALUES (1), (2)"))
		await(db:exec("ATTACH 'other.db' AS o; CREATE TABLE o.y AS SELECT * FROM x; DETACH o"))
		await(db:exec("VACUUM INTO 'copy.db'"))
		await(db:exec("CREATE VIRTUAL TABLE f USING fts5(t)"))
		await(db:exec("INSERT INTO f VALUES ('a word')"))
		assert(await(db:value("SELECT count(*) FROM f WHERE f MATCH 'word'")) == 1)
		db:transaction(function(tx) -- a journal of the statement is kept
			await(tx:exec("CREATE TABLE u (a UNIQUE)"))
			await(tx:exec("INSERT INTO u SELECT value FROM generate_series(1, 20000)"))
			assert(not pcall(function() await(tx:exec("UPDATE u SET a = CASE WHEN a < 19999 THEN a + 100000 ELSE 7 END")) end))
			assert(await(tx:value("SELECT max(a) FROM u")) == 20000)
		end)
		assert(await(db:value("SELECT count(*) FROM (SELECT a FROM u ORDER BY random())")) == 20000)
		await(db:close())
		for _, name in ipairs { "copy.db", "sub/fine.db" } do
			local db = await(sql.open(name))
			assert(await(db:value("SELECT sum(a) FROM x")) == 3)
		end
		assert(await(await(sql.open("other.db")):value("SELECT sum(a) FROM y")) == 3)`); err != nil {
		t.Error(err)
	}
}

// files are the names in a folder.
func files(t *testing.T, dir string) (names []string) {
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		names = append(names, f.Name())
	}
	return names
}

// TestGrants holds that a World without a Root has databases in memory, and those that the host has named.
func TestGrants(t *testing.T) {
	o := host.Options{Modules: []box.Module{module(map[string]string{"shop": "sqlite:" + filepath.Join(t.TempDir(), "shop.db")})}}
	if err := run(t, o, `
		local db = await(sql.open("shop"))
		await(db:exec("CREATE TABLE item (id INTEGER)"))
		assert(await(await(sql.open(":memory:")):value("SELECT 1")) == 1)
		local ok, e = pcall(sql.open, "shop.db")
		assert(not ok and tostring(e):find("PermissionError"), tostring(e))
		ok, e = pcall(sql.open, "/etc/passwd")
		assert(not ok and tostring(e):find("PermissionError"), tostring(e))
		local ok, e = pcall(db.migrate, db, "/etc")
		assert(not ok and tostring(e):find("PermissionError"), tostring(e))`); err != nil {
		t.Error(err)
	}
}

// TestLimits holds that hostile statements end at the limits of a World.
func TestLimits(t *testing.T) {
	const open = `local db = await(sql.open(":memory:")) `
	boxtest.EndAtLimits(t, module(nil), map[string]string{
		"many rows":            open + `await(db:all("SELECT value FROM generate_series(1, 100000000)"))`,
		"rows that are kept":   open + `local t = {} for row in db:rows("SELECT hex(randomblob(1000)) AS x FROM generate_series(1, 100000000)") do t[#t + 1] = row end`,
		"a table that grows":   open + `await(db:exec("CREATE TABLE t (x)")) while true do await(db:exec("INSERT INTO t SELECT randomblob(1000) FROM generate_series(1, 1000)")) end`,
		"statements for ever":  open + `while true do await(db:value("SELECT count(*) FROM generate_series(1, 100000)")) end`,
		"many databases":       `local t = {} while true do t[#t + 1] = await(sql.open(":memory:")) end`,
		"many statements":      open + `local t = {} while true do t[#t + 1] = await(db:prepare("SELECT " .. #t .. ("+1"):rep(200))) end`,
		"a list without end":   open + `db:exec_many("SELECT ?", setmetatable({ n = 1e9 }, {})) while true do end`,
		"large parameters":     open + `local t = {} while true do t[#t + 1] = sql.blob(("x"):rep(1e6)) end`,
		"many pending objects": open + `local t = {} while true do t[#t + 1] = db:exec("SELECT ?", ("x"):rep(1e5)) end`,
	})
}

// TestEndless holds that a statement without end is over when the host has enough of it.
func TestEndless(t *testing.T) {
	w, err := host.New(host.Options{Modules: []box.Module{module(nil)}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	begin := time.Now()
	_, err = w.RunString(ctx, `
		local sql = require("moonloop.sql")
		local db = await(sql.open(":memory:"))
		await(db:value("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"))`, "endless")
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > 5*time.Second {
		t.Errorf("%v after %v", err, time.Since(begin))
	}
}

// TestShortMemory holds that a value which is too large for a World is an error, and the World goes on.
func TestShortMemory(t *testing.T) {
	o := host.Options{Modules: []box.Module{module(nil)}, Limits: vm.Limits{MaxMemory: 16 << 20}}
	if err := run(t, o, `
		for _, q in ipairs { "SELECT zeroblob(1000000000)", "SELECT hex(zeroblob(7000000))", "SELECT length(group_concat(hex(randomblob(100000)))) FROM generate_series(1, 1000)",
				"SELECT count(*) FROM (SELECT randomblob(1000) AS x FROM generate_series(1, 100000) ORDER BY x)" } do
			local db = await(sql.open(":memory:"))
			local ok, e = pcall(function() return await(db:value(q)) end)
			assert(not ok and (tostring(e):find("too big") or tostring(e):find("memory")), q .. ": " .. tostring(e))
			await(db:close())
		end
		local db = await(sql.open(":memory:"))
		assert(await(db:value("SELECT 1")) == 1)`); err != nil {
		t.Error(err)
	}
}

// TestDepth holds that what is nested too deeply is an error.
func TestDepth(t *testing.T) {
	if err := run(t, host.Options{Modules: []box.Module{module(nil)}}, `
		local db = await(sql.open(":memory:"))
		await(db:exec("CREATE TABLE kept (x)"))
		for _, q in ipairs { "SELECT 1" .. ("+1"):rep(900), "SELECT " .. ("("):rep(900) .. "1" .. (")"):rep(900), ("SELECT ("):rep(900) .. "1" .. (")"):rep(900),
			"SELECT 1 WHERE " .. ("NOT "):rep(900) .. "1", "SELECT json('" .. ("["):rep(5000) .. ("]"):rep(5000) .. "')",
			"SELECT 1" .. (" UNION SELECT 1"):rep(499) } do
			local ok, e = pcall(function() return await(db:value(q)) end)
			assert(ok or asyncio.isinstance(e, sql.Error), tostring(e))
			ok, e = pcall(function() return await(db:value("SELECT count(*) FROM kept")) end)
			assert(ok and e == 0, q:sub(1, 30) .. ": " .. tostring(e))
		end
		-- SQLite has no limit for these: what was in memory is lost, and it says so.
		local ok, e = pcall(function() return await(db:value("SELECT * FROM " .. ("(SELECT * FROM "):rep(300) .. "kept" .. (")"):rep(300))) end)
		assert(not ok and e.sqlstate == "54001", tostring(e))
		ok, e = pcall(function() return await(db:value("SELECT count(*) FROM kept")) end)
		assert(not ok and asyncio.isinstance(e, sql.ConnectionLost), tostring(e))`); err != nil {
		t.Error(err)
	}
}
