-- A module that awaits and fails.
local asyncio = require("asyncio")
await(asyncio.sleep(1))
error("cannot load")
