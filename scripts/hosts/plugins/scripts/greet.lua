-- A plug-in: what it returns says which events it wants.
local count = 0

return {
  join = async(function(name)
    count = count + 1
    await(asyncio.sleep(0.001))
    say("welcome, " .. name .. ", you are number " .. count)
  end),
}
