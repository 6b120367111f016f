#!/usr/bin/lua
print("shebang", ...)
return debug.getinfo(1,"Sl").source .. debug.getinfo(1,"l").currentline