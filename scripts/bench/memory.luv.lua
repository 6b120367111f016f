package.path = (arg[0]:match("^(.*/)") or "./") .. "lib/?.lua;" .. package.path
local luv = require("luvtasks")
local n = tonumber(arg[1]) or 100000

local function resident() -- in bytes
  local file = assert(io.open("/proc/self/status"))
  local kilobytes = file:read("*a"):match("VmRSS:%s*(%d+)")
  file:close()
  return tonumber(kilobytes) * 1024
end

local function sleeper() luv.sleep(3600) end

luv.run(function()
  local before = resident()
  local wall, cpu = luv.clocks()
  local list = {}
  for i = 1, n do list[i] = luv.spawn(sleeper) end
  luv.sleep(0)
  local wall1, cpu1 = luv.clocks()
  local each = (resident() - before) / n
  print(string.format("memory %d %.1f %.1f %.0f", n, (wall1 - wall) * 1e9 / n, (cpu1 - cpu) * 1e9 / n, each))
  for i = 1, n do luv.cancel(list[i]) end
end)
