-- What CPython's test_tasks says of the contexts of tasks.
local t = require("check")
local asyncio = require("asyncio")

t.case("BaseTaskTests.test_context_1", function()
  local var = asyncio.ContextVar("var", { default = "nope" })
  local sub = async(function()
    await(asyncio.sleep(0.01))
    t.eq(var:get(), "nope")
    var:set("something else")
  end)
  local main = asyncio.create_task(function()
    t.eq(var:get(), "nope")
    local task = asyncio.create_task(sub())
    var:set("yes")
    t.eq(var:get(), "yes")
    await(task)
    t.eq(var:get(), "yes")
  end)
  await(main)
end)

t.case("BaseTaskTests.test_context_2", function()
  local var = asyncio.ContextVar("var", { default = "nope" })
  local loop = asyncio.get_running_loop()
  await(asyncio.create_task(function()
    t.eq(var:get(), "nope")
    for j = 1, 2 do
      local fut = asyncio.Future()
      fut:add_done_callback(function() var:set("something else") end) -- in a context of its own
      var:set("yes" .. j)
      loop:call_soon(fut.set_result, fut)
      await(fut)
      t.eq(var:get(), "yes" .. j)
      for i = 1, 3 do
        var:set("yes" .. i .. "-" .. j)
        await(asyncio.sleep(0.001))
        t.eq(var:get(), "yes" .. i .. "-" .. j)
      end
    end
  end))
  t.eq(var:get(), "nope")
end)

t.case("BaseTaskTests.test_context_3", function()
  local var = asyncio.ContextVar("var", { default = -1 })
  local tasks = {}
  for n = 1, 100 do
    tasks[n] = asyncio.create_task(function()
      for i = 1, 10 do
        var:set(n + i)
        await(asyncio.sleep(0.001 + (n * 7 + i * 13) % 50 / 1000))
        t.eq(var:get(), n + i)
      end
    end)
  end
  await(asyncio.gather(tasks))
  t.eq(var:get(), -1)
end)

-- shares checks that the tasks which make(coro, options) makes run in the context they are given.
local function shares(make)
  local var = asyncio.ContextVar("var")
  local set = async(function(v)
    await(asyncio.sleep(0))
    var:set(v)
  end)
  local ctx = asyncio.copy_context()
  t.eq(ctx:get(var), nil)
  await(make(set(1), { context = ctx }))
  t.eq(ctx:get(var), 1)
  await(make(set(2), { context = ctx }))
  t.eq(ctx:get(var), 2)
  t.eq(var:get("unset"), "unset")
end

t.case("BaseTaskTests.test_context_4", function() shares(asyncio.Task) end)

t.case("BaseTaskTests.test_context_5", function() shares(asyncio.create_task) end)

t.case("BaseTaskTests.test_context_6", function()
  local loop = asyncio.get_running_loop()
  shares(function(coro, options) return loop:create_task(coro, options) end)
end)

t.case("BaseTaskTests.test_get_context", function()
  local ctx = asyncio.copy_context()
  local task = asyncio.create_task(function() end, { context = ctx })
  await(task)
  t.eq(task:get_context(), ctx)
  t.ne(task:get_context(), asyncio.copy_context())
end)
