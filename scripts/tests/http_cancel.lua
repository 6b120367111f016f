-- Requests of the module http that are cancelled, one after each number of iterations of the loop, until one is so late that
-- all is done: whatever it was waiting for, nothing is left of it. Over a socket the iterations of one request may be as many as
-- the machine likes: there the numbers grow faster at the end.
local t = require("check")
local asyncio = require("asyncio")
local http = require("moonloop.http")

-- An app that has something of each kind, and how many of its functions run.
local function make()
  local app, running = http.App(), { n = 0 }
  app:use(function(req, next)
    running.n = running.n + 1
    return asyncio.try(function() return next(req) end, { finally = function() running.n = running.n - 1 end })
  end)
  app:get("/page", function() return ("page "):rep(1000) end)
  app:get("/to", function() return { status = 303, headers = { Location = "/page" } } end)
  app:post("/upload", function(req) return tostring(#await(req:read())) end, { max_body = 2 ^ 24 })
  app:get("/stream", function()
    return { stream = function(write) for _ = 1, 5 do await(write(("x"):rep(100000))) end end }
  end)
  app:ws("/echo", function(ws) for m in ws:messages() do await(ws:send(m)) end end)
  return app, running
end

local requests = {
  get = function(s) return await(s:get("/page")).status end,
  redirect = function(s) return await(s:get("/to")).status end,
  upload = function(s) return await(s:post("/upload", { body = ("y"):rep(600000) })).status end,
  ["upload in pieces"] = function(s)
    local n = 0
    return await(s:post("/upload", { body = function() n = n + 1 await(asyncio.sleep(0)) return n < 5 and ("x"):rep(100000) or nil end })).status
  end,
  stream = function(s)
    return s:stream("GET", "/stream", function(r)
      local n = 0
      for piece in r:chunks() do n = n + #piece end
      t.eq(n, 500000)
      return r.status
    end)
  end,
  websocket = function(s)
    return s:websocket("/echo", function(ws)
      for i = 1, 5 do
        await(ws:send(("m"):rep(i)))
        t.eq(#await(ws:receive()), i)
      end
      return 200
    end)
  end,
}

-- Tries all of a kind on one session that has one connection at a time: one that is not given back is missed at once.
local function try(request, s, growth)
  local cancelled, iterations = 0, -1
  while iterations < 1e6 do
    iterations = iterations < 60 and iterations + 1 or math.ceil(iterations * growth)
    local task = asyncio.create_task(function() return request(s) end)
    for _ = 1, iterations do
      if task:done() then break end
      await(asyncio.sleep(0))
    end
    local late = task:done()
    task:cancel()
    local ok, result = pcall(await, task)
    if late then
      t.ok(ok and result == 200, result)
      t.ok(cancelled > 1, cancelled)
      return
    end
    -- what was done in the last step is done
    t.ok(ok and result == 200 or asyncio.isinstance(result, asyncio.CancelledError), result)
    cancelled = cancelled + 1
    asyncio.timeout(100, function() t.eq(await(s:get("/page")).status, 200) end)
  end
  error("it never ends")
end

for name, request in pairs(requests) do
  t.case(name .. ", in the process", function()
    local app, running = make()
    local before = asyncio.all_tasks()
    http.Session({ app = app, limit = 1 }, function(s) try(request, s, 1.001) end)
    t.eq(running.n, 0)
    t.eq(#asyncio.all_tasks(), #before)
  end)
  t.case(name .. ", over a socket", function()
    local app, running = make()
    local before = asyncio.all_tasks()
    local server = await(app:start("127.0.0.1", 0))
    http.Session({ base_url = "http://127.0.0.1:" .. server.port, limit = 1 }, function(s) try(request, s, 1.1) end)
    await(server:close(0))
    t.eq(running.n, 0)
    t.eq(#asyncio.all_tasks(), #before)
  end)
end
