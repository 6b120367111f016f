-- A pipeline: stages joined by small channels, so that a slow stage holds the ones before it back.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

-- A channel for size items: put waits while it is full, get while it is empty; after close, get returns nil.
local function channel(size)
  local items, closed, changed = {}, false, loop:create_future()
  local self = {}
  local function wake()
    local before = changed
    changed = loop:create_future()
    before:set_result(true)
  end
  self.put = async(function(item)
    while #items >= size do await(changed) end
    items[#items + 1] = item
    wake()
  end)
  self.get = async(function()
    while #items == 0 do
      if closed then return nil end
      await(changed)
    end
    local item = table.remove(items, 1)
    wake()
    return item
  end)
  function self.close()
    closed = true
    wake()
  end
  -- Makes `for item in channel.each do` possible: the iterator awaits.
  function self.each() return await(self.get()) end
  return self
end

local function clock(stage, what)
  print(string.format("%4.1f  %-8s %s", loop:time(), stage, what))
end

local lines, words, totals = channel(1), channel(2), {}

local function read()
  for _, line in ipairs({ "the moon", "the loop and the moon", "a loop" }) do
    await(asyncio.sleep(0.5))
    await(lines.put(line))
    clock("read", line)
  end
  lines.close()
end

local function split()
  for line in lines.each do
    for word in line:gmatch("%a+") do await(words.put(word)) end
    clock("split", line)
  end
  words.close()
end

local function count()
  for word in words.each do
    await(asyncio.sleep(1))
    totals[word] = (totals[word] or 0) + 1
    clock("count", word)
  end
end

await(asyncio.gather(read, split, count))
local names = {}
for word in pairs(totals) do names[#names + 1] = word end
table.sort(names)
for _, word in ipairs(names) do print(word, totals[word]) end
