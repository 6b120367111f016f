-- how PUC's sort calls, with odd comparators
local seed=1
local function r(n) seed = seed*16807 % 2147483647 return seed % n + 1 end
for n = 0, 12 do for k = 1, 4 do
  local t = {} for i = 1, n do t[i] = r(k*3) end
  local log = {}
  local ok, e = pcall(table.sort, t, function(a, b) log[#log+1] = tostring(a)..","..tostring(b) if k==1 then return a<b elseif k==2 then return true elseif k==3 then return r(2)==1 else return a<=b end end)
  print(n, k, ok, e, #log, table.concat(log, " "))
  for i = 1, n do io.write(tostring(t[i]), " ") end print()
end end
print(pcall(table.sort, {3,2,"x",1})) print(pcall(table.sort, {{},{}})) print(pcall(table.sort,{1,2},1)) print(pcall(table.sort,{1,2},nil)) print(pcall(table.sort))
print(pcall(table.sort, {true,false})) print(pcall(table.sort, {1,2,3,nil,5}))
