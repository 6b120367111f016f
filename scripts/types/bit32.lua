---@meta

---Operations on 32 bits, as Lua 5.2 has them: require("moonloop.bit32"). Results are from 0 to 2^32-1.
---@class bit32
local bit32 = {}

---Shifts to the right, and repeats the highest bit.
---@param x number
---@param n number below zero: to the left
---@return number
function bit32.arshift(x, n) end

---The bits that all arguments have.
---@param ... number
---@return number
function bit32.band(...) end

---All bits changed.
---@param x number
---@return number
function bit32.bnot(x) end

---The bits that any argument has.
---@param ... number
---@return number
function bit32.bor(...) end

---Whether the arguments have a bit in common.
---@param ... number
---@return boolean
function bit32.btest(...) end

---The bits that an odd number of arguments have.
---@param ... number
---@return number
function bit32.bxor(...) end

---The bits field to field + width - 1.
---@param x number
---@param field number from 0 to 31
---@param width? number 1 where it is not there
---@return number
function bit32.extract(x, field, width) end

---x turned left by n bits.
---@param x number
---@param n number
---@return number
function bit32.lrotate(x, n) end

---x shifted left by n bits; right where n is negative.
---@param x number
---@param n number
---@return number
function bit32.lshift(x, n) end

---x with v in the place of the bits field to field + width - 1.
---@param x number
---@param v number
---@param field number
---@param width? number
---@return number
function bit32.replace(x, v, field, width) end

---x turned right by n bits.
---@param x number
---@param n number
---@return number
function bit32.rrotate(x, n) end

---x shifted right by n bits, with zeros; left where n is negative.
---@param x number
---@param n number
---@return number
function bit32.rshift(x, n) end

return bit32
