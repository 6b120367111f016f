---@meta

---Bytes as letters, as RFC 4648 has them: require("moonloop.base64").
---@class base64
local base64 = {}

---Bytes as letters of base64.
---@param s string
---@param options? {url?: boolean} url: - and _ for + and /, without padding; false when absent
---@return string
function base64.encode(s, options) end

---The bytes of a text. Ends of lines are passed over; all else that encode would not have written is a ValueError.
---@param text string
---@param options? {url?: boolean} url: - and _ for + and /, with padding or without; false when absent
---@return string
function base64.decode(text, options) end

return base64
