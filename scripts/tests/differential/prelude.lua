-- What the Lua half of a program stands on. The runner gives LOG(...) and FAILED(text); see moonloop.go.
asyncio = require("asyncio")
loop = asyncio.get_running_loop()
E1 = asyncio.error_class("E1")
S, H, C, G, M, Q = {}, {}, {}, {}, {}, {}
for i = 0, 5 do S[i] = loop:create_future() end

local SLOTS = 5

-- Names that tasks are given by counting begin at 1.
local before = tonumber(asyncio.current_task():get_name():match("%d+")) - 1

local function name(t)
  return (t:get_name():gsub("^Task%-(%d+)$", function(n) return "Task-" .. n - before end))
end

-- Python's reprs are not compared, nor what follows them.
local function plain(message)
  return (message:gsub("<.*", ""):gsub("%s+$", ""))
end

local is_future = {}
for _, f in ipairs({ loop:create_future(), asyncio.current_task() }) do is_future[getmetatable(f)] = true end

local show

local function show_error(e)
  local text = e.name .. "(" .. plain(e.message) .. ")"
  if e.exceptions then text = text .. show(e.exceptions) end
  return text
end

function show(v)
  if type(v) == "table" then
    local parts = {}
    for i = 1, v.n or #v do parts[i] = show(v[i]) end
    return "[" .. table.concat(parts, ", ") .. "]"
  elseif asyncio.isinstance(v, asyncio.BaseException) then
    return show_error(v)
  elseif type(v) == "number" then
    return string.format("%.14g", v)
  elseif type(v) ~= "userdata" then
    return tostring(v)
  end
  for i = 0, SLOTS do
    if S[i] == v then return "S" .. i end
  end
  if is_task(v) then return name(v) end
  return "future"
end

function is_task(v)
  return asyncio.isinstance(v, asyncio.Task)
end

function log(...)
  local parts = {}
  for i = 1, select("#", ...) do parts[i] = show((select(i, ...))) end
  local now = asyncio.current_task(loop)
  LOG(now and name(now) or "-", table.concat(parts, " "))
end

loop:set_exception_handler(function(_, context)
  if context.message:find("never retrieved", 1, true) then
    FAILED("never retrieved " .. show(context.exception))
  elseif context.message:find("destroyed", 1, true) then
    FAILED("destroyed " .. name(context.task))
  else
    log("handler", context.message:match("^%S+ %S+ %S+"), context.exception)
  end
end)

function names(tasks)
  local list = {}
  for i, t in ipairs(tasks) do list[i] = name(t) end
  table.sort(list)
  return list
end

-- Functions that log what they catch.
function guard(body)
  local ok, e = pcall(body)
  if not ok then log("raised", e) end
end

local function logged(e) log("raised", e) end

function guard_errors(body) asyncio.try(body, { { "any", logged } }) end

function guard_timeout(body) asyncio.try(body, { { asyncio.TimeoutError, logged } }) end

function cancelling(t) return is_task(t) and t:cancelling() or nil end

function uncancel(t) return is_task(t) and t:uncancel() or nil end

function set_name(t, name)
  if is_task(t) then t:set_name(name) end
end

function cancel_handle(h)
  if h then
    h:cancel()
    log("handle", h:cancelled())
  end
end

function remove_callback(f, callback)
  if callback then log("removed", f:remove_done_callback(callback)) end
end

function reschedule(cm, delay)
  if cm then
    cm:reschedule(delay and loop:time() + delay)
    log("rescheduled", cm:when(), cm:expired())
  end
end

function timeout_state(cm)
  if cm then log("timeout", cm:when(), cm:expired()) end
end

function cancelled_group()
  local group = asyncio.TaskGroup()
  group:cancel()
  return group
end

function group_cancel(group)
  if group then group:cancel() end
end

function group_spawn(group, body) return group and group:create_task(body) end

function plain_factory(l, co, options)
  log("factory")
  options = options or {}
  options.loop = l
  return asyncio.Task(co, options)
end

own_eager_factory = asyncio.create_eager_task_factory(function(co, options)
  log("constructor")
  return asyncio.Task(co, options)
end)

-- Context variables.
var = asyncio.ContextVar("var", { default = 0 })
local tokens = {}

