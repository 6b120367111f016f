-- What holds of a store: a value that was stored is found, although one replica at a time may be cut off or crash.
local asyncio = require "asyncio"
local store = require "store"

return function(t, needed)
  local replicas = { t.host("n1", "store"), t.host("n2", "store"), t.host("n3", "store") }
  await(asyncio.sleep(0.1))
  local s = store.open(replicas, needed)
  for round = 1, 5 do
    local victim = replicas[math.random(3)]
    if math.random(2) == 1 then
      t.partition("case", victim)
    else
      t.restart(victim)
    end
    await(s:put("x", round))
    t.heal("case", victim)
    t.eq(await(s:get("x")), tostring(round))
  end
end
