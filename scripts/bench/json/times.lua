-- Decodes and encodes a document many times, under Moonloop with its module json or under lua5.1 with lua-cjson, and
-- prints the shortest and the middle time of each in milliseconds: times.lua FILE [ROUNDS].
local ok, json = pcall(require, "moonloop.json")
if not ok then
  json = require("cjson")
end
local clock = os.clock
local f = assert(io.open(arg[1], "rb"))
local text = f:read("*a")
f:close()
local rounds = tonumber(arg[2] or 30)

local function time(what, run)
  local times = {}
  for i = 1, rounds do
    local begin = clock()
    run()
    times[i] = (clock() - begin) * 1000
  end
  table.sort(times)
  print(string.format("%-8s %-7s %7.2f %7.2f", ok and "moonloop" or "cjson", what, times[1], times[math.ceil(rounds / 2)]))
end

local value = json.decode(text)
time("decode", function() json.decode(text) end)
time("encode", function() json.encode(value) end)
