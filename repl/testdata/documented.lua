-- Adds two numbers.
---@param a number the first
function add(a, b, ...)
  return a + b
end

fetch = async(function(url) end)
