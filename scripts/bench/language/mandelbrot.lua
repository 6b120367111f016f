-- Floating point in registers.
local n, inside = tonumber(arg[1]) or 600, 0
for y = 0, n - 1 do
  local ci = 2 * y / n - 1
  for x = 0, n - 1 do
    local cr, zr, zi, k = 2 * x / n - 1.5, 0, 0, 0
    while k < 50 and zr * zr + zi * zi < 4 do
      zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
      k = k + 1
    end
    if k == 50 then inside = inside + 1 end
  end
end
print(inside)
