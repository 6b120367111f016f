-- Numbers at their edges, and results of every shape.
local t = require("check")
local asyncio = require("asyncio")
local loop = asyncio.get_running_loop()

t.case("sleep of not-a-number is a ValueError", function()
  t.raises(asyncio.ValueError, await, asyncio.sleep(0 / 0))
end)

t.case("sleep of zero and of negative times yields once", function()
  for _, delay in ipairs { 0, -1, -1 / 0, -0 } do
    local ran = 0
    local function again()
      ran = ran + 1
      loop:call_soon(again)
    end
    local handle = loop:call_soon(again)
    local before = loop:time()
    await(asyncio.sleep(delay))
    t.eq({ ran, loop:time() }, { 1, before })
    again = function() end
    t.spin(2)
  end
end)

t.case("sleeps that never end do not overflow", function()
  for _, delay in ipairs { 1e308, math.huge, 1e18, 2 ^ 63, 2 ^ 53 } do
    local task = asyncio.create_task(function() await(asyncio.sleep(delay)) end)
    await(asyncio.sleep(1))
    t.ok(not task:done(), delay)
    task:cancel()
    t.raises(asyncio.CancelledError, await, task)
  end
end)

t.case("tiny sleeps are in order", function()
  local log, lines = t.log()
  for _, delay in ipairs { 1e-300, 1e-9, 5e-324, 0.1, 1e-3 } do
    asyncio.create_task(function()
      await(asyncio.sleep(delay))
      log(delay)
    end)
  end
  await(asyncio.sleep(1))
  t.eq(#lines, 5)
  t.eq(lines[5], "0.1")
end)

t.case("results that are nil, false, several, none", function()
  local function shapes(...)
    local n, values = select("#", ...), { ... }
    local function body() return unpack(values, 1, n) end
    local function packed(...) return { n = select("#", ...), ... } end
    local want = packed(...)
    t.eq(packed(await(body)), want)
    t.eq(packed(await(asyncio.create_task(body))), want)
    t.eq(packed(await(asyncio.create_task(body, { eager_start = true }))), want)
    local f = asyncio.Future()
    f:set_result(...)
    t.eq(packed(f:result()), want)
    t.eq(packed(await(f)), want)
    t.eq(packed(await(asyncio.shield(body))), want)
    t.eq(packed(await(asyncio.wait_for(body, 1))), want)
    t.eq(packed(await(asyncio.sleep(0, (...)))), packed((...)))
    t.eq(packed(asyncio.run(body)), want)
    t.eq(packed(asyncio.try(body, {})), want)
    local g = await(asyncio.gather(body, body))
    t.eq({ g.n, g[1], g[2] }, { 2, values[1], values[1] })
  end
  shapes(nil)
  shapes(false)
  shapes(1, 2, 3)
  shapes(nil, nil)
  shapes(nil, false, nil)
  shapes(0)
  shapes("")
  local list = {}
  for i = 1, 300 do
    list[i] = i
  end
  shapes(unpack(list))
end)

t.case("no result at all", function()
  t.eq(select("#", await(function() end)), 0)
  t.eq(select("#", await(asyncio.create_task(function() end))), 0)
  local f = asyncio.Future()
  f:set_result()
  t.eq(select("#", await(f)), 0)
end)

t.case("gather keeps nils", function()
  local g = await(asyncio.gather(function() return nil end, function() return 2 end, function() return nil end))
  t.eq(g.n, 3)
  t.eq({ g[1], g[2], g[3] }, { nil, 2, nil })
  t.eq(await(asyncio.gather({})).n, 0)
end)

t.case("tonumber and tostring at the edges", function()
  t.eq(tostring(0.1), "0.1")
  t.eq(tostring(1e100), "1e+100")
  t.eq(tostring(100), "100")
  t.eq(tostring(-0.5), "-0.5")
  t.eq(tonumber("0x10"), 16)
  t.eq(tonumber("  12  "), 12)
  t.eq(tonumber("1e1"), 10)
  t.eq(tonumber(""), nil)
  t.eq(tonumber("1 2"), nil)
  t.eq(tonumber("inf"), 1 / 0)
  t.eq(tostring(tonumber("nan")), "nan")
  t.eq(tonumber("1_000"), nil)
  t.eq(tonumber("ff", 16), 255)
  t.eq(tonumber("8", 8), nil)
  t.eq(tonumber("zz", 36), 1295)
  t.eq(10 .. "", "10")
  t.eq(1e300 * 1e10 == 1 / 0, true)
end)

t.case("string keys and number keys differ", function()
  local x = { ["1"] = "s", [1] = "n", [1.5] = "f" }
  t.eq({ x["1"], x[1], x[1.5] }, { "s", "n", "f" })
end)

t.case("select and unpack with negative and large numbers", function()
  t.eq({ select(-1, 1, 2, 3) }, { 3 })
  t.raises("index out of range", select, 0)
  t.raises("index out of range", select, -5, 1)
  t.eq(select("#"), 0)
  t.eq(select(5, 1, 2), nil)
  t.eq({ unpack({ 1, 2, 3 }, 2) }, { 2, 3 })
  t.eq({ unpack({ 1, 2, 3 }, 2, 2) }, { 2 })
  t.eq(select("#", unpack({}, 1, 3)), 3)
  t.eq(select("#", unpack({}, 5, 3)), 0)
  t.raises("too many results", unpack, {}, 1, 1e9)
end)
