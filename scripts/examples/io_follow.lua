-- Follows a log as it grows, as tail -f does, and tells of lines that match.
--   moonloop io_follow.lua /var/log/syslog error
--   moonloop io_follow.lua                         follows a log of its own
local asyncio = require("asyncio")
local fs = require("fs")

-- Calls fn with each line that is added to a file from now on; a file that was cut is read from its start.
local function follow(path, fn)
  local offset = await(fs.stat(path)).size
  local rest = ""
  asyncio.with(await(fs.watch(path)), function(watcher)
    for event in watcher:events() do
      if event.op == "remove" or event.op == "rename" then
        return
      end
      if await(fs.stat(path)).size < offset then
        offset, rest = 0, ""
      end
      local data = await(fs.read(path, { offset = offset }))
      offset = offset + #data
      rest = (rest .. data):gsub("([^\n]*)\n", function(line)
        fn(line)
        return ""
      end)
    end
  end)
end

if arg[1] then
  follow(arg[1], function(line)
    if not arg[2] or line:find(arg[2]) then
      print(line)
    end
  end)
  return
end

local dir = await(fs.tempdir())
local path = dir .. "/log"
await(fs.write(path, "an old line\n"))
local seen = asyncio.Queue()
local following = asyncio.create_task(function()
  follow(path, function(line)
    seen:put_nowait(line)
  end)
end)
await(asyncio.sleep(1))
for i = 1, 3 do
  await(fs.append(path, "event " .. i .. "\nhalf of "))
  print(await(seen:get()))
  await(fs.append(path, "a line\n"))
  print(await(seen:get()))
end
await(fs.write(path, "cut\n"))
print(await(seen:get()))
following:cancel()
await(asyncio.wait({ following }))
await(fs.remove(dir, { recursive = true }))
