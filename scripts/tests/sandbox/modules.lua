-- What a script changes in its modules is its own.
reached("another runtime's globals", function() return planted end)
reached("another runtime's asyncio", function() return asyncio.planted end)
reached("another runtime's package", function() return package.loaded.planted or package.preload.planted end)
reached("another runtime's math", function() return math.pi ~= 3.141592653589793 end)
planted = true
asyncio.planted = true
package.loaded.planted = true
package.preload.planted = function() return true end
math.pi = 3
package.loaded.string = nil
package.loaded._G = nil
_G._G = nil
table.concat = nil
asyncio.CancelledError = nil
getmetatable(asyncio.RuntimeError)
pcall(function() asyncio.RuntimeError.planted = true end)
reached("another runtime's classes", function() return asyncio.RuntimeError.planted end)
