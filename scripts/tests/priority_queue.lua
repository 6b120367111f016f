-- PriorityQueue: how items compare.
local t = require("check")
local asyncio = require("asyncio")

-- sorted puts items into a queue and takes them out.
local function sorted(...)
  local q, out = asyncio.PriorityQueue(), {}
  for _, item in ipairs({ ... }) do q:put_nowait(item) end
  while not q:empty() do out[#out + 1] = q:get_nowait() end
  return out
end

t.case("numbers and strings", function()
  t.eq(sorted(3, -1, 2.5, -math.huge), { -math.huge, -1, 2.5, 3 })
  t.eq(sorted("b", "a", "", "ab"), { "", "a", "ab", "b" })
end)

t.case("tables compare as tuples", function()
  t.eq(sorted({ 2, "b" }, { 1, "z" }, { 2, "a" }), { { 1, "z" }, { 2, "a" }, { 2, "b" } })
  t.eq(sorted({ 1, 2 }, { 1 }, {}), { {}, { 1 }, { 1, 2 } })
  t.eq(sorted({ { 1, 2 }, 0 }, { { 1, 1 }, 5 }), { { { 1, 1 }, 5 }, { { 1, 2 }, 0 } })
  -- what follows the first difference is not looked at
  local f, g = function() end, function() end
  t.eq(sorted({ 2, f }, { 1, g })[1][2], g)
end)

t.case("the metamethod __lt", function()
  local Job = {}
  Job.__lt = function(a, b) return a.urgency > b.urgency end
  local function job(n) return setmetatable({ urgency = n }, Job) end
  local out = sorted(job(1), job(3), job(2))
  t.eq({ out[1].urgency, out[2].urgency, out[3].urgency }, { 3, 2, 1 })
  out = sorted({ 1, job(1) }, { 1, job(2) })
  t.eq(out[1][2].urgency, 2)
  local e = asyncio.ValueError("no order")
  Job.__lt = function() error(e, 0) end
  local q = asyncio.PriorityQueue()
  q:put_nowait(job(1))
  local ok, got = pcall(q.put_nowait, q, job(2))
  t.ok(not ok and got == e)
  t.eq(q:qsize(), 1, "nothing has changed")
end)

t.case("what does not compare is a TypeError", function()
  local function message(a, b)
    local q = asyncio.PriorityQueue()
    q:put_nowait(a)
    return tostring(t.raises(asyncio.TypeError, q.put_nowait, q, b))
  end
  t.eq(message(1, "x"), "TypeError: attempt to compare string with number")
  t.eq(message(true, false), "TypeError: attempt to compare two boolean values")
  t.eq(message({ 1, print }, { 1, t.case }), "TypeError: attempt to compare two function values")
  t.eq(message(asyncio.Lock(), asyncio.Lock()), "TypeError: attempt to compare two Lock values")
  local deep, deeper = {}, {}
  deep[1], deep[2], deeper[1], deeper[2] = deep, 1, deeper, 2
  t.raises("nested too deep", function()
    local q = asyncio.PriorityQueue()
    q:put_nowait(deep)
    q:put_nowait(deeper)
  end)
end)

t.case("a comparison cannot change its queue, nor await", function()
  local q = asyncio.PriorityQueue()
  local meta = {}
  local function item() return setmetatable({}, meta) end
  meta.__lt = function() q:put_nowait(item()) end
  q:put_nowait(item())
  t.raises("was changed by the comparison", q.put_nowait, q, item())
  meta.__lt = function() await(asyncio.Future()) end
  t.raises(asyncio.RuntimeError, q.put_nowait, q, item())
  t.eq(q:qsize(), 1)
end)

t.case("the least item first, whoever waits", function()
  local q, out = asyncio.PriorityQueue(2), {}
  asyncio.TaskGroup(function(tg)
    for _, n in ipairs({ 5, 4, 3, 2, 1 }) do tg:create_task(q:put(n)) end
    t.spin()
    for _ = 1, 5 do
      out[#out + 1] = await(q:get())
      t.spin()
    end
  end)
  t.eq(out, { 4, 3, 2, 1, 5 })
end)
