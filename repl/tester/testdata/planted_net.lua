-- What cases of several machines share: lines that are sent to a port, and answered.
local test = require "moonloop.test"
local asyncio = require "asyncio"

-- pair declares a case that must fail with some seed and one that must pass with all.
local function pair(name, net, fn)
  test.case("planted: " .. name, { net = net, seeds = 500, timeout = 600 }, function(t) fn(t, false) end)
  test.case("right: " .. name, { net = net, seeds = 50, timeout = 600 }, function(t) fn(t, true) end)
end

-- serve answers each line that comes to a port, until it is cancelled. What has no end is no line: who sent it has crashed.
local function serve(port, answer)
  local server = await(asyncio.start_server(function(r, w)
    asyncio.try(function()
      while true do
        local line, ended = await(r:readline()):gsub("\n$", "")
        if ended == 0 then break end
        w:write(tostring(answer(line)) .. "\n")
      end
    end, { { asyncio.OSError, function() end }, finally = function() w:close() end })
  end, "", port))
  await(server:serve_forever())
end

-- call sends a line to a host and returns the answer, nil if there is none within a second.
local function call(host, port, line)
  local answer
  asyncio.try(function()
    answer = await(asyncio.wait_for(async(function()
      local r, w = await(asyncio.open_connection(host, port))
      return asyncio.try(function()
        w:write(line .. "\n")
        local got = await(r:readline())
        if got ~= "" then return (got:gsub("\n", "")) end
      end, { finally = function() w:close() end })
    end)(), 1))
  end, { { asyncio.OSError, function() end } })
  return answer
end

-- ask calls until there is an answer.
local function ask(...)
  local answer = call(...)
  while not answer do
    await(asyncio.sleep(0.1))
    answer = call(...)
  end
  return answer
end

return { pair = pair, serve = serve, call = call, ask = ask }
