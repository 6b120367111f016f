-- What the programs NAME.cq.lua share: a main task on cqueues, and the clocks.
local cqueues = require("cqueues")
local condition = require("cqueues.condition")

local M = { sleep = cqueues.sleep, condition = condition, promise = require("cqueues.promise") }

-- A task without a result.
function M.spawn(fn) return cqueues.running():wrap(fn) end

-- A queue of some places.
local Queue = {}
Queue.__index = Queue

function M.Queue(places)
  return setmetatable({ places = places, first = 1, last = 0, items = {}, filled = condition.new(), freed = condition.new() }, Queue)
end

function Queue:put(item)
  while self.last - self.first + 1 >= self.places do self.freed:wait() end
  self.last = self.last + 1
  self.items[self.last] = item
  self.filled:signal(1)
end

function Queue:get()
  while self.last < self.first do self.filled:wait() end
  local item = self.items[self.first]
  self.items[self.first] = nil
  self.first = self.first + 1
  self.freed:signal(1)
  return item
end

-- A lock.
local Lock = {}
Lock.__index = Lock

function M.Lock() return setmetatable({ locked = false, freed = condition.new() }, Lock) end

function Lock:acquire()
  while self.locked do self.freed:wait() end
  self.locked = true
end

function Lock:release()
  self.locked = false
  self.freed:signal(1)
end

-- Wall clock and CPU of the process, in seconds.
function M.clocks() return cqueues.monotime(), os.clock() end

function M.run(main)
  local controller = cqueues.new()
  controller:wrap(main)
  assert(controller:loop())
end

return M
