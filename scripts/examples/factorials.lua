-- gather: several computations that take turns, with their results in the order asked for.
local asyncio = require("asyncio")

local factorial = async(function(name, n)
  local product = 1
  for i = 2, n do
    print(string.format("%s: %d x %d", name, product, i))
    await(asyncio.sleep(1))
    product = product * i
  end
  print(string.format("%s: %d! is %d", name, n, product))
  return product
end)

local results = await(asyncio.gather(factorial("A", 3), factorial("B", 5), factorial("C", 1)))
print("results:", unpack(results, 1, results.n))

-- One failure ends the wait, unless errors are wanted among the results.
local fail = async(function()
  await(asyncio.sleep(1))
  error(asyncio.ValueError("no factorial of -1"), 0)
end)

print("caught:", select(2, pcall(await, asyncio.gather(factorial("D", 2), fail()))))
results = await(asyncio.gather({ factorial("E", 2), fail() }, { return_exceptions = true }))
print("results:", results[1], results[2])
