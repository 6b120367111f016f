-- What the creatures of the game do: a task each, written as if it had the world for itself.

-- Walks to x, one step a frame.
local function walk(creature, x)
  while creature.x ~= x do
    creature:move(creature.x < x and 1 or -1)
    await(next_frame())
  end
end

function guard(creature, from, to)
  while true do
    walk(creature, to)
    creature:say("all quiet")
    walk(creature, from)
    creature:say("all quiet")
  end
end

function runner(creature, goal)
  local ok = pcall(function()
    asyncio.timeout(10, function() walk(creature, goal) end)
  end)
  creature:say(ok and "there!" or "too far")
end
