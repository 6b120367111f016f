---@meta

---Identifiers as RFC 9562 has them: require("moonloop.uuid").
---@class uuid
local uuid = {}

---A random one.
---@return string
function uuid.v4() end

---One that begins with the time, and is greater than all that this runtime has made before.
---@return string
function uuid.v7() end

return uuid
