package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local cq = require("cqtasks")

local function say(word)
  cq.sleep(0)
  return word
end

cq.run(function()
  local wall, cpu = cq.clocks()
  local list, words = {}, {}
  for i, word in ipairs({ "hello", "asyncio", "world" }) do list[i] = cq.promise.new(say, word) end
  for i = 1, 3 do words[i] = list[i]:get() end
  local wall1, cpu1 = cq.clocks()
  assert(table.concat(words, " ") == "hello asyncio world")
  print(string.format("hello 1 %.1f %.1f", (wall1 - wall) * 1e9, (cpu1 - cpu) * 1e9))
end)
