//go:build linux

package redis_test

import (
	"os"
	"path/filepath"
	"testing"

	"moonloop/bindings/internal/boxtest"
)

// TestFull holds that a server without memory, or that cannot save its data, is an error with the server's own code in each
// way that something is written, that nothing of it was done, and that all goes on when there is room.
func TestFull(t *testing.T) {
	boxtest.KeepsDescriptors(t)
	disk := boxtest.SmallDisk(t, "4m", 3<<20)
	s := startIn(t, disk)
	s.free = func() error { return os.Remove(filepath.Join(disk, boxtest.Filler)) }
	if err := s.script(`
		local x = ("x"):rep(1000)
		local ways = {
			command = function() await(r:set("a", x)) end,
			pipeline = function() r:pipeline(function(p) p:set("a", x) p:set("b", x) end) end,
			transaction = function() r:transaction(function(p) p:get("k") p:set("a", x) end) end,
			watched = function() r:transaction({ watch = { "k" } }, function(p) p:set("a", x) end) end,
			script = function() await(r:eval("redis.call('set', KEYS[1], 'y')", 1, "a")) end,
		}
		local function all_fail(code)
			for name, way in pairs(ways) do
				local ok, e = pcall(way)
				assert(not ok and asyncio.isinstance(e, redis.Error) and e.code == code, name .. ": " .. tostring(e))
			end
			assert(await(r:get("k")) == "v" and await(r:get("a")) == nil, "it reads on, and nothing was written")
			local kept = r:pipeline({ return_exceptions = true }, function(p) p:set("a", x) p:get("k") end)
			assert(kept[1].code == code and kept[2] == "v")
		end
		local function all_work()
			for name, way in pairs(ways) do
				local ok, e = pcall(way)
				assert(ok, name .. ": " .. tostring(e))
			end
			await(r:del("a", "b"))
		end
		await(r:set("k", "v"))
		all_work()
		await(r:config_set("maxmemory", 1))
		all_fail("OOM")
		await(r:config_set("maxmemory", 0))
		all_work()

		await(r:config_set("appendonly", "no"))
		await(r:config_set("rdbcompression", "no"))
		local function save(how)
			local function said(text) return await(r:info("persistence")):find(text, 1, true) end
			local function done() while said("rdb_bgsave_in_progress:1") do await(asyncio.sleep(0.01)) end end
			done()
			await(r:bgsave())
			done()
			assert(said("rdb_last_bgsave_status:" .. how), how)
		end
		await(r:set("large", ("x"):rep(2000000)))
		await(r:config_set("save", "3600 1"))
		save("err")
		all_fail("MISCONF")
		free()
		save("ok")
		all_work()
		await(r:close())`); err != nil {
		t.Error(err)
	}
}
