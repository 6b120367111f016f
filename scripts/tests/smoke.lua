local t = require("check")
local asyncio = require("asyncio")

t.case("sleep returns its result", function()
  t.eq(await(asyncio.sleep(1, "x")), "x")
end)

t.case("an argument of the wrong type is named", function()
  local e = t.raises(asyncio.TypeError, asyncio.sleep, "long")
  t.eq(tostring(e), "TypeError: sleep: argument 1: number expected, got string")
end)
