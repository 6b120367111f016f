-- The client of the module http: sessions, retries, cookies.
local t = require("check")
local asyncio = require("asyncio")
local http = require("moonloop.http")
local json = require("moonloop.json")
local bytes = require("lib.http_bytes")
local served, request, answer, routed, mirror = bytes.served, bytes.request, bytes.answer, bytes.routed, bytes.mirror

t.case("sessions use connections again", function()
  routed(mirror, function(base, _, connections)
    http.Session({ base_url = base .. "/v1/", headers = { ["X-One"] = "1", ["X-Two"] = "2" } }, function(s)
      for i = 1, 5 do
        local seen = await(s:get("/items", { headers = { ["x-two"] = "3" } })):json()
        t.eq(seen.target, "/v1/items")
        t.eq(seen.headers["x-one"], "1")
        t.eq(seen.headers["x-two"], "3")
        t.eq(seen.headers.connection, nil)
      end
      t.eq(connections(), 1)
      await(asyncio.gather(s:get("a"), s:get("b"), s:get("c")))
      t.eq(connections(), 3)
    end)
    local s = http.Session({ base_url = base })
    for _, name in ipairs { "get", "options", "post", "put", "patch", "delete" } do
      t.eq(await(s[name](s, "x")):json().method, name:upper())
    end
    t.eq(await(s:head("x")).status, 200)
    t.eq(await(s:request("PURGE", "x")):json().method, "PURGE")
    await(s:close())
    t.raises("closed", function() await(s:get("a")) end)
    asyncio.with(http.Session(), function(s) t.eq(await(s:get(base)).status, 200) end)
    t.raises(asyncio.ValueError, http.Session, { base_url = "x" })
    t.raises("did you mean 'limit'", http.Session, { limits = 1 })
  end)
end)

