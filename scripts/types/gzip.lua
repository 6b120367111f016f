---@meta

---Packed data: require("moonloop.gzip").
---@class gzip
local gzip = {}

---The form of packed data.
---@alias gzip.Format "gzip"|"zlib"|"deflate"

---Pack bytes.
---@param s string
---@param options? {format?: gzip.Format} format: "gzip" when absent
---@return string
function gzip.compress(s, options) end

---What was packed. What is damaged, or has something behind it, is a ValueError, and so is more than max.
---@param packed string
---@param options? {format?: gzip.Format, max?: integer} format: "gzip" when absent; max: bytes when unpacked, else a ValueError, 2^26 when absent
---@return string
function gzip.decompress(packed, options) end

return gzip
