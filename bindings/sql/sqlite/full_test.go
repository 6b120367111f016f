//go:build linux

package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/internal/boxtest"
)

// TestDiskFull holds that a disk which is full is a clear error, that what was acknowledged is there once and nothing else,
// and that the database goes on when there is room again: with all of the machine, and below a Root.
func TestDiskFull(t *testing.T) {
	for _, confined := range []bool{false, true} {
		name := map[bool]string{false: "machine", true: "root"}[confined]
		t.Run(name, func(t *testing.T) {
			boxtest.KeepsDescriptors(t)
			dir := boxtest.SmallDisk(t, "2m", 1<<20)
			o := host.Options{Modules: []box.Module{module(map[string]string{"full": "sqlite:" + filepath.Join(dir, "x.db")})}}
			if confined {
				root, err := os.OpenRoot(dir)
				if err != nil {
					t.Fatal(err)
				}
				defer root.Close()
				o.Root, o.Modules = root, []box.Module{module(nil)}
			}
			within(t, o, func(w *host.World) {
				if err := w.Func("free", func(context.Context) error { return os.Remove(filepath.Join(dir, boxtest.Filler)) }); err != nil {
					t.Fatal(err)
				}
				if _, err := w.RunString(context.Background(), full, "full"); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestAttachedDiskFull holds that a file which is attached to a database in memory tells of a full disk as others do.
func TestAttachedDiskFull(t *testing.T) {
	dir := boxtest.SmallDisk(t, "2m", 1<<20)
	within(t, host.Options{Modules: []box.Module{module(map[string]string{"here": ":memory:"})}}, func(w *host.World) {
		if err := w.Func("free", func(context.Context) error { return os.Remove(filepath.Join(dir, boxtest.Filler)) }); err != nil {
			t.Fatal(err)
		}
		_, err := w.RunString(context.Background(), `
			local sql = require("moonloop.sql")
			local db = await(sql.open("here"))
			await(db:exec("ATTACH '`+filepath.Join(dir, "x.db")+`' AS f"))
			await(db:exec("CREATE TABLE f.r (data BLOB)"))
			local there = 0
			local function add()
				await(db:exec("INSERT INTO f.r VALUES (?)", sql.blob(("x"):rep(5000))))
				there = there + 1
			end
			local ok, e
			repeat ok, e = pcall(add) until not ok
			assert(asyncio.isinstance(e, sql.Error) and e.sqlstate == "53100", tostring(e) .. " " .. tostring(e.code))
			free()
			add()
			assert(await(db:value("SELECT count(*) FROM f.r")) == there)
			await(db:close())`, "attached")
		if err != nil {
			t.Error(err)
		}
	})
}

// full fills the disk in each way that rows are added, from several tasks.
const full = `
	local sql = require("moonloop.sql")
	local db = await(sql.open("full"))
	await(db:exec("CREATE TABLE r (id INTEGER, data BLOB)")) -- twice would be seen: the ids are not unique
	local serial, there, failed = 0, {}, 0
	local function next_id() serial = serial + 1 return serial end
	local data = sql.blob(("x"):rep(5000))
	local ways = {
		function(add) await(db:exec("INSERT INTO r VALUES (?, ?)", add(), data)) end,
		function(add)
			db:transaction(function(tx)
				for _ = 1, 3 do await(tx:exec("INSERT INTO r VALUES (?, ?)", add(), data)) end
			end)
		end,
		function(add)
			local rows = {}
			for i = 1, 150 do rows[i] = { add(), sql.blob(("y"):rep(100)) } end
			await(db:exec_many("INSERT INTO r VALUES (?, ?)", rows))
		end,
	}
	local function try(way)
		local mine = {}
		local ok, e = pcall(way, function() mine[#mine + 1] = next_id() return mine[#mine] end)
		if ok then
			for _, id in ipairs(mine) do there[id] = true end
		else
			failed = failed + 1
			assert(asyncio.isinstance(e, sql.Error) and e.sqlstate == "53100", tostring(e) .. " " .. tostring(e.code))
			assert(tostring(e):find("full") or e.code ~= 13, tostring(e))
		end
		return ok
	end
	local function check()
		local count = 0
		for row in db:rows("SELECT id, count(*) AS n FROM r GROUP BY id") do
			assert(there[row.id], row.id .. " is there, and was not acknowledged")
			assert(row.n == 1, row.id .. " is there twice")
			count = count + 1
		end
		for _ in pairs(there) do count = count - 1 end
		assert(count == 0, -count .. " rows that were acknowledged are lost")
	end
	local function fill()
		local tasks = {}
		for i, way in ipairs(ways) do
			tasks[i] = asyncio.create_task(function() while try(way) do end end)
		end
		await(asyncio.gather(tasks))
	end
	fill()
	assert(failed == 3 and next(there))
	check()
	for _, way in ipairs(ways) do try(way) end
	check()
	free()
	for _, way in ipairs(ways) do assert(try(way), "there is room again") end
	check()
	fill()
	check()
	await(db:close())
	db = await(sql.open("full"))
	check()
	await(db:close())
`
