package lua51

// This file writes programs at and beyond the limits of the compiler, and programs with goto.

import (
	"fmt"
	"strconv"
	"strings"
)

// list is n items, in which N is the item's number.
func list(n int, format, sep string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(strings.ReplaceAll(format, "N", strconv.Itoa(i+1)))
	}
	return b.String()
}

// limits are programs that are large in one way.
func (w *writer) limits() {
	w.p.Still = true
	n := []int{3, 50, 51, 100, 101, 150, 199, 200, 250, 255, 256, 257, 300, 511, 512, 1000}[w.IntN(16)]
	big := []int{1000, 25550, 25551, 30000, 60000, 131072, 140000}[w.IntN(7)]
	switch w.IntN(22) {
	case 0:
		w.line("local t = {%s} print(#t, t[1], t[#t], t[#t - 50 > 0 and #t - 50 or 1])", list(big, "N", ","))
	case 1:
		w.line("local t = {%s} local s, n = 0, 0 for k, v in pairs(t) do n = n + 1 s = s + v end print(n, s, t.k1, t.k%d)", list(big/3, "kN = N", ", "), big/3)
	case 2:
		m := min(n, 190)
		w.line("local %s = %s", list(m, "aN", ", "), list(m, "N", ", "))
		w.line("print(a1 + a%d, a%d * 2 .. 'x', (function() return a%d end)())", m, m, m)
	case 3:
		w.line("local function f() return %s end print(select('#', f()), (select(-1, f())))", list(min(n, 240), "N", ", "))
	case 4:
		w.line("local function f(%s) return p1, p%d end print(f(%s))", list(min(n, 190), "pN", ", "), min(n, 190), list(min(n, 190), "N", ", "))
	case 5:
		w.line("local s = 0 %s print(s)", list(n*4, "s = s + N.5", " "))
		w.line("print(%s)", list(min(n, 190), `"stringN"`, " .. "))
	case 6:
		w.line("local x = 0 for i = 1, 3 do if i > 1 then %s end x = x + i end print(x)", list(big/3, "x = x + 1", " "))
	case 7:
		w.line("local x = 0 while x < %d do %s end print(x)", 2*big/3, list(big/3, "x = x + 1", "\n"))
	case 8:
		w.line("print(%s1%s)", strings.Repeat("(", min(n, 150)), strings.Repeat(")", min(n, 150)))
	case 9:
		m := min(n, 180)
		w.line("print(loadstring('return ' .. ('{'):rep(%d) .. ('}'):rep(%d)) ~= nil)", m, m)
	case 10:
		m := min(n, 180)
		w.line("local v = %s 0 %s print(v)", strings.Repeat("1 + (", m), strings.Repeat(")", m))
	case 11:
		m := min(n, 190)
		w.line("print(%s)", list(m, "N", " ^ "))
		w.line("print(%s)", list(m, "N", " .. "))
		w.line("print(%s)", list(m, "N", " - "))
	case 12:
		m := min(n, 60)
		w.line("local %s = %s", list(m, "uN", ", "), list(m, "N", ", "))
		w.line("local function f() return %s end print(f()) u%d = 'x' print((select(-1, f())))", list(m, "uN", ", "), m)
	case 13:
		m := min(n, 100)
		w.line("%s print(1) %s", strings.Repeat("do ", m), strings.Repeat("end ", m))
	case 14:
		m := min(n, 60)
		w.line("local f = %s return 'deep' %s print(f%s)", strings.Repeat("function() return ", m-1)+"function()", strings.Repeat("end ", m), strings.Repeat("()", m))
	case 15:
		w.line("local t = {} %s print(#t, t[%d])", list(n*3, "t[N] = 'vN'", " "), n*3)
		w.line("local u = {} %s print(u.f%d)", list(n*3, "u.fN = N", " "), n*3)
		w.line("%s print(g%d)", list(n*3, "gN = N", " "), n*3)
	case 16:
		w.line("if x then %s else print('else') end", list(n, "print(N)", " elseif y then "))
		w.line("local v = %s or 'last' print(v)", list(n, "(x and N)", " or "))
	case 17: // one too many
		w.line("print(loadstring(%s))", w.of(
			"'local ' .. ('a,'):rep(200) .. 'a'", "'local a ' .. ('local a '):rep(200)", "('local function f() end '):rep(201)", "'for i = 1, 2 do ' .. ('local a '):rep(198) .. ' end'", "'return function(' .. ('a,'):rep(200) .. 'a) end'",
			"'local a = 1' .. ('\\n'):rep(70000) .. 'x ='",
		))
		w.line("local s = 'local ' for i = 1, 60 do s = s .. (i > 1 and ', ' or '') .. 'v' .. i end s = s .. '\\nreturn function() return v1' for i = 2, 60 do s = s .. ' + v' .. i end print(loadstring(s .. ' end') ~= nil)")
	case 18:
		w.line("local t = {%s, f = 1, %s} print(#t, t.f)", list(n, "N", ", "), list(n, "N", ", "))
		w.line("local t = {%s, unpack({1, 2, 3})} print(#t, t[#t])", list(min(n, 200), "nil", ", "))
		w.line("local t = {%s, (function() return 'a', 'b' end)()} print(#t, t[#t], t[#t - 1])", list(n, "N", ", "))
	case 19:
		w.line("local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end print(f(%d))", []int{10, 150, 1000, 5000, 15000}[w.IntN(5)])
		w.line("local function f(n) if n == 0 then return 'tail' end return f(n - 1) end print(f(%d))", []int{10, 1000, 50000}[w.IntN(3)])
		w.line("print(select(2, pcall(function() local function f() return 1 + f() end return f() end)):match('stack overflow'))")
		w.line("print(pcall(string.rep, 'x', -1), #string.rep('ab', %d), #table.concat({('x'):rep(%d), 'y'}))", n, n)
	case 20:
		w.line("local s = ('a'):rep(%d) print(#s, s:find('b'), #s:gsub('a', 'bb'), s:match('^(a-)$') == s, #s:upper():lower():reverse())", n*20)
		w.line("print(pcall(string.rep('x', 10).rep, 'x', 2), pcall(unpack, {}, 1, %d))", []int{10, 100, 200, 1e7, 1e8}[w.IntN(5)])
		w.line("print(pcall(string.char, unpack({('a'):rep(%d):byte(1, -1)})) )", min(n, 250))
		w.line("print(select('#', ('a'):rep(%d):byte(1, -1)))", min(n*4, 4000))
	default:
		w.line("local t = {} for i = 1, %d do t[i] = 'x' .. i end print(#table.concat(t, ','), select('#', unpack(t, 1, %d)))", n*10, min(n, 200))
		w.line("local f = loadstring('return ' .. ('x, '):rep(%d) .. '1') print(select('#', f()))", min(n, 240))
		w.line("local s = {} for i = 1, %d do s[i] = 'local v' .. i .. ' = ' .. i .. '.25 ' .. (i %% 100 == 0 and 'end do ' or '') end print(loadstring('do ' .. table.concat(s) .. ' end'))", n*10)
	}
}

