-- What the conformance scripts share about readers that are fed by hand.
local t = require("check")
local asyncio = require("asyncio")

local M = {}

--- A StreamReader that has been fed these pieces.
function M.reader(options, ...)
  local stream = asyncio.StreamReader(options)
  for i = 1, select("#", ...) do stream:feed_data((select(i, ...))) end
  return stream
end

--- What read(n), readline() and so on give.
function M.get(stream, method, ...) return (await(stream[method](stream, ...))) end

--- Checks what a stream that has not ended has in its buffer, and leaves it there.
function M.holds(stream, data)
  local reading = asyncio.create_task(stream:read(1024))
  t.spin()
  if not reading:done() then
    t.eq("", data, "the buffer")
    reading:cancel()
    t.spin()
    return
  end
  t.eq(reading:result(), data, "the buffer")
  stream:feed_data(data)
end

--- Calls fn in the loop's next turn.
function M.soon(fn) asyncio.get_running_loop():call_soon(fn) end

return M
