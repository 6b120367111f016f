-- The metatable of strings belongs to this runtime alone.
local mt = getmetatable("")
reached("another runtime's strings", function() return ("").planted end)
mt.__index.planted = "planted by a script"
mt.__add = function() return "planted" end
mt.__index.format = function() return "planted" end
string.upper = nil
