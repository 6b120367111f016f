-- Context variables: every task, callback and timer has its creator's values as they were then.
local asyncio = require("asyncio")
local loop, step = asyncio.get_running_loop(), 0

local function log(...)
  print(string.format("%.3f %d", loop:time(), step), ...)
end
local var = asyncio.ContextVar("var", { default = "default" })
local bare = asyncio.ContextVar("bare")

local function show(name) return function() log(name, var:get()) end end

show("main")()
log("bare", bare:get("given"), (pcall(bare.get, bare)))
local t1 = asyncio.create_task(function()
  log("t1", var:get())
  var:set("t1's")
  await(asyncio.sleep(0))
  log("t1 later", var:get())
end)
var:set("main's")
local t2 = asyncio.create_task(show("t2"))
loop:call_soon(show("soon"))
loop:call_later(1, show("later"))
local f = loop:create_future()
f:add_done_callback(show("callback added before"))
local token = var:set("changed")
f:add_done_callback(show("callback added after"))
f:set_result(nil)
await(asyncio.sleep(0))
show("main")()
await(asyncio.sleep(0))
var:reset(token)
show("reset")()
await(t1)
await(t2)
show("main after tasks")()
await(asyncio.sleep(2))

-- A coroutine awaited inline shares the context, a task made of it does not.
local set = async(function(v) var:set(v) end)
await(set("by an inline coroutine"))
show("inline")()
await(asyncio.create_task(set("by a task")))
show("task")()
await(asyncio.gather(set("by gather")))
show("gather")()
await(asyncio.wait_for(set("by wait_for"), 1))
show("wait_for")()

-- Contexts by hand.
local ctx = asyncio.copy_context()
ctx:run(function() var:set("inside ctx"); show("in ctx")() end)
show("outside")()
ctx:run(show("in ctx again"))
local t = asyncio.create_task(function()
  show("task in ctx")()
  var:set("by the task in ctx")
end, { context = ctx })
await(t)
ctx:run(show("ctx after the task"))
loop:call_soon(ctx:bind(show("bound")))
f = loop:create_future()
f:add_done_callback(show("callback in ctx"), { context = ctx })
f:set_result(nil)
await(asyncio.sleep(0))
log("same context", t:get_context() == ctx)

-- Within a task the values survive its waits, whatever others set in between.
local function worker(name)
  return function()
    var:set(name)
    for _ = 1, 3 do
      await(asyncio.sleep(0))
      log(name, var:get() == name)
    end
  end
end
await(asyncio.gather(worker("w1"), worker("w2")))
show("end")()
