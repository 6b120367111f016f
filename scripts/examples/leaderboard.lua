-- A leaderboard: scores are kept in Redis, and who watches sees each change at once, over a websocket, whichever of several
-- processes it was made in.
--   moonloop leaderboard.lua redis://127.0.0.1:6379 4000   serves port 4000 until Ctrl-C
--   moonloop leaderboard.lua redis://127.0.0.1:6379        serves itself a few requests
local asyncio = require("asyncio")
local http = require("moonloop.http")
local json = require("moonloop.json")
local redis = require("moonloop.redis")

local KEY, CHANNEL = "moonloop:scores", "moonloop:scores:changed"

--- The best, as a list of {name, points}.
local function top(r)
  local list = {}
  for i, entry in ipairs(await(r:zrange(KEY, 0, 2, "REV", "WITHSCORES"))) do
    list[i] = { name = entry[1], points = entry[2] }
  end
  return list
end

--- Tells all watchers of changes, until it is cancelled. A server that goes away is come back to.
local function feed(r, watchers)
  while true do
    local _, e = pcall(function()
      for _, name in r:subscribe(CHANNEL) do
        local text = json.encode { changed = name, top = top(r) }
        for queue in pairs(watchers) do
          if not queue:full() then -- who is slow misses some, and holds up nobody
            queue:put_nowait(text)
          end
        end
      end
    end)
    if not asyncio.isinstance(e, asyncio.ConnectionError) then
      error(e, 0)
    end
    await(asyncio.sleep(0.1))
  end
end

local function app_of(r, watchers)
  local app = http.App { max_body = 1024 }

  app:post("/scores/{name}", function(req)
    local points = await(req:json()).points
    if type(points) ~= "number" then
      http.abort(422, "points expected")
    end
    local name = req.params.name
    local replies = r:transaction(function(p) -- nobody hears of a score that is not there
      p:zincrby(KEY, points, name)
      p:publish(CHANNEL, name)
    end)
    return { json = { name = name, points = replies[1] } }
  end)

  app:get("/top", function() return { json = top(r) } end)

  app:ws("/live", function(ws)
    local queue = asyncio.Queue(100)
    watchers[queue] = true
    local sender = asyncio.create_task(function()
      await(ws:send(json.encode { top = top(r) }))
      while true do
        await(ws:send(await(queue:get())))
      end
    end)
    for _ in ws:messages() do end -- until the other side closes
    watchers[queue] = nil
    sender:cancel()
  end)
  return app
end

local function demo(r, app)
  local server = await(app:start("127.0.0.1", 0))
  local at = "127.0.0.1:" .. server.port
  http.Session({ base_url = "http://" .. at }, function(s)
    http.websocket("ws://" .. at .. "/live", function(ws)
      print("live", (await(ws:receive())))
      for _, score in ipairs { { "ada", 30 }, { "alan", 20 }, { "grace", 25 }, { "alan", 15 } } do
        local answer = await(s:post("/scores/" .. score[1], { json = { points = score[2] } })):json()
        print("posted", answer.name, answer.points)
        local news = json.decode((await(ws:receive())))
        local line = {}
        for i, entry in ipairs(news.top) do
          line[i] = entry.name .. " " .. entry.points
        end
        print("live", news.changed, table.concat(line, ", "))
      end
      print((await(s:post("/scores/ada", { json = { points = "many" } }))).status)
    end)
  end)
  await(server:close())
end

if not arg[1] then
  print("usage: moonloop leaderboard.lua redis://host:port [PORT]")
  os.exit(2)
end
local r = await(redis.connect(arg[1]))
local watchers = {}
local app = app_of(r, watchers)
local feeding = asyncio.create_task(function() feed(r, watchers) end)
if arg[2] then
  print("listening on port " .. arg[2])
  await(app:serve("127.0.0.1", tonumber(arg[2])))
else
  await(r:del(KEY))
  while await(r:pubsub_numsub(CHANNEL))[2] == 0 do -- until the feed listens
    await(asyncio.sleep(0.01))
  end
  demo(r, app)
end
feeding:cancel()
await(r:close())
