---@meta coroutine

---The language's own coroutines, which give values to who resumes them. For what waits, asyncio has tasks; await works inside of
---these, too.
---@class coroutine
coroutine = {}

---Ends a coroutine that is suspended or dead.
---@param co thread
---@return boolean
---@return any error
function coroutine.close(co) end

---A coroutine that runs f when it is resumed first.
---@param f function
---@return thread
function coroutine.create(f) end

---Whether the code that runs may call coroutine.yield.
---@return boolean
function coroutine.isyieldable() end

---Runs a coroutine on to its next yield or its end: true and what it gave, or false and what was raised.
---@param co thread
---@param ... any its first arguments; later, what its yield returns
---@return boolean
---@return any ...
function coroutine.resume(co, ...) end

---The coroutine that runs; nil where that is the main program.
---@return thread?
function coroutine.running() end

---"running", "suspended", "normal" (it waits for one that it resumed) or "dead".
---@param co thread
---@return string
function coroutine.status(co) end

---A function that resumes a new coroutine each time it is called, and gives what that yields. It raises what f raises.
---@param f function
---@return function
function coroutine.wrap(f) end

---Stops the coroutine, and has its resume return the arguments. It returns what it is resumed with. Outside of the script's
---own coroutines other tasks run once.
---@param ... any
---@return any ...
function coroutine.yield(...) end
