-- A reverse proxy: requests go on to servers behind it, in turn, and their answers stream back.
--   moonloop gateway.lua 4000 http://127.0.0.1:5001 http://127.0.0.1:5002
--   moonloop gateway.lua   starts two servers for it, and asks
local asyncio = require("asyncio")
local http = require("moonloop.http")

-- Fields that are about one connection, and not to be passed on.
local own = {}
for name in ("connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade content-length"):gmatch("%S+") do
  own[name] = true
end

local function passed(headers, also)
  local list = {}
  for name, value in pairs(headers) do
    local key = name:lower()
    if not own[key] and not (also and also[key]) then
      list[key] = list[key] or {}
      table.insert(list[key], value)
    end
  end
  return list
end

local function gateway(behind)
  local app, turn = http.App { max_body = 2 ^ 26 }, 0

  local function forward(req)
    turn = turn % #behind + 1
    local headers = passed(req.headers, { host = true, ["accept-encoding"] = true })
    headers["x-forwarded-for"] = req.remote
    headers["x-forwarded-host"] = req.host
    headers["x-forwarded-proto"] = req.scheme
    local has_body = req.method == "POST" or req.method == "PUT" or req.method == "PATCH"
    local options = { headers = headers, redirects = 0, timeout = { connect = 2, read = 30 }, body = has_body and req:chunks() or nil }
    local ok, r = pcall(http.stream, req.method, behind[turn] .. req.target, options)
    if not ok then
      if asyncio.isinstance(r, http.ConnectionError) then
        return { status = 502, body = "the server behind does not answer\n" }
      elseif asyncio.isinstance(r, asyncio.TimeoutError) then
        return { status = 504, body = "the server behind is too slow\n" }
      end
      error(r, 0)
    end
    return {
      status = r.status,
      headers = passed(r.headers, { ["content-encoding"] = true }), -- it was unpacked
      stream = function(write)
        asyncio.with(r, function()
          for piece in r:chunks() do
            await(write(piece))
          end
        end)
      end,
    }
  end

  for _, method in ipairs { "get", "post", "put", "patch", "delete" } do
    app[method](app, "/{path...}", forward)
  end
  return app
end

if arg[1] then
  local behind = { unpack(arg, 2) }
  print("listening on port " .. arg[1])
  await(gateway(behind):serve("127.0.0.1", tonumber(arg[1])))
end

-- two servers behind, and one that is not there
local behind, servers = {}, {}
for i = 1, 2 do
  local app = http.App { trust_proxy = true }
  app:get("/", function(req) return { body = "server " .. i .. " for " .. req.remote .. "\n", headers = { ["X-Server"] = i } } end)
  app:post("/size", function(req)
    local n = 0
    for piece in req:chunks() do
      n = n + #piece
    end
    return n .. " bytes\n"
  end)
  servers[i] = await(app:start("127.0.0.1", 0))
  behind[i] = "http://127.0.0.1:" .. servers[i].port
end
behind[3] = "http://127.0.0.1:1"

local front = await(gateway(behind):start("127.0.0.1", 0))
local url = "http://127.0.0.1:" .. front.port
for _ = 1, 3 do
  local r = await(http.get(url .. "/"))
  io.write(r.status, " ", r.headers["x-server"] or "-", " ", r.body)
end
io.write(await(http.post(url .. "/size", { body = ("x"):rep(200000) })).body)
io.write(await(http.get(url .. "/none")).status, "\n")
await(front:close())
for _, server in ipairs(servers) do
  await(server:close())
end
