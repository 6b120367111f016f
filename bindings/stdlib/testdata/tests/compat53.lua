-- compat53 asks for LuaJIT's signature while it loads, in its main chunks, and expects a text.
local ask = "return (string.dump(function() end) or ''):sub(1, 3) == '\\027LJ'"
for _, name in ipairs { "@/usr/share/lua/5.1/compat53/init.lua", "@compat53/module.lua", [[@C:\lua\compat53\init.lua]] } do
  assert(assert(loadstring(ask, name))() == false, name)
end
for _, name in ipairs { "@/usr/share/lua/5.1/compat53/file_mt.lua", "@x.lua", "@notcompat53/init.lua", "=compat53" } do
  local ok, err = pcall(assert(loadstring(ask, name)))
  assert(not ok and err:find("unable to dump given function", 1, true), name)
end
