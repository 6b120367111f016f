-- A key-value store with replicas. A replica keeps what it is told on its disk; a client stores and finds a value with the help
-- of so many of them as it needs answers of.
local asyncio = require "asyncio"

local store = {}
store.__index = store

local port = 7000

-- A replica, which runs until its end.
function store.main()
  local values = {}
  local file = io.open("log")
  for line in file and file:lines() or function() end do
    local version, key, value = line:match("^(%d+) (%S+) (%S+)$")
    if version then values[key] = { version = tonumber(version), value = value } end
  end
  if file then file:close() end
  local log = assert(io.open("log", "a"))
  local answers = {}
  function answers.put(key, version, value)
    version = tonumber(version)
    if not values[key] or values[key].version < version then
      log:write(("%d %s %s\n"):format(version, key, value))
      log:flush() -- before it is promised
      values[key] = { version = version, value = value }
      print(("%s is %s"):format(key, value))
    end
    return "kept"
  end
  function answers.get(key)
    local v = values[key]
    return v and ("%d %s"):format(v.version, v.value) or "0 -"
  end
  local server = await(asyncio.start_server(function(reader, writer)
    asyncio.try(function()
      for line in reader:lines() do
        local what, key, version, value = line:match("^(%S+) (%S+) ?(%S*) ?(%S*)$")
        writer:write(answers[what](key, version, value) .. "\n")
        await(writer:drain())
      end
    end, { { asyncio.ConnectionError, function() end } }) -- it does not wait for the answer
    writer:close()
  end, "", port))
  await(server:serve_forever())
end

-- A client of these replicas, needed of which must answer.
function store.open(replicas, needed)
  return setmetatable({ replicas = replicas, needed = needed, version = 0 }, store)
end

-- What one replica answers.
local ask = async(function(replica, line)
  return asyncio.timeout(2, function()
    local reader, writer = await(asyncio.open_connection(replica, port))
    return asyncio.with(writer, function()
      writer:write(line .. "\n")
      return await(reader:readline())
    end)
  end)
end)

-- The first answers, as many as are needed.
function store:ask(line)
  local tasks, answers = {}, {}
  for i, replica in ipairs(self.replicas) do tasks[i] = asyncio.create_task(ask(replica, line)) end
  for next in asyncio.as_completed(tasks) do
    local ok, answer = pcall(await, next)
    if ok then answers[#answers + 1] = answer end
    if #answers == self.needed then break end
  end
  for _, task in ipairs(tasks) do task:cancel() end
  await(asyncio.gather(tasks, { return_exceptions = true }))
  if #answers < self.needed then error("too few replicas answer") end
  return answers
end

store.put = async(function(self, key, value)
  self.version = self.version + 1
  self:ask(("put %s %d %s"):format(key, self.version, value))
end)

-- The newest value that is found, nil if there is none.
store.get = async(function(self, key)
  local newest, found = 0, nil
  for _, answer in ipairs(self:ask("get " .. key)) do
    local version, value = answer:match("^(%d+) (%S+)")
    if tonumber(version) > newest then newest, found = tonumber(version), value end
  end
  return found
end)

return store
