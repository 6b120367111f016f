-- Writes a document of about a megabyte and of mixed content to standard output: records of people with lists, nested
-- objects, numbers of all kinds and text with escapes and beyond ASCII. It is the same each time.
local seed = 42
local function random(n)
  seed = (seed * 16807) % 2147483647
  return seed % n
end

local words = { "alpha", "bravo", "charlie", "delta", "écho", "foxtrot", "golf", "hôtel", "india", "juliet", "キロ", "lima" }
local function text(n)
  local list = {}
  for i = 1, n do
    list[i] = words[random(#words) + 1]
  end
  return table.concat(list, " ")
end

local records = {}
for i = 1, 2110 do
  local tags, points = {}, {}
  for j = 1, random(5) do
    tags[j] = '"' .. words[random(#words) + 1] .. '"'
  end
  for j = 1, random(6) do
    points[j] = string.format("[%.6f,%.6f,%d]", random(360000000) / 1e6 - 180, random(180000000) / 1e6 - 90, random(9000))
  end
  records[i] = string.format(
    '{"id":%d,"name":"%s","email":"user%d@example.com","active":%s,"balance":%.2f,"score":%se%d,'
      .. '"note":"%s\\n\\"%s\\"\\t%s","address":{"street":"%s","number":%d,"zip":"%05d","country":null},'
      .. '"tags":[%s],"points":[%s],"created":%d,"about":"%s"}',
    i, text(2), i, random(2) == 0 and "true" or "false", random(1000000) / 100 - 5000, random(90) / 10 + 1, random(12) - 6,
    text(4), text(1), text(3), text(2), random(300), random(100000), table.concat(tags, ","), table.concat(points, ","),
    1.6e12 + random(100000000), text(12))
end
io.write('{"count":', #records, ',"records":[\n', table.concat(records, ",\n"), "\n]}\n")
