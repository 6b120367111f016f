-- What CPython's test_threads says of to_thread. A function runs in a runtime of its own: what it has changed comes back as a
-- result.
local t = require("check")
local asyncio = require("asyncio")

t.case("ToThreadTests.test_to_thread", function()
  t.eq(await(asyncio.to_thread(function(list) return list[1] + list[2] end, { 40, 2 })), 42)
end)

t.case("ToThreadTests.test_to_thread_exception", function()
  local e = t.raises(asyncio.RuntimeError, await, asyncio.to_thread(function()
    error(require("asyncio").RuntimeError("test"))
  end))
  t.eq(e.message, "test")
end)

t.case("ToThreadTests.test_to_thread_once", function()
  local calls = 0
  t.eq(await(asyncio.to_thread(function()
    calls = calls + 1
    return calls
  end)), 1)
end)

t.case("ToThreadTests.test_to_thread_concurrent", function()
  local runs = {}
  for i = 1, 10 do runs[i] = asyncio.to_thread(function() return 1 end) end
  local sum = 0
  for _, n in ipairs(await(asyncio.gather(unpack(runs)))) do sum = sum + n end
  t.eq(sum, 10)
end)

t.case("ToThreadTests.test_to_thread_args_kwargs", function()
  local function called(...) return select("#", ...), (...), select(2, ...).something end
  local n, first, something = await(asyncio.to_thread(called, "test", { something = true }))
  t.eq(n, 2)
  t.eq(first, "test")
  t.eq(something, true)
end)

t.case("ToThreadTests.test_to_thread_contextvars", function()
  local var = asyncio.ContextVar("test_ctx")
  var:set("parrot")
  t.eq(await(asyncio.to_thread(function() return var:get() end)), "parrot")
end)
