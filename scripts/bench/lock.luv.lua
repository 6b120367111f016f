package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local luv = require("luvtasks")
local n, tasks = tonumber(arg[1]) or 100000, tonumber(arg[2]) or 100
local each = math.floor(n / tasks)
n = each * tasks

local lock, inside, entered = luv.Lock(), false, 0
local function worker()
  for _ = 1, each do
    lock:acquire()
    assert(not inside)
    inside = true
    luv.sleep(0)
    entered = entered + 1
    inside = false
    lock:release()
  end
end

luv.run(function()
  local wall, cpu = luv.clocks()
  local list = {}
  for i = 1, tasks do list[i] = luv.spawn(worker) end
  luv.gather(list)
  local wall1, cpu1 = luv.clocks()
  assert(entered == n)
  print(string.format("lock %d %.1f %.1f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n))
end)
