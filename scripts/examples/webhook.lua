-- A receiver of webhooks: it takes an event only if its signature is right and not old.
--   SECRET=... moonloop webhook.lua 4000   serves port 4000
--   moonloop webhook.lua                   serves itself some events, right and wrong ones
-- The sender signs the time and the body with a key that both know, and puts both into a header:
--   X-Signature: t=1700000000,v1=HMAC-SHA256 of "1700000000.BODY" in hexadecimal
local asyncio = require("asyncio")
local hash = require("moonloop.hash")
local json = require("moonloop.json")

local TOLERANCE = 300 -- seconds for which a signature is good, so that nobody can send an old event again
local MAX_BODY = 64 * 1024

local secret = os.getenv("SECRET") or "whsec_example"

local function sign(body, time)
  return ("t=%d,v1=%s"):format(time, hash.hmac("sha256", secret, time .. "." .. body))
end

--- What an event says, or nil and why it is not taken.
local function check(header, body)
  local time, signature = (header or ""):match("^t=(%d+),v1=(%x+)$")
  if not time then
    return nil, "no signature"
  end
  -- Not with ==, which tells by its time how much of a guess is right.
  if not hash.equal(signature, hash.hmac("sha256", secret, time .. "." .. body)) then
    return nil, "the signature is wrong"
  end
  if math.abs(os.time() - tonumber(time)) > TOLERANCE then
    return nil, "the signature is old"
  end
  local ok, event = pcall(json.decode, body, { max_depth = 20 })
  if not ok then
    return nil, "the body is no JSON: " .. event.message
  end
  return event
end

local function answer(writer, status, value)
  local body = json.encode(value)
  writer:write(("HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"):format(status, #body, body))
end

local function receive(reader, writer)
  asyncio.timeout(10, function()
    local headers = {}
    await(reader:readline()) -- the request line: every path is this one
    for line in reader:lines() do
      local name, value = line:match("^([^:%s]+):%s*(.-)%s*$")
      if not name then
        break
      end
      headers[name:lower()] = value
    end
    local length = tonumber((headers["content-length"] or ""):match("^%d+$")) or 0
    if length > MAX_BODY then
      return answer(writer, "413 Content Too Large", { error = "more than " .. MAX_BODY .. " bytes" })
    end
    local event, why = check(headers["x-signature"], await(reader:readexactly(length)))
    if not event then
      return answer(writer, "401 Unauthorized", { error = why })
    end
    print("event " .. event.id .. ": " .. event.type)
    answer(writer, "200 OK", { received = event.id })
  end)
  writer:close()
end

--- What a server says to an event.
local function send(port, body, signature)
  local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
  writer:write(("POST /hook HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n%s"):format(#body,
    signature and "X-Signature: " .. signature .. "\r\n" or "", body))
  local reply = await(reader:read())
  writer:close()
  return reply:match("^HTTP/1.1 (%d+)"), json.decode(reply:match("\r\n\r\n(.*)$"))
end

local server = await(asyncio.start_server(receive, "127.0.0.1", tonumber(arg[1] or 0)))
if arg[1] then
  print("listening on port " .. server.port)
  await(server:serve_forever())
end

local port = server.port
local event = json.encode { id = "evt_1", type = "invoice.paid", amount = 1200 }
local now = os.time()
for _, try in ipairs {
  { "as it was signed", event, sign(event, now) },
  { "changed on the way", (event:gsub("1200", "9")), sign(event, now) },
  { "an hour old", event, sign(event, now - 3600) },
  { "not signed", event },
  { "signed, but cut off", event:sub(1, 20), sign(event:sub(1, 20), now) },
} do
  local status, reply = send(port, try[2], try[3])
  print(status, try[1], reply.error or "received " .. reply.received)
end
server:close()
await(server:wait_closed())
