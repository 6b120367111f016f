---@meta

---Operations on 32 bits, as LuaBitOp and LuaJIT have them: require("moonloop.bit"). Results are from -2^31 to 2^31-1.
---@class bit
local bit = {}

---The low 32 bits of a number.
---@param x number
---@return number
function bit.tobit(x) end

---x in hexadecimal, in 8 digits or so many; in capitals where digits is negative.
---@param x number
---@param digits? number 8 where it is not there; below zero: upper-case digits
---@return string
function bit.tohex(x, digits) end

---All bits changed.
---@param x number
---@return number
function bit.bnot(x) end

---The bytes in the other order.
---@param x number
---@return number
function bit.bswap(x) end

---The bits that all arguments have.
---@param x number
---@param ... number
---@return number
function bit.band(x, ...) end

---The bits that any argument has.
---@param x number
---@param ... number
---@return number
function bit.bor(x, ...) end

---The bits that an odd number of arguments have.
---@param x number
---@param ... number
---@return number
function bit.bxor(x, ...) end

---x shifted left by n bits, modulo 32.
---@param x number
---@param n number
---@return number
function bit.lshift(x, n) end

---x shifted right by n bits, with zeros, modulo 32.
---@param x number
---@param n number
---@return number
function bit.rshift(x, n) end

---Shifts to the right, and repeats the sign.
---@param x number
---@param n number
---@return number
function bit.arshift(x, n) end

---x turned left by n bits.
---@param x number
---@param n number
---@return number
function bit.rol(x, n) end

---x turned right by n bits.
---@param x number
---@param n number
---@return number
function bit.ror(x, n) end

return bit
