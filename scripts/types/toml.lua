---@meta

-- Editor annotations of Moonloop's module toml, for the Lua language server.

---TOML 1.1 to tables and back.
---@class toml
local toml = {}

---A text that is no TOML.
---@class toml.DecodeError: ValueError
---@field line integer from 1
---@field column integer from 1
toml.DecodeError = nil

---The table of a document, in its order. Dates and times are strings; bigint says what integers beyond 2^53 are.
---@param text string
---@param options? {bigint?: "number"|"string"|"error"} bigint: what becomes of whole numbers beyond 2^53, "number" when absent: rounded
---@return table
function toml.decode(text, options) end

---The document of a table: its values in their order, then the tables below it. A DateTime is written as one.
---@param t table
---@return string
function toml.encode(t) end

return toml