t.case("a session has so many connections and no more", function()
  local open, most = 0, 0
  served(function(reader, writer)
    open = open + 1
    most = math.max(most, open)
    while request(reader) do
      await(asyncio.sleep(0.05))
      answer(writer, "200 OK", "x")
    end
    open = open - 1
  end, function(base, server)
    http.Session({ limit = 3 }, function(s)
      local list = {}
      for i = 1, 20 do
        list[i] = s:get(base)
      end
      t.eq(#await(asyncio.gather(list)), 20)
      t.eq(most, 3)
      -- another origin takes the place of an idle connection
      t.eq(await(s:get((base:gsub("127.0.0.1", "localhost")))).status, 200)
      t.ok(most <= 4)
    end)
  end)
end)

t.case("a connection that the server has left is not used again", function()
  local served_once = 0
  served(function(reader, writer)
    if request(reader) then
      served_once = served_once + 1
      answer(writer, "200 OK", "x") -- and closes without a word
    end
  end, function(base)
    http.Session({}, function(s)
      for i = 1, 5 do
        t.eq(await(s:get(base)).body, "x")
      end
    end)
    t.eq(served_once, 5)
  end)
  -- one that goes away while the next request is on its way: repeated if nothing can have been done twice
  local requests = 0
  served(function(reader, writer)
    if request(reader) then
      requests = requests + 1
      answer(writer, "200 OK", "x")
      if request(reader) then
        requests = requests + 1
      end
    end
  end, function(base)
    http.Session({}, function(s)
      await(s:get(base))
      t.eq(await(s:get(base)).body, "x")
      t.eq(requests, 3)
      await(s:get(base)) -- closed without an answer, and again
      await(s:get(base))
      t.raises(http.ConnectionError, function() await(s:post(base, { body = "x" })) end)
    end)
  end)
end)

t.case("retries", function()
  local plan, times = {}, {}
  routed(function(req)
    times[#times + 1] = asyncio.get_running_loop():time()
    local next = table.remove(plan, 1) or { "200 OK" }
    return next[1], "", next[2]
  end, function(base)
    local function waits()
      local list = {}
      for i = 2, #times do
        list[#list + 1] = ("%.1f"):format(times[i] - times[i - 1])
      end
      times = {}
      return table.concat(list, " ")
    end
    http.Session({ retries = { attempts = 4, backoff = 0.1 } }, function(s)
      plan = { { "503 X" }, { "502 X" }, { "429 X", "Retry-After: 1" } }
      t.eq(await(s:get(base)).status, 200)
      t.eq(waits(), "0.1 0.2 1.0")
      plan = { { "503 X" }, { "503 X" }, { "503 X" }, { "503 X" } }
      t.eq(await(s:get(base)).status, 503)
      t.eq(waits(), "0.1 0.2 0.4")
      plan = { { "500 X" } }
      t.eq(await(s:get(base)).status, 500)
      plan = { { "503 X" } }
      t.eq(await(s:post(base)).status, 503) -- may have been done
      plan = { { "503 X", "Retry-After: 86400" } }
      t.eq(await(s:get(base)).status, 503)
      plan = { { "503 X", "Retry-After: 5" } }
      t.eq(await(s:get(base, { timeout = 2 })).status, 503)
      times = {}
      plan = { { "503 X", "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT" } }
      t.eq(await(s:get(base)).status, 200)
    end)
    http.Session({ retries = { on = { 500 }, backoff = 0 } }, function(s)
      plan = { { "500 X" }, { "500 X" }, { "500 X" } }
      t.eq(await(s:put(base, { body = "again" })).status, 500)
      t.raises(asyncio.TypeError, http.Session, { retries = { on = 500 } })
    end)
  end)
  local tries = 0
  served(function(reader, writer)
    request(reader)
    tries = tries + 1
    if tries == 3 then
      answer(writer, "200 OK", "at last")
    end
  end, function(base)
    http.Session({ retries = { backoff = 0.01 } }, function(s)
      t.eq(await(s:get(base)).body, "at last")
      tries = 10
      t.raises(http.ConnectionError, function() await(s:get(base)) end)
      t.eq(tries, 13)
    end)
  end)
end)

t.case("cookies", function()
  local set = {}
  routed(function(req)
    if req.target:find("^/set") then
      return "302 Found", "", "Location: /a/b", unpack(set)
    end
    return mirror(req)
  end, function(base)
    local other = base:gsub("127.0.0.1", "localhost")
    http.Session({}, function(s)
      set = { "Set-Cookie: one=1; Path=/", "Set-Cookie: two=2; Path=/a", "Set-Cookie: three=3; Path=/c; HttpOnly" }
      t.eq(await(s:get(base .. "/set")):json().headers.cookie, "two=2; one=1")
      t.eq(await(s:get(base .. "/c")):json().headers.cookie, "three=3; one=1")
      t.eq(await(s:get(base .. "/cc")):json().headers.cookie, "one=1")
      t.eq(await(s:get(other .. "/a")):json().headers.cookie, nil)
      set = { "Set-Cookie: one=; Max-Age=0; Path=/", "Set-Cookie: two=22; Path=/a; Max-Age=1" }
      t.eq(await(s:get(base .. "/set")):json().headers.cookie, "two=22")
      t.eq(await(s:get(base .. "/a", { headers = { Cookie = "mine=1" } })):json().headers.cookie, "mine=1; two=22")
      await(asyncio.sleep(1.1))
      t.eq(await(s:get(base .. "/a")):json().headers.cookie, nil)
      -- of another domain, of a public suffix, with a prefix that promises too much, with control characters
      set = { "Set-Cookie: a=1; Domain=example.com", "Set-Cookie: b=1; Domain=com", "Set-Cookie: __Host-c=1; Path=/a", "Set-Cookie: d=\1",
        "Set-Cookie: e", "Set-Cookie: f=" .. ("x"):rep(5000), "Set-Cookie: g=1; Domain=1" }
      t.raises(http.ProtocolError, function() await(s:get(base .. "/set")) end) -- the control character
      table.remove(set, 4)
      t.eq(await(s:get(base .. "/set")):json().headers.cookie, nil)
    end)
    http.Session({ cookies = false }, function(s)
      set = { "Set-Cookie: one=1; Path=/" }
      t.eq(await(s:get(base .. "/set")):json().headers.cookie, nil)
    end)
    t.eq(await(http.get(base .. "/set")):json().headers.cookie, nil)
  end)
end)
