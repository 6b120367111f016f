-- The smallest fair scheduler over luv: tasks are coroutines, what is ready runs first in, first out, one batch for each
-- turn of libuv's loop. The programs NAME.luv.lua run on it.
local uv = require("luv")
local create, resume, yield, status = coroutine.create, coroutine.resume, coroutine.yield, coroutine.status

local M = {}

local queue, spare, count = {}, {}, 0
local idle, active = uv.new_idle(), false

local function turn()
  local batch, n = queue, count
  queue, spare, count = spare, batch, 0
  for i = 1, n, 3 do
    local fn, a, b = batch[i], batch[i + 1], batch[i + 2]
    batch[i], batch[i + 1], batch[i + 2] = false, false, false
    fn(a, b)
  end
  if count == 0 then
    idle:stop()
    active = false
  end
end

function M.call_soon(fn, a, b)
  queue[count + 1], queue[count + 2], queue[count + 3] = fn, a, b
  count = count + 3
  if not active then
    idle:start(turn)
    active = true
  end
end
local call_soon = M.call_soon

-- A future: done, value, err, and the one task or the list of tasks that wait for it.
function M.future() return { done = false } end

local current
local step

local function finish(f, value, err)
  f.done, f.value, f.err = true, value, err
  local waiter = f.waiter
  if waiter then
    call_soon(step, waiter)
    f.waiter = nil
  end
  local more = f.more
  if more then
    for i = 1, #more do call_soon(step, more[i]) end
    f.more = nil
  end
end

step = function(task, err)
  current = task
  local ok, value = resume(task.co, err)
  current = nil
  if status(task.co) == "dead" then
    if ok then finish(task, value) else finish(task, nil, value) end
  end
end

function M.set_result(f, value)
  assert(not f.done, "invalid state")
  finish(f, value)
end

-- A task is a future; its function gets one argument.
function M.spawn(fn, a)
  local task = { done = false, co = create(fn) }
  call_soon(step, task, a)
  return task
end

function M.await(f)
  if not f.done then
    if f.waiter then
      f.more = f.more or {}
      f.more[#f.more + 1] = current
    else
      f.waiter = current
    end
    local err = yield()
    if err then error(err, 0) end
  end
  if f.err then error(f.err, 0) end
  return f.value
end

local function fired(task)
  task.timer:close()
  task.timer = nil
  call_soon(step, task)
end

function M.sleep(seconds)
  local task = current
  if seconds <= 0 then
    call_soon(step, task)
  else
    local timer = uv.new_timer()
    task.timer = timer
    timer:start(math.ceil(seconds * 1000), 0, function() fired(task) end)
  end
  local err = yield()
  if err then error(err, 0) end
end

-- Cancels a task that sleeps.
function M.cancel(task)
  if task.done then return false end
  if task.timer then
    task.timer:stop()
    task.timer:close()
    task.timer = nil
  end
  task.cancelled = true
  call_soon(step, task, "cancelled")
  return true
end

-- Waits for all; with keep, errors stand among the results.
function M.gather(list, keep)
  local results = {}
  for i = 1, #list do
    local f = list[i]
    if keep then
      local ok, value = pcall(M.await, f)
      results[i] = value
    else
      results[i] = M.await(f)
    end
  end
  return results
end

-- first in, first out
local function push(q, v)
  q.last = q.last + 1
  q[q.last] = v
end

local function pop(q)
  local v = q[q.first]
  q[q.first] = nil
  q.first = q.first + 1
  return v
end

local function fifo() return { first = 1, last = 0 } end
local function size(q) return q.last - q.first + 1 end

local function wake(waiters)
  if size(waiters) > 0 then finish(pop(waiters)) end
end

local function wait(waiters)
  local f = M.future()
  push(waiters, f)
  M.await(f)
end

local Queue = {}
Queue.__index = Queue

function M.Queue(places) return setmetatable({ places = places, items = fifo(), getters = fifo(), putters = fifo() }, Queue) end

function Queue:put(item)
  while size(self.items) >= self.places do wait(self.putters) end
  push(self.items, item)
  wake(self.getters)
end

function Queue:get()
  while size(self.items) == 0 do wait(self.getters) end
  local item = pop(self.items)
  wake(self.putters)
  return item
end

local Lock = {}
Lock.__index = Lock

function M.Lock() return setmetatable({ locked = false, waiters = fifo() }, Lock) end

-- The lock is handed on to the first who waits.
function Lock:acquire()
  if self.locked then wait(self.waiters) else self.locked = true end
end

function Lock:release()
  if size(self.waiters) > 0 then wake(self.waiters) else self.locked = false end
end

-- Wall clock and CPU of the process, in seconds.
function M.clocks() return uv.hrtime() / 1e9, os.clock() end

-- Runs main as a task until nothing is left to do.
function M.run(main)
  local task = M.spawn(main)
  uv.run()
  assert(task.done, "nothing can wake the main task")
  if task.err then error(task.err, 0) end
end

return M
