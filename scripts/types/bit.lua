---@meta moonloop.bit

---Operations on 32 bits, as LuaBitOp and LuaJIT have them: require("moonloop.bit"). Results are from -2^31 to 2^31-1.
---@class bit
local bit = {}

---The low 32 bits of a number.
---@param x number
---@return number
function bit.tobit(x) end

---@param x number
---@param digits? number 8 where it is not there; below zero: upper-case digits
---@return string
function bit.tohex(x, digits) end

---@param x number
---@return number
function bit.bnot(x) end

---The bytes in the other order.
---@param x number
---@return number
function bit.bswap(x) end

---@param x number
---@param ... number
---@return number
function bit.band(x, ...) end

---@param x number
---@param ... number
---@return number
function bit.bor(x, ...) end

---@param x number
---@param ... number
---@return number
function bit.bxor(x, ...) end

---@param x number
---@param n number
---@return number
function bit.lshift(x, n) end

---@param x number
---@param n number
---@return number
function bit.rshift(x, n) end

---Shifts to the right, and repeats the sign.
---@param x number
---@param n number
---@return number
function bit.arshift(x, n) end

---@param x number
---@param n number
---@return number
function bit.rol(x, n) end

---@param x number
---@param n number
---@return number
function bit.ror(x, n) end

return bit
