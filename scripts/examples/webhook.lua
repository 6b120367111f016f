-- A receiver of webhooks: it takes an event only if its signature is right and not old.
--   SECRET=... moonloop webhook.lua 4000   serves port 4000
--   moonloop webhook.lua                   serves itself some events, right and wrong ones
-- The sender signs the time and the body with a key that both know, and puts both into a header:
--   X-Signature: t=1700000000,v1=HMAC-SHA256 of "1700000000.BODY" in hexadecimal
local hash = require("moonloop.hash")
local http = require("moonloop.http")
local json = require("moonloop.json")

local TOLERANCE = 300 -- seconds for which a signature is good, so that nobody can send an old event again

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

local app = http.App { max_body = 64 * 1024, header_timeout = 5, idle_timeout = 10 }

app:post("/hook", function(req)
  local event, why = check(req.headers["x-signature"], await(req:text()))
  if not event then
    return { status = 401, json = { error = why } }
  end
  print("event " .. event.id .. ": " .. event.type)
  return { json = { received = event.id } }
end)

if arg[1] then
  print("listening on port " .. arg[1])
  await(app:serve("127.0.0.1", tonumber(arg[1])))
end

local server = await(app:start("127.0.0.1", 0))
local event = json.encode { id = "evt_1", type = "invoice.paid", amount = 1200 }
local now = os.time()
for _, try in ipairs {
  { "as it was signed", event, sign(event, now) },
  { "changed on the way", (event:gsub("1200", "9")), sign(event, now) },
  { "an hour old", event, sign(event, now - 3600) },
  { "not signed", event },
  { "signed, but cut off", event:sub(1, 20), sign(event:sub(1, 20), now) },
} do
  local r = await(http.post("http://127.0.0.1:" .. server.port .. "/hook", { body = try[2], headers = { ["X-Signature"] = try[3] } }))
  print(r.status, try[1], r:json().error or "received " .. r:json().received)
end
await(server:close())
