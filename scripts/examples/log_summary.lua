-- Sums up the access logs of a web server, packed or not: requests by status and by hour, and the largest pages.
--   moonloop log_summary.lua --top 10 access.log access.log.*.gz
--   moonloop log_summary.lua                      sums up files that it makes
local asyncio = require("asyncio")
local fs = require("fs")
local args = require("moonloop.args")
local datetime = require("moonloop.datetime")
local gzip = require("moonloop.gzip")
local log = require("moonloop.log")
local re = require("moonloop.re")

local options = args.parse({
  about = "Sums up the access logs of a web server. Files whose names end with .gz are unpacked.",
  { "files", many = true, help = "the logs; an example without any" },
  { "-t --top", type = "integer", default = 3, help = "how many pages to show" },
  { "-z --zone", default = "UTC", help = "the time zone of the hours" },
})

local LINE = re.compile([==[^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (\S+)[^"]*" (\d{3}) (\d+|-)]==], { m = true })
local TIME = "%d/%b/%Y:%H:%M:%S %z"

local function new_summary()
  return { lines = 0, status = {}, hours = {}, bytes = {} }
end

local function add(t, key, n)
  t[key] = (t[key] or 0) + n
end

local function sum_up(text, summary)
  for _, time, _, page, status, size in LINE:find_all(text) do
    summary.lines = summary.lines + 1
    add(summary.status, status, 1)
    add(summary.hours, datetime.parse(time, TIME):to(options.zone).hour, 1)
    add(summary.bytes, page, tonumber(size) or 0)
  end
end

local function read(path)
  local text = await(fs.read(path))
  if re.match(path, [[\.gz$]]) then
    text = gzip.decompress(text, { max = 2 ^ 30 })
  end
  return text
end

-- The keys of a table by their numbers, the largest first.
local function by_count(t)
  local keys = {}
  for k in pairs(t) do
    keys[#keys + 1] = k
  end
  table.sort(keys, function(a, b)
    return t[a] > t[b] or t[a] == t[b] and a < b
  end)
  return keys
end

local function show(summary)
  print(summary.lines .. " requests")
  for _, status in ipairs(by_count(summary.status)) do
    print(("  %s  %d"):format(status, summary.status[status]))
  end
  for hour = 0, 23 do
    if summary.hours[hour] then
      print(("  %02d:00 %s"):format(hour, ("#"):rep(math.ceil(40 * summary.hours[hour] / summary.lines))))
    end
  end
  for i, page in ipairs(by_count(summary.bytes)) do
    if i > options.top then
      break
    end
    print(("  %8d bytes  %s"):format(summary.bytes[page], page))
  end
end

local function run(paths)
  local summary, at_once, jobs = new_summary(), asyncio.Semaphore(4), {}
  for i, path in ipairs(paths) do
    jobs[i] = async(function()
      asyncio.with(at_once, function()
        local ok, text = pcall(read, path)
        if ok then
          sum_up(text, summary)
        else
          log.error("cannot read", { file = path, why = text })
        end
      end)
    end)()
  end
  await(asyncio.gather(jobs))
  show(summary)
end

if options.files[1] then
  run(options.files)
  return
end

local function example(n, page, status)
  local lines = {}
  for i = 1, n do
    lines[i] = ('10.0.0.%d - - [29/Nov/2026:%02d:15:00 +0100] "GET %s HTTP/1.1" %d %d'):format(i % 250, 8 + i % 3, page, status, i * 10)
  end
  return table.concat(lines, "\n") .. "\n"
end

local dir = await(fs.tempdir())
local paths = { dir .. "/access.log", dir .. "/access.log.1.gz" }
await(fs.write(paths[1], example(30, "/", 200) .. example(6, "/missing", 404) .. "not a line of a log\n"))
await(fs.write(paths[2], gzip.compress(example(24, "/large?q=1", 200))))
run(paths)
await(fs.remove(dir, { recursive = true }))
