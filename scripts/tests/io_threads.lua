local t = require("check")
local asyncio = require("asyncio")

t.case("to_thread returns all values", function()
  local a, b, c = await(asyncio.to_thread(function(x, y)
    return x + y, nil, "z"
  end, 1, 2))
  t.eq({ a, b, c, n = 3 }, { 3, nil, "z", n = 3 })
end)

t.case("nothing runs before it is awaited", function()
  local coro = asyncio.to_thread(function() end)
  t.ok(asyncio.iscoroutine(coro))
  coro:close()
end)

t.case("arguments, upvalues and results are copied", function()
  local shared = { n = 1 }
  local list = { 1, 2, shared }
  list.self = list
  local result = await(asyncio.to_thread(function(l)
    shared.n = shared.n + 1
    l[1] = shared.n
    return l, l[3] == shared
  end, list))
  t.eq(shared.n, 1)
  t.eq(list[1], 1)
  t.eq(result[1], 2)
  t.eq(result.self, result)
  t.eq(result[3].n, 2)
end)

t.case("functions go along, with what they hold", function()
  local count = 0
  local function add(n)
    count = count + n
    return count
  end
  local f = await(asyncio.to_thread(function()
    add(2)
    return function()
      return add(3)
    end
  end))
  t.eq(f(), 5)
  t.eq(f(), 8)
  t.eq(count, 0)
end)

t.case("what cannot be copied is named", function()
  local loop = asyncio.get_running_loop()
  local data = { a = { b = { 1, 2, loop } } }
  local e = t.raises(asyncio.TypeError, asyncio.to_thread, function() return data end)
  t.eq(e.message, "to_thread: cannot copy upvalue 'data' of the function.a.b[3]: userdata stays in its runtime")
  e = t.raises(asyncio.TypeError, asyncio.to_thread, function() end, 1, { x = coroutine.create(function() end) })
  t.eq(e.message, "to_thread: cannot copy argument 2.x: thread stays in its runtime")
  e = t.raises(asyncio.TypeError, await, asyncio.to_thread(function()
    return 1, coroutine.create(function() end)
  end))
  t.ok(e.message:find("cannot copy result 2: thread", 1, true), e.message)
end)

t.case("errors come back as they were", function()
  local function fails()
    error("went wrong")
  end
  local e = t.raises("went wrong", await, asyncio.to_thread(fails))
  t.eq(type(e), "string")
  e = t.raises(nil, await, asyncio.to_thread(function() error({ code = 7 }) end))
  t.eq(e.code, 7)
  e = t.raises(asyncio.ValueError, await, asyncio.to_thread(function()
    error(require("asyncio").ValueError("bad"))
  end))
  t.eq(e.message, "bad")
  local Mine = asyncio.error_class("Mine", asyncio.ValueError)
  local function deep()
    error(Mine("own"))
  end
  e = t.raises(Mine, await, asyncio.to_thread(function() deep() end))
  t.eq(e.message, "own")
  t.ok(e.traceback:find("in function 'deep'", 1, true), e.traceback)
end)

t.case("a worker can await", function()
  t.eq(await(asyncio.to_thread(function()
    local aio = require("asyncio")
    await(aio.sleep(0.001))
    return await(aio.gather({ aio.sleep(0, 1), aio.sleep(0, 2) }))[2]
  end)), 2)
end)

t.case("run_in_executor returns a future", function()
  local loop = asyncio.get_running_loop()
  local f = loop:run_in_executor(nil, function(x) return x * 2 end, 21)
  t.ok(asyncio.isfuture(f))
  t.eq(await(f), 42)
end)

t.case("cancelling stops a function that never looks up", function()
  local task = asyncio.create_task(asyncio.to_thread(function()
    while true do
      pcall(function()
        while true do end
      end)
    end
  end))
  await(asyncio.sleep(0))
  t.spin(3)
  task:cancel()
  t.raises(asyncio.CancelledError, await, task)
  await(asyncio.get_running_loop():shutdown_default_executor())
end)

t.case("an executor of one's own", function()
  local x = asyncio.ThreadPoolExecutor(2)
  local loop = asyncio.get_running_loop()
  local fs = {}
  for i = 1, 8 do
    fs[i] = loop:run_in_executor(x, function(n) return n * n end, i)
  end
  t.eq(await(asyncio.gather(fs)), { 1, 4, 9, 16, 25, 36, 49, 64, n = 8 })
  await(x:shutdown())
  t.raises(asyncio.RuntimeError, loop.run_in_executor, loop, x, function() end)
  t.raises(asyncio.ValueError, asyncio.ThreadPoolExecutor, 0)
end)

t.case("a default executor can be set, and shut down", function()
  local loop = asyncio.get_running_loop()
  loop:set_default_executor(asyncio.ThreadPoolExecutor(1))
  t.eq(await(asyncio.to_thread(function() return 1 end)), 1)
  await(loop:shutdown_default_executor())
  t.raises(asyncio.RuntimeError, loop.run_in_executor, loop, nil, function() end)
end)

t.case("a function that still runs ends with the script", function()
  asyncio.get_running_loop():run_in_executor(nil, function() while true do end end):cancel()
  asyncio.create_task(asyncio.to_thread(function() while true do end end))
  t.spin(2)
end)

t.case("context variables go along to threads", function()
  local user, level = asyncio.ContextVar("user"), asyncio.ContextVar("level", { default = 3 })
  user:set({ name = "ann" })
  local itself
  itself = asyncio.ContextVar("itself")
  itself:set(function() return itself:get() end)
  t.eq(await(asyncio.to_thread(function(n)
    return table.concat({ user:get().name, level:get(), n, tostring(itself:get()() == itself:get()), user.name }, " ")
  end, 7)), "ann 3 7 true user")
  t.eq(await(asyncio.to_thread(function()
    user:set("bob")
    local asyncio = require("asyncio")
    return await(asyncio.create_task(async(function() return user:get() end)()))
  end)), "bob")
  t.eq(user:get().name, "ann")
  t.eq(await(asyncio.get_running_loop():run_in_executor(nil, function() return user:get("none") .. level:get() end)), "none3")
  local lock = asyncio.ContextVar("lock")
  lock:set(asyncio.Lock())
  t.raises(asyncio.TypeError, asyncio.to_thread, function() return lock:get("none") end)
  t.raises(asyncio.TypeError, await, asyncio.to_thread(function() return user end))
end)