function set_var(v) tokens[#tokens + 1] = var:set(v) end

function reset_var()
  local token = table.remove(tokens)
  if token then
    local ok = pcall(var.reset, var, token)
    log("reset", ok, var:get())
  end
end

-- Queues, locks and their like, as far as there are some.
if asyncio.Queue then Q[0], Q[1], Q[2] = asyncio.Queue(1), asyncio.LifoQueue(2), asyncio.PriorityQueue() end
if asyncio.Lock then
  lock, event, cond = asyncio.Lock(), asyncio.Event(), asyncio.Condition()
  sem, bsem, barrier = asyncio.Semaphore(2), asyncio.BoundedSemaphore(1), asyncio.Barrier(2)
end

-- Coroutine objects, kept to be awaited more than once.
O = {}
local contexts = {}

function context(i)
  contexts[i] = contexts[i] or asyncio.copy_context()
  return contexts[i]
end

again = async(function(co)
  return co and await(co)
end)

local asked = 0

function predicate()
  asked = asked + 1
  return asked % 3 == 0
end

function lock_state()
  log("locks", lock:locked(), sem:locked(), bsem:locked(), event:is_set(), cond:locked())
  log("barrier", barrier.n_waiting, barrier.broken)
end

-- wait's two lists as one value.
both = async(function(co)
  local done, pending = await(co)
  return { done, pending }
end)

-- Ways to await: each suspends under another construct.
function via_pcall(x)
  local ok, v = pcall(await, x)
  if not ok then error(v, 0) end
  return v
end

function via_index(x)
  return setmetatable({}, { __index = function() return (await(x)) end }).value
end

function via_add(x)
  return setmetatable({}, { __add = function() return (await(x)) end }) + 1
end

function via_call(x)
  return setmetatable({}, { __call = function(_, y) return (await(y)) end })(x)
end

function via_gsub(x)
  local v
  string.gsub("a", "a", function() v = await(x) end)
  return v
end

function via_sort(x)
  local v, awaited
  table.sort({ 2, 1 }, function(a, b)
    if not awaited then
      awaited = true
      v = await(x)
    end
    return a < b
  end)
  return v
end

local wrap = coroutine.wrap

function via_wrap(x)
  local ok, v = wrap(function() return pcall(await, x) end)()
  if not ok then error(v, 0) end
  return v
end

-- The programs' generators put no place before the texts of errors, as Python's do not.
function coroutine.wrap(f)
  local co = coroutine.create(f)
  return function()
    local ok, v = coroutine.resume(co)
    if not ok then error(v, 0) end
    return v
  end
end

function via_resume(x)
  local ok, v = coroutine.resume(coroutine.create(function() return (await(x)) end))
  if not ok then error(v, 0) end
  return v
end

function via_iterator(x)
  local v
  for _ in function(_, again)
    if again then return nil end
    v = await(x)
    return true
  end do end
  return v
end

function via_depth(x)
  local function down(n)
    if n == 0 then return (await(x)) end
    local v = down(n - 1)
    return v
  end
  return down(20)
end

function via_tostring(x)
  local v
  tostring(setmetatable({}, { __tostring = function()
    v = await(x)
    return ""
  end }))
  return v
end

function via_method(x)
  if type(x) == "function" then return (await(x)) end
  return (x:await())
end

function via_tail(x)
  local function call(y) return await(y) end
  return call(x)
end

function via_xpcall(x)
  local ok, v = xpcall(function() return (await(x)) end, function(e) return e end)
  if not ok then error(v, 0) end
  return v
end

function via_lt(x)
  local v
  local meta = { __lt = function()
    v = await(x)
    return true
  end }
  local _ = setmetatable({}, meta) < setmetatable({}, meta)
  return v
end

function via_concat(x)
  return setmetatable({}, { __concat = function() return (await(x)) end }) .. "a"
end

function via_newindex(x)
  local v
  setmetatable({}, { __newindex = function() v = await(x) end }).field = 1
  return v
end

function via_with(x)
  if not asyncio.with then return (await(x)) end
  return asyncio.with(asyncio.Lock(), function() return (await(x)) end)
end

function via_try(x)
  return asyncio.try(function() return await(x) end, { finally = function() end })
end

function via_vararg(x)
  local function call(...) return select(2, ...) end
  return (call(1, await(x)))
end

--- The main chunk: runs main() of the program and logs how it ends.
function run()
  local ok, v = pcall(main)
  log("main", ok, v)
  if not ok then error(v, 0) end
end
