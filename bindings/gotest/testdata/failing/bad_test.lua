local test = require "moonloop.test"
test.case("differs", function(t)
  print("said")
  t.eq(1, 2)
end)
test.case("leaves", function() asyncio.sleep(1) end)
test.case("computes", function() while true do end end)
test.case("skipped", { skip = "why" }, function() end)
test.case("passes", function() end)
