-- A chat server: what somebody says, all others hear.
--   moonloop io_chat.lua 4000      serves port 4000, for telnet or nc
--   moonloop io_chat.lua           shows itself to three guests of its own
local asyncio = require("asyncio")

local members = {} -- writers, in the order they came
local names = {} -- by writer

local function tell(text, but)
  for _, writer in ipairs(members) do
    if writer ~= but then
      writer:write(text .. "\n") -- nobody waits for a slow reader
    end
  end
end

local function leave(writer)
  for i, w in ipairs(members) do
    if w == writer then
      table.remove(members, i)
      tell("* " .. names[writer] .. " has left")
    end
  end
  names[writer] = nil
end

local function talk(reader, writer)
  writer:write("Your name?\n")
  local name = await(reader:readline()):gsub("%s+$", "")
  if name ~= "" then
    names[writer] = name
    tell("* " .. name .. " has come")
    members[#members + 1] = writer
    writer:write("Welcome, " .. name .. ". Here are " .. #members .. ".\n")
    asyncio.try(function()
      for line in reader:lines() do
        tell("<" .. name .. "> " .. line, writer)
      end
    end, {
      { asyncio.OSError, function() end }, -- a connection that broke is one that ended
      finally = function()
        leave(writer)
      end,
    })
  end
  writer:close()
end

local server = await(asyncio.start_server(talk, "127.0.0.1", tonumber(arg[1]) or 0))
if arg[1] then
  print("listening on port " .. server.port)
  await(server:serve_forever())
end

-- The show: each guest has a moment of its own.
local guest = async(function(name, delay, ...)
  await(asyncio.sleep(delay))
  local reader, writer = await(asyncio.open_connection("127.0.0.1", server.port))
  await(reader:readline())
  writer:write(name .. "\n")
  local hearing = asyncio.create_task(function()
    for line in reader:lines() do
      print(name .. " hears: " .. line)
    end
  end)
  for _, text in ipairs({ ... }) do
    await(asyncio.sleep(10))
    writer:write(text .. "\n")
  end
  await(asyncio.sleep(10))
  writer:write_eof()
  await(hearing)
  writer:close()
end)

await(asyncio.gather(
  guest("Ada", 0, "Is anybody there?", "Ah, Bob!", "And Cleo."),
  guest("Bob", 13, "Good evening."),
  guest("Cleo", 26)
))
server:close()
await(server:wait_closed())
