io.stdout:setvbuf("no")
local function p(...) local ok, a, b, c = pcall(...) if type(a)=="string" and #a>70 then a = "#"..#a end print(ok, a, b, c) end
local W = {0,-0.5,0.5,1.9,-1.9,2^31-1,2^31,2^31+1,-2^31,-2^31-1,2^32,2^32+2,2^53,2^63,-2^63,2^64,1e300,-1e300,1/0,-1/0,0/0, 1e12}
for _, w in ipairs(W) do
  io.write(tostring(w), ": ")
  p(function() if (w<1e6 or w>=2^31) and w ~= -2^31-1 then return #string.rep("x", w) end end)
  p(string.sub, "hello", w) p(string.sub, "hello", 1, w) p(string.sub, "hello", w, w)
  p(string.byte, "hello", w) p(string.byte, "hello", 1, w) 
  p(string.char, w)
  p(string.find, "hello", "l", w) p(string.match, "hello", "l", w)
  p(string.gsub, "hello", "l", "L", w)
  p(string.format, "%d %i %u %c %x %o", w, w, w, 65, w, w)
  p(string.format, "%c|", w)
 if w<1e6 and w>-1e6 then p(unpack,{1,2,3},w) p(unpack,{1,2,3},w,w) end
  p(table.insert, {1,2,3}, w<1e6 and w>-1e6 and w or 1, "x")
  p(table.remove, {1,2,3}, w)
  p(table.concat, {1,2,3}, ",", w) p(table.concat, {1,2,3}, ",", 1, w<1000 and w or 1)
  p(math.ldexp, 1, w) p(math.random, w) p(select, w, 1,2,3)
  p(select, w)
  p(rawget, {}, w) p(string.rep, "", w<1e9 and w or 1)
  p(os.date, "%Y", w) p(tonumber, "10", w) p(error, "x", w)
  p(math.fmod, w, 2) p(math.modf, w) p(math.frexp, w)p(math.fmod, 2, w)
end
for w=1,3 do local t={1,2,3} table.insert(t, w, "x") print(unpack(t)) end
for _, w in ipairs{0,-1,5,10,2^32,2^32+1} do local t={1,2,3} print(pcall(table.insert,t, w, "x")) for k,v in pairs(t) do io.write(tostring(k),"=",tostring(v)," ") end print() end
