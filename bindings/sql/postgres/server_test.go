//go:build linux

package postgres_test

// This file tries the module with a real server, where there is one.

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/sql"
	"moonloop/bindings/sql/postgres"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A server is a PostgreSQL of the test's own.
type server struct {
	t         *testing.T
	bin, data string
	port      int
	cmd       *exec.Cmd

	through  string        // the address that scripts connect to; "": the server's
	cut      func()        // what scripts call by that name
	free     func() error  // and by this one
	patience time.Duration // of a script; 0: two minutes
}

func (s *server) address() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

// program is a program of the newest PostgreSQL that is installed, as Debian has it, or in the path.
func program(name string) string {
	list, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(list) > 0 {
		return slices.Max(list)
	}
	path, _ := exec.LookPath(name)
	return path
}

// as has a command run as another than root, whom the server refuses.
func (s *server) as(cmd *exec.Cmd) *exec.Cmd {
	cmd.Dir = s.data
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			s.t.Skip("there is no user postgres")
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(s.data, uid, gid); err != nil {
			s.t.Fatal(err)
		}
	}
	return cmd
}

// start starts a server, or skips the test.
func start(t *testing.T) *server {
	t.Helper()
	data, err := os.MkdirTemp("", "moonloop-postgres")
	if err != nil {
		t.Fatal(err)
	}
	return startIn(t, data)
}

