-- Tasks: names, states, results, several values, and what a task says when it failed or was cancelled.
local asyncio = require("asyncio")

local divide = async(function(a, b)
  await(asyncio.sleep(1))
  if b == 0 then error(asyncio.ValueError("division by zero"), 0) end
  return math.floor(a / b), a % b
end)

local task = asyncio.create_task(divide(17, 5), { name = "17 by 5" })
print(task:get_name(), "done:", task:done())
local quotient, rest = await(task)
print(task:get_name(), "done:", task:done(), quotient, rest)
print("the result stays:", task:result())

local failing = asyncio.create_task(divide(1, 0), { name = "1 by 0" })
await(asyncio.wait({ failing }))
print(failing:get_name(), failing:exception())

local cancelled = asyncio.create_task(divide(8, 2), { name = "8 by 2" })
await(asyncio.sleep(0))
cancelled:cancel("changed my mind")
local ok, err = pcall(await, cancelled)
print(cancelled:get_name(), ok, err, "cancelled:", cancelled:cancelled())

-- A task that is done is asked as often as one likes; a coroutine object only once.
local once = divide(9, 3)
print("first await:", await(once))
print("second await:", select(2, pcall(await, once)))
