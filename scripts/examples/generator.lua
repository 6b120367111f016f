-- A generator that awaits: a plain coroutine.wrap iterator fetches page after page while other tasks run.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local fetch_page = async(function(number)
  await(asyncio.sleep(2))
  local rows = {}
  for i = 1, number < 3 and 2 or 1 do rows[i] = string.format("row %d.%d", number, i) end
  return rows
end)

-- Yields go to the for loop, awaits go to the event loop; neither sees the other.
local function rows(last_page)
  return coroutine.wrap(function()
    for number = 1, last_page do
      for _, row in ipairs(await(fetch_page(number))) do
        coroutine.yield(number, row)
      end
    end
  end)
end

-- Generators can be stacked.
local function numbered(iterator)
  return coroutine.wrap(function()
    local n = 0
    for page, row in iterator do
      n = n + 1
      coroutine.yield(n, page, row)
    end
  end)
end

local heartbeat = asyncio.create_task(function()
  while true do
    print(string.format("%d  ...", loop:time()))
    await(asyncio.sleep(1.5))
  end
end)

for n, page, row in numbered(rows(3)) do
  print(string.format("%d  %d: page %d, %s", loop:time(), n, page, row))
  if n == 3 then await(asyncio.sleep(1)) end -- the loop's body may wait as well
end
heartbeat:cancel()

-- Awaiting in other places where Lua is called back: a sort and a gsub.
local price = async(function(name)
  await(asyncio.sleep(0.1))
  return #name
end)
local fruit = { "banana", "fig", "cherry tomato", "pear" }
table.sort(fruit, function(a, b) return await(price(a)) < await(price(b)) end)
print(table.concat(fruit, " < "))
print((("fig and pear"):gsub("%a+", function(word) return word .. "(" .. await(price(word)) .. ")" end)))
