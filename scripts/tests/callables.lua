local t = require("check")
local asyncio = require("asyncio")

-- callable makes a table that stands for f where a function is expected.
local function callable(f)
  return setmetatable({}, {
    __call = function(_, ...)
      return f(...)
    end,
  })
end

local function sleeper(...)
  await(asyncio.sleep(0.01))
  return ...
end

t.case("done callbacks are found again", function()
  local log = {}
  local a = callable(function(f)
    log[#log + 1] = f:result()
  end)
  local b = callable(function()
    log[#log + 1] = "b"
  end)
  local f = asyncio.Future()
  f:add_done_callback(a)
  f:add_done_callback(b)
  t.eq(f:remove_done_callback(b), 1)
  t.eq(f:remove_done_callback(b), 0)
  f:set_result("done")
  await(asyncio.sleep(0))
  await(asyncio.sleep(0))
  t.eq(log, { "done" })
  f = asyncio.Future()
  f:add_done_callback(a)
  t.ok(tostring(f):find("table()", 1, true), tostring(f))
end)

t.case("handlers and factories are given back", function()
  local loop = asyncio.get_running_loop()
  local got
  local handler = callable(function(_, context)
    got = context.message
  end)
  loop:set_exception_handler(handler)
  t.eq(loop:get_exception_handler(), handler)
  loop:call_exception_handler({ message = "hello" })
  t.eq(got, "hello")
  loop:set_exception_handler(nil)
  local made = 0
  local factory = callable(function(l, coro, options)
    made = made + 1
    return asyncio.Task(coro, { loop = l, name = options.name })
  end)
  loop:set_task_factory(factory)
  t.eq(loop:get_task_factory(), factory)
  t.eq(await(asyncio.create_task(function() return 7 end)), 7)
  t.eq(made, 1)
  loop:set_task_factory(nil)
end)

t.case("bodies may await", function()
  local body = callable(sleeper)
  local ctx = asyncio.copy_context()
  t.eq(ctx:run(body, 1), 1)
  t.eq(ctx:bind(body)(2), 2)
  t.eq(await(async(body)(3)), 3)
  t.eq(asyncio.timeout(1, body) ~= nil, true)
  t.ok(asyncio.TaskGroup(body))
  asyncio.with(asyncio.Lock(), body)
  local cond = asyncio.Condition()
  asyncio.with(cond, function()
    t.eq(await(cond:wait_for(callable(function() sleeper() return "yes" end))), "yes")
  end)
end)

t.case("try takes them in every place", function()
  local log = {}
  local v = asyncio.try(callable(function()
    sleeper()
    error(asyncio.ValueError("x"))
  end), {
    { asyncio.ValueError, callable(function(e) sleeper() return e.message end) },
    finally = callable(function()
      sleeper()
      log[1] = "finally"
    end),
  })
  t.eq(v, "x")
  t.eq(log, { "finally" })
end)

t.case("callbacks outside of a task", function()
  local f = asyncio.Future()
  local ctx = asyncio.copy_context()
  asyncio.get_running_loop():call_soon(callable(function()
    f:set_result(ctx:run(callable(function(x) return x end), 5))
  end))
  t.eq(await(f), 5)
end)

t.case("what cannot be called is refused with the same words", function()
  local loop = asyncio.get_running_loop()
  local f = asyncio.Future()
  for name, attempt in pairs({
    ["add_done_callback: argument 1: function expected, got table"] = function() f:add_done_callback({}) end,
    ["remove_done_callback: argument 1: function expected, got number"] = function() f:remove_done_callback(1) end,
    ["set_exception_handler: argument 1: function expected, got string"] = function() loop:set_exception_handler("x") end,
    ["set_task_factory: argument 1: function expected, got Future"] = function() loop:set_task_factory(f) end,
    ["call_soon: argument 1: function expected, got no value"] = function() loop:call_soon() end,
    ["async: argument 1: function expected, got table"] = function() async({}) end,
    ["try: option finally: function expected, got table"] = function() asyncio.try(print, { finally = {} }) end,
  }) do
    local e = t.raises(asyncio.TypeError, attempt)
    t.eq(e.message, name)
  end
end)
