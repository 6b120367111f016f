---@meta moonloop.system

---What test tools ask of luasystem: require("moonloop.system").
---@class system
---@field windows boolean
local system = {}

---@return number seconds since 1970
function system.gettime() end

---@return number seconds that only grow
function system.monotime() end

---Waits; other tasks run.
---@param seconds number
---@return true
function system.sleep(seconds) end

---@param file file*
---@return boolean
function system.isatty(file) end

return system
