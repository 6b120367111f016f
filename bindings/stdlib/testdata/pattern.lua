-- Patterns and subjects put together at random.
!atoms = {"a", "b", ".", "%a", "%d", "%s", "[ab]", "[^a]", "[%d_]", "[a-c]", "%w", "x", "(a)", "(.)", "()", "(", ")", "%b()", "%bab", "%f[a]", "%f[^a]", "%1", "%2", "^", "$", "-", "%", "[", "]", "[]a]", "%.", "%x", "%p", "%W", "%S", "[%a-]", "((b)a)", "(a*(.)%w)"}
!suffixes = {"", "", "", "*", "+", "-", "?"}
!function randomPattern() local out = {} for i = 1, pick(5) do out[i] = atoms[pick(#atoms)] .. suffixes[pick(#suffixes)] end return table.concat(out) end
!alphabet = {"a", "b", "c", "1", "_", " ", "(", ")", ".", "x", "a", "b", "-", "\n", "é"}
!function randomSubject() local out = {} for i = 1, pick(14) - 1 do out[i] = alphabet[pick(#alphabet)] end return table.concat(out) end
!function message(ok, ...) if ok then return see(...) end return "! " .. string.gsub(tostring((...)), "^[^:]*:%d+: ", "") end
!function try(f, ...) local a = {n = select("#", ...), ...} return message(pcall(function() return f(unpack(a, 1, a.n)) end)) end
!local out = {} for i = 1, 1000 do local s, p = randomSubject(), randomPattern() out[#out + 1] = see(s, p) .. " find " .. try(string.find, s, p) end return table.concat(out, "\n")
!local out = {} for i = 1, 400 do local s, p = randomSubject(), randomPattern() out[#out + 1] = see(s, p) .. " gsub " .. try(string.gsub, s, p, "<%1>") end return table.concat(out, "\n")
!local out = {} for i = 1, 400 do local s, p = randomSubject(), randomPattern() out[#out + 1] = see(s, p) .. " match " .. try(string.match, s, p, pick(12) - 6) .. " gmatch " .. try(function() return collect(string.gmatch(s, p)) end) end return table.concat(out, "\n")
-- Every byte in every class.
!local out = {} for c in string.gmatch("acdlpsuwxzACDLPSUWXZ", ".") do local hit = {} for b = 0, 255 do if string.find(string.char(b), "%" .. c) then hit[#hit + 1] = b end end out[#out + 1] = c .. " " .. table.concat(hit, " ") end return table.concat(out, "\n")
-- A back reference to a place never matches.
!return try(string.find, "xab", "()a%1") .. try(string.gsub, "%((x))c((x))%", "%.*()%W%1", "-") .. try(string.find, "aXa", "(a)X%1")
