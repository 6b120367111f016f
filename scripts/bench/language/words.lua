-- Words of a text counted and sorted by how often they come.
local seed, text = 7, {}
for i = 1, tonumber(arg[1]) or 400000 do
  seed = seed * 16807 % 2147483647
  text[i] = "word" .. seed % 997
end
local count = {}
for word in table.concat(text, " "):gmatch("%a+%d*") do count[word] = (count[word] or 0) + 1 end
local list = {}
for word in pairs(count) do list[#list + 1] = word end
table.sort(list, function(a, b) return count[a] > count[b] or count[a] == count[b] and a < b end)
print(#list, list[1], count[list[1]])
