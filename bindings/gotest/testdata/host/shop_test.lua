local test = require "moonloop.test"
local asyncio = require "asyncio"
local json = require "moonloop.json"
local helper = require "helper"

test.case("host functions", function(t)
  t.eq(price("nail"), 4)
  t.raises("what", function() price("") end)
  t.eq(helper.twice(price("nail")), 8)
end)

test.case("those that block are awaited", function(t) t.eq(blocks(21), 42) end)

test.case("futures of the host's", function(t)
  t.eq(await(later(7)), 7)
  asyncio.timeout(5, function() t.eq(await(later(8)), 8) end)
end)

test.case("virtual time", { timeout = 7200 }, function(t)
  local began = os.time()
  await(asyncio.sleep(3600))
  t.eq(os.time() - began, 3600)
end)

test.case("nothing of the machine", function(t)
  t.eq(os.getenv("HOME"), nil)
  t.raises("granted", function() t.tempdir() end)
  t.eq(json.decode("[1]"), { 1 })
end)

test.case("stopped", { each = { "a", "b" } }, function(t, v) t.ok(v) end)
