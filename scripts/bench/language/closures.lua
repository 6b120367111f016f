-- Closures made, called and dropped, with variables that they share.
local function counter(start)
  local n = start
  return function() n = n + 1 return n end, function() return n end
end

local sum = 0
for i = 1, tonumber(arg[1]) or 1000000 do
  local step, value = counter(i)
  step() step()
  sum = sum + value()
end
print(sum)
