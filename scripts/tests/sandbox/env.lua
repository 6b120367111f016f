-- getfenv and setfenv reach what the script has anyway.
reached("another global table by getfenv", function() return getfenv(0) ~= _G end)
reached("the environment of a native", function() return getfenv(print) ~= _G end)
reached("setting that of a native", function() setfenv(print, {}) return true end)
reached("setting the host's chunk", function() return pcall(setfenv, 50, {}) end)
reached("frames below", function()
  for level = 1, 50 do
    local ok, env = pcall(getfenv, level)
    if ok and env ~= _G then return env end
  end
end)
reached("the registry", function() return debug.getregistry() end)
reached("debug", function() return debug end)
reached("debug by require", function() return require("debug") end)
reached("debug by loaded", function() return package.loaded.debug end)
reached("a proxy's metatable", function() return getmetatable(newproxy(true)).__index end)
