package lua51

// This file writes calls of library functions, with right and wrong arguments.

import (
	"slices"
	"strings"
)

// signatures are the functions of the manual's section 5 that can be called with anything, and their arguments: words
// that rules expand, a ? before those that may be left out. Those with a * before the name change their first
// argument, which is then shown.
var signatures = map[string]string{
	"_G.assert": "any ?s", "_G.getmetatable": "any", "_G.ipairs": "t", "_G.loadstring": "source ?s", "_G.next": "order ?n", "_G.rawequal": "any any",
	"_G.rawget": "t any", "*_G.rawset": "t any any", "_G.select": "count any any ?any", "_G.setmetatable": "t t", "_G.tonumber": "numeric ?base", "_G.tostring": "any", "_G.type": "any",
	"_G.unpack": "t ?i ?i", "_G.pcall": "f any", "_G.xpcall": "f f", "_G.error": "any ?i", "_G.print": "any any", "_G.getfenv": "level", "_G.setfenv": "level t", "_G.collectgarbage": "gc ?n", "_G.newproxy": "?b",
	"_G.load": "reader ?s", "_G.dofile": "nofile", "_G.loadfile": "nofile", "_G.require": "nofile", "_G.pairs": "t", "_G.module": "wrong", "_G.gcinfo": "",
	"string.byte": "s ?i ?i", "string.char": "byte byte ?byte", "string.dump": "wrong", "string.find": "s pattern ?i ?b", "string.format": "fmt ?any ?any", "string.gmatch": "s pattern",
	"string.gsub": "s pattern repl ?i", "string.len": "s", "string.lower": "s", "string.match": "s pattern ?i", "string.rep": "s count", "string.reverse": "s", "string.sub": "s i ?i", "string.upper": "s", "string.gfind": "s pattern",
	"table.concat": "list ?s ?i ?i", "table.foreach": "one f", "table.foreachi": "list f", "table.getn": "list", "*table.insert": "list any", "table.maxn": "t", "*table.remove": "list ?i", "table.setn": "list i", "*table.sort": "numbers ?cmp",
	"math.abs": "n", "math.acos": "n", "math.asin": "n", "math.atan": "n", "math.atan2": "n n", "math.ceil": "n", "math.cos": "n", "math.cosh": "n", "math.deg": "n", "math.exp": "n", "math.floor": "n", "math.fmod": "n n", "math.frexp": "n",
	"math.ldexp": "n i", "math.log": "n", "math.log10": "n", "math.max": "n ?n ?n", "math.min": "n ?n ?n", "math.modf": "n", "math.pow": "n n", "math.rad": "n", "math.random": "one1", "math.randomseed": "i", "math.sin": "n", "math.sinh": "n", "math.sqrt": "n",
	"math.tan": "n", "math.tanh": "n", "math.mod": "n n",
	"os.date": "date time", "os.difftime": "n n", "os.getenv": "env", "os.remove": "nofile", "os.rename": "nofile nofile", "os.setlocale": "?locale ?category", "os.time": "datetable", "os.exit": "wrong", "os.execute": "?wrong", "os.clock": "", "os.tmpname": "",
	"io.close": "wrong", "io.flush": "", "io.input": "nofile", "io.lines": "nofile", "io.open": "nofile ?mode", "io.output": "badfile", "io.popen": "wrong", "io.read": "readfmt ?readfmt", "io.type": "any", "io.write": "s ?n", "io.tmpfile": "",
	"coroutine.create": "f", "coroutine.resume": "co ?any", "coroutine.running": "", "coroutine.status": "co", "coroutine.wrap": "f",
	"debug.getfenv": "any", "debug.getinfo": "infoof ?what", "debug.getlocal": "outside i", "debug.getmetatable": "any", "debug.getregistry": "", "debug.getupvalue": "f i", "debug.setfenv": "f t", "debug.sethook": "nohook", "debug.setlocal": "outside i any",
	"debug.setmetatable": "t t", "debug.setupvalue": "f i any", "debug.traceback": "s ?level",
	"package.loadlib": "wrong", "package.seeall": "t",
}

