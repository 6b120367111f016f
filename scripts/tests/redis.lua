local t = require("check")
local asyncio = require("asyncio")
local redis = require("moonloop.redis")

-- A server that answers by a table of functions; what they return goes out as it is.
local function serve(answers, body)
  local seen = {}
  local server = await(asyncio.start_server(function(reader, writer)
    while true do
      local ok, head = pcall(function() return await(reader:readline()) end)
      if not ok or head == "" then
        break
      end
      local words = {}
      for i = 1, tonumber(head:match("^%*(%d+)")) do
        local size = tonumber(await(reader:readline()):match("^%$(%d+)"))
        words[i] = await(reader:readexactly(size + 2)):sub(1, -3)
      end
      seen[#seen + 1] = table.concat(words, " ")
      local answer = answers[words[1]:upper()]
      local reply = answer and answer(words, writer) or words[1] == "HELLO" and "%1\r\n+proto\r\n:3\r\n" or words[1] == "PING" and "+PONG\r\n" or "-ERR unknown command\r\n"
      if reply == "close" then
        break
      end
      writer:write(reply)
    end
    writer:close()
  end, "127.0.0.1", 0))
  local port = server.port
  local ok, e = pcall(body, "redis://127.0.0.1:" .. port, seen)
  server:close()
  if not ok then
    error(e, 0)
  end
end

local function replying(reply)
  return function() return reply end
end

t.case("every kind of reply", function()
  local reply
  serve({ ANY = function() return reply end }, function(url)
    local r = await(redis.connect(url))
    local function got(text)
      reply = text
      return await(r:any())
    end
    t.eq(got("+OK\r\n"), "OK")
    t.eq(got(":42\r\n"), 42)
    t.eq(got(":9007199254740993\r\n"), "9007199254740993")
    t.eq(got("$5\r\na\r\nb\0\r\n"), "a\r\nb\0")
    t.eq(got("$0\r\n\r\n"), "")
    t.eq(got("$-1\r\n"), nil)
    t.eq(got("_\r\n"), nil)
    t.eq(got("*-1\r\n"), nil)
    t.eq(got("#t\r\n"), true)
    t.eq(got(",1.5\r\n"), 1.5)
    t.eq(got(",inf\r\n"), math.huge)
    t.eq(got("(123456789012345678901234567890\r\n"), "123456789012345678901234567890")
    t.eq(got("=7\r\ntxt:abc\r\n"), "abc")
    t.eq(got("*0\r\n"), { n = 0 })
    t.eq(got("*3\r\n:1\r\n_\r\n*1\r\n+x\r\n"), { 1, nil, { "x", n = 1 }, n = 3 })
    t.eq(got("~2\r\n+a\r\n+b\r\n"), { "a", "b", n = 2 })
    t.eq(got("%2\r\n+a\r\n:1\r\n:2\r\n%0\r\n"), { a = 1, [2] = {} })
    t.eq(got("|1\r\n+ttl\r\n:5\r\n+value\r\n"), "value")
    t.eq(got(">2\r\n+invalidate\r\n_\r\n+after\r\n"), "after")
    t.eq(t.raises_as(redis.Error, "WRONGTYPE no", function() got("-WRONGTYPE no\r\n") end).code, "WRONGTYPE")
    t.raises_as(redis.Error, "ERR long", function() got("!8\r\nERR long\r\n") end)
    t.raises_as(redis.Error, "does not speak RESP3", function() got("HTTP/1.1 400\r\n") end)
    t.eq(got("+again\r\n"), "again")
    t.raises_as(redis.Error, "does not speak RESP3", function() got("*999999999999\r\n") end)
    t.raises_as(redis.Error, "does not speak RESP3", function() got(("*1\r\n"):rep(1000)) end)
    await(r:close())
  end)
end)

t.case("pipelines, transactions, names of commands", function()
  local answers = {
    GET = function(words) return "+" .. words[2] .. "\r\n" end,
    CLIENT = replying("+yes\r\n"), WATCH = replying("+OK\r\n"), MULTI = replying("+OK\r\n"),
    EXEC = replying("*2\r\n+a\r\n+b\r\n"), SET = replying("+QUEUED\r\n"),
  }
  serve(answers, function(url, seen)
    local r = await(redis.connect(url, { db = 0, timeout = 5, patience = 1 }))
    t.eq(await(r:command("client setname", "x")), "yes")
    t.eq(await(r:client_getname()), "yes")
    t.eq(r:pipeline(function(p)
      p:get("a")
      p:command("GET", "b")
    end), { "a", "b", n = 2 })
    t.eq(r:pipeline(function() end), { n = 0 })
    t.raises_as(redis.Error, "unknown command", function()
      r:pipeline(function(p)
        p:get("a")
        p:odd()
      end)
    end)
    local list = r:pipeline({ return_exceptions = true }, function(p)
      p:odd()
      p:get("z")
    end)
    t.eq(list[2], "z")
    t.eq(list[1].code, "ERR")
    t.eq(await(asyncio.gather { r:get("x"), r:get("y") }), { "x", "y", n = 2 })
    t.eq(r:transaction(function(p)
      p:set("k", 1)
      p:set("l", 1.5)
    end), { "a", "b", n = 2 })
    t.eq(seen[#seen - 1], "SET l 1.5")
    answers.EXEC = replying("_\r\n")
    t.raises_as(redis.WatchError, "changed", function()
      r:transaction({ watch = { "k" } }, function(p) p:set("k", 1) end)
    end)
    t.raises_as(asyncio.RuntimeError, "body", function()
      r:transaction({ watch = "k" }, function() error(asyncio.RuntimeError("body"), 0) end)
    end)
    t.raises_as(asyncio.ValueError, "use r:transaction", function() r:multi() end)
    t.raises_as(asyncio.ValueError, "CLIENT REPLY", function() r:client("REPLY", "OFF") end)
    t.raises_as(asyncio.TypeError, "string or number expected", function() r:get({}) end)
    t.raises_as(asyncio.AttributeError, "BAD", function() return r.BAD end)
    t.ok(not tostring(r):find("secret"))
    await(r:close())
    t.raises_as(asyncio.RuntimeError, "closed", function() await(r:get("a")) end)
  end)
end)

t.case("messages", function()
  local writer
  serve({
    SUBSCRIBE = function(_, w)
      writer = w
      return ">3\r\n+subscribe\r\n+a\r\n:1\r\n>3\r\n+message\r\n+a\r\n+one\r\n>3\r\n+message\r\n+a\r\n+two\r\n"
    end,
    PSUBSCRIBE = replying("-NOPERM no\r\n"), PUBLISH = replying(":1\r\n"),
  }, function(url)
    local r = await(redis.connect(url))
    local got = {}
    for channel, message in r:subscribe("a") do
      got[#got + 1] = channel .. message
      if message == "two" then
        asyncio.create_task(function() writer:write(">3\r\n+message\r\n+a\r\n+three\r\n") end)
      elseif message == "three" then
        break
      end
    end
    t.eq(got, { "aone", "atwo", "athree" })
    t.raises_as(redis.Error, "NOPERM", function()
      for _ in r:psubscribe("a*") do
      end
    end)
    local waiting = asyncio.create_task(function()
      for _, message in r:subscribe("b") do
        if message == "two" then
          writer:close()
        end
      end
    end)
    t.raises_as(asyncio.ConnectionError, "closed", function() await(waiting) end)
    t.eq(await(r:publish("a", "x")), 1)
    await(r:close())
  end)
end)

t.case("a lost connection ends what waits, and the next command connects again", function()
  local connections = 0
  serve({
    HELLO = function()
      connections = connections + 1
      return "%0\r\n"
    end,
    GET = replying("+yes\r\n"), DIE = replying("close"), BLPOP = function() await(asyncio.sleep(1e6)) end,
  }, function(url)
    local r = await(redis.connect(url))
    local results = await(asyncio.gather({ r:get("a"), r:die(), r:get("b") }, { return_exceptions = true }))
    t.eq(results[1], "yes")
    t.ok(asyncio.isinstance(results[2], asyncio.ConnectionError), tostring(results[2]))
    t.ok(asyncio.isinstance(results[3], asyncio.ConnectionError), "it is not sent again")
    t.eq(await(r:get("c")), "yes")
    t.eq(connections, 2)
    t.raises_as(asyncio.TimeoutError, "", function()
      asyncio.timeout(1, function() await(r:blpop("q", 0)) end)
    end)
    t.eq(await(r:get("d")), "yes")
    await(r:close())
  end)
end)

t.case("addresses", function()
  t.raises_as(asyncio.ValueError, "redis://host:port expected", function() redis.connect("localhost:6379") end)
  t.raises_as(asyncio.ValueError, "got http://", function() redis.connect("http://localhost") end)
  t.raises_as(asyncio.ValueError, "number of a database", function() redis.connect("redis://localhost/x") end)
  local _, e = pcall(redis.connect, "redis://user:secret@[::1/0")
  t.ok(not tostring(e):find("secret"), tostring(e))
  t.raises_as(asyncio.ConnectionError, "no connection to 127.0.0.1:1", function() await(redis.connect("redis://u:secret@127.0.0.1:1")) end)
end)
