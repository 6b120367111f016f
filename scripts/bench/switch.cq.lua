package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local cq = require("cqtasks")
local tasks, steps = tonumber(arg[1]) or 100, tonumber(arg[2]) or 1000000
local each = math.floor(steps / tasks)
steps = each * tasks

cq.run(function()
  local left, finished = tasks, cq.condition.new()
  local function worker()
    for _ = 1, each do cq.sleep(0) end
    left = left - 1
    if left == 0 then finished:signal() end
  end
  for _ = 1, tasks do cq.spawn(worker) end
  local wall, cpu = cq.clocks()
  while left > 0 do finished:wait() end
  local wall1, cpu1 = cq.clocks()
  print(string.format("switch %d %.1f %.1f", steps, (wall1 - wall) * 1e9 / steps, (cpu1 - cpu) * 1e9 / steps))
end)
