package vm

import (
	"fmt"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// A programmer writes a Lua program that the bytes choose. Each program is written once and runs in two worlds: in one
// wait() does nothing, in the other it awaits. The program cannot see the difference.
type programmer struct {
	choices []byte
	b       strings.Builder
	depth   int
	size    int
	names   int
	inCo    bool // inside of a coroutine's body, where nothing pins: yield is allowed
}

func (p *programmer) pick(n int) int {
	if len(p.choices) == 0 {
		return 0
	}
	c := int(p.choices[0])
	p.choices = p.choices[1:]
	return c % n
}

func (p *programmer) line(format string, args ...any) {
	p.b.WriteString(strings.Repeat(" ", p.depth))
	fmt.Fprintf(&p.b, format+"\n", args...)
}

func (p *programmer) block(n int) {
	p.depth++
	for range n {
		if len(p.choices) == 0 || p.depth > 8 || p.size > 120 {
			break
		}
		p.size++
		p.statement()
	}
	p.depth--
}

// body writes the statements of a function that is called through something.
func (p *programmer) body(open, shut string, args ...any) {
	p.line(open, args...)
	p.block(1 + p.pick(3))
	p.line(shut)
}

// pinned is body where a coroutine cannot yield.
func (p *programmer) pinned(open, shut string, args ...any) {
	outer := p.inCo
	p.inCo = false
	p.body(open, shut, args...)
	p.inCo = outer
}

func (p *programmer) name() string {
	p.names++
	return fmt.Sprintf("v%d", p.names)
}

func (p *programmer) statement() {
	switch p.pick(26) {
	case 0, 1:
		p.line("wait()")
	case 2:
		p.line("n = n + 1 log(n)")
	case 3:
		p.body("log(pcall(function(...)", "return n, ... end, wait(%d)))", p.pick(9))
	case 4:
		p.body("log(xpcall(function(...)", "end, function(e) wait() log('handler', e) return show(e) .. '!' end, 1, nil))")
	case 5:
		p.line("if n %% %d == 0 then error('e' .. n, %d) end", 1+p.pick(4), p.pick(2))
	case 6:
		p.line("if n %% %d == 1 then error({n}) end", 2+p.pick(3))
	case 7:
		v := p.name()
		outer := p.inCo
		p.inCo = true
		p.body("local %s = coroutine.wrap(function(a, ...)", "return a, n end)", v)
		p.inCo = outer
		p.line("log(pcall(%s, n)) wait() log(pcall(%s, 'again')) log(pcall(%s))", v, v, v)
	case 8:
		v := p.name()
		outer := p.inCo
		p.inCo = true
		p.body("local %s = coroutine.create(function(...)", "return select('#', ...) end)", v)
		p.inCo = outer
		p.line("log(coroutine.resume(%s, 1, nil, wait(3))) log(coroutine.status(%s)) log(coroutine.resume(%s)) log(coroutine.close(%s))", v, v, v, v)
	case 9:
		if p.inCo {
			p.line("log('sent', coroutine.yield(n, wait(n + 1)))")
		}
	case 10:
		p.pinned("log(setmetatable({}, {__index = function(_, k)", "return k .. n end})[wait('key')])")
	case 11:
		p.pinned("local %s = setmetatable({}, {__add = function(a, b)", "return wait(n) end, __concat = function() return wait('cat') end, __len = function() return wait(7) end, __call = function(_, ...) return wait(...) end})", "m")
		p.line("log(pcall(function() return m + 1, m .. 'x', m(1, nil) end))")
	case 12:
		p.pinned("local list = {3, 1, 2, n} log(pcall(table.sort, list, function(a, b)", "wait() return a < b end)) log(unpack(list))")
	case 13:
		p.pinned("log(pcall(string.gsub, 'a b', '%%w', function(c)", "return wait(c .. n) end))")
	case 14:
		p.body("for i, v in iterate(%d) do", "log(i, v) end", 1+p.pick(3))
	case 15:
		p.body("for i = 1, %d do", "end", 1+p.pick(3))
	case 16:
		v := p.name()
		p.body("local %s = n local function f() %s = %s + 1 return wait(%s) end do", "end log(f(), f())", v, v, v, v)
	case 17:
		p.line("local a, b = n, wait(2) a, b = b, a keep(function() a = a + 1 return a, b end) log(a, b)")
	case 18:
		p.line("log(recall())")
	case 19:
		p.body("local function t(x)", "return wait(x, n) end log(t(1)) log(pcall(t, 2))")
	case 20:
		p.line("log((function(...) local k = select('#', ...) wait() return k, ... end)(n, nil, wait(nil)))")
	case 21:
		p.line("local s = {n, k = wait('x'), wait(1, 2)} log(#s, s.k)")
	case 22:
		p.line("local function deep(k) if k == 0 then return wait(n) end return 1 + deep(k - 1) end log(deep(%d))", p.pick(60))
	case 23:
		p.body("log(inline(function()", "return n, nil end))")
	case 24:
		p.line("log(pcall(error)) log(pcall(error, nil)) log(pcall(nil)) log(pcall(undefined)) ")
	case 25:
		p.pinned("log(task(function()", "return wait(n) end))")
	}
}

const fuzzPrelude = `
n = 0
local lines, kept, budget = {}, nil, 3000
function show(v)
  if type(v) == "table" then return "{" .. tostring(rawget(v, 1)) .. "}" end
  if type(v) == "function" or type(v) == "thread" then return type(v) end
  return tostring(v)
end
function log(...)
  local p = {}
  for i = 1, select("#", ...) do p[i] = show((select(i, ...))) end
  lines[#lines + 1] = table.concat(p, " ")
  budget = budget - 1
  if budget < 0 then error("enough") end
end
function keep(f) kept = f end
function recall() if kept then return kept() end end
function iterate(k) return function(_, i) wait() if i < k then return i + 1, n end end, nil, 0 end
local function main()
`

const fuzzCoda = `
end
log(pcall(main))
return table.concat(lines, "\n")
`

// outcome runs the program in a new world. Another task runs beside it.
func outcome(t *testing.T, source, wait string) (string, bool) {
	w := newSmallWorld(t)
	defer w.close(t)
	openFuzzLibraries(w.rt)
	vals, err := w.run(strings.ReplaceAll(wait, "\n", " ") + fuzzPrelude + source + fuzzCoda)
	if err != nil {
		if strings.Contains(err.Error(), "near") || strings.Contains(err.Error(), "too many") || strings.Contains(err.Error(), "overflow") {
			return "", false
		}
		return "failed: " + err.Error(), true
	}
	if n := len(w.rt.parked); n != 0 {
		t.Errorf("%d goroutines are parked after\n%s", n, source)
	}
	if s, ok := vals[0].(lua.LString); ok {
		return string(s), true
	}
	return fmt.Sprint(vals), true
}

// openFuzzLibraries opens gopher-lua's own table and string: package bindings is above this one.
func openFuzzLibraries(rt *Runtime) {
	L := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer L.Close()
	for name, open := range map[string]lua.LGFunction{lua.TabLibName: lua.OpenTable, lua.StringLibName: lua.OpenString} {
		L.Push(L.NewFunction(open))
		L.Call(0, 1)
		mod := rt.State().NewTable()
		L.Get(-1).(*lua.LTable).ForEach(func(k, v lua.LValue) {
			if f, ok := v.(*lua.LFunction); ok {
				mod.RawSet(k, rt.State().NewFunction(f.GFunction))
			}
		})
		rt.SetModule(name, mod)
	}
}

const (
	noWait = "function wait(...) return ... end function inline(f) return f() end function task(f) return f() end\n"
	waits  = `
function wait(...) await(sleep(0)) return ... end
function inline(f) await(sleep(0)) return await(f) end
function task(f) return await(spawn(f)) end
local turns = 0
spawn(function() while turns < 50 do turns = turns + 1 await(sleep(0.1)) end end)
`
	waitsEagerly = `
function wait(...) await(function() await(sleep(0)) end) return ... end
function inline(f) return await(f) end
function task(f) return await(spawn(f, true)) end
`
)

func checkProgram(t *testing.T, choices []byte) {
	p := programmer{choices: choices}
	p.block(12)
	source := p.b.String()
	want, ok := outcome(t, source, noWait)
	if !ok {
		return
	}
	for _, wait := range []string{waits, waitsEagerly} {
		if got, ok := outcome(t, source, wait); ok && got != want {
			t.Errorf("program:\n%s\nwithout awaits:\n%s\nwith awaits:\n%s", source, want, got)
		}
	}
	if strings.Contains(want, "panic") || strings.Contains(want, "=:") {
		t.Errorf("program:\n%s\nsays:\n%s", source, want)
	}
}

// FuzzAwaits holds that awaiting changes nothing of what a program computes, wherever it awaits.
func FuzzAwaits(f *testing.F) {
	for i := range 40 {
		var seed []byte
		x := uint32(i*2654435761 + 12345)
		for range 60 + 10*i {
			x = x*1664525 + 1013904223
			seed = append(seed, byte(x>>24))
		}
		f.Add(seed)
	}
	f.Fuzz(checkProgram)
}
