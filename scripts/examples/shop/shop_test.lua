-- Run it with `moonloop test scripts/examples/shop`.
local test = require "moonloop.test"
local asyncio = require "asyncio"
local shop = require "shop"

local stock

test.before_each(function()
  stock = shop.stock(2, async(function() await(asyncio.sleep(10)) end))
end)

test.case("sells what it has", function(t)
  t.eq(await(stock:sell("ann")), 1)
  t.eq(stock.sold, { "ann" })
  t.eq(asyncio.get_running_loop():time(), 10) -- ten seconds of the loop's time, and none of ours
end)

test.group("when many come at once", function()
  test.case("each gets one", function(t)
    t.eq(await(asyncio.gather(stock:sell("ann"), stock:sell("bob"))), { 1, 0, n = 2 })
  end)

  test.case("one too many gets none", function(t)
    local results = await(asyncio.gather(stock:sell("ann"), stock:sell("bob"), stock:sell("cay"), { return_exceptions = true }))
    t.eq(stock.items, 0)
    t.eq(tostring(results[3]), "ValueError: sold out")
  end)
end)

test.case("says what it lacks", { each = { "screws", "nails" } }, function(t, what)
  t.raises("sold out", function() await(shop.stock(0):sell(what)) end)
end)

test.case("never sells more than it has", function(t)
  t.check(test.gen.tuple(test.gen.int(0, 5), test.gen.int(0, 9)), function(items, customers)
    local stock = shop.stock(items, async(function() await(asyncio.sleep(1e-6)) end))
    asyncio.TaskGroup(function(tg)
      for i = 1, customers do
        tg:create_task(async(function() pcall(function() return await(stock:sell(i)) end) end)())
      end
    end)
    t.eq(#stock.sold, math.min(items, customers))
  end)
end)
