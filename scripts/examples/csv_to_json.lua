-- Turns a CSV file of any length into lines of JSON, one for each row.
--   moonloop csv_to_json.lua --numbers data.csv > data.jsonl
--   moonloop csv_to_json.lua                      converts a file that it makes
local fs = require("fs")
local args = require("moonloop.args")
local csv = require("moonloop.csv")
local json = require("moonloop.json")
local log = require("moonloop.log")

local options = args.parse({
  about = "Turns a CSV file into lines of JSON, one for each row, on standard output.",
  { "file", required = false, help = "the file, whose first row names the columns; an example without it" },
  { "-s --sep", value = "CHAR", default = ",", help = "what stands between fields" },
  { "-n --numbers", help = "make numbers of fields that read as numbers" },
  { "-q --quiet", help = "do not show how far it has come" },
})

-- Converts the rows of pieces of text, and returns how many there were.
local function convert(pieces)
  local count = 0
  for row in csv.rows(pieces, { header = true, sep = options.sep }) do
    if options.numbers then
      for name, field in pairs(row) do
        row[name] = tonumber(field) or field
      end
    end
    io.write(json.encode(row), "\n")
    count = count + 1
  end
  return count
end

local function convert_file(path)
  if options.quiet then
    return convert(fs.lines(path, "L"))
  end
  local size = await(fs.stat(path)).size
  return log.progress(size, { title = "converting", unit = "B" }, function(progress)
    local lines = fs.lines(path, "L")
    return convert(function()
      local line = lines()
      progress:add(line and #line or 0)
      return line
    end)
  end)
end

if options.file then
  log.info("done", { rows = convert_file(options.file) })
  return
end

local path = await(fs.tempfile({ suffix = ".csv" }))
await(fs.write(path, 'id,name,note\n1,Ann,"likes ""quotes"", and commas"\n2,Bob,\n3,"Cid","two\nlines"\n'))
options.numbers, options.quiet = true, true
print(convert_file(path) .. " rows")
await(fs.remove(path))
