-- Method calls through a class and the class it inherits from.
local Base = {}
Base.__index = Base
function Base:bump(by) self.count = self.count + by return self end

local Counter = setmetatable({}, {__index = Base})
Counter.__index = Counter
function Counter.new() return setmetatable({count = 0, calls = 0}, Counter) end
function Counter:add(by) self.calls = self.calls + 1 return self:bump(by) end

local c = Counter.new()
for i = 1, tonumber(arg[1]) or 4000000 do c:add(i % 7) end
print(c.count, c.calls)
