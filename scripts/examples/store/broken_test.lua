-- The store as it was first: one answer is enough. This test fails.
local test = require "moonloop.test"
local check = require "check"

test.case("one answer", { net = { latency = { 0.001, 0.1 } }, seeds = 100 }, function(t) check(t, 1) end)
