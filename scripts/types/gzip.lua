---@meta moonloop.gzip

---Packed data: require("moonloop.gzip").
---@class gzip
local gzip = {}

---@alias gzip.Format "gzip"|"zlib"|"deflate"

---@param s string
---@param options? {format?: gzip.Format} "gzip" when absent
---@return string
function gzip.compress(s, options) end

---What was packed. What is damaged, or has something behind it, is a ValueError, and so is more than max.
---@param packed string
---@param options? {format?: gzip.Format, max?: integer} max: bytes when unpacked; 2^26 when absent
---@return string
function gzip.decompress(packed, options) end

return gzip
