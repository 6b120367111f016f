-- A shop that sells what it has, once: the module that stock_test.lua and the manual's page on testing are about.
local asyncio = require "asyncio"

local M = {}

local Stock = {}
Stock.__index = Stock

--- Stock of a number of items, which asks a warehouse (an async function) before it sells one.
function M.stock(items, ask)
  return setmetatable({ items = items, ask = ask, lock = asyncio.Lock(), sold = {} }, Stock)
end

--- Sells one item to somebody, or raises a ValueError.
Stock.sell = async(function(self, to)
  return asyncio.with(self.lock, function()
    if self.items == 0 then
      error(asyncio.ValueError("sold out"))
    end
    await(self.ask(to)) -- somebody else may come meanwhile, but for the lock
    self.items = self.items - 1
    self.sold[#self.sold + 1] = to
    return self.items
  end)
end)

return M
