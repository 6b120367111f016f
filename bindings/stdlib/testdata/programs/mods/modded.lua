module("modded", package.seeall) function f() return print ~= nil end
