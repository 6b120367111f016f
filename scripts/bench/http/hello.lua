-- Serves a small JSON document; the peer is hello.js.
local asyncio = require("asyncio")
local http = require("moonloop.http")

local app = http.App()
app:get("/", function() return { json = { hello = "world" } } end)
local server = await(app:start("127.0.0.1", 0))
print(server.port)
await(asyncio.stdin:read(-1))
await(server:close())
