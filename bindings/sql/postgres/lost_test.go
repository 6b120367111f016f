//go:build linux

package postgres_test

// This file holds that nothing is lost, nor done twice or half, when the server or a connection ends in the middle.

import (
	"fmt"
	"os"
	"testing"
	"time"

	"moonloop/bindings/internal/boxtest"
)

// TestServerDies holds that a server that dies in the middle of everything is a clear error, that nothing is done twice or
// half, and that the pool heals.
func TestServerDies(t *testing.T) {
	s := start(t)
	if err := s.script(`
		await(db:exec("CREATE TABLE account (id int PRIMARY KEY, money int); CREATE TABLE log (id int PRIMARY KEY)"))
		await(db:exec("INSERT INTO account SELECT g, 100 FROM generate_series(1, 10) AS g"))
		local serial, acknowledged, unknown = 0, {}, {}
		local function pay()
			serial = serial + 1
			local id = serial
			local ok, e = pcall(db.transaction, db, function(tx)
				await(tx:exec("UPDATE account SET money = money - 1 WHERE id = ?", id % 10 + 1))
				await(tx:exec("INSERT INTO log VALUES (?)", id))
				await(tx:exec("UPDATE account SET money = money + 1 WHERE id = ?", (id + 3) % 10 + 1))
			end)
			if ok then acknowledged[id] = true
			elseif asyncio.isinstance(e, sql.CommitUnknown) then unknown[id] = true end
			if not ok then assert(asyncio.isinstance(e, sql.ConnectionLost) or asyncio.isinstance(e, sql.CommitUnknown) or asyncio.isinstance(e, sql.SerializationFailure), tostring(e)) end
			return ok, e
		end
		for round = 1, 2 do
			local tasks, going = {}, true
			for i = 1, 8 do tasks[i] = asyncio.create_task(function() while going do pay() await(asyncio.sleep(0)) end end) end
			local streaming = asyncio.create_task(function() for _ in db:rows("SELECT g, pg_sleep(0.01) FROM generate_series(1, 100000) AS g") do end end)
			for i = 1, 10 do
				await(asyncio.sleep(0.02))
				local t = tasks[i % 8 + 1]
			end
			kill()
			going = false
			await(asyncio.wait(tasks))
			fails(sql.ConnectionLost, await, streaming)
			fails(sql.ConnectionLost, function() await(db:value("SELECT 1")) end)
			restart()
			heal()
			for i = 1, 20 do assert(await(db:value("SELECT 1")) == 1) end
			assert(await(db:value("SELECT sum(money) FROM account")) == 1000)
			local there = {}
			for row in db:rows("SELECT id FROM log") do there[row.id] = true end
			for id in pairs(acknowledged) do assert(there[id], id .. " was acknowledged and is lost") end
			for id in pairs(there) do assert(acknowledged[id] or unknown[id], id .. " was done, and nobody was told that it may be") end
		end
		await(db:close())`); err != nil {
		t.Error(err)
	}
}

