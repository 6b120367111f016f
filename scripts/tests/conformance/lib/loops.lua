-- What the conformance scripts share about loops.
local asyncio = require("asyncio")

local M = {}

--- Runs one iteration of a loop that is not running.
function M.once(loop)
  loop:call_soon(loop.stop, loop)
  loop:run_forever()
end

--- Calls fn where no event loop runs. A script always runs in one, so that is after its main chunk, when the loop has
--- been closed and reports what is left; an error of fn is reported there, and so fails the case.
function M.outside(fn)
  local loop = asyncio.get_running_loop()
  loop:set_exception_handler(function() fn() end)
  loop:create_future():set_exception("for the handler")
end

--- A new loop that fn is called with and that is closed after it.
function M.on_new_loop(fn)
  local loop = asyncio.new_event_loop()
  asyncio.try(function() fn(loop) end, { finally = function()
    asyncio.set_event_loop(nil)
    loop:close()
  end })
end

return M
