-- as_completed: results in the order in which they arrive, in a plain for loop.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

local quote = async(function(shop, seconds, price)
  await(asyncio.sleep(seconds))
  return shop, price
end)

local function ask()
  return {
    asyncio.create_task(quote("corner shop", 1, 12), { name = "walk" }),
    asyncio.create_task(quote("mail order", 6, 7), { name = "letter" }),
    asyncio.create_task(quote("market", 3, 9), { name = "bicycle" }),
  }
end

local best
for task in asyncio.as_completed(ask()) do
  local shop, price = await(task)
  print(string.format("%d s, by %s: the %s asks %d", loop:time(), task:get_name(), shop, price))
  if not best or price < best then best = price end
end
print("best price:", best)

-- Only so long: what came in time is used, the rest is given up.
local offers = ask()
asyncio.try(function()
  for task in asyncio.as_completed(offers, { timeout = 4 }) do
    local shop, price = await(task)
    print("in time:", shop, price)
  end
end, {
  { asyncio.TimeoutError, function() print("time is up") end },
})
for _, task in ipairs(offers) do
  if task:cancel() then print("given up:", task:get_name()) end
end
