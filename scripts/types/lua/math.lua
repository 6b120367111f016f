---@meta math

---Numbers. Angles are in radians.
---@class math
math = {}

---A number larger than any other: what 1/0 is.
---@type number
math.huge = nil

---The ratio of the circumference of a circle to its diameter.
---@type number
math.pi = nil

---x without its sign.
---@param x number
---@return number
function math.abs(x) end

---The angle whose cosine is x.
---@param x number
---@return number
function math.acos(x) end

---The angle whose sine is x.
---@param x number
---@return number
function math.asin(x) end

---The angle whose tangent is x.
---@param x number
---@return number
function math.atan(x) end

---The angle of the point (x, y), from -pi to pi.
---@param y number
---@param x number
---@return number
function math.atan2(y, x) end

---The smallest whole number that is not below x.
---@param x number
---@return number
function math.ceil(x) end

---The cosine of an angle.
---@param x number
---@return number
function math.cos(x) end

---The hyperbolic cosine.
---@param x number
---@return number
function math.cosh(x) end

---An angle in degrees.
---@param x number
---@return number
function math.deg(x) end

---e to the power of x.
---@param x number
---@return number
function math.exp(x) end

---The largest whole number that is not above x.
---@param x number
---@return number
function math.floor(x) end

---What is left of x divided by y, with the sign of x. x % y has the sign of y.
---@param x number
---@param y number
---@return number
function math.fmod(x, y) end

---x as a fraction of at least 0.5 and below 1, and a power of 2 to multiply it with.
---@param x number
---@return number
---@return integer
function math.frexp(x) end

---m times 2 to the power of e.
---@param m number
---@param e integer
---@return number
function math.ldexp(m, e) end

---The natural logarithm.
---@param x number
---@return number
function math.log(x) end

---The logarithm in base 10.
---@param x number
---@return number
function math.log10(x) end

---The largest of its arguments.
---@param x number
---@param ... number
---@return number
function math.max(x, ...) end

---The smallest of its arguments.
---@param x number
---@param ... number
---@return number
function math.min(x, ...) end

---math.fmod by its name in Lua 5.0.
---@param x number
---@param y number
---@return number
function math.mod(x, y) end

---The whole part of x, and the rest.
---@param x number
---@return number
---@return number
function math.modf(x) end

---x to the power of y: x ^ y.
---@param x number
---@param y number
---@return number
function math.pow(x, y) end

---An angle in radians, of degrees.
---@param x number
---@return number
function math.rad(x) end

---A number by chance: at least 0 and below 1; with one argument a whole one from 1 to it; with two from the first to the second.
---@param m? integer
---@param n? integer
---@return number
function math.random(m, n) end

---Has math.random give the same numbers each time after the same seed.
---@param seed number
function math.randomseed(seed) end

---The sine of an angle.
---@param x number
---@return number
function math.sin(x) end

---The hyperbolic sine.
---@param x number
---@return number
function math.sinh(x) end

---The square root.
---@param x number
---@return number
function math.sqrt(x) end

---The tangent of an angle.
---@param x number
---@return number
function math.tan(x) end

---The hyperbolic tangent.
---@param x number
---@return number
function math.tanh(x) end
