-- What CPython's test_graph, new in 3.14, says of call graphs: who awaits whom, and where.
local t = require("check")
local asyncio = require("asyncio")

-- captured is the graph of a future, or of the current task, as lists {who, calls, awaited by}, and as it is printed. Of the
-- calls those count that are in this file, up to the function test.
local function captured(future, depth)
  local function walk(graph)
    local who = "F"
    if asyncio.isinstance(graph.future, asyncio.Task) then
      local name = graph.future:get_name()
      who = name:find("-", 1, true) and "T<anon>" or "T<" .. name .. ">"
    end
    local calls, by = {}, {}
    for _, frame in ipairs(graph.call_stack) do
      if frame.line and calls[#calls] ~= "test" then calls[#calls + 1] = frame.name end
    end
    for i, one in ipairs(graph.awaited_by) do by[i] = walk(one) end
    table.sort(by, function(a, b) return a[1] < b[1] end)
    return { who, calls, by }
  end
  local printed = {}
  local options = { depth = depth, file = { write = function(_, text) printed[#printed + 1] = text end } }
  asyncio.print_call_graph(future, options)
  local graph = asyncio.capture_call_graph(future, { depth = depth })
  return walk(graph), table.concat(printed)
end

-- case declares a case whose body is the function test of the graphs.
local function case(name, test)
  t.case("CallStackTestBase." .. name, function() test() end)
end

local anon = "T<anon>"

local function test()
  local graph, printed
  local function c5() graph, printed = captured(nil, 2) end
  local c4 = async(function()
    t.spin()
    c5()
  end)
  local c3 = async(function() await(c4()) end)
  local c2 = async(function() await(c3()) end)
  local c1 = async(function(task) await(task) end)
  local function main()
    asyncio.TaskGroup(function(tg)
      local task = tg:create_task(c2(), { name = "c2_root" })
      tg:create_task(c1(task), { name = "sub_main_1" })
      tg:create_task(c1(task), { name = "sub_main_2" })
    end)
  end
  main()
  local parent = { anon, { "main", "test" }, {} }
  t.eq(graph, { "T<c2_root>", { "c5", "c4", "c3", "c2" }, {
    parent,
    { "T<sub_main_1>", { "c1" }, { parent } },
    { "T<sub_main_2>", { "c1" }, { parent } },
  } })
  t.ok(printed:find("in function 'test'", 1, true), printed)
end
case("test_stack_tgroup", test)

local function test()
  local graph, printed
  local function nested() graph, printed = captured() end
  local function gen()
    for num = 0, 1 do
      coroutine.yield(num)
      if num == 1 then nested() end
    end
  end
  local function main()
    for _ in coroutine.wrap(gen) do end
  end
  main()
  t.eq(graph, { anon, { "captured", "nested", "gen", "main", "test" }, {} })
  t.ok(printed:find("in function 'gen'", 1, true), printed)
end
case("test_stack_async_gen", test)

-- stack_in is the graph in inner, which c1 calls in a task of its own in its second turn or later; main is given that task's
-- coroutine, and waits for it.
local function stack_in(main, in_timeout)
  local graph
  local function inner()
    t.spin()
    graph = captured()
  end
  local c1 = async(function()
    if in_timeout then
      asyncio.timeout(1, function()
        t.spin()
        inner()
      end)
    else
      t.spin()
      inner()
    end
  end)
  main(c1())
  return graph
end

local function test()
  local function main(c1) await(asyncio.gather(c1, function() t.spin() end)) end
  local graph = stack_in(main)
  t.eq(graph, { anon, { "captured", "inner", "c1" }, { { anon, { "main", "stack_in", "test" }, {} } } })
end
case("test_stack_gather", test)

local function test()
  local function main(c1) await(asyncio.shield(c1)) end
  local graph = stack_in(main)
  t.eq(graph, { anon, { "captured", "inner", "c1" }, { { anon, { "main", "stack_in", "test" }, {} } } })
end
case("test_stack_shield", test)

local function test()
  local function main(c1) await(asyncio.shield(c1)) end
  local graph = stack_in(main, true)
  t.eq(graph, { anon, { "captured", "inner", "", "c1" }, { { anon, { "main", "stack_in", "test" }, {} } } })
end
case("test_stack_timeout", test)

local function test()
  local function main(c1)
    local t1, t2 = asyncio.create_task(c1), asyncio.create_task(function() t.spin(3) end)
    repeat
      local _, pending = await(asyncio.wait({ t1, t2 }))
    until #pending == 0
  end
  local graph = stack_in(main, true)
  t.eq(graph, { anon, { "captured", "inner", "", "c1" }, { { anon, { "main", "stack_in", "test" }, {} } } })
end
case("test_stack_wait", test)

local function test()
  local graph
  local function inner()
    t.spin()
    graph = captured()
  end
  local c1 = async(function() inner() end)
  local function c2() await(asyncio.create_task(c1(), { name = "there there" })) end
  local function main() c2() end
  main()
  t.eq(graph, { "T<there there>", { "captured", "inner", "c1" }, { { anon, { "c2", "main", "test" }, {} } } })
end
case("test_stack_task", test)

local function test()
  local graph, printed
  local function a2(fut) await(fut) end
  local a1 = async(function(fut) a2(fut) end)
  local b1 = async(function(fut) await(fut) end)
  local function main()
    local fut = asyncio.Future()
    asyncio.TaskGroup(function(g)
      g:create_task(a1(fut), { name = "task A" })
      g:create_task(b1(fut), { name = "task B" })
      t.spin(5) -- both wait for the future
      graph, printed = captured(fut)
      fut:set_result(nil)
    end)
  end
  main()
  local parent = { anon, { "captured", "", "main", "test" }, {} } -- the running task, with the body of its group
  t.eq(graph, { "F", {}, {
    { "T<task A>", { "a2", "a1" }, { parent } },
    { "T<task B>", { "b1" }, { parent } },
  } })
  t.ok(printed:find("^%* Future%("), printed)
end
case("test_stack_future", test)
