-- capture_call_graph, format_call_graph, print_call_graph: who awaits whom, and where.
local t = require("check")
local asyncio = require("asyncio")

local function line()
  return debug.getinfo(2, "l").currentline
end

-- where is a call stack as text.
local function where(graph)
  local parts = {}
  for i, f in ipairs(graph.call_stack) do
    parts[i] = (f.line and f.line .. ":" or "") .. f.name
  end
  return table.concat(parts, " ")
end

local function names(graph)
  local parts = {}
  for i, by in ipairs(graph.awaited_by) do
    parts[i] = tostring(by.future):match("name='(.-)'") or tostring(by.future):match("<(%S+)")
  end
  return table.concat(parts, " ")
end

t.case("a task that waits, through a group, up to the main chunk", function()
  local inner, outer
  local function fetch()
    inner = line() + 1
    await(asyncio.sleep(10))
  end
  local function run()
    outer = line() + 1
    fetch()
  end
  local me = asyncio.current_task()
  asyncio.TaskGroup(function(tg)
    local child = tg:create_task(run, { name = "child" })
    t.spin()
    local graph = asyncio.capture_call_graph(child)
    t.ok(graph.future == child)
    t.eq(where(graph), string.format("sleep, 10 s left %d:fetch %d:run", inner, outer))
    t.eq(graph.call_stack[2].source, "call_graph.lua")
    t.eq(#graph.awaited_by, 1)
    t.ok(graph.awaited_by[1].future == me)
    local text = asyncio.format_call_graph(child)
    local at = string.format("* Task(name='child')\n  + Call stack:\n  |   in sleep, 10 s left\n"
      .. "  |   call_graph.lua:%d: in function 'fetch'\n  |   call_graph.lua:%d: in function 'run'\n"
      .. "  + Awaited by:\n    * Task(name='%s')\n      + Call stack:\n", inner, outer, me:get_name())
    t.eq(text:sub(1, #at), at)
    t.ok(text:find("in main chunk\n$"), text)
    child:cancel()
  end)
end)

t.case("the current task, depth and limit", function()
  local here
  local function capture(options)
    here = line() + 1
    return asyncio.capture_call_graph(options)
  end
  local function outer(options)
    local graph = capture(options)
    return graph
  end
  local graph = outer()
  t.ok(graph.future == asyncio.current_task())
  t.eq(graph.call_stack[#graph.call_stack].name, "main chunk")
  local all = #graph.call_stack
  t.eq(graph.call_stack[1].line, here)
  t.eq(outer({ limit = 1 }).call_stack[1].line, here)
  t.eq(#outer({ limit = 1 }).call_stack, 1)
  t.eq(outer({ limit = -1 }).call_stack[1].name, "main chunk")
  t.eq(#outer({ limit = 0 }).call_stack, 0)
  t.eq(#outer({ depth = 2 }).call_stack, all - 1)
  t.eq(outer({ depth = 2 }).call_stack[1].name, "outer")
end)

t.case("everybody who waits is found", function()
  local fut = asyncio.Future()
  local gathered, shielded = asyncio.gather(fut), asyncio.shield(fut)
  local function task(name, fn) return asyncio.create_task(fn, { name = name }) end
  local tasks = {
    task("plain", function() await(fut) end),
    task("wait", function() await(asyncio.wait({ fut })) end),
    task("wait_for", function() await(asyncio.wait_for(fut, 10)) end),
    task("each", function() for _ in asyncio.as_completed({ fut }) do end end),
    task("gather", function() await(gathered) end),
    task("shield", function() await(shielded) end),
  }
  t.spin()
  local graph = asyncio.capture_call_graph(fut)
  t.eq(#graph.call_stack, 0)
  t.eq(names(graph), "gather shield plain wait wait_for each")
  t.ok(where(graph.awaited_by[4]):find("^wait%(%) "))
  fut:set_result()
  await(asyncio.gather(tasks))
  t.eq(names(asyncio.capture_call_graph(fut)), "")
end)

t.case("tasks that wait for each other in a circle", function()
  local a, b
  a = asyncio.create_task(function() await(b) end, { name = "a" })
  b = asyncio.create_task(function() await(a) end, { name = "b" })
  t.spin()
  local graph = asyncio.capture_call_graph(a)
  t.ok(graph.awaited_by[1].awaited_by[1] == graph)
  t.ok(asyncio.format_call_graph(a):find("Task(name='a') (see above)", 1, true))
  a:cancel()
  pcall(await, a)
  pcall(await, b)
end)

t.case("print_call_graph writes to a file", function()
  local text = ""
  local file = { write = function(_, s)
    await(asyncio.sleep(0))
    text = text .. s
  end }
  local fut = asyncio.Future()
  asyncio.print_call_graph(fut, { file = file })
  t.eq(text, "* Future()\n")
  t.raises("^TypeError: print_call_graph: argument 1: Future or Task expected, got number", asyncio.print_call_graph, 1)
  t.raises("^TypeError: print_call_graph: option file: file expected, got number", asyncio.print_call_graph, { file = 1 })
end)

t.case("outside of a task there is no graph", function()
  local fut = asyncio.Future()
  asyncio.get_running_loop():call_soon(function() fut:set_result(asyncio.capture_call_graph() == nil) end)
  t.eq(await(fut), true)
end)

t.case("a gather that has failed, and a shield that was cancelled, wait for nobody", function()
  local slow = asyncio.create_task(function() await(asyncio.sleep(5)) end, { name = "slow" })
  local failing = asyncio.create_task(function() error("x") end)
  local gathering, shield = asyncio.gather(slow, failing), asyncio.shield(slow)
  t.ok(asyncio.format_call_graph(slow):find("Awaited by:\n    * _GatheringFuture()", 1, true), "for which nobody waits")
  pcall(await, gathering)
  shield:cancel()
  t.spin()
  t.ok(not asyncio.format_call_graph(slow):find("Awaited by", 1, true), asyncio.format_call_graph(slow))
  slow:cancel()
  pcall(await, slow)
end)