// argumentRules are the choices for the words in signatures.
var argumentRules = map[string][]string{
	"source":   {"'return $n'", "'x ='", "'return ...'", "'error(\"e\")'", "'return 1,'"},
	"reader":   {"(function() local n = 0 return function() n = n + 1 if n < 3 then return $any end end end)()", "coroutine.wrap(function() coroutine.yield('return ') coroutine.yield('1') end)", "function() end", "function() return '' end", "function() error('reader') end", "print"},
	"nohook":   {"nil"},
	"order":    {"{$n0, $n0, $n0}", "{k = $n0}", "{}", "{[1] = 'one'}", "{1, [2] = -1}", "{nil, 2}"}, // next goes one way only
	"outside":  {"print", "function() end", "-1", "100"},                                             // no (*temporary) variables
	"numeric":  {"$n", "$s", `"0x1F"`, `"1e2"`, `" 10 "`, `"10 x"`, `"z"`, `"7fff"`, `"-ff"`, `"1e"`, `""`, `"0x"`, `"1 2"`, `"\t-5\n"`, `"+7"`, `"- 7"`, `"inf"`, `"nan"`, `"0x1p4"`, `"1e400"`, `"ffffffffffffffffff"`, `"5\0"`, `".5"`, `"5."`, `"."`, `"infinity"`, `"0b1"`, `"1_0"`, `"1e+5"`, `"0x-1"`, `"-0x10"`, `"99999999999999999999"`},
	"base":     {"10", "2", "16", "36", "8", "1", "37", "3.9", "'16'", "0"},
	"i":        {"$small", "$small", "$n0", "'2'", "1.5", "-1", "2^31", "-2^40"},
	"level":    {"0", "1", "2", "3", "print", "function() end", "-1", "100", "'1'", "1.9"},
	"gc":       {"'count0'", "'stop'", "'restart'", "'collect'", "'bad'", "nil", "1"},
	"nofile":   {"'/nonexistent/x.lua'", "''", "'no such file'", "'a.b.c'", "12", "'/nonexistent/x\\0y'", "'.'", "'/'"},
	"badfile":  {"'/nonexistent/out'", "1", "{}", "''", "'/nonexistent/y'"},
	"wrong":    {"{}", "print", "true", "coroutine.create(function() end)"},
	"byte":     {"65", "'66'", "0", "255", "256", "-1", "97.9", "$n"},
	"pattern":  {"$s", "'.'", "'%a+'", "'(%w)(%w)'", "'()'", "'x*'", "'^h'", "'l+$$'", "'%'", "'[a'", "'%b()'", "'(.-)%s'", "'[^%w]'", "'%f[%w]%w+'", "'(h)(.)%2'", "')'", "'(('", "'%1'", "'.-'", "'[]]'", "'[a-]'", "'%z'"},
	"repl":     {"$s", "'%0%0'", "'<%1>'", "'%%'", "'%'", "'%2'", "'%9'", "'x%q'", "{a = 'A', b = false, h = 1}", "function(...) print(...) return $any end", "function() end", "$n", "setmetatable({}, {__index = function(t, k) return k .. '!' end})", "$t", "nil"},
	"list":     {"{$n0, $n0, $n0}", "{$s0, $s0}", "{}", "{1, 'a', 2.5, 'b'}", "{$args}"},
	"one":      {"{$n0}", "{k = $any}", "{}", "{[1.5] = 1}"},
	"one1":     {"1", "1, 1", "0", "2, 1", "'x'", "1, 2, 3", "0.5", "5, 5", "-1"},
	"numbers":  {"{3, 1, 2}", "{$n0, $n0, $n0, $n0}", "{'b', 'a', 'c'}", "{1, 'a'}", "{$n0, $n0}", "{{}, {}}", "{}", "{5, 4, 3, 2, 1, 0, -1, 7, 7, 7, 7}", "{nil}", "{print, 1}"},
	"cmp":      {"function(a, b) return a > b end", "function(a, b) return a < b end", "function() return true end", "function() error('cmp') end", "function() end", "$f", "nil", "function(a, b) return tostring(a) < tostring(b) end"},
	"date":     {"'!%Y-%m-%d %H:%M:%S'", "'!%a %A %b %B %c'", "'!%d %j %p %U %w %W'", "'!%x %X %y %Y %%'", "'!*t'", "'!%I:%M'", "'!'", "'!%D %e %F %G %g %h'", "'!%n%R%t%T%u%V'", "'!x'", "'!%C %r %s'", "'!%Z'", "'!%'", "'!%Q'", "'!%E'", "'!%d'"},
	"time":     {"0", "86399", "1e9", "1234567890", "951782400", "-1", "'100'", "1.9", "2^31", "4102444800", "$n0", "1709210096"},
	"env":      {"'LUA_51_SET'", "'LUA_51_UNSET'", "1", "''", "'HOME'", "'A=B'"},
	"locale":   {"nil", "'C'", "''", "'xx_XX'", "'POSIX'", "1"},
	"category": {"'all'", "'numeric'", "'bad'", "nil", "'collate'", "'ctype'", "'monetary'", "'time'"},
	"datetable": {"{year = 2000, month = 1, day = 1}", "{year = 2024, month = 2, day = 30, hour = 0}", "{year = 1999, month = 14, day = -3, hour = 25, min = 61, sec = -1}", "{year = 2001, month = 5}", "{}", "{year = 'x', month = 1, day = 1}", "{year = '2010', month = '7', day = '4', isdst = false}",
		"{year = 1970, month = 1, day = 1, hour = 0}", "{year = 2012, month = 3.7, day = 2}", "{year = 2030, month = 12, day = 31, isdst = true}", "{year = 1900, month = 1, day = 1}"},
	"mode":    {"'r'", "'w'", "'rb'", "'a+'", "'bad'", "'rw'", "''", "'r+b'", "'rb+'", "1"},
	"readfmt": {"'*l'", "'*n'", "'*a'", "0", "5", "'x'", "'*x'", "'n'", "'*L'", "-1", "'*'", "1.9", "'3'"},
	"co":      {"coroutine.create(function(...) return ... end)", "coroutine.create(function() error('in') end)", "coroutine.create(function() coroutine.yield($any) end)", "coroutine.running()", "print"},
	"infoof":  {"print", "1", "2", "function() end", "100", "0", "'1'", "$f"},
	"what":    {"'S'", "'l'", "'n'", "'u'", "'f'", "'L'", "''", "'x'", "'Sln'", "'>'"},
	"fmt":     {"'%d'", "'%5.1f|'", "'%s'", "'%q'", "'%x %X'", "'%%'", "'%c'", "'%g'", "'%10s|%-10s|'", "'%e'", "'%i %u'", "'%o'", "'%'", "'%y'", "'%d'", "'%.20s'", "'%+d'", "'%#x'", "'% d'", "'%05d'", "'%.3d'", "'%.14g'", "'%E %G'", "'%123d'", "'%.100f'", "'%-+ #0d'", "'%ll'", "'%s %s'", "$s"},
}

