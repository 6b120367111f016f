-- A JSON API with websockets: notes that are read and written over HTTP, and a feed that tells of each change at once.
--   moonloop notes.lua 4000   serves port 4000 until Ctrl-C, which ends it in order
--   moonloop notes.lua        serves itself a few requests
local asyncio = require("asyncio")
local http = require("moonloop.http")

local app = http.App { max_body = 16 * 1024 }
local notes, last = {}, 0
local listeners = {} -- a queue for each websocket: one that is slow holds up nobody

local function tell(change)
  for queue in pairs(listeners) do
    if queue:full() then
      queue:shutdown(true) -- too far behind: it may come again
    else
      queue:put_nowait(change)
    end
  end
end

local function note(req)
  return notes[tonumber(req.params.id)] or http.abort(404, "no such note")
end

app:use(function(req, next) -- errors as JSON too
  local response = next(req)
  if response.status >= 400 then
    return { status = response.status, json = { error = response.body:gsub("\n$", "") } }
  end
  return response
end)

app:group("/notes", function(api)
  api:get("/", function()
    local list = {}
    for id = 1, last do
      list[#list + 1] = notes[id]
    end
    return { json = list }
  end)

  api:post("/", function(req)
    local new = await(req:json())
    if type(new.text) ~= "string" then
      http.abort(422, "a note has a text")
    end
    last = last + 1
    notes[last] = { id = last, text = new.text }
    tell("added " .. last)
    return { status = 201, json = notes[last], headers = { location = "/notes/" .. last } }
  end)

  api:get("/{id}", function(req) return { json = note(req) } end)

  api:delete("/{id}", function(req)
    notes[note(req).id] = nil
    tell("deleted " .. req.params.id)
    return { status = 204 }
  end)
end)

app:ws("/feed", function(ws)
  local queue = asyncio.Queue(100)
  listeners[queue] = true
  local function send()
    while true do
      await(ws:send(await(queue:get())))
    end
  end
  local sender = asyncio.create_task(send)
  for _ in ws:messages() do end -- until the other side closes
  listeners[queue] = nil
  sender:cancel()
end)

if arg[1] then
  print("listening on port " .. arg[1])
  await(app:serve("127.0.0.1", tonumber(arg[1]), { shutdown_timeout = 5 }))
end

local server = await(app:start("127.0.0.1", 0))
local at = "127.0.0.1:" .. server.port
http.Session({ base_url = "http://" .. at }, function(s)
  http.websocket("ws://" .. at .. "/feed", function(ws)
    local function show(r)
      print(r.status, r.body)
    end
    show(await(s:post("/notes", { json = { text = "buy milk" } })))
    print("feed", (await(ws:receive())))
    show(await(s:post("/notes", { json = { txt = "?" } })))
    show(await(s:post("/notes", { body = "{" })))
    show(await(s:get("/notes")))
    show(await(s:delete("/notes/1")))
    print("feed", (await(ws:receive())))
    show(await(s:get("/notes/1")))

    local closing = asyncio.create_task(server:close()) -- the end in order
    print("feed", (await(ws:receive())), ws.code)
    await(closing)
  end)
end)
