---@meta

---What a terminal is asked for, as lua-term has it: require("moonloop.term").
---@class term
---@field colors table<string, table> red, onred, bright, reset, …: put together with texts, or called with one
---@field cursor table goto, jump, goup, godown, goright, goleft, save, restore
local term = {}

---Whether a file is a terminal.
---@param file file*
---@return boolean
function term.isatty(file) end

---Clear the screen of a terminal; that of standard output without a file.
---@param file? file* the standard output where it is not there
---@return boolean?
function term.clear(file) end

---Clears the rest of the line.
---@param file? file*
---@return boolean?
function term.cleareol(file) end

---Clears all that comes after the cursor.
---@param file? file*
---@return boolean?
function term.clearend(file) end

return term
