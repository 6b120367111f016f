---@meta

-- Editor annotations of Moonloop's module log, for the Lua language server.

---Lines about what a program does, and how far it has come.
---@class log
local log = {}

---How far something has come.
---@class Progress
---@field count number how far it has come
---@field total number? nil when it is not known
local Progress = {}

---Write a line for who looks for a fault. It is not shown unless setup says so.
---@param text any
---@param fields? table
function log.debug(text, fields) end

---Write a line about what happens.
---@param text any
---@param fields? table
function log.info(text, fields) end

---Write a line about what may be wrong.
---@param text any
---@param fields? table
function log.warning(text, fields) end

---Write a line about what went wrong.
---@param text any
---@param fields? table
function log.error(text, fields) end

---Say which lines are written, how and where to. What is absent is as at first: info, text, the error stream.
---@param options? {level?: "debug"|"info"|"warning"|"error", format?: "text"|"json", file?: string} level: the least that is written, "info" when absent; format: "text" when absent; file: a path, the error stream when absent
function log.setup(options) end

---Show how far something has come: by a bar on a terminal, by a line of the log every so many seconds elsewhere. The body gets
---the Progress, which is closed after it; without a body it is returned.
---@param total? number how much there is to do
---@param options? {title?: string, unit?: string, every?: number} title: before the bar; unit: of the numbers, "B" is bytes; every: seconds between lines where there is no terminal
---@param body? fun(p: Progress): ...
---@return any ... what the body returns
function log.progress(total, options, body) end

---It has come further by n, which is 1 unless it is given.
---@param n? number
function Progress:add(n) end

---It has come to n.
---@param n number
function Progress:set(n) end

---A coroutine that takes the bar away and writes the last line.
---@return Coroutine
function Progress:close() end

return log
