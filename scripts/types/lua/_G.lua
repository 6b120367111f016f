---@meta _G

---The functions of the language that are globals.
---@class _G
_G = {}

---v, and all further arguments, where v is neither nil nor false. Otherwise an error.
---Raises: message as it is, or "assertion failed!".
---@param v any
---@param message? string a text, or an error object of asyncio
---@param ... any
---@return any ...
function assert(v, message, ...) end

---The collector of what is no longer used. "collect" runs it; "count" tells the kilobytes that are in use, "step" whether a
---cycle has ended; "stop", "restart", "setpause" and "setstepmul" are taken and change nothing of note.
---@param what? string "collect" where it is not there
---@param argument? number
---@return number
function collectgarbage(what, argument) end

---Runs a file, and gives what it returns.
---Raises: what the file raises; its mistakes of syntax; that it cannot be read.
---@param file? string standard input where it is not there
---@return any ...
function dofile(file) end

---Raises value as an error, which pcall catches. The place is put before a text.
---@param value any
---@param level? integer whose place: 1 the caller of error, 2 the caller of that function, 0 no place; 1 where it is not there
function error(value, level) end

---The kilobytes that are in use: collectgarbage("count").
---@return number
function gcinfo() end

---The table in which a function finds its globals.
---@param f? function|integer a function, or a level of the stack, 0 for the thread; 1 where it is not there
---@return table
function getfenv(f) end

---The metatable of a value, or what its field __metatable holds; nil where there is none.
---@param v any
---@return any
function getmetatable(v) end

---For a generic for: walks t[1], t[2], … up to the first nil, as index and value.
---@param t table
---@return function
---@return table
---@return integer
function ipairs(t) end

---Compiles a chunk without running it: a function, or nil and the message.
---@param chunk string|function the source, or a function that gives a piece of it each time, nil at the end
---@param name? string stands in messages: "=name" as it is, "@file" for a file
---@param mode? string "t": text; the only one there is
---@param env? table its globals
---@return function?
---@return string? message
function load(chunk, name, mode, env) end

---Compiles a file without running it: a function, or nil and the message.
---@param file? string standard input where it is not there
---@param mode? string "t": text
---@param env? table its globals
---@return function?
---@return string? message
function loadfile(file, mode, env) end

---Compiles a source without running it: a function, or nil and the message.
---@param source string
---@param name? string stands in messages
---@return function?
---@return string? message
function loadstring(source, name) end

---Makes a module the old way: a table that is a global and in package.loaded, which the rest of the file has its globals in.
---A file that returns a table is the way since.
---@param name string
---@param ... function each is called with the module, as package.seeall
function module(name, ...) end

---A userdata with nothing in it, for its metatable.
---@param meta? boolean|userdata true: with a new metatable; a proxy: with the same as it
---@return userdata
function newproxy(meta) end

---The key that follows key in a table, and its value; nil behind the last. next(t) == nil tells that t is empty. What is
---there may be changed or taken out meanwhile; a new key may not be added.
---@param t table
---@param key? any the first key where it is nil
---@return any key
---@return any value
function next(t, key) end

---For a generic for: walks all keys and values of a table, here in the order in which they came. A __pairs of its metatable
---is called instead.
---@param t any
---@return function
---@return any
---@return any
function pairs(t) end

---Calls f so that an error does not go further: true and its results, or false and what was raised. It catches a
---cancellation, too: raise it again, so that a task can be stopped.
---@param f any
---@param ... any its arguments
---@return boolean
---@return any ...
function pcall(f, ...) end

---Writes its arguments to standard output, as tostring makes texts of them, with tabs between and a newline at the end.
---@param ... any
function print(...) end

---Whether two values are the same, without their __eq.
---@param v1 any
---@param v2 any
---@return boolean
function rawequal(v1, v2) end

---t[key] without __index.
---@param t table
---@param key any
---@return any
function rawget(t, key) end

---How long a table or string is, without __len.
---@param v table|string
---@return integer
function rawlen(v) end

---t[key] = value without __newindex. It returns t.
---@param t table
---@param key any
---@param value any
---@return table
function rawset(t, key, value) end

---What a module returns: it is run the first time and kept in package.loaded. It is looked for in package.preload, then as a
---file by package.path, where a dot in the name is a folder: require("a.b") is a/b.lua.
---Raises: that no such module was found, and where it was looked for; what the module raises.
---@param name string
---@return any
function require(name) end

---The arguments from number n on; from the end where n is negative. select("#", ...) counts them, nils too.
---@param n integer|"#"
---@param ... any
---@return any ...
function select(n, ...) end

---Gives a function another table for its globals.
---@param f function|integer a function, or a level of the stack
---@param env table
---@return function?
function setfenv(f, env) end

---Gives a table a metatable, which says what operators and missing fields mean, and returns the table. nil takes it away.
---Raises: that it is protected, by a field __metatable.
---@param t table
---@param metatable? table
---@return table
function setmetatable(t, metatable) end

---v as a number, where it is one or a text of one; nil otherwise. With a base the text is a whole number in that base.
---@param v any
---@param base? integer 2 to 36; 10 where it is not there
---@return number?
function tonumber(v, base) end

---v as a text: what a __tostring of its metatable returns, where there is one.
---@param v any
---@return string
function tostring(v) end

---The type of a value: "nil", "boolean", "number", "string", "table", "function", "thread" or "userdata".
---@param v any
---@return string
function type(v) end

---list[i], …, list[j] as separate values.
---@param list table
---@param i? integer 1 where it is not there
---@param j? integer its length where it is not there
---@return any ...
function unpack(list, i, j) end

---Calls f as pcall does; an error goes through handler first, which can add debug.traceback to it.
---@param f any
---@param handler function called with what was raised; what it returns comes behind false
---@param ... any the arguments of f
---@return boolean
---@return any ...
function xpcall(f, handler, ...) end
