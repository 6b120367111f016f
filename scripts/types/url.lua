---@meta

---Addresses as RFC 3986 has them, and the fields of queries and forms: require("moonloop.url").
---@class url
local url = {}

---The parts of an address.
---@class url.Parts
---@field scheme? string in lower case
---@field user? string without escapes
---@field password? string without escapes
---@field host? string in lower case, an address of IPv6 without brackets
---@field port? integer only where the address names it
---@field path? string as it stands in the address; parse gives always one
---@field query? string|table as it stands in the address; build takes a table of fields too
---@field fragment? string as it stands in the address

---The parts of an address. What is none is a ValueError, whose message does not show the address.
---@param s string
---@return url.Parts
function url.parse(s) end

---The address of parts. What may not stand in a part is escaped; what is escaped already stays.
---@param parts url.Parts
---@return string
function url.build(parts) end

---The address that a reference means on the page of another address.
---@param base string
---@param reference string
---@return string
function url.join(base, reference) end

---All bytes as %XX but letters, digits, - . _ ~ and those that are safe.
---@param s string
---@param options? {safe?: string, plus?: boolean} safe: characters that stay as they are, as % for what is escaped already; plus: a space becomes +, as in forms
---@return string
function url.quote(s, options) end

---What a quoted text stands for. An escape that is none is a ValueError.
---@param text string
---@param options? {plus?: boolean} plus: a + is a space, as in forms
---@return string
function url.unquote(text, options) end

---The fields of a query or form, where a name that is there several times has a list of values; or the text of such
---fields, in the order of pairs.
---@param fields string|table<string, string|number|boolean|(string|number|boolean)[]>
---@return table<string, string|string[]>|string
function url.query(fields) end

return url
