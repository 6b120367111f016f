-- A plug-in with a task in the background: it goes on until the host reloads or drops the plug-in.
asyncio.create_task(function()
  while true do
    await(asyncio.sleep(3600))
    say("an hour has passed")
  end
end)

return {
  ["time"] = function() say("the clock runs") end,
}