// gotos are loops with continue, nested breaks, and jumps back that share or renew variables.
func (w *writer) gotos() {
	w.p.Goto = true
	for range 3 + w.IntN(4) {
		w.fill(strings.ReplaceAll(w.of(
			"for i = 1, 5 do if i % 2 == $count then goto cN end print(i) ::cN:: end",
			"for i = 1, 3 do for j = 1, 3 do if j == 2 then goto nextN end if i * j > $small then goto outN end print(i, j) ::nextN:: end end ::outN:: print('out')",
			"do local i = 1 ::topN:: print(i) i = i + 1 if i < 4 then goto topN end end",
			"do local fs, i = {}, 1 ::aN:: local x = i * 10 fs[i] = function() x = x + 1 return x end i = i + 1 if i <= 3 then goto aN end for k = 1, 3 do print(fs[k](), fs[k]()) end end",
			"local k = 0 while k < 4 do k = k + 1 if k == 2 then goto continue end print('k', k) ::continue:: end",
			"local k = 0 repeat k = k + 1 if k == $count then goto doneN end print(k) until k > 4 ::doneN:: print('done', k)",
			"do goto skipN print('skipped') ::skipN:: print('landed') end",
			"print(pcall(function() for i = 1, 3 do local v = i if v == 2 then goto eN end print(v) ::eN:: end end))",
			"print((loadstring('goto nowhere')) == nil, (loadstring('do ::x:: end goto x')) == nil, (loadstring('::x:: ::x::')) == nil, (loadstring('goto x local a ::x:: print(a)')) == nil, loadstring('goto x local a ::x::') ~= nil)",
			"local function f(n) ::again:: if n > 0 then n = n - 1 if n % 2 == 0 then goto again end print(n) goto again end return 'end' end print(f($count))",
			"for _, v in ipairs{1, 2, 3} do do if v == 2 then goto contN end end print(v) ::contN:: end",
			"do local t = {} for i = 1, 4 do local y = i if i == 3 then goto sN end t[#t + 1] = function() y = y + 1 return y end ::sN:: end for _, f in ipairs(t) do print(f()) end end",
			"do local n = 0 ::l1N:: n = n + 1 if n == 1 then goto l2N elseif n == 2 then goto l1N else goto l3N end ::l2N:: print('l2') goto l1N ::l3N:: print('l3', n) end",
		), "N", fmt.Sprint(w.next)))
		w.next++
	}
}
