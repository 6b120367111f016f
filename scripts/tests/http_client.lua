-- The client of the module http: requests and responses.
local t = require("check")
local asyncio = require("asyncio")
local http = require("moonloop.http")
local json = require("moonloop.json")
local gzip = require("moonloop.gzip")
local bytes = require("lib.http_bytes")
local routed, mirror = bytes.routed, bytes.mirror

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

t.case("an address that cannot be asked is shown, without what may be secret", function()
  for address, shown in pairs { ["a.example/x?t=1"] = "a.example/x", ["ftp://u:p@a.example/x?t=1#f"] = "ftp://a.example/x" } do
    local e = t.raises(asyncio.ValueError, http.get, address)
    t.ok(e.message:find("expected, got '" .. shown .. "'", 1, true), e.message)
  end
  local e = t.raises(http.ConnectionError, http.websocket, "ws://127.0.0.1:1/x?t=1", print)
  t.ok(e.message:find("^ws://127.0.0.1:1/x: "), e.message)
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