// startIn starts a server with its data in an empty folder.
func startIn(t *testing.T, data string, options ...string) *server {
	t.Helper()
	s := &server{t: t, bin: program("postgres"), data: data}
	if s.bin == "" || program("initdb") == "" {
		t.Skip("PostgreSQL is not installed")
	}
	t.Cleanup(func() {
		s.kill()
		_ = os.RemoveAll(s.data)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	options = append([]string{"-D", s.data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"}, options...)
	if out, err := s.as(exec.Command(program("initdb"), options...)).CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	s.run()
	return s
}

func (s *server) run() {
	s.t.Helper()
	s.cmd = s.as(exec.Command(s.bin, "-D", s.data, "-p", strconv.Itoa(s.port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=30"))
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for end := time.Now().Add(60 * time.Second); ; {
		out, err := exec.Command(program("pg_isready"), "-h", "127.0.0.1", "-p", strconv.Itoa(s.port)).CombinedOutput()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			s.t.Fatalf("%v: %s", err, out)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// kill ends the server and its children at once, as a power cut does. It waits until they are gone: while one has the shared
// memory, no server starts.
func (s *server) kill() {
	if s.cmd == nil {
		return
	}
	out, _ := exec.Command("pgrep", "-P", strconv.Itoa(s.cmd.Process.Pid)).Output() // before they have another parent
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	children := strings.Fields(string(out))
	for _, pid := range children {
		if n, err := strconv.Atoi(pid); err == nil {
			_ = syscall.Kill(n, syscall.SIGKILL)
		}
	}
	_ = s.cmd.Wait()
	s.cmd = nil
	for _, pid := range children {
		for range 1000 {
			stat, err := os.ReadFile("/proc/" + pid + "/stat")
			if err != nil || strings.Contains(string(stat), ") Z ") {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// script runs a script in a World that has the server by name, and can kill and restart it.
func (s *server) script(code string) error {
	w, err := host.New(host.Options{Stdout: os.Stdout, Modules: []box.Module{sql.Module(sql.Options{
		Backends:  []sql.Backend{postgres.Backend},
		Databases: map[string]string{"here": "postgres://tester@" + cmp.Or(s.through, s.address()) + "/postgres?sslmode=disable"},
	})}})
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			s.t.Error(err)
		}
	}()
	for name, fn := range map[string]func(context.Context) error{
		"kill":    func(context.Context) error { s.kill(); return nil },
		"restart": func(context.Context) error { s.run(); return nil },
		"cut":     func(context.Context) error { s.cut(); return nil },
		"free":    func(context.Context) error { return s.free() },
	} {
		if err := w.Func(name, fn); err != nil {
			s.t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(s.patience, 2*time.Minute))
	defer cancel()
	_, err = w.RunString(ctx, `
		local sql = require("moonloop.sql")
		local db = await(sql.open("here"))
		local function now() return asyncio.get_running_loop():time() end
		local function fails(class, fn, ...)
			local ok, e = pcall(fn, ...)
			assert(not ok and asyncio.isinstance(e, class), tostring(e))
			return e
		end
		local function heal()
			local tries = 0
			while not pcall(function() await(db:value("SELECT 1")) end) do
				tries = tries + 1
				assert(tries < 100, "the pool does not heal")
				await(asyncio.sleep(0.05))
			end
		end
		`+code, "script")
	return err
}

func TestRealServer(t *testing.T) {
	s := start(t)
	for name, code := range map[string]string{
		"values": `
			local row = await(db:one([[SELECT $1::int AS i, $2::text AS t, $3::bool AS b, $4::float8 AS f, $5::numeric AS n, $6::bytea AS bytes,
				NULL AS nothing, 7::bigint AS big, '2024-02-29 12:00:00+02'::timestamptz AS at, DATE '2024-02-29' AS day, 1 AS twice, 2 AS twice]],
				42, "ä", true, 1.5, "123456789012345678901234567890.5", sql.blob("\0\255")))
			assert(row.i == 42 and row.t == "ä" and row.b == true and row.f == 1.5 and row.n == "123456789012345678901234567890.5")
			assert(row.bytes == "\0\255" and row.nothing == nil and row.big == 7 and row.twice == 2)
			assert(tostring(row.at) == "2024-02-29T10:00:00Z" and row.day.day == 29, tostring(row.at))
			assert(await(db:value("SELECT $1::timestamptz", row.at)) == row.at)
			assert(await(db:value("SELECT $1::text", 5)) == "5" and await(db:value("SELECT ?::int + ?", 1, 2)) == 3)
			assert(await(db:value("SELECT :a || :b || :a", { a = "x", b = "y" })) == "xyx")
			assert(await(db:value([[SELECT '{"a":1}'::jsonb ?? 'a']])) == true)
			assert(await(db:value("SELECT 'a?b' || $$ :c ? $$ || E'\\'?' || ?", "!")) == "a?b :c ? '?!")
			assert(await(db:value("SELECT (ARRAY[1,2,3])[1:2]::text")) == "{1,2}")
			assert(await(db:value("SELECT $1::text", nil)) == nil)
			assert(await(db:value("SELECT 'infinity'::timestamptz")) == "infinity")
			fails(asyncio.ValueError, function() await(db:value("SELECT 9007199254740993")) end)
			fails(asyncio.ValueError, function() await(db:value("SELECT $1::text", "a\0b")) end)`,
		"errors": `
			await(db:exec("CREATE TABLE p (id int PRIMARY KEY, n int CHECK (n > 0)); CREATE TABLE c (p int REFERENCES p)"))
			assert(await(db:exec("INSERT INTO p VALUES ($1, $2), (2, 2)", 1, 1)).rows_affected == 2)
			assert(fails(sql.UniqueViolation, function() await(db:exec("INSERT INTO p VALUES (1, 1)")) end).sqlstate == "23505")
			fails(sql.ForeignKeyViolation, function() await(db:exec("INSERT INTO c VALUES (9)")) end)
			fails(sql.CheckViolation, function() await(db:exec("INSERT INTO p VALUES (3, 0)")) end)
			assert(fails(sql.Error, function() await(db:exec("SELEC")) end).code == "42601")
			fails(sql.Error, function() await(db:prepare("SELECT * FROM nowhere")) end)
			assert(await(db:value("SELECT count(*) FROM p")) == 2)
			await(db:exec("ALTER TABLE p ADD COLUMN more text DEFAULT 'm'"))
			for _ = 1, 12 do assert(await(db:one("SELECT * FROM p WHERE id = 1")).more == "m") end
			await(db:exec("DROP TABLE c, p"))`,
		"transactions": `
			await(db:exec("CREATE TABLE a (x int UNIQUE)"))
			db:transaction(function(tx)
				await(tx:exec("INSERT INTO a VALUES (1)"))
				fails(sql.UniqueViolation, tx.transaction, tx, function(inner) await(inner:exec("INSERT INTO a VALUES (1)")) end)
				local sum = 0
				for row in tx:rows("SELECT g FROM generate_series(1, $1) AS g", 1000) do
					sum = sum + row.g
					if row.g % 100 == 0 then await(tx:exec("INSERT INTO a VALUES ($1)", row.g)) end
				end
				assert(sum == 500500)
				for row in tx:rows("SELECT g FROM generate_series(1, 100000) AS g") do if row.g == 300 then break end end
				assert(await(tx:value("SELECT count(*) FROM a")) == 11)
			end)
			local e = fails(sql.Error, db.transaction, db, function(tx)
				pcall(function() await(tx:exec("SELECT 1/0")) end)
			end)
			assert(e.sqlstate == "25P02", tostring(e))
			fails(sql.SerializationFailure, function()
				db:transaction({ isolation = "serializable" }, function(one)
					await(one:value("SELECT sum(x) FROM a"))
					db:transaction({ isolation = "serializable" }, function(two)
						await(two:value("SELECT sum(x) FROM a"))
						await(two:exec("INSERT INTO a VALUES (5001)"))
					end)
					await(one:exec("INSERT INTO a VALUES (5002)"))
				end)
			end)
			fails(asyncio.RuntimeError, db.transaction, db, function(tx)
				await(tx:exec("ROLLBACK"))
				fails(asyncio.RuntimeError, function() await(tx:exec("INSERT INTO a VALUES (7777)")) end)
			end)
			assert(await(db:value("SELECT count(*) FROM a WHERE x = 7777")) == 0)
			assert(await(db:exec_many("INSERT INTO a VALUES (?)", (function() local l = {} for i = 1, 2500 do l[i] = { 10000 + i } end return l end)())).rows_affected == 2500)
			fails(sql.UniqueViolation, function() await(db:exec_many("INSERT INTO a VALUES (?)", { { 90000 }, { 1 } })) end)
			db:transaction(function(tx)
				fails(sql.UniqueViolation, function() await(tx:exec_many("INSERT INTO a VALUES (?)", { { 90000 }, { 1 } })) end)
				await(tx:exec_many("INSERT INTO a VALUES (?)", { { 80000 } }))
			end)
			assert(await(db:exec("DELETE FROM a WHERE x = 80000")).rows_affected == 1)
			assert(await(db:value("SELECT count(*) FROM a WHERE x > 10000")) == 2500)
			assert(await(db:copy("a", { "x" }, { { 70001 }, { 70002 } })) == 2)
			fails(sql.UniqueViolation, function() await(db:copy("a", { "x" }, { { 70003 }, { 70001 } })) end)
			await(db:exec("CREATE TABLE texts (t text, b bytea, n int)"))
			await(db:copy("texts", { "t", "b", "n" }, { { "a\tb\\N\n\r", sql.blob("\0\\"), nil } }))
			local row = await(db:one("SELECT * FROM texts"))
			assert(row.t == "a\tb\\N\n\r" and row.b == "\0\\" and row.n == nil)
			await(db:exec("DROP TABLE a, texts"))`,
		"cancelling": `
			for i = 1, 5 do
				local begin = now()
				fails(asyncio.TimeoutError, asyncio.timeout, 0.05, function() await(db:value("SELECT pg_sleep(30)")) end)
				assert(now() - begin < 5, now() - begin)
			end
			await(asyncio.sleep(0.1))
			assert(await(db:value("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active' AND pid <> pg_backend_pid()")) == 0)
			await(db:exec("CREATE TABLE z (x int)"))
			fails(asyncio.TimeoutError, asyncio.timeout, 0.1, function()
				db:transaction(function(tx) await(tx:exec("INSERT INTO z VALUES (1)")) await(tx:exec("SELECT pg_sleep(30)")) end)
			end)
			assert(await(db:value("SELECT count(*) FROM z")) == 0)
			for row in db:rows("SELECT generate_series(1, 1000000) AS g") do if row.g > 10 then break end end
			for i = 1, 30 do assert(await(db:value("SELECT 1")) == 1) end
			await(db:exec("DROP TABLE z"))`,
		"notifications": `
			local got, ready = {}, false
			local listener = asyncio.create_task(function()
				for payload in db:listen("some channel") do
					if payload == "ready" then ready = true else got[#got + 1] = payload end
					if payload == "end" then break end
				end
			end)
			while not ready do await(db:exec("SELECT pg_notify('some channel', 'ready')")) await(asyncio.sleep(0.01)) end
			for i = 1, 50 do await(db:exec("SELECT pg_notify('some channel', $1)", tostring(i))) end
			await(db:exec("SELECT pg_notify('some channel', 'end')"))
			await(listener)
			assert(#got == 51 and got[50] == "50", #got)
			local waiting = asyncio.create_task(function() for _ in db:listen("other") do end end)
			await(asyncio.sleep(0.1))
			waiting:cancel()
			local begin = now()
			fails(asyncio.CancelledError, await, waiting)
			assert(now() - begin < 5)`,
		"a queue with SKIP LOCKED": `
			await(db:exec("CREATE TABLE job (id serial PRIMARY KEY, done boolean DEFAULT false)"))
			await(db:exec("INSERT INTO job (done) SELECT false FROM generate_series(1, 60)"))
			local seen, tasks = {}, {}
			for i = 1, 6 do
				tasks[i] = asyncio.create_task(function()
					while true do
						local id = db:transaction(function(tx)
							local id = await(tx:value("SELECT id FROM job WHERE NOT done ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"))
							if id then await(tx:exec("UPDATE job SET done = true WHERE id = ?", id)) end
							return id
						end)
						if not id then return end
						assert(not seen[id])
						seen[id] = true
					end
				end)
			end
			await(asyncio.gather(tasks))
			assert(await(db:value("SELECT count(*) FROM job WHERE done")) == 60)
			await(db:exec("DROP TABLE job"))`,
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			if err := s.script(code); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestMigrations holds that two who migrate at once do it once.
func TestMigrations(t *testing.T) {
	s := start(t)
	dir := t.TempDir()
	for name, text := range map[string]string{"001_a.sql": "CREATE TABLE a (x int); INSERT INTO a VALUES (1);", "002_b.sql": "INSERT INTO a VALUES (2); -- ; done"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	m := sql.Module(sql.Options{Backends: []sql.Backend{postgres.Backend}, Databases: map[string]string{"here": fmt.Sprintf("postgres://tester@127.0.0.1:%d/postgres", s.port)}})
	w, err := host.New(host.Options{Modules: []box.Module{m}, FS: os.DirFS(dir)})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	_, err = w.RunString(context.Background(), `
		local sql = require("moonloop.sql")
		local db = await(sql.open("here"))
		local all = await(asyncio.gather { db:migrate("."), db:migrate("."), db:migrate(".") })
		assert(#all[1] + #all[2] + #all[3] == 2)
		assert(await(db:value("SELECT sum(x) FROM a")) == 3)
		await(db:close())`, "migrations")
	if err != nil {
		t.Error(err)
	}
}

// TestRefused holds that scripts without all of the machine have no DSNs, and that no error shows a password.
func TestRefused(t *testing.T) {
	m := sql.Module(sql.Options{Backends: []sql.Backend{postgres.Backend}, Databases: map[string]string{
		"away": "postgres://u:hush-hush@127.0.0.1:1/x?connect_timeout=2", "odd": "postgres://u:hush-hush@127.0.0.1:x/x"}})
	w, err := host.New(host.Options{Modules: []box.Module{m}, Connect: []string{"*:*"}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	_, err = w.RunString(context.Background(), `
		local sql = require("moonloop.sql")
		local ok, e = pcall(sql.open, "postgres://u@127.0.0.1/x")
		assert(not ok and tostring(e):find("PermissionError"), tostring(e))
		ok, e = pcall(function() await(sql.open("away")) end)
		assert(not ok and asyncio.isinstance(e, sql.ConnectionLost) and not tostring(e):find("hush"), tostring(e))
		ok, e = pcall(sql.open, "odd")
		assert(not ok and asyncio.isinstance(e, asyncio.ValueError) and not tostring(e):find("hush"), tostring(e))`, "refused")
	if err != nil {
		t.Error(err)
	}
}
