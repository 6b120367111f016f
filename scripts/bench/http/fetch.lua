-- Fetches pages, 50 at a time.
--   moonloop fetch.lua URL [pages]
local asyncio = require("asyncio")
local http = require("moonloop.http")
local url, pages = arg[1], tonumber(arg[2]) or 20000
local loop = asyncio.get_running_loop()

local wall, cpu = loop:time(), os.clock()
local left, bytes = pages, 0
http.Session({ limit = 50 }, function(s)
  asyncio.TaskGroup(function(tg)
    for _ = 1, 50 do
      tg:create_task(function()
        while left > 0 do
          left = left - 1
          local r = await(s:get(url))
          assert(r.status == 200)
          bytes = bytes + #r.body
        end
      end)
    end
  end)
end)
print(("%.0f %.0f %d"):format((loop:time() - wall) * 1e9 / pages, (os.clock() - cpu) * 1e9 / pages, bytes))
