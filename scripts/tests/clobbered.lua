-- What Go calls is its own: a script that takes all of asyncio and all globals away breaks nothing that it still holds.
local t = require("check")

-- keep is asyncio and the globals as they were; take removes every field of the tables that scripts can write.
local function keep()
  local saved = {}
  for _, name in ipairs{"asyncio", "coroutine", "string", "table", "math", "package"} do
    saved[name] = {}
    for k, v in pairs(_G[name]) do saved[name][k] = v end
  end
  local globals = {}
  for k, v in pairs(_G) do globals[k] = v end
  return saved, globals
end

local function clobbered(body)
  local saved, globals = keep()
  local g, each, protected, set, raise = _G, pairs, pcall, rawset, error
  local function take()
    for name, fields in each(saved) do
      for k in each(fields) do set(g[name], k, nil) end
    end
    for k in each(globals) do set(g, k, nil) end
  end
  local function giveBack()
    for k, v in each(globals) do set(g, k, v) end
    for name, fields in each(saved) do
      for k, v in each(fields) do set(globals[name], k, v) end
    end
  end
  local ok, err = protected(body, saved.asyncio, globals, take)
  giveBack()
  if not ok then raise(err, 0) end
end

t.case("with an async body gives the lock back", function()
  local lock = asyncio.Lock()
  local got
  clobbered(function(a, g, take)
    local body = a.async(function() a.await(a.sleep(0)) return "value" end)
    local Lock, with = a.Lock, a.with
    take()
    got = with(lock, body)
  end)
  t.eq(got, "value")
  t.eq(lock:locked(), false)
end)

t.case("all that takes a body", function()
  local seen = {}
  clobbered(function(a, g, take)
    local await = g.await
    local function body(result)
      return a.async(function() await(a.sleep(0)) return result end)
    end
    local condition, semaphore, barrier = a.Condition(), a.Semaphore(1), a.Barrier(1)
    local scripted = g.setmetatable({}, {
      __aenter = a.async(function() await(a.sleep(0)) end),
      __aexit = a.async(function() await(a.sleep(0)) end),
    })
    local context = a.copy_context()
    take()
    seen[1] = a.with(condition, body("condition"))
    seen[2] = a.with(semaphore, body("semaphore"))
    seen[3] = a.with(barrier, body("barrier"))
    seen[4] = a.with(scripted, body("scripted"))
    seen[5] = a.with(a.timeout(5), body("with timeout"))
    seen[6] = a.timeout(5, body("timeout"))
    seen[7] = a.timeout_at(1e9, body("timeout_at"))
    seen[8] = a.TaskGroup(body("group"))
    seen[9] = a.with(a.TaskGroup(), body("with group"))
    seen[10] = a.try(function() return await(body("try")()) end, { finally = function() await(a.sleep(0)) end })
    seen[11] = context:run(function() await(a.sleep(0)) return "run" end)
    seen[12] = a.try(function() g.error("x") end, { { "any", function() await(a.sleep(0)) return "handled" end } })
    seen[13] = await(a.wait_for(body("wait_for")(), 5))
    seen[14] = await(a.shield(body("shield")()))
    seen[15] = a.with(condition, function() await(condition:wait_for(function() return true end)) return "predicate" end)
    seen[16] = await(a.gather(body("gather")()))[1]
    seen[17] = await(a.create_task(body("task")()))
    if condition:locked() or semaphore:locked() then seen[18] = "locked" end
  end)
  t.eq(table.concat(seen, " ", 1, 11), "condition semaphore barrier scripted with timeout timeout timeout_at group with group try run")
  t.eq(table.concat(seen, " ", 12, 17), "handled wait_for shield predicate gather task")
  t.eq(seen[18], nil)
end)

t.case("the eager task factory is known by itself", function()
  local order = {}
  clobbered(function(a, g, take)
    local loop, factory = a.get_running_loop(), a.eager_task_factory
    take()
    loop:set_task_factory(factory)
    a.create_task(function() order[1] = "task" end)
    order[2] = "after"
    loop:set_task_factory(nil)
  end)
  t.eq(table.concat(order, " "), "task after")
end)

t.case("require finds the box after package.path, and always with its prefix", function()
  t.eq(require("moonloop.asyncio"), asyncio)
  t.eq(require("moonloop.fs"), fs)
  package.loaded.fs = nil
  t.eq(require("fs"), fs)
  package.loaded.fs = nil
  package.preload.fs = function() return "preloaded" end
  t.eq(require("fs"), "preloaded")
  package.preload["moonloop.fs"], package.loaded["moonloop.fs"] = function() return "preloaded" end, nil
  t.eq(require("moonloop.fs"), fs)
  local ok, err = pcall(require, "moonloop.nothing")
  t.eq(ok, false)
  t.eq(err, "module 'moonloop.nothing' not found:\n\tno module 'nothing' in the box")
end)
