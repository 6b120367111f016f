package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local luv = require("luvtasks")

local function say(word)
  luv.sleep(0)
  return word
end

luv.run(function()
  local wall, cpu = luv.clocks()
  local list = {}
  for i, word in ipairs({ "hello", "asyncio", "world" }) do list[i] = luv.spawn(say, word) end
  local words = luv.gather(list)
  local wall1, cpu1 = luv.clocks()
  assert(table.concat(words, " ") == "hello asyncio world")
  print(string.format("hello 1 %.1f %.1f", (wall1 - wall) * 1e9, (cpu1 - cpu) * 1e9))
end)
