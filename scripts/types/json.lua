---@meta

---JSON, straight between text and Lua's values: require("moonloop.json").
---@class json
---@field null userdata null as decode gives it and encode takes it
---@field DecodeError json.DecodeError the class of what is wrong with a document
local json = {}

---A ValueError.
---@class json.DecodeError: asyncio.ValueError
---@field line integer from 1
---@field column integer in bytes, from 1
---@field offset integer in bytes, from 1

---@class json.DecodeOptions
---@field null? any what null becomes; json.null when absent
---@field bigint? "number"|"string"|"error" what becomes of whole numbers beyond 2^53: rounded ("number", when absent), their text, or a DecodeError
---@field max_depth? integer how deep arrays and objects may be, at most 10000; 1000 when absent

---The text of a value. Lists become arrays, tables with strings for keys objects in the order of pairs, nil and json.null
---null. What has no place in JSON (NaN, functions, mixed keys, a table within itself, text that is not UTF-8) is a
---ValueError that names the way to it, as $.a[2].
---@param v any
---@param options? {indent?: integer|string, sort_keys?: boolean} indent: spaces a level, or what stands for them, one line when absent; sort_keys: objects by name instead of in the order of pairs
---@return string
function json.encode(v, options) end

---The value of a text. Objects keep the order of their keys; of a key that is there twice the last value counts.
---@param text string in UTF-8
---@param options? json.DecodeOptions
---@return any
function json.decode(text, options) end

---An iterator over the documents of a text that has one in each line; it gives each with the number of its line. Awaits
---what it reads from.
---@async
---@param source string|StreamReader|file*|fun(): string? a text, what has a method read, or an iterator of pieces, such as fs.lines(path, "L")
---@param options? json.DecodeOptions
---@return fun(): any, integer
function json.lines(source, options) end

---Marks a table, or a new one, so that encode makes an array of it even when it is empty. The mark is a metatable.
---@param t? table
---@return table
function json.array(t) end

---Marks a table, or a new one, so that encode makes an object of it even when its keys are numbers. The mark is a
---metatable.
---@param t? table
---@return table
function json.object(t) end

return json
