-- except*: handlers for parts of groups, what they leave, and what they raise.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end

local ticker
local function ticks(n) -- counts the next n iterations of the loop, from 0
  if ticker then ticker:cancel() end
  step = 0
  local function tick(left)
    step = step + 1
    ticker = left > 1 and loop:call_soon(tick, left - 1) or nil
  end
  ticker = loop:call_soon(tick, n)
end

local Odd = asyncio.error_class("Odd", asyncio.ValueError)

local function tree(e)
  if not asyncio.isinstance(e, asyncio.BaseExceptionGroup) then return tostring(e) end
  local list = {}
  for i, x in ipairs(e.exceptions) do list[i] = tree(x) end
  return e.message .. "[" .. table.concat(list, ", ") .. "]"
end

local function fails(delay, e)
  return async(function()
    await(asyncio.sleep(delay))
    error(e)
  end)()
end

local function attempt(what, fn)
  ticks(30)
  local ok, v = pcall(fn)
  if ok then return log(what, true, v) end
  log(what, false, tree(v), v.context and tree(v.context) or false)
end

local function three()
  asyncio.TaskGroup(function(tg)
    tg:create_task(fails(1, asyncio.ValueError("v")))
    tg:create_task(fails(1, Odd("o")))
    tg:create_task(fails(1, asyncio.LookupError(1)))
  end)
end

attempt("parts", function()
  asyncio.try(three, {
    { Odd, function(g)
      log("odd", tree(g))
      await(asyncio.sleep(1))
    end, star = true },
    { asyncio.ValueError, function(g) log("value", tree(g)) end, star = true },
  })
  return "handled?"
end)

attempt("all", function()
  asyncio.try(three, {
    { asyncio.ValueError, function(g) log("value", tree(g)) end, star = true },
    { asyncio.LookupError, function(g) log("lookup", tree(g)) end, star = true },
    finally = function() log("finally") end,
  })
  return "handled"
end)

attempt("handlers", function()
  asyncio.try(three, {
    { asyncio.ValueError, function(g)
      log("value", tree(g))
      error(asyncio.RuntimeError("in the first handler"))
    end, star = true },
    { asyncio.LookupError, function(g)
      log("lookup", tree(g))
      error(asyncio.RuntimeError("in the second handler"))
    end, star = true },
  })
end)

attempt("again", function()
  asyncio.try(three, { { Odd, function(g) error(g) end, star = true } })
end)

attempt("plain", function()
  asyncio.try(function()
    await(asyncio.sleep(1))
    error(asyncio.ValueError("no group"))
  end, { { asyncio.ValueError, function(g) log("plain", tree(g)) end, star = true } })
  return "handled"
end)

attempt("nested", function()
  asyncio.try(function()
    asyncio.TaskGroup(function(tg)
      tg:create_task(async(three)())
      tg:create_task(fails(1, Odd("outer")))
    end)
  end, {
    { Odd, function(g)
      log("odd", tree(g))
      asyncio.try(three, { { asyncio.LookupError, function(inner) log("inner", tree(inner)) end, star = true } })
    end, star = true },
  })
end)

local t = asyncio.create_task(function()
  asyncio.try(function()
    asyncio.try(function()
      asyncio.TaskGroup(function(tg) tg:create_task(asyncio.sleep(100)) end)
    end, {
      { asyncio.CancelledError, function(g)
        log("cancelled", tree(g))
        await(asyncio.sleep(1))
        log("cleaned up")
      end, star = true },
    })
  end, { finally = function() log("finally", asyncio.current_task():cancelling()) end })
end)
await(asyncio.sleep(1))
t:cancel("enough")
attempt("cancelled", function() return await(t) end)

local E = asyncio.ExceptionGroup
local group = E("g", { asyncio.ValueError(1), E("h", { asyncio.LookupError(2), Odd(3) }) })
local yes, no = group:split(asyncio.ValueError)
log("split", tree(yes), tree(no))
yes, no = group:split(asyncio.OSError)
log("split", yes, tree(no))
log("subgroup", tree(group:subgroup(Odd)), group:subgroup(asyncio.OSError))
log("derive", tree(group:derive({ Odd(4) })))
