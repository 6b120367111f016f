---@meta

---What programs that measure time ask of LuaSocket: require("moonloop.socket"). For the network there is asyncio.
---@class socket
local socket = {}

---The time.
---@return number seconds since 1970
function socket.gettime() end

---Waits; other tasks run.
---@param seconds number
function socket.sleep(seconds) end

return socket
