-- Eager tasks: what finishes without waiting never goes through the loop, such as an answer from a cache.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local cache = {}
local lookup = async(function(key)
  if cache[key] then return cache[key], "from the cache" end
  await(asyncio.sleep(1))
  cache[key] = key:upper()
  return cache[key], "fetched"
end)

local function report(title)
  local task = asyncio.create_task(lookup("moon"))
  print(title, "done at once: " .. tostring(task:done()))
  print("", await(task))
end

report("empty cache")
report("ordinary task")
loop:set_task_factory(asyncio.eager_task_factory)
report("eager task")

-- The first step of each is taken inside create_task, in order.
local order = {}
local function step(name)
  return function()
    order[#order + 1] = name .. " starts"
    await(asyncio.sleep(0))
    order[#order + 1] = name .. " ends"
  end
end
local first = asyncio.create_task(step("first"))
order[#order + 1] = "between"
local second = asyncio.create_task(step("second"))
await(asyncio.gather(first, second))
print(table.concat(order, ", "))

-- A single one, while everything else stays as it was.
loop:set_task_factory(nil)
order = {}
first = asyncio.create_task(step("first"))
second = asyncio.create_task(step("second"), { eager_start = true })
await(asyncio.gather(first, second))
print(table.concat(order, ", "))
