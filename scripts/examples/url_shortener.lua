-- A URL shortener: links are kept in SQLite, and served over HTTP.
--   moonloop url_shortener.lua 4000 links.db   serves port 4000 until Ctrl-C
--   moonloop url_shortener.lua                 serves itself a few requests, with a database in memory
local asyncio = require("asyncio")
local http = require("moonloop.http")
local sql = require("moonloop.sql")
local url = require("moonloop.url")

local DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

--- The number of a link as a word of digits and letters.
local function code_of(id)
  local code = ""
  repeat
    local digit = id % 62
    code = DIGITS:sub(digit + 1, digit + 1) .. code
    id = (id - digit) / 62
  until id == 0
  return code
end

local function is_web(address)
  local ok, parts = pcall(url.parse, address)
  return ok and (parts.scheme == "http" or parts.scheme == "https") and parts.host ~= nil and parts.host ~= ""
end

local function open(path)
  local db = await(sql.open(path))
  await(db:exec([[CREATE TABLE IF NOT EXISTS link (
    id INTEGER PRIMARY KEY, code TEXT UNIQUE, url TEXT NOT NULL UNIQUE, hits INTEGER NOT NULL DEFAULT 0)]]))
  return db
end

local function app_of(db)
  local app = http.App { max_body = 8 * 1024 }

  app:post("/links", function(req)
    local address = await(req:json()).url
    if type(address) ~= "string" or not is_web(address) then
      http.abort(422, "a url of the web expected")
    end
    local link, new = db:transaction(function(tx) -- the same address has the same code, however many ask at once
      local known = await(tx:one("SELECT code FROM link WHERE url = ?", address))
      if known then
        return known, false
      end
      local id = await(tx:exec("INSERT INTO link (url) VALUES (?)", address)).last_insert_id
      local code = code_of(id + 3843) -- three letters at least
      await(tx:exec("UPDATE link SET code = ? WHERE id = ?", code, id))
      return { code = code }, true
    end)
    return { status = new and 201 or 200, json = link, headers = { location = "/" .. link.code } }
  end)

  app:get("/links", function()
    return { json = await(db:all("SELECT code, url, hits FROM link ORDER BY hits DESC, id LIMIT 10")) }
  end)

  app:get("/{code}", function(req)
    local address = await(db:value("UPDATE link SET hits = hits + 1 WHERE code = ? RETURNING url", req.params.code))
    return address and { status = 302, headers = { location = address } } or http.abort(404, "no such link")
  end)
  return app
end

if arg[1] then
  print("listening on port " .. arg[1])
  return asyncio.with(open(arg[2] or "links.db"), function(db) await(app_of(db):serve("127.0.0.1", tonumber(arg[1]))) end)
end

asyncio.with(open(":memory:"), function(db)
  local server = await(app_of(db):start("127.0.0.1", 0))
  http.Session({ base_url = "http://127.0.0.1:" .. server.port, redirects = 0 }, function(s)
    local function shorten(address)
      local r = await(s:post("/links", { json = { url = address } }))
      print(r.status, r.headers.location or r.body)
    end
    shorten("https://www.lua.org/manual/5.1/")
    shorten("https://docs.python.org/3/library/asyncio.html")
    shorten("javascript:alert(1)")
    local same = {}
    for i = 1, 20 do
      same[i] = s:post("/links", { json = { url = "https://sqlite.org/" } })
    end
    local codes = {}
    for _, r in ipairs(await(asyncio.gather(same))) do
      codes[r.headers.location] = (codes[r.headers.location] or 0) + 1
    end
    for code, times in pairs(codes) do
      print(times .. " times", code)
    end
    for _, path in ipairs { "/102", "/102", "/100", "/nowhere" } do
      local r = await(s:get(path))
      print(path, r.status, r.headers.location)
    end
    for _, link in ipairs(await(s:get("/links")):json()) do
      print(link.code, link.hits, link.url)
    end
  end)
  await(server:close())
end)
