-- A module that awaits while it loads.
local asyncio = require("asyncio")
local M = {}
M.slept = await(asyncio.sleep(1, "slept"))
M.name, M.file = ...
return M
