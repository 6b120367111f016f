-- The client of the module http, against servers that are written byte by byte on streams.
local t = require("check")
local asyncio = require("asyncio")
local http = require("moonloop.http")
local json = require("moonloop.json")
local gzip = require("moonloop.gzip")

-- Runs body(base, server) beside a server whose handler is called for each connection with a reader and a writer.
local function served(handler, body, options)
  local server = await(asyncio.start_server(function(reader, writer)
    local ok, e = pcall(handler, reader, writer)
    writer:close()
    if not ok and not asyncio.isinstance(e, asyncio.ConnectionError) and not asyncio.isinstance(e, asyncio.IncompleteReadError) then
      error(e, 0)
    end
  end, "127.0.0.1", 0, options))
  local scheme = options and options.ssl and "https" or "http"
  local ok, e = pcall(body, scheme .. "://127.0.0.1:" .. server.port, server)
  server:close()
  server:abort_clients()
  await(server:wait_closed())
  if not ok then
    error(e, 0)
  end
end

-- Reads a request: {method, target, headers (lower case), body, head}; nil at the end.
local function request(reader)
  local ok, head = pcall(function() return await(reader:readuntil("\r\n\r\n")) end)
  if not ok then
    return nil
  end
  local req = { headers = {}, head = head, body = "" }
  req.method, req.target = head:match("^(%S+) (%S+) HTTP/1.1\r\n")
  for name, value in head:gmatch("\r\n([^:\r\n]+): ([^\r\n]*)") do
    req.headers[name:lower()] = value
  end
  if req.headers["content-length"] then
    req.body = await(reader:readexactly(tonumber(req.headers["content-length"])))
  elseif req.headers["transfer-encoding"] then
    local pieces = {}
    while true do
      local size = tonumber((await(reader:readline())), 16)
      if size > 0 then
        pieces[#pieces + 1] = await(reader:readexactly(size))
      end
      await(reader:readline())
      if size == 0 then
        break
      end
    end
    req.body, req.pieces = table.concat(pieces), #pieces
  end
  return req
end

local function answer(writer, status, body, ...)
  local head = ("HTTP/1.1 %s\r\nContent-Length: %d\r\n"):format(status, #body)
  for _, field in ipairs { ... } do
    head = head .. field .. "\r\n"
  end
  writer:write(head .. "\r\n" .. body)
end

-- A server that answers each request of a connection with what route(req) returns: status, body, fields...
local function routed(route, body, options)
  local connections, requests = 0, {}
  local function handler(reader, writer)
    connections = connections + 1
    for req in function() return request(reader) end do
      requests[#requests + 1] = req
      req.connection = connections
      answer(writer, route(req))
    end
  end
  served(handler, function(base) body(base, requests, function() return connections end) end, options)
end

-- What was asked for, as JSON.
local function mirror(req)
  return "200 OK", json.encode({ method = req.method, target = req.target, headers = req.headers, body = req.body }), "Content-Type: application/json"
end

t.case("a response and its fields", function()
  routed(function() return "201 Well done", "hello", "X-Word: a", "x-word: b", "Content-Type: text/plain" end, function(base)
    local r = await(http.get(base .. "/path?q=1#top"))
    t.eq(r.status, 201)
    t.eq(r.reason, "Well done")
    t.eq(r.ok, true)
    t.eq(r.body, "hello")
    t.eq(r:text(), "hello")
    t.eq(r.url, base .. "/path?q=1")
    t.eq(r.headers["x-word"], "a")
    t.eq(r.headers["X-WORD"], "a")
    t.eq(table.concat(r.headers:get_all("X-word"), ","), "a,b")
    t.eq(r.headers["x-none"], nil)
    t.eq(#r.headers:get_all("x-none"), 0)
    local names = {}
    for name, value in pairs(r.headers) do
      names[#names + 1] = name .. "=" .. value
    end
    t.eq(table.concat(names, " "), "Content-Length=5 X-Word=a x-word=b Content-Type=text/plain")
    t.eq(r:raise_for_status(), r)
    t.eq(tostring(r), "<Response 201 Well done>")
    t.raises(asyncio.AttributeError, function() return r.colour end)
  end)
end)

t.case("each method", function()
  routed(mirror, function(base)
    for _, name in ipairs { "get", "options", "post", "put", "patch", "delete" } do
      t.eq(await(http[name](base)):json().method, name:upper())
    end
    local r = await(http.head(base))
    t.eq(r.status, 200)
    t.eq(r.body, "")
    t.eq(await(http.request("purge", base)):json().method, "PURGE")
    t.raises(asyncio.ValueError, http.request, "GE T", base)
    t.raises(asyncio.ValueError, http.request, "CONNECT", base)
  end)
end)

t.case("params and headers", function()
  routed(mirror, function(base)
    local seen = await(http.get(base .. "/a b%2Fc?x=1" and base .. "/a%2Fc?x=1", { params = { q = "ä&b", n = 2 }, headers = { ["X-One"] = 1, Accept = "text/html" } })):json()
    t.eq(seen.target, "/a%2Fc?x=1&q=%C3%A4%26b&n=2")
    t.eq(seen.headers["x-one"], "1")
    t.eq(seen.headers.accept, "text/html")
    t.eq(seen.headers["accept-encoding"], "gzip, deflate")
    t.eq(seen.headers.host, base:match("//(.*)"))
    t.eq(seen.headers.connection, "close")
    t.eq(await(http.get(base, { headers = { Host = "other.example" } })):json().headers.host, "other.example")
    for _, value in ipairs { "a\r\nX-Evil: 1", "a\nb", "a\0b", "a\rb" } do
      t.raises(asyncio.ValueError, http.get, base, { headers = { ["X-One"] = value } })
    end
    for _, name in ipairs { "X One", "X:One", "", "X\r\nY", "Content-Length", "Transfer-Encoding" } do
      t.raises(asyncio.ValueError, http.get, base, { headers = { [name] = "1" } })
    end
    for _, address in ipairs { "ftp://a/", "//a/", "/a", "http://", "http://a b/", "http://a\r\n/", "http://a:99999999/", "http://[::1/", "http://u\\@a/" } do
      t.raises(asyncio.ValueError, http.get, address)
    end
    t.raises("did you mean 'headers'", http.get, base, { header = {} })
    local e = t.raises(asyncio.ValueError, http.get, "http://ann:secret@a b/")
    t.ok(not tostring(e):find("secret"))
  end)
end)

t.case("bodies", function()
  routed(mirror, function(base)
    local seen = await(http.post(base, { json = { a = { 1, 2 } } })):json()
    t.eq(seen.body, '{"a":[1,2]}')
    t.eq(seen.headers["content-type"], "application/json")
    t.eq(await(http.post(base, { json = false })):json().body, "false")
    seen = await(http.post(base, { form = { q = "a b", list = { 1, 2 } } })):json()
    t.eq(seen.body, "q=a+b&list=1&list=2")
    t.eq(seen.headers["content-type"], "application/x-www-form-urlencoded")
    seen = await(http.put(base, { body = "text", headers = { ["Content-Type"] = "text/plain" } })):json()
    t.eq(seen.body, "text")
    t.eq(seen.headers["content-type"], "text/plain")
    t.eq(await(http.post(base)):json().headers["content-length"], "0")
    t.eq(await(http.get(base)):json().headers["content-length"], nil)
    t.raises("one of the options", http.post, base, { body = "x", json = 1 })
    t.raises(asyncio.TypeError, http.post, base, { body = 1 })
  end)
end)

t.case("a body that comes piece by piece", function()
  local pieces
  routed(function(req) pieces = req.pieces return mirror(req) end, function(base)
    local n = 0
    local seen = await(http.post(base, { body = function()
      n = n + 1
      await(asyncio.sleep(0.01))
      return n <= 3 and ("piece %d,"):format(n) or nil
    end })):json()
    t.eq(seen.body, "piece 1,piece 2,piece 3,")
    t.eq(seen.headers["transfer-encoding"], "chunked")
    t.eq(pieces, 3)
    t.raises("boom", function()
      await(http.post(base, { body = function() error("boom") end }))
    end)
    n = 0
    t.eq(await(http.post(base, { body = function() -- awaits under Go functions, which keeps their stack
      n = n + 1
      return n == 1 and ("a b"):gsub("%a", function(s) await(asyncio.sleep(0.01)) return s:upper() end) or nil
    end })):json().body, "A B")
    local reader = asyncio.StreamReader()
    reader:feed_data("from a reader")
    reader:feed_eof()
    t.eq(await(http.post(base, { body = reader })):json().body, "from a reader")
  end)
end)

t.case("files", function()
  routed(mirror, function(base)
    local seen = await(http.post(base, { form = { title = "one" }, files = {
      a = { filename = 'q"uo\r\nte.txt', content = "AAA", type = "text/plain" },
      b = "BBB",
    } })):json()
    local boundary = seen.headers["content-type"]:match("^multipart/form%-data; boundary=(%x+)$")
    local want = ('--%s\r\nContent-Disposition: form-data; name="title"\r\n\r\none\r\n' ..
      '--%s\r\nContent-Disposition: form-data; name="a"; filename="q%%22uo%%0D%%0Ate.txt"\r\nContent-Type: text/plain\r\n\r\nAAA\r\n' ..
      '--%s\r\nContent-Disposition: form-data; name="b"; filename="b"\r\nContent-Type: application/octet-stream\r\n\r\nBBB\r\n--%s--\r\n')
      :format(boundary, boundary, boundary, boundary)
    t.eq(seen.body, want)
    t.eq(seen.headers["content-length"], tostring(#want))
  end)
end)

t.case("auth", function()
  routed(mirror, function(base)
    t.eq(await(http.get(base, { auth = { "Aladdin", "open sesame" } })):json().headers.authorization, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    t.eq(await(http.get(base, { auth = { bearer = "abc" } })):json().headers.authorization, "Bearer abc")
    local r = await(http.get((base:gsub("//", "//Aladdin:open%%20sesame@"))))
    t.eq(r:json().headers.authorization, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    t.ok(not r.url:find("sesame"))
    t.raises(asyncio.TypeError, http.get, base, { auth = "x" })
    t.raises(asyncio.ValueError, http.get, base, { auth = { "a:b", "c" } })
    t.raises(asyncio.ValueError, http.get, base, { auth = { bearer = "a\nb" } })
  end)
end)

t.case("statuses are no errors until they are asked for", function()
  routed(function() return "404 Not Found", "nothing" end, function(base)
    local r = await(http.get(base .. "/x?token=secret"))
    t.eq(r.ok, false)
    local e = t.raises(http.StatusError, r.raise_for_status, r)
    t.eq(e.status, 404)
    t.eq(e.response, r)
    t.ok(asyncio.isinstance(e, http.HTTPError))
    t.ok(tostring(e):find("404 Not Found: GET http://", 1, true))
    t.ok(not tostring(e):find("secret"))
  end)
end)

t.case("text in other letters", function()
  local kind, body = "text/plain; charset=ISO-8859-1", "caf\233"
  routed(function() return "200 OK", body, "Content-Type: " .. kind end, function(base)
    t.eq(await(http.get(base)):text(), "café")
    kind, body = "text/plain", "\239\187\191café"
    t.eq(await(http.get(base)):text(), "café")
    body = "caf\233"
    local r = await(http.get(base))
    t.raises(asyncio.ValueError, r.text, r)
    t.eq(r.body, body)
    kind = "text/plain; charset=klingon"
    r = await(http.get(base))
    t.raises("klingon", r.text, r)
  end)
end)

t.case("redirects", function()
  local function route(req)
    local status, to = req.target:match("^/(%d+)(/.*)$")
    if status then
      return status .. " Moved", "ignored", "Location: " .. to
    end
    return mirror(req)
  end
  routed(route, function(base, requests)
    local r = await(http.get(base .. "/301/302/307/end?q"))
    t.eq(r.url, base .. "/end?q")
    t.eq(#requests, 4)
    for status, method in pairs { [301] = "GET", [302] = "GET", [303] = "GET", [307] = "POST", [308] = "POST" } do
      local seen = await(http.post(base .. "/" .. status .. "/end", { body = "x", headers = { ["Content-Type"] = "text/plain" } })):json()
      t.eq(seen.method, method)
      t.eq(seen.body, method == "POST" and "x" or "")
      t.eq(seen.headers["content-type"], method == "POST" and "text/plain" or nil)
    end
    t.eq(await(http.put(base .. "/302/end", { body = "x" })):json().method, "PUT")
    t.eq(await(http.head(base .. "/303/end")).status, 200)
    t.eq(requests[#requests].method, "HEAD")
    t.eq(await(http.get(base .. "/301/end", { redirects = 0 })).status, 301)
    t.eq(await(http.get(base .. "/301/end", { redirects = false })).status, 301)
    t.raises(http.TooManyRedirects, function() await(http.get(base .. "/301/301/end", { redirects = 1 })) end)
    t.eq(await(http.get(base .. "/301/301/end", { redirects = 2 })).status, 200)
    t.raises(http.TooManyRedirects, function() await(http.get(base .. ("/301"):rep(11) .. "/end")) end)
    -- what is sent once cannot be sent again
    local sent = 0
    t.raises("once only", function()
      await(http.post(base .. "/307/end", { body = function() sent = sent + 1 return sent == 1 and "x" or nil end }))
    end)
  end)
  local place = "ftp://a/"
  routed(function() return "302 Found", "", place and "Location: " .. place or "X: y" end, function(base)
    t.raises(http.HTTPError, function() await(http.get(base)) end)
    place = "http://a\1b/"
    t.raises(http.HTTPError, function() await(http.get(base)) end)
    place = nil
    t.eq(await(http.get(base)).status, 302)
  end)
end)

t.case("credentials stay with their origin", function()
  routed(mirror, function(elsewhere)
    routed(function(req)
      if req.target == "/back" then
        return mirror(req)
      end
      return "302 Found", "", "Location: " .. (req.target == "/here" and "/back" or elsewhere .. "/there")
    end, function(base)
      local options = { auth = { "ann", "pw" }, headers = { Cookie = "a=b", ["X-Else"] = "1" } }
      local seen = await(http.get(base .. "/here", options)):json()
      t.ok(seen.headers.authorization and seen.headers.cookie)
      seen = await(http.get(base .. "/away", options)):json()
      t.eq(seen.headers.authorization, nil)
      t.eq(seen.headers.cookie, nil)
      t.eq(seen.headers["x-else"], "1")
      t.eq(seen.headers.host, elsewhere:match("//(.*)"))
      seen = await(http.get((base:gsub("//", "//ann:pw@")) .. "/away")):json()
      t.eq(seen.headers.authorization, nil)
      http.Session({ base_url = base, auth = { "ann", "pw" }, headers = { Cookie = "a=b", ["X-Else"] = "1" } }, function(s)
        t.ok(await(s:get("back")):json().headers.authorization)
        local seen = await(s:get(elsewhere)):json()
        t.eq(seen.headers.authorization, nil)
        t.eq(seen.headers.cookie, nil)
        t.eq(seen.headers["x-else"], "1")
      end)
    end)
  end)
end)

t.case("packed bodies", function()
  local body, coding = "", "gzip"
  routed(function() return "200 OK", body, "Content-Encoding: " .. coding end, function(base)
    local text = ("hello "):rep(10000)
    for _, case in ipairs { { "gzip", "gzip" }, { "X-GZIP", "gzip" }, { "deflate", "zlib" }, { "deflate", "deflate" } } do
      coding, body = case[1], gzip.compress(text, { format = case[2] })
      t.eq(await(http.get(base)).body == text, true)
      http.stream("GET", base, function(r)
        local got = {}
        for piece in r:chunks() do
          got[#got + 1] = piece
        end
        t.eq(table.concat(got) == text, true)
      end)
    end
    coding, body = "gzip", ""
    t.eq(await(http.get(base)).body, "")
    t.eq(await(http.head(base)).body, "")
    body = "this is not gzip"
    t.raises(http.ProtocolError, function() await(http.get(base)) end)
    body = gzip.compress(text):sub(1, -5)
    t.raises(http.ProtocolError, function() await(http.get(base)) end)
    coding, body = "deflate", gzip.compress(text, { format = "zlib" }) .. "more"
    t.raises(http.ProtocolError, function() await(http.get(base)) end)
    coding, body = "br", "raw"
    t.eq(await(http.get(base)).body, "raw")
    -- a bomb: 16 MB in 16 KB
    coding, body = "gzip", gzip.compress(("\0"):rep(2 ^ 24))
    t.raises(http.BodyTooLarge, function() await(http.get(base, { max_body = 2 ^ 20 })) end)
    t.eq(#await(http.get(base, { max_body = 2 ^ 24 })).body, 2 ^ 24)
  end)
end)

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

t.case("streams", function()
  served(function(reader, writer)
    request(reader)
    writer:write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for i = 1, 3 do
      await(asyncio.sleep(0.1))
      local line = ("line %d\r\n"):format(i)
      writer:write(("%x\r\n%s\r\n"):format(#line, line))
    end
    writer:write("5\r\n\nlast\r\n0\r\n\r\n")
  end, function(base)
    local got = http.stream("GET", base, function(r)
      t.raises(asyncio.AttributeError, function() return r.body end)
      t.raises(asyncio.RuntimeError, r.json, r)
      t.raises(asyncio.RuntimeError, r.text, r)
      local list = {}
      for line in r:lines() do
        list[#list + 1] = line
      end
      return table.concat(list, "|")
    end)
    t.eq(got, "line 1|line 2|line 3||last")
    t.eq(http.stream("GET", base, {}, function(r)
      return await(r:read(4)) .. "|" .. await(r:read()) .. "|" .. await(r:read()) .. "|" .. await(r:read(1))
    end), "line| 1\r\nline 2\r\nline 3\r\n\nlast||")
    local r = http.stream("GET", base)
    t.eq(r.status, 200)
    t.eq(await(r:read(100)), "line 1\r\n")
    await(r:close())
    t.raises("closed", function() await(r:read(1)) end)
    asyncio.with(http.stream("GET", base), function(r) t.eq(await(r:read(3)), "lin") end)
    -- the lines of a response that was read whole
    local lines = {}
    for line in await(http.get(base)):lines("L") do
      lines[#lines + 1] = line
    end
    t.eq(#lines, 5)
    t.eq(lines[1], "line 1\r\n")
    t.eq(await(await(http.get(base)):read(4)), "line")
  end)
end)

t.case("timeouts", function()
  local function silent(reader, writer)
    request(reader)
    await(asyncio.sleep(1000))
  end
  local function took(seconds, fn)
    local loop = asyncio.get_running_loop()
    local start = loop:time()
    t.raises(asyncio.TimeoutError, fn)
    local d = loop:time() - start
    t.ok(d >= seconds * 0.9 and d < seconds + 5, d)
  end
  served(silent, function(base)
    took(0.2, function() await(http.get(base, { timeout = 0.2 })) end)
    took(0.2, function() await(http.get(base, { timeout = { read = 0.2 } })) end)
    took(0.1, function() asyncio.timeout(0.1, function() await(http.get(base)) end) end)
    t.raises(asyncio.ValueError, http.get, base, { timeout = -1 })
    t.raises(asyncio.ValueError, http.get, base, { timeout = { read = 0 } })
    t.raises(asyncio.TypeError, http.get, base, { timeout = { reed = 1 } })
  end)
  local function dripping(head)
    return function(reader, writer)
      request(reader)
      writer:write(head)
      while true do
        await(asyncio.sleep(0.05))
        writer:write("x")
        await(writer:drain())
      end
    end
  end
  -- a server that drips its head, and one that drips its body
  served(dripping("HTTP/1.1 200 OK\r\nX: "), function(base)
    took(0.3, function() await(http.get(base, { timeout = { read = 0.3 } })) end)
  end)
  served(dripping("HTTP/1.1 200 OK\r\n\r\n"), function(base)
    took(0.3, function() await(http.get(base, { timeout = 0.3 })) end)
    http.stream("GET", base, { timeout = 0.3 }, function(r)
      t.raises(asyncio.TimeoutError, function() await(r:read()) end)
    end)
  end)
end)

t.case("hostile servers", function()
  local flood = ("HTTP/1.1 103 Early Hints\r\n\r\n"):rep(1000)
  local ok = "HTTP/1.1 200 OK\r\n"
  local rows = {
    { "nothing", "", http.ConnectionError },
    { "half a head", "HTTP/1.1 200 OK\r\nX: y", http.ProtocolError },
    { "no HTTP", "220 ftp ready\r\n\r\n", http.ProtocolError },
    { "another version", "HTTP/2.0 200 OK\r\n\r\n", http.ProtocolError },
    { "endless headers", ok .. ("X: y\r\n"):rep(20000), http.ProtocolError },
    { "an endless header", ok .. "X: " .. ("y"):rep(200000), http.ProtocolError },
    { "many headers", ok .. ("a:\r\n"):rep(2000) .. "\r\n", http.ProtocolError },
    { "bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n", http.ProtocolError },
    { "NUL", ok .. "X: a\0b\r\n\r\n", http.ProtocolError },
    { "a space before the colon", ok .. "Content-Length : 3\r\n\r\nabc", http.ProtocolError },
    { "no colon", ok .. "X\r\n\r\n", http.ProtocolError },
    { "two lengths", ok .. "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", http.ProtocolError },
    { "length and chunks", ok .. "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", http.ProtocolError },
    { "a negative length", ok .. "Content-Length: -3\r\n\r\n", http.ProtocolError },
    { "a length of 2^64", ok .. "Content-Length: 18446744073709551616\r\n\r\n", http.ProtocolError },
    { "a length in words", ok .. "Content-Length: three\r\n\r\n", http.ProtocolError },
    { "a lying length", ok .. "Content-Length: 100\r\n\r\nabc", http.ProtocolError },
    { "a length beyond the limit", ok .. "Content-Length: 100000000000\r\n\r\nabc", http.BodyTooLarge },
    { "a body beyond the limit", ok .. "\r\n" .. ("x"):rep(70000), http.BodyTooLarge, { max_body = 65536 } },
    { "chunks beyond the limit", ok .. "Transfer-Encoding: chunked\r\n\r\n" .. ("1000\r\n" .. ("x"):rep(4096) .. "\r\n"):rep(20), http.BodyTooLarge, { max_body = 65536 } },
    { "a chunk of 2^64+3", ok .. "Transfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n", http.ProtocolError },
    { "a chunk of 2^63", ok .. "Transfer-Encoding: chunked\r\n\r\n8000000000000000\r\nabc", http.ProtocolError },
    { "a negative chunk", ok .. "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n", http.ProtocolError },
    { "a chunk in words", ok .. "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", http.ProtocolError },
    { "a chunk that is too long", ok .. "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", http.ProtocolError },
    { "a chunk without an end", ok .. "Transfer-Encoding: chunked\r\n\r\n3\r\nab", http.ProtocolError },
    { "no last chunk", ok .. "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", http.ProtocolError },
    { "an endless extension", ok .. "Transfer-Encoding: chunked\r\n\r\n3;" .. ("x"):rep(100000), http.ProtocolError },
    { "endless trailers", ok .. "Transfer-Encoding: chunked\r\n\r\n0\r\n" .. ("X: y\r\n"):rep(20000), http.ProtocolError },
    { "another transfer coding", ok .. "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", http.ProtocolError },
    { "an unasked upgrade", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", http.ProtocolError },
    { "informational flood", flood, http.ProtocolError },
    { "a bomb", ok .. "Content-Encoding: gzip\r\n\r\n" .. gzip.compress(("\0"):rep(2 ^ 22)), http.BodyTooLarge, { max_body = 65536 } },
    { "empty members for ever", ok .. "Content-Encoding: gzip\r\n\r\n" .. gzip.compress(""):rep(5000), http.BodyTooLarge, { max_body = 65536 } },
    { "bytes that are not packed", ok .. "Content-Encoding: deflate\r\n\r\n\255\255\255\255", http.ProtocolError },
  }
  local row
  served(function(reader, writer)
    request(reader)
    writer:write(row[2])
    await(writer:drain())
  end, function(base)
    for i = 1, #rows do
      row = rows[i]
      local ok, e = pcall(function() return await(http.get(base, row[4])) end)
      t.ok(not ok and asyncio.isinstance(e, row[3]), row[1] .. ": " .. tostring(e))
    end
    -- what is odd and right
    local good = {
      { "informed first", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "x" },
      { "no reason", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", "x" },
      { "HTTP/1.0 to the end", "HTTP/1.0 200 OK\r\n\r\nto the end", "to the end" },
      { "a fold", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 1\r\n\r\nx", "x" },
      { "a length twice", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\ncontent-length: 1\r\n\r\nx", "x" },
      { "more than its length", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxyz", "x" },
      { "extensions and trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nContent-Length: 5\r\n\r\n", "x" },
      { "204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "" },
    }
    for i = 1, #good do
      row = good[i]
      t.eq(await(http.get(base)).body, row[3])
    end
  end)
end)

t.case("a response that is more than it says poisons nobody", function()
  local connections = 0
  served(function(reader, writer)
    connections = connections + 1
    request(reader)
    writer:write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
    request(reader)
  end, function(base)
    http.Session({}, function(s)
      t.eq(await(s:get(base)).body, "x")
      t.eq(await(s:get(base)).body, "x")
    end)
    t.eq(connections, 2)
  end)
end)

t.case("a server that answers before it has the body", function()
  served(function(reader, writer)
    await(reader:readuntil("\r\n\r\n"))
    answer(writer, "413 Too Large", "no")
    await(writer:drain())
    await(asyncio.sleep(0.2))
  end, function(base)
    t.eq(await(http.post(base, { body = ("x"):rep(2 ^ 22) })).status, 413)
    local n = 0
    t.eq(await(http.post(base, { body = function() n = n + 1 return n < 10000 and ("x"):rep(65536) or nil end })).status, 413)
    t.ok(n < 1000, n)
  end)
end)

t.case("errors of connections", function()
  local server = await(asyncio.start_server(function() end, "127.0.0.1", 0))
  local port = server.port
  server:close()
  await(server:wait_closed())
  local e = t.raises(http.ConnectionError, function() await(http.get("http://127.0.0.1:" .. port)) end)
  t.ok(asyncio.isinstance(e, asyncio.ConnectionError))
  t.ok(asyncio.isinstance(e.cause, asyncio.ConnectionRefusedError))
  e = t.raises(http.ConnectionError, function() await(http.get("http://nobody.invalid/")) end)
  t.ok(asyncio.isinstance(e.cause, asyncio.OSError))
end)

t.case("a task says what it waits for", function()
  served(function(reader, writer)
    request(reader)
    writer:write("HTTP/1.1 200 OK\r\n\r\nabc")
    await(asyncio.sleep(1))
  end, function(base)
    local task = asyncio.create_task(http.get(base .. "/a?token=secret"))
    await(asyncio.sleep(0.1))
    t.ok(tostring(task):find("the answer to GET " .. base .. "/a", 1, true), tostring(task))
    t.ok(not tostring(task):find("secret"))
    task:cancel()
    await(asyncio.wait({ task }))
  end)
end)

t.case("cancelling closes the connection", function()
  local closed = 0
  served(function(reader, writer)
    request(reader)
    writer:write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
    t.eq(await(reader:read(1)), "")
    closed = closed + 1
  end, function(base)
    local task = asyncio.create_task(http.get(base))
    await(asyncio.sleep(0.1))
    task:cancel()
    t.raises(asyncio.CancelledError, function() await(task) end)
    http.Session({ limit = 1 }, function(s)
      for i = 1, 3 do -- the place in the pool is free again
        t.raises(asyncio.TimeoutError, function() asyncio.timeout(0.1, function() await(s:get(base)) end) end)
      end
    end)
    http.stream("GET", base, function(r)
      await(r:read(3))
      t.raises(asyncio.TimeoutError, function() asyncio.timeout(0.1, function() await(r:read(3)) end) end)
      t.raises(asyncio.CancelledError, function() await(r:read(3)) end)
    end)
    pcall(http.stream, "GET", base, function(r) error("left") end)
    await(asyncio.sleep(0.1))
    t.eq(closed, 6)
  end)
end)

t.case("proxies", function()
  -- a proxy that serves plain requests itself, and tunnels to where it is told
  local seen = {}
  local function proxy(reader, writer)
    local req = request(reader)
    seen[#seen + 1] = req
    if req.method ~= "CONNECT" then
      return answer(writer, mirror(req))
    end
    if req.headers["proxy-authorization"] ~= "Basic YW5uOnB3" then
      return answer(writer, "407 Who are you", "")
    end
    local host, port = req.target:match("^(.*):(%d+)$")
    local back, forth = await(asyncio.open_connection(host, tonumber(port)))
    writer:write("HTTP/1.1 200 Connected\r\n\r\n")
    local function pump(from, to)
      while true do
        local s = await(from:read(65536))
        if s == "" then
          break
        end
        to:write(s)
      end
      to:close()
    end
    await(asyncio.gather({ async(pump)(reader, forth), async(pump)(back, writer) }, { return_exceptions = true }))
  end
  served(proxy, function(base)
    local through = base:gsub("//", "//ann:pw@")
    local r = await(http.get("http://far.example:81/x?y", { proxy = through, auth = { "u", "p" } }))
    t.eq(r:json().target, "http://far.example:81/x?y")
    t.eq(r:json().headers.host, "far.example:81")
    t.eq(r:json().headers["proxy-authorization"], "Basic YW5uOnB3")
    t.eq(r.url, "http://far.example:81/x?y")
    local e = t.raises(http.ConnectionError, function() await(http.get("https://far.example/", { proxy = base })) end)
    t.ok(tostring(e):find("407 Who are you", 1, true))
    t.raises(asyncio.ValueError, http.get, base, { proxy = "x" })
  end)
end)
