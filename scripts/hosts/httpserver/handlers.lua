-- The handlers of the server: a function a route. Each request is a task of its own, so they may wait.
local routes = {}

routes["/"] = function()
  return { status = 200, body = "hello from Lua\n" }
end

-- Looks two things up at once, in Go.
routes["/user"] = function(request)
  local name = request.query.name or "nobody"
  local found = await(asyncio.gather(
    function() return lookup("mail", name) end,
    function() return lookup("phone", name) end))
  return { status = 200, body = name .. ": " .. found[1] .. ", " .. found[2] .. "\n" }
end

routes["/slow"] = function()
  await(asyncio.sleep(60))
end

routes["/spin"] = function()
  while true do pcall(function() while true do end end) end
end

routes["/hog"] = function()
  local s = "x"
  while true do s = s .. s end
end

function handle(request)
  local route = routes[request.path]
  if not route then return { status = 404, body = "not found\n" } end
  return route(request)
end