// SignatureNames are the functions called, sorted.
func signatureNames() []string {
	var names []string
	for name := range signatures {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

var allSignatures = signatureNames()

// libraryCalls are calls of any function.
func (w *writer) libraryCalls() {
	library := ""
	if w.chance(2) {
		library = w.of("string.", "table.", "math.", "_G.", "string.")
	}
	for n := 10 + w.IntN(20); n > 0; {
		name := allSignatures[w.IntN(len(allSignatures))]
		if strings.HasPrefix(strings.TrimPrefix(name, "*"), library) {
			w.call(name)
			n--
		}
	}
}

// call writes one call of a function, printed with what pcall gives.
func (w *writer) call(name string) {
	var args []string
	for _, word := range strings.Fields(signatures[name]) {
		if strings.HasPrefix(word, "?") && w.chance(2) {
			break
		}
		args = append(args, w.rule(strings.TrimPrefix(word, "?"), 1))
	}
	name, changes := strings.CutPrefix(name, "*")
	limited := name == "string.rep" || name == "_G.load" || name == "debug.sethook" || name == "package.loadlib" || name == "collectgarbage" || name == "math.random" || name == "os.execute" || name == "io.popen" || name == "debug.getlocal" || name == "debug.setlocal" || name == "os.exit" || name == "debug.traceback"
	switch w.IntN(6) { // arguments that are wrong in kind or number
	case 0:
		if len(args) > 0 && !limited {
			args[w.IntN(len(args))] = w.rule("wild", 1)
		}
	case 1:
		if len(args) > 0 && name != "os.exit" {
			args = args[:w.IntN(len(args))]
		}
	case 2:
		if !limited && name != "_G.xpcall" { // which takes more in later versions
			args = append(args, w.rule("any", 1))
		}
	}
	w.p.Host = w.p.Host || hostOnly[strings.SplitN(name, ".", 2)[0]] || ofFiles[name]
	w.p.Still = w.p.Still || name == "_G.setfenv"
	if opaque[name] {
		w.line("print(type(pcall(%s)))", strings.Join(append([]string{name}, args...), ", "))
		return
	}
	name = strings.TrimPrefix(name, "_G.")
	list := strings.Join(args, ", ")
	switch {
	case changes && len(args) > 0:
		rest := strings.Join(append([]string{"t"}, args[1:]...), ", ")
		w.line("local t = %s print(pcall(function() return %s(%s) end)) print(show(t))", args[0], name, rest)
	case name == "os.date" && len(args) > 0 && strings.Contains(args[0], "*t"), name == "debug.getinfo":
		w.line("print(pcall(function() return mask(show(%s(%s))) end))", name, list)
	case strings.HasPrefix(name, "string.") && len(args) > 0 && w.chance(3):
		w.line("print(pcall(function() return (%s):%s(%s) end))", args[0], name[len("string."):], strings.Join(args[1:], ", "))
	case w.chance(3):
		w.line("print(pcall(%s))", strings.Join(append([]string{name}, args...), ", "))
	case w.chance(6):
		w.line("local f = %s print(pcall(function() return f(%s) end))", name, list)
	case w.chance(6):
		w.line("print(pcall(function() local a, b = %s(%s) return a, b end))", name, list)
	case w.chance(6):
		w.line("print(select('#', %s(%s)))", name, list)
	default:
		w.line("print(pcall(function() return %s(%s) end))", name, list)
	}
}

// opaque functions give what differs from run to run.
var opaque = map[string]bool{"_G.gcinfo": true, "os.clock": true, "os.tmpname": true, "os.time": true, "debug.getregistry": true, "_G.collectgarbage": true}

// ofFiles are functions that read files, which a World has of its own.
var ofFiles = map[string]bool{"_G.dofile": true, "_G.loadfile": true, "_G.require": true}

// hostOnly libraries are not there, or not the same, in a World.
var hostOnly = map[string]bool{"os": true, "io": true, "debug": true, "package": true}
