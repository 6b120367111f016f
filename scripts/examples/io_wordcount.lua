-- Counts the words of many files on worker runtimes, one for each core.
--   moonloop io_wordcount.lua *.txt
--   moonloop io_wordcount.lua           counts in files that it makes
local asyncio = require("asyncio")
local fs = require("fs")
local loop = asyncio.get_running_loop()

-- Runs on a worker: it sees only what it is given.
local function count(path)
  local words = {}
  for line in io.lines(path) do
    for word in line:lower():gmatch("%a+") do
      words[word] = (words[word] or 0) + 1
    end
  end
  return words
end

local function count_all(paths)
  local jobs = {}
  for i, path in ipairs(paths) do
    jobs[i] = loop:run_in_executor(nil, count, path)
  end
  local total = {}
  for _, words in ipairs(await(asyncio.gather(jobs))) do
    for word, n in pairs(words) do
      total[word] = (total[word] or 0) + n
    end
  end
  return total
end

local function print_most(total, limit)
  local words = {}
  for word in pairs(total) do
    words[#words + 1] = word
  end
  table.sort(words, function(a, b)
    return total[a] > total[b] or total[a] == total[b] and a < b
  end)
  for i = 1, math.min(limit, #words) do
    print(total[words[i]], words[i])
  end
end

if arg[1] then
  print_most(count_all(arg), 20)
  return
end

local dir = await(fs.tempdir())
local paths = {}
for i = 1, 8 do
  paths[i] = dir .. "/" .. i .. ".txt"
  await(fs.write(paths[i], ("The moon and the loop\n"):rep(i * 10) .. ("the sun\n"):rep(5)))
end
print_most(count_all(paths), 5)
await(fs.remove(dir, { recursive = true }))
