-- Coroutines of the host, and of other tasks, are out of reach.
reached("resuming the task itself", function()
  local co = coroutine.running()
  if not co then return false end
  return coroutine.resume(co)
end)
reached("closing the task itself", function() return coroutine.close(coroutine.running()) end)
local other = asyncio.create_task(function()
  leaked = coroutine.running()
  await(asyncio.sleep(100))
end)
await(asyncio.sleep(0))
reached("resuming another task", function() return (coroutine.resume(leaked)) end)
reached("closing another task", function() return coroutine.close(leaked) end)
reached("awaiting another task's thread", function() return await(leaked) end)
reached("a task's coroutine twice", function() return await(other:get_coro()) end)
other:cancel()
pcall(await, other)
reached("a dead task's thread", function() return (coroutine.resume(leaked)) end)
reached("endless recursion", function()
  local function f(n) return coroutine.wrap(f)(n + 1) end
  return f(1)
end)
reached("endless pcall", function()
  local function f() return (select(2, pcall(f))) end
  local v = f()
  return v ~= nil and type(v) ~= "string"
end)
reached("endless metamethods", function()
  local t = setmetatable({}, {})
  getmetatable(t).__index = function(_, k) return t[k .. "x"] end
  return t.x
end)
reached("endless tostring", function()
  local t
  t = setmetatable({}, { __tostring = function() return tostring(t) end })
  return tostring(t)
end)
reached("endless sort", function()
  local function f() table.sort({ 3, 2, 1 }, function() f() return true end) end
  f()
  return true
end)
reached("endless gsub", function()
  local function f() return (("x"):gsub(".", f)) end
  return f()
end)
