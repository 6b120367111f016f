-- Run it with `moonloop test scripts/examples/store/store_test.lua`.
local test = require "moonloop.test"
local check = require "check"

test.case("a majority", { net = { latency = { 0.001, 0.1 } }, seeds = 100 }, function(t) check(t, 2) end)
