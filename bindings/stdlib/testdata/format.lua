-- Conversions and numbers put together at random.
!flags = {"", "", "-", "+", " ", "#", "0", "+0", "-#", "# ", "-0", "+#0"}
!widths = {"", "", "1", "5", "12", "20"}
!precisions = {"", "", ".", ".0", ".1", ".3", ".10"}
!function number() local r = pick(8) if r == 1 then return pick(20) - 10 elseif r == 2 then return (pick(2000001) - 1000001) / 1000 elseif r == 3 then return 10 ^ (pick(40) - 20) elseif r == 4 then return pick(1e6) * 1.5e-10 elseif r == 5 then return 1/0 elseif r == 6 then return 0 elseif r == 7 then return 0.5 + pick(10) end return -pick(2^31) * 1e5 end
!local out = {} for i = 1, 800 do local c = pick(5) local verb = string.sub("eEfgG", c, c) local f = "%" .. flags[pick(#flags)] .. widths[pick(#widths)] .. precisions[pick(#precisions)] .. verb out[i] = f .. " [" .. string.format(f, number()) .. "]" end return table.concat(out, "\n")
!local out = {} for i = 1, 600 do local c = pick(6) local verb = string.sub("diouxX", c, c) local f = "%" .. flags[pick(#flags)] .. widths[pick(#widths)] .. precisions[pick(#precisions)] .. verb local n = number() if n > 1e19 then n = 7 end if verb == "d" or verb == "i" or n >= 0 or n > -1e15 then out[#out + 1] = f .. " [" .. string.format(f, n) .. "]" end end return table.concat(out, "\n")
!local out = {} for i = 1, 100 do local f = "%" .. ({"", "-"})[pick(2)] .. widths[pick(#widths)] .. precisions[pick(#precisions)] .. "s" out[i] = f .. " [" .. string.format(f, string.sub("some text", 1, pick(10) - 1)) .. "]" end return table.concat(out, "\n")
