package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local cq = require("cqtasks")
local n = tonumber(arg[1]) or 100000

local function resident() -- in bytes
  local file = assert(io.open("/proc/self/status"))
  local kilobytes = file:read("*a"):match("VmRSS:%s*(%d+)")
  file:close()
  return tonumber(kilobytes) * 1024
end

local function sleeper() cq.sleep(3600) end

cq.run(function()
  local before = resident()
  local wall, cpu = cq.clocks()
  for _ = 1, n do cq.spawn(sleeper) end
  cq.sleep(0) -- now all of them sleep
  local wall1, cpu1 = cq.clocks()
  local each = (resident() - before) / n
  print(string.format("memory %d %.1f %.1f %.0f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n, each))
  os.exit(0) -- a task cannot be cancelled
end)
