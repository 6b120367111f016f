local t = require("check")
local asyncio = require("asyncio")
local uuid = require("moonloop.uuid")

t.case("form", function()
  for _ = 1, 100 do
    t.ok(uuid.v4():find("^%x%x%x%x%x%x%x%x%-%x%x%x%x%-4%x%x%x%-[89ab]%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x$"))
    t.ok(uuid.v7():find("^%x%x%x%x%x%x%x%x%-%x%x%x%x%-7%x%x%x%-[89ab]%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x$"))
  end
  t.ok(uuid.v4() ~= uuid.v4())
end)

t.case("v7 has the time, and grows", function()
  local first = uuid.v7()
  t.eq(tonumber(first:sub(1, 8) .. first:sub(10, 13), 16), 946684800000) -- virtual time begins with 2000
  local last = first
  for _ = 1, 10000 do -- in the same millisecond, which has no place for so many
    local next = uuid.v7()
    t.ok(last < next)
    last = next
  end
  await(asyncio.sleep(3600))
  local later = uuid.v7()
  t.eq(tonumber(later:sub(1, 8) .. later:sub(10, 13), 16), 946684800000 + 3600000)
end)
