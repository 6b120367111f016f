---@meta

-- Editor annotations of Moonloop's module csv, for the Lua language server.

---Tables of text: rows of fields, which are strings.
---@class csv
local csv = {}

---A text that is not in the form.
---@class csv.DecodeError: ValueError
---@field line integer from 1
---@field column integer in bytes, from 1
csv.DecodeError = nil

---Iterate over the rows of a text, a reader or an iterator of pieces. With header they are tables by the names of columns:
---true takes these of the first row. Awaits what it reads.
---@async
---@param source string|StreamReader|fun(): string?
---@param options? {header?: boolean|string[], sep?: string, max_row?: integer} header: true if the first row names the columns, or their names: rows are then tables by name; sep: between values, "," when absent; max_row: bytes that a row may have, 2^20 when absent
---@return fun(): table? iterator with a method close
function csv.rows(source, options) end

---All rows of a text.
---@param text string
---@param options? {header?: boolean|string[], sep?: string, max_row?: integer} header: true if the first row names the columns, or their names: rows are then tables by name; sep: between values, "," when absent; max_row: bytes that a row may have, 2^20 when absent
---@return table[]
function csv.decode(text, options) end

---The text of rows that are lists or, with header, tables by the names of columns: true takes these of the first row.
---@param rows table[]
---@param options? {header?: boolean|string[], sep?: string} header: the names of the columns in their order, or false for none; sep: between values, "," when absent
---@return string
function csv.encode(rows, options) end

return csv
