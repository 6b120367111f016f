-- A crawler: pages are fetched as they are found, at most three at a time, each once.
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

-- The web, for want of a network: seconds to load and links, by address.
local web = {
  ["/"] = { 1, "/news", "/shop", "/about", "/help" },
  ["/news"] = { 2, "/news/1", "/news/2", "/" },
  ["/news/1"] = { 1, "/news/2" },
  ["/news/2"] = { 3 },
  ["/shop"] = { 1, "/shop/hats", "/shop/lost" },
  ["/shop/hats"] = { 2, "/shop" },
  ["/about"] = { 4, "/help" },
  ["/help"] = { 1 },
}

-- A semaphore of futures: enter() waits while there is no place, leave() gives the place to the next in line.
local function places(free)
  local line = {}
  local self = {}
  self.enter = async(function()
    if free > 0 then
      free = free - 1
      return
    end
    local turn = loop:create_future()
    line[#line + 1] = turn
    await(turn)
  end)
  function self.leave()
    local turn = table.remove(line, 1)
    if turn then turn:set_result(true) else free = free + 1 end
  end
  return self
end

local limit = places(3)
local busy, busiest = 0, 0

local fetch = async(function(path)
  await(limit.enter())
  busy = busy + 1
  busiest = math.max(busiest, busy)
  return asyncio.try(function()
    local page = web[path]
    await(asyncio.sleep(page and page[1] or 0.5))
    if not page then error(asyncio.OSError("404 " .. path), 0) end
    return { unpack(page, 2) }
  end, {
    finally = function()
      busy = busy - 1
      limit.leave()
    end,
  })
end)

local seen, count = {}, 0
local crawl
crawl = async(function(path)
  if seen[path] then return end
  seen[path] = true
  local ok, links = pcall(await, fetch(path))
  if not ok then
    print(string.format("%4.1f  %-12s %s", loop:time(), path, tostring(links)))
    return
  end
  count = count + 1
  print(string.format("%4.1f  %-12s %d links", loop:time(), path, #links))
  local found = {}
  for i, link in ipairs(links) do found[i] = crawl(link) end
  await(asyncio.gather(found))
end)

await(crawl("/"))
print(count .. " pages, at most " .. busiest .. " at a time")
