---@meta

-- Editor annotations of Moonloop's module env, for the Lua language server.

---Variables of the environment in a file.
---@class env
local env = {}

---Set the variables that a file names and that are unset; returns all that it names.
---@param file? string ".env" without it
---@param options? {override?: boolean, missing_ok?: boolean} override: change variables that are set already too; missing_ok: no error without the file; both false when absent
---@return table<string, string>
function env.load(file, options) end

---The variables that a text names. None is set.
---@param text string
---@return table<string, string>
function env.parse(text) end

return env
