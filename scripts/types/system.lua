---@meta

---What test tools ask of luasystem: require("moonloop.system").
---@class system
---@field windows boolean whether this is Windows
local system = {}

---The time.
---@return number seconds since 1970
function system.gettime() end

---A clock that is never set back.
---@return number seconds that only grow
function system.monotime() end

---Waits; other tasks run.
---@param seconds number
---@return true
function system.sleep(seconds) end

---Whether a file is a terminal.
---@param file file*
---@return boolean
function system.isatty(file) end

return system
