-- What CPython's test_tasks says of as_completed: the generic for is its asynchronous iterator, it:coroutines() the plain.
local t = require("check")
local asyncio = require("asyncio")
local loops = require("conformance.lib.loops")

local function now() return asyncio.get_running_loop():time() end

local function value(v)
  return async(function() return v end)
end

-- The two ways to go through an as_completed: fn is called with each awaitable.
local ways = {
  asynchronous = function(it, fn)
    for fut in it do
      fn(fut)
    end
  end,
  plain = function(it, fn)
    for coro in it:coroutines() do
      fn(coro)
    end
  end,
}

-- both calls fn with each way and its name, in a fixed order.
local function both(fn)
  fn(ways.asynchronous, "asynchronous")
  fn(ways.plain, "plain")
end

-- sorted is a list in order.
local function sorted(list)
  table.sort(list)
  return list
end

t.case("BaseTaskTests.test_as_completed", function()
  both(function(each)
    local began = now()
    local sleeper = async(function(delay, x)
      await(asyncio.sleep(delay))
      return x
    end)
    local values = {}
    each(asyncio.as_completed({ sleeper(0.01, "b"), sleeper(0.15, "c"), sleeper(0.01, "a") }), function(fut)
      values[#values + 1] = await(fut)
    end)
    t.eq(values, { "b", "a", "c" })
    t.ok(math.abs(now() - began - 0.15) < 1e-9)
  end)
end)

t.case("BaseTaskTests.test_as_completed_same_tasks_in_as_out", function()
  local coros = { value(1)(), value(2)(), value(3)() }
  for fut in asyncio.as_completed(coros) do
    for _, coro in ipairs(coros) do
      t.ne(fut, coro)
    end
    t.ok(asyncio.isfuture(fut))
  end
  local b, d = asyncio.create_task(value("b")()), asyncio.create_task(value("d")())
  local out = {}
  for fut in asyncio.as_completed({ value("a")(), b, value("c")(), d }) do
    out[fut] = await(fut)
  end
  t.eq(out[b], "b")
  t.eq(out[d], "d")
  local n = 0
  for _ in pairs(out) do
    n = n + 1
  end
  t.eq(n, 4)
end)

t.case("BaseTaskTests.test_as_completed_with_timeout", function()
  both(function(each, way)
    local began = now()
    local a = asyncio.create_task(asyncio.sleep(0.1, "a"))
    local b = asyncio.create_task(asyncio.sleep(0.15, "b"))
    local values = {}
    local ok, e = pcall(each, asyncio.as_completed({ a, b }, { timeout = 0.12 }), function(fut)
      values[#values + 1] = await(fut)
    end)
    t.eq(values, { "a" }, way)
    t.ok(not ok)
    t.ok(asyncio.isinstance(e, asyncio.TimeoutError), way)
    t.ok(math.abs(now() - began - 0.12) < 1e-9)
    await(asyncio.wait({ a, b }))
  end)
end)

t.case("BaseTaskTests.test_as_completed_with_unused_timeout", function()
  both(function(each)
    local n = 0
    each(asyncio.as_completed({ asyncio.sleep(0.01, "a") }, { timeout = 1 }), function(fut)
      t.eq(await(fut), "a")
      n = n + 1
    end)
    t.eq(n, 1)
  end)
end)

t.case("BaseTaskTests.test_as_completed_resume_iterator", function()
  local function coros() return { value(0)(), value(1)(), value(2)(), value(3)() } end
  local it, collected = asyncio.as_completed(coros()), {}
  for fut in it do
    collected[#collected + 1] = await(fut)
    if #collected == 2 then
      break
    end
  end
  t.eq(#collected, 2)
  for fut in it do
    collected[#collected + 1] = await(fut)
  end
  t.eq(sorted(collected), { 0, 1, 2, 3 })

  it, collected = asyncio.as_completed(coros()), {}
  for coro in it:coroutines() do
    collected[#collected + 1] = await(coro)
    if #collected == 2 then
      break
    end
  end
  for coro in it:coroutines() do
    collected[#collected + 1] = await(coro)
  end
  t.eq(sorted(collected), { 0, 1, 2, 3 })
end)

t.case("BaseTaskTests.test_as_completed_reverse_wait", function()
  -- what is awaited first gets the first result, not what was handed out first
  local coros = {}
  for coro in asyncio.as_completed({ asyncio.sleep(0.05, "a"), asyncio.sleep(0.1, "b") }):coroutines() do
    coros[#coros + 1] = coro
  end
  t.eq(#coros, 2)
  t.eq(await(coros[2]), "a")
  t.eq(now(), 0.05)
  t.eq(await(coros[1]), "b")
  t.eq(now(), 0.1)
end)

t.case("BaseTaskTests.test_as_completed_concurrent", function()
  both(function(each)
    local futs = {}
    each(asyncio.as_completed({ asyncio.sleep(0.05, "a"), asyncio.sleep(0.05, "b") }), function(fut)
      futs[#futs + 1] = asyncio.ensure_future(fut)
    end)
    t.eq(#futs, 2)
    local done, results = await(asyncio.wait(futs)), {}
    for i, fut in ipairs(done) do
      results[i] = fut:result()
    end
    t.eq(sorted(results), { "a", "b" })
  end)
end)

t.case("BaseTaskTests.test_as_completed_duplicate_coroutines", function()
  both(function(each)
    local c, result = value("ham")(), {}
    each(asyncio.as_completed({ c, c, value("spam")() }), function(fut)
      result[#result + 1] = await(fut)
    end)
    t.eq(sorted(result), { "ham", "spam" })
  end)
end)

t.case("BaseTaskTests.test_as_completed_coroutine_without_loop", function()
  loops.outside(function()
    local coro = value(42)()
    local e = t.raises(asyncio.RuntimeError, asyncio.as_completed, { coro })
    t.ok(e.message:find("no current event loop"), e.message)
    coro:close()
  end)
end)

t.case("BaseTaskTests.test_as_completed_coroutine_use_running_loop", function()
  loops.on_new_loop(function(loop)
    loop:run_until_complete(async(function()
      local futs = {}
      for coro in asyncio.as_completed({ value(42)() }):coroutines() do
        futs[#futs + 1] = coro
      end
      t.eq(#futs, 1)
      t.eq(await(futs[1]), 42)
    end)())
  end)
end)

t.case("BaseTaskTests.test_as_completed_invalid_args", function()
  local fut = asyncio.Future()
  local coro = value(1)()
  for _, x in ipairs({ fut, coro }) do
    t.raises(asyncio.TypeError, asyncio.as_completed, x)
    t.raises(asyncio.TypeError, function()
      for f in asyncio.as_completed(x) do
        await(f)
      end
    end)
  end
  coro:close()
end)
