---@meta

-- Editor annotations of Moonloop's module re, for the Lua language server.

---Regular expressions in the syntax of RE2. A pattern is a string or a Regex, and is found anywhere in s.
---@class re
local re = {}

---A compiled pattern.
---@class Regex
---@field pattern string what it was compiled from
local Regex = {}

---The captures of the first match, or all of it where the pattern has none; nil if there is no match.
---@param s string
---@param pattern string|Regex
---@param init? integer where to begin, in bytes; negative: from the end
---@return string? ...
function re.match(s, pattern, init) end

---The first and the last byte of the first match, and its captures; nil if there is none.
---@param s string
---@param pattern string|Regex
---@param init? integer where to begin, in bytes; negative: from the end
---@return integer? first
---@return integer? last
---@return string? ... captures
function re.find(s, pattern, init) end

---Replace the matches. A function gets the captures and may await, a table is asked for the first, in a string %1 to %9 are
---captures and %0 is the match. What is false or nil leaves the match as it is.
---@param s string
---@param pattern string|Regex
---@param repl string|number|table|fun(...: string): string|number|false|nil
---@param n? integer how many matches are replaced at most
---@return string s
---@return integer count
function re.gsub(s, pattern, repl, n) end

---The pieces between the matches.
---@param s string
---@param pattern string|Regex
---@param n? integer at how many matches it is split at most
---@return string[]
function re.split(s, pattern, n) end

---Iterate over all matches: the captures of each, or all of it where the pattern has none.
---@param s string
---@param pattern string|Regex
---@return fun(): string?, ... iterator with a method close
function re.find_all(s, pattern) end

---What the named groups of the first match hold; nil if there is none.
---@param s string
---@param pattern string|Regex
---@param init? integer where to begin, in bytes; negative: from the end
---@return table<string, string>?
function re.groups(s, pattern, init) end

---Compile a pattern: i ignores case, with m ^ and $ match at lines, with s a dot matches a newline too.
---@param pattern string
---@param options? {i?: boolean, m?: boolean, s?: boolean} i: ignore case; m: ^ and $ match at lines; s: a dot matches a newline too
---@return Regex
function re.compile(pattern, options) end

---A pattern that matches s and nothing else.
---@param s string
---@return string
function re.escape(s) end

---As re.match.
---@param s string
---@param init? integer
---@return string? ...
function Regex:match(s, init) end

---As re.find.
---@param s string
---@param init? integer
---@return integer? first
---@return integer? last
---@return string? ... captures
function Regex:find(s, init) end

---As re.gsub.
---@param s string
---@param repl string|number|table|fun(...: string): string|number|false|nil
---@param n? integer
---@return string s
---@return integer count
function Regex:gsub(s, repl, n) end

---As re.split.
---@param s string
---@param n? integer
---@return string[]
function Regex:split(s, n) end

---As re.find_all.
---@param s string
---@return fun(): string?, ... iterator with a method close
function Regex:find_all(s) end

---As re.groups.
---@param s string
---@param init? integer
---@return table<string, string>?
function Regex:groups(s, init) end

return re
