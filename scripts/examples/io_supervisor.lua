-- Keeps programs running: one that ends is started again, with a pause that grows while it keeps failing.
--   moonloop io_supervisor.lua 'nginx -g "daemon off;"' 'redis-server'
--   moonloop io_supervisor.lua                 supervises two small commands of its own
local asyncio = require("asyncio")
local sub = asyncio.subprocess

-- Runs a command again and again, until it ends well, or more than limit times badly. Its output is shown line by line.
local function supervise(name, command, limit)
  local pause = 1
  for attempt = 1, limit do
    local p = await(asyncio.create_subprocess_shell(command, {
      stdout = sub.PIPE,
      stderr = sub.STDOUT,
      env = { ATTEMPT = attempt, PATH = os.getenv("PATH") },
    }))
    local code = asyncio.with(p, function() -- whatever happens, the program does not outlive this
      for line in p.stdout:lines() do
        print(name .. ": " .. line)
      end
      return await(p:wait())
    end)
    if code == 0 then
      print(name .. " has ended")
      return true
    end
    print(name .. (code < 0 and " was killed by signal " .. -code or " failed with " .. code) .. ", again in " .. pause .. " s")
    await(asyncio.sleep(pause))
    pause = math.min(2 * pause, 60)
  end
  print(name .. " is given up")
  return false
end

local loop = asyncio.get_running_loop()
local main = asyncio.current_task()
loop:add_signal_handler("SIGTERM", function()
  main:cancel() -- the programs end with it
end)

if arg[1] then
  asyncio.TaskGroup(function(group)
    for i, command in ipairs(arg) do
      group:create_task(function()
        supervise("program " .. i, command, math.huge)
      end)
    end
  end)
  return
end

supervise("worker", 'echo "attempt $ATTEMPT"; if [ $ATTEMPT = 1 ]; then exit 3; fi; if [ $ATTEMPT = 2 ]; then kill -9 $$; fi; echo done', 5)
supervise("hopeless", "exit 1", 2)
