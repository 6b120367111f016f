//go:build linux

package postgres_test

import (
	"os"
	"path/filepath"
	"testing"

	"moonloop/bindings/internal/boxtest"
)

// TestDiskFull holds that a server whose disk is full is a clear error: of the statement, or of a connection that is lost where
// the server itself gives up. What was acknowledged is there once and nothing else, and the pool heals when there is room.
func TestDiskFull(t *testing.T) {
	boxtest.KeepsDescriptors(t)
	disk := boxtest.SmallDisk(t, "112m", 24<<20)
	if err := os.Chmod(filepath.Dir(disk), 0o755); err != nil { // for the server's user
		t.Fatal(err)
	}
	data := filepath.Join(disk, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	s := startIn(t, data, "--wal-segsize=1")
	s.free = func() error { return os.Remove(filepath.Join(disk, boxtest.Filler)) }
	if err := s.script(`
		await(db:exec("CREATE UNLOGGED TABLE u (data bytea); ALTER TABLE u ALTER data SET STORAGE EXTERNAL"))
		local e
		repeat
			local ok, failed = pcall(function() await(db:exec("INSERT INTO u VALUES (?)", sql.blob(("x"):rep(500000)))) end)
			e = failed
		until not ok
		assert(asyncio.isinstance(e, sql.Error) and e.sqlstate == "53100" and tostring(e):find("space"), tostring(e))
		await(db:exec("DROP TABLE u"))
		await(db:exec("CHECKPOINT")) -- then its room is free

		await(db:exec("CREATE TABLE r (id int, data bytea); ALTER TABLE r ALTER data SET STORAGE EXTERNAL")) -- twice would be seen
		local serial, there, unknown, failed = 0, {}, {}, 0
		local data = sql.blob(("x"):rep(50000))
		local function rows(add) local list = {} for i = 1, 20 do list[i] = { add(), data } end return list end
		local ways = {
			function(add) await(db:exec("INSERT INTO r VALUES (?, ?)", add(), data)) end,
			function(add) db:transaction(function(tx) for _ = 1, 3 do await(tx:exec("INSERT INTO r VALUES (?, ?)", add(), data)) end end) end,
			function(add) await(db:exec_many("INSERT INTO r VALUES (?, ?)", rows(add))) end,
			function(add) await(db:copy("r", { "id", "data" }, rows(add))) end,
		}
		local function try(way)
			local mine = {}
			local ok, e = pcall(way, function() serial = serial + 1 mine[#mine + 1] = serial return serial end)
			local lost = not ok and (asyncio.isinstance(e, sql.ConnectionLost) or asyncio.isinstance(e, sql.CommitUnknown))
			assert(ok or lost or asyncio.isinstance(e, sql.Error) and e.sqlstate == "53100", tostring(e) .. " " .. tostring(not ok and e.sqlstate))
			for _, id in ipairs(mine) do
				if ok then there[id] = true elseif lost then unknown[id] = true end
			end
			failed = failed + (ok and 0 or 1)
			return ok
		end
		local tasks = {}
		for i, way in ipairs(ways) do tasks[i] = asyncio.create_task(function() while try(way) do end end) end
		await(asyncio.gather(tasks))
		assert(failed == #ways and next(there))
		free()
		kill() -- it may have given up
		restart()
		heal()
		for _, way in ipairs(ways) do assert(try(way), "there is room again") end
		local count = 0
		for row in db:rows("SELECT id, count(*) AS n FROM r GROUP BY id") do
			assert(there[row.id] or unknown[row.id], row.id .. " is there, and has failed")
			assert(row.n == 1, row.id .. " is there twice")
			if there[row.id] then count = count + 1 end
		end
		for _ in pairs(there) do count = count - 1 end
		assert(count == 0, -count .. " rows that were acknowledged are lost")
		await(db:close())`); err != nil {
		t.Error(err)
	}
}
