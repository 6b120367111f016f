---@meta debug

---What functions are made of, and who calls whom. For tools: ordinary programs need traceback at most.
---@class debug
debug = {}

---Reads lines of Lua from standard input and runs them, up to one that is cont.
function debug.debug() end

---The table in which a value finds its globals.
---@param v any
---@return table
function debug.getfenv(v) end

---The hook, of which there is none.
---@param thread? thread
---@return any ...
function debug.gethook(thread) end

---A table about a function or a level of the stack: source, short_src, what, currentline, linedefined, lastlinedefined, name,
---namewhat, nups, func.
---@param thread? thread
---@param f? function|integer
---@param what? string which fields, as "Sl"
---@return table?
function debug.getinfo(thread, f, what) end

---The name and value of a local variable of a level of the stack.
---@param thread? thread
---@param level? integer
---@param n? integer which one, from 1
---@return string?
---@return any
function debug.getlocal(thread, level, n) end

---The metatable of a value, whatever its __metatable says.
---@param v any
---@return table?
function debug.getmetatable(v) end

---A table of the runtime's own.
---@return table
function debug.getregistry() end

---The name and value of a variable that a function has from outside.
---@param f function
---@param n integer which one, from 1
---@return string?
---@return any
function debug.getupvalue(f, n) end

---Gives a value another table for its globals.
---@param v any
---@param env table
---@return any
function debug.setfenv(v, env) end

---There are no hooks: one can be taken away only.
---Raises: an error for a hook.
---@param thread? thread
---@param hook? function
---@param mask? string
---@param count? integer
function debug.sethook(thread, hook, mask, count) end

---Sets a local variable of a level of the stack, and returns its name.
---@param thread? thread
---@param level? integer
---@param n? integer
---@param value? any
---@return string?
function debug.setlocal(thread, level, n, value) end

---Gives any value a metatable.
---@param v any
---@param metatable? table
---@return any
function debug.setmetatable(v, metatable) end

---Sets a variable that a function has from outside, and returns its name.
---@param f function
---@param n integer
---@param value any
---@return string?
function debug.setupvalue(f, n, value) end

---Who called whom, as a text, behind message; of an error object of asyncio, where it was raised.
---@param thread? thread
---@param message? any what is no text is returned as it is
---@param level? integer
---@return string
function debug.traceback(thread, message, level) end
