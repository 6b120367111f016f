-- What the conformance scripts share about other programs.
local asyncio = require("asyncio")
local sub = asyncio.subprocess

local M = {}

--- Starts a command line of the shell, with the standard streams that names lists as pipes.
function M.shell(command, names, options)
  local o = {}
  for k, v in pairs(options or {}) do o[k] = v end
  for name in names:gmatch("%a+") do o[name] = sub.PIPE end
  return await(asyncio.create_subprocess_shell(command, o))
end

--- Starts a program that goes on until it is ended.
function M.blocked(options) return await(asyncio.create_subprocess_exec("sleep", "1000", options or {})) end

--- Starts one that copies its input to its output.
function M.cat() return await(asyncio.create_subprocess_exec("cat", { stdin = sub.PIPE, stdout = sub.PIPE })) end

--- More than a pipe takes.
M.large = string.rep("x", 4 * 1024 * 1024)

return M
