-- Queens on a board, by recursion over arrays.
local n, found = tonumber(arg[1]) or 9, 0
local function free(board, row, column)
  for r = 1, row - 1 do
    local c = board[r]
    if c == column or c - r == column - row or c + r == column + row then return false end
  end
  return true
end
local function place(board, row)
  if row > n then found = found + 1 return end
  for column = 1, n do
    if free(board, row, column) then
      board[row] = column
      place(board, row + 1)
    end
  end
end
for _ = 1, 8 do place({}, 1) end
print(found)
