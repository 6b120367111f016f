-- Arrays: the primes below a number, filled and crossed out.
local n, found = tonumber(arg[1]) or 2000000, 0
for _ = 1, 2 do
  local composite = {}
  for i = 1, n do composite[i] = false end
  found = 0
  for i = 2, n do
    if not composite[i] then
      found = found + 1
      for j = i * i, n, i do composite[j] = true end
    end
  end
end
print(found)