// TestSoak has tasks move money between accounts for a while, at random cancelled, while the server is killed and its
// connections are cut: no money comes or goes, what was acknowledged is there once, and what was not is not, unless its
// COMMIT was on the way. MOONLOOP_SOAK is how long it lasts, such as 10m.
func TestSoak(t *testing.T) {
	last := 4 * time.Second
	if text := os.Getenv("MOONLOOP_SOAK"); text != "" {
		var err error
		if last, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	boxtest.KeepsDescriptors(t)
	s := start(t)
	p := boxtest.NewProxy(t, s.address())
	s.through, s.cut, s.patience = p.Address, p.Cut, last+5*time.Minute
	if err := s.script(`
		local last = ` + fmt.Sprint(last.Seconds()) + `
		math.randomseed(7)
		await(db:exec("CREATE TABLE account (id int PRIMARY KEY, money int); CREATE TABLE log (id int)")) -- twice would be seen
		await(db:exec("INSERT INTO account SELECT g, 100 FROM generate_series(1, 10) AS g"))
		local serial, outcome, count = 0, {}, {}
		local function pay()
			serial = serial + 1
			local id, from, to = serial, math.random(10), math.random(10)
			local ok, e = pcall(db.transaction, db, function(tx)
				await(tx:exec("UPDATE account SET money = money - ? WHERE id = ?", id % 7, math.min(from, to)))
				if id % 5 == 0 then await(asyncio.sleep(0.001)) end
				await(tx:exec_many("INSERT INTO log VALUES (?)", { { id } }))
				await(tx:exec("UPDATE account SET money = money + ? WHERE id = ?", id % 7, math.max(from, to)))
			end)
			local how = ok and "done" or "failed"
			if not ok and asyncio.isinstance(e, asyncio.CancelledError) then
				how = "cancelled"
			elseif not ok and asyncio.isinstance(e, sql.CommitUnknown) then
				how = "unknown"
			elseif not ok then
				assert(asyncio.isinstance(e, sql.ConnectionLost) or asyncio.isinstance(e, sql.SerializationFailure), tostring(e))
			end
			outcome[id] = how
			count[how] = (count[how] or 0) + 1
			if how == "cancelled" then error(e, 0) end
			return ok
		end
		local begin, going = now(), true
		local tasks = {}
		local function worker() while going do if not pay() then await(asyncio.sleep(0.02)) end end end
		for i = 1, 8 do tasks[i] = asyncio.create_task(worker) end
		local round = 0
		local function enough() return (count.done or 0) > 20 and (count.cancelled or 0) > 5 and (count.failed or 0) > 0 end
		while now() - begin < last or not enough() do -- the machine may be slow
			round = round + 1
			for _ = 1, 40 do
				await(asyncio.sleep(0.02))
				local i = math.random(8)
				tasks[i]:cancel()
				local ok, e = pcall(await, tasks[i])
				assert(ok or asyncio.isinstance(e, asyncio.CancelledError), tostring(e))
				tasks[i] = asyncio.create_task(worker)
			end
			if round % 3 == 2 then kill() await(asyncio.sleep(0.05)) restart() else cut() end
		end
		going = false
		await(asyncio.gather(tasks))
		heal()
		assert(await(db:value("SELECT sum(money) FROM account")) == 1000)
		local there = {}
		for row in db:rows("SELECT id, count(*) AS n FROM log GROUP BY id") do
			assert(row.n == 1, row.id .. " is there twice")
			assert(outcome[row.id] ~= "failed", row.id .. " is there, and has failed")
			there[row.id] = true
		end
		for id, how in pairs(outcome) do assert(how ~= "done" or there[id], id .. " was acknowledged and is lost") end
		assert(await(db:value("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")) == 0)
		print(("%d rounds, %d transactions: %d done, %d cancelled, %d failed, %d unknown"):format(
			round, serial, count.done, count.cancelled, count.failed, count.unknown or 0))
		await(db:close())`); err != nil {
		t.Error(err)
	}
}

// TestCut holds that a connection which is cut is a clear error for what runs on it, in each way that rows are added and
// read, that no row is there twice, and that the pool heals.
func TestCut(t *testing.T) {
	boxtest.KeepsDescriptors(t)
	s := start(t)
	p := boxtest.NewProxy(t, s.address())
	s.through, s.cut, s.patience = p.Address, p.Cut, 2*time.Minute
	if err := s.script(boxtest.UntilCut + `
		await(db:exec("CREATE TABLE r (id int)")) -- twice would be seen
		local function keys(t) local l = {} for k in pairs(t) do l[#l + 1] = k end return table.concat(l, ",") end
		local ways = {
			exec = function(add) await(db:exec("INSERT INTO r VALUES (?)", add())) end,
			exec_many = function(add) local l = {} for i = 1, 3000 do l[i] = { add() } end await(db:exec_many("INSERT INTO r VALUES (?)", l)) end,
			copy = function(add) local l = {} for i = 1, 3000 do l[i] = { add() } end await(db:copy("r", { "id" }, l)) end,
			transaction = function(add) db:transaction(function(tx) await(tx:exec("INSERT INTO r VALUES (?)", add())) await(tx:exec("INSERT INTO r VALUES (?)", add())) end) end,
			stream = function() for _ in db:rows("SELECT g, repeat('x', 1000) AS x FROM generate_series(1, 20000) AS g") do end end,
			cursor = function() db:transaction(function(tx) for _ in tx:rows("SELECT g FROM generate_series(1, 5000) AS g") do end end) end,
			listen = function() for _ in db:listen("c") do end end,
		}
		for round = 1, 3 do
			until_cut(ways, function(e) return asyncio.isinstance(e, sql.ConnectionLost) or asyncio.isinstance(e, sql.CommitUnknown) end, 0.3, 0.05)
			heal()
			for row in db:rows("SELECT id, count(*) AS n FROM r GROUP BY id") do assert(row.n == 1, row.id .. " is there twice") end
			local there = 0
			for _ in pairs(acknowledged) do there = there + 1 end
			assert(await(db:value("SELECT count(*) FROM r WHERE id = ANY(?::int[])", "{" .. keys(acknowledged) .. "}")) == there, "what was acknowledged is lost")
		end
		await(db:close())`); err != nil {
		t.Error(err)
	}
}
