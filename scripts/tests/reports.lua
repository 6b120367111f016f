local t = require("check")
local asyncio = require("asyncio")

t.case("an exception handler gets the values that call_exception_handler was given", function()
  local loop, seen = asyncio.get_running_loop(), nil
  loop:set_exception_handler(function(_, context) seen = context end)
  local given = {}
  loop:call_exception_handler({ message = "m", text = "text", number = 5, given = given })
  t.eq(seen.message, "m")
  t.eq(seen.text, "text")
  t.eq(seen.number + 1, 6)
  t.ok(rawequal(seen.given, given))
end)

t.case("the default handler shows them", function()
  local loop = asyncio.get_running_loop()
  loop:call_exception_handler({ message = "m", text = "text", number = 5 })
  local text = t.reports()
  t.ok(text:find("^m\nnumber: 5\ntext: "), text)
end)

t.case("a done callback that fails has a handle in its report", function()
  local loop, seen = asyncio.get_running_loop(), nil
  loop:set_exception_handler(function(_, context) seen = context end)
  local f = asyncio.Future()
  f:add_done_callback(function(done) error("in callback " .. tostring(done == f), 0) end)
  f:set_result(1)
  await(asyncio.sleep(0))
  t.eq(seen.exception, "in callback true")
  t.ok(seen.message:find("^Exception in callback function <reports.lua:%d+>"), seen.message)
  t.ok(tostring(seen.handle):find("reports.lua"), tostring(seen.handle))
end)
