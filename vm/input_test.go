package vm

import (
	"testing"
	"time"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

func TestCompileInputErrors(t *testing.T) {
	for _, c := range []struct {
		source       string
		line, column int
		incomplete   bool
	}{
		{"x = = 2\n", 1, 5, false},
		{"1 +* 2\n", 1, 4, false},
		{"f(\n", 0, 0, true},
		{"1 +\n", 0, 0, true},
		{"for i = 1, 2 do\n", 0, 0, true},
		{"function f()\n  return 1\n", 0, 0, true},
		{"s = [[ab\n", 0, 0, true},
		{"--[[ comment\n", 0, 0, true},
		{"s = 'abc\n", 1, 5, false},
		{"s = 'abc", 1, 5, false},
		{"s = 1\nprint('abc\n\n", 2, 7, false},
		{"if x then\n  y = }\nend\n", 2, 7, false},
	} {
		_, err := CompileInput(c.source, "[1]")
		e, ok := err.(*SyntaxError)
		if !ok {
			t.Errorf("%q: got %v, want a syntax error", c.source, err)
			continue
		}
		if e.Incomplete != c.incomplete || !c.incomplete && (e.Line != c.line || e.Column != c.column) {
			t.Errorf("%q: got line %d column %d incomplete %t (%s), want %d %d %t",
				c.source, e.Line, e.Column, e.Incomplete, e.Message, c.line, c.column, c.incomplete)
		}
	}
}

// session runs inputs as a session does, and returns the values of the last.
func session(t *testing.T, rt *Runtime, inputs ...string) []lua.LValue {
	t.Helper()
	L := rt.State()
	env, locals, meta, localsMeta := L.NewTable(), L.NewTable(), L.NewTable(), L.NewTable()
	env.Metatable, locals.Metatable = meta, localsMeta
	meta.RawSetString("__index", L.G.Global)
	meta.RawSetString("__newindex", L.G.Global)
	localsMeta.RawSetString("__newindex", L.NewFunction(func(L *lua.LState) int {
		env.RawSet(L.Get(2), L.Get(3))
		return 0
	}))
	env.RawSetString(SessionLocals, locals)
	env.RawSetString(SessionValues, L.NewFunction(func(L *lua.LState) int { return L.GetTop() }))
	var vals []lua.LValue
	for _, in := range inputs {
		chunk, err := CompileInput(in, "[1]")
		if err != nil {
			t.Fatalf("%s: %v", in, err)
		}
		fn := rt.Load(chunk)
		fn.Env = env
		if vals, err = rt.Call(fn); err != nil {
			t.Fatalf("%s: %v", in, err)
		}
	}
	return vals
}

func TestCompileInputLocals(t *testing.T) {
	for _, c := range []struct {
		inputs []string
		want   string
	}{
		{[]string{"local x = 1", "x + 1"}, "2"},
		{[]string{"local a, b = 1", "a, b"}, "1, nil"},
		{[]string{"local a, b = 1, 2", "local a, b = b, a", "a, b"}, "2, 1"},
		{[]string{"local function f(n) return n < 2 and 1 or n * f(n - 1) end", "f(5), _G.f"}, "120, nil"},
		{[]string{"local n = 0; function inc() n = n + 1 end", "inc()", "inc()", "n, _G.n"}, "2, nil"},
		{[]string{"do local y = 1 end", "y"}, "nil"},
		{[]string{"z = 1", "_G.z"}, "1"},
		{[]string{"local x = 1; x = x + 1", "local x = x + 1", "x"}, "3"},
		{[]string{"local a, b, c = (function() return 1, 2, 3 end)()", "c, b, a"}, "3, 2, 1"},
	} {
		rt, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := Values(session(t, rt, c.inputs...)).String(); got != c.want {
			t.Errorf("%q: got %s, want %s", c.inputs, got, c.want)
		}
		_ = rt.Close()
	}
}

func TestInterrupt(t *testing.T) {
	for _, source := range []string{
		"while true do end",
		"local t = setmetatable({}, {__index = function() while true do end end}); local x = t.x",
		"local function f() return f() end f()",
		"coroutine.wrap(function() while true do end end)()",
	} {
		rt, err := New(Options{Interruptible: true})
		if err != nil {
			t.Fatal(err)
		}
		chunk, err := Compile(source, "tight")
		if err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(20*time.Millisecond, func() { rt.Interrupt(loop.CancelledError.New("stop")) })
		_, err = rt.Call(rt.Load(chunk))
		timer.Stop()
		if !loop.IsCancelled(err) || err.Error() != "CancelledError: stop" {
			t.Errorf("%s: got %v, want CancelledError: stop", source, err)
		}
		if rt.Withdraw() {
			t.Errorf("%s: the interrupt is still pending", source)
		}
		if _, err := rt.Call(rt.State().G.Global.RawGetString("tostring"), lua.LNumber(1)); err != nil {
			t.Errorf("%s: after the interrupt: %v", source, err)
		}
		_ = rt.Close()
	}
}

// TestInspect holds that code goes on as if nothing had been, wherever it is looked at.
func TestInspect(t *testing.T) {
	for _, source := range []string{
		"local n = 0 for i = 1, 3 do n = n + i ask() end return n",
		"local n = 0 while n < 6 do n = n + 2 ask() end return n",
		"local n = 0 repeat n = n + 2 ask() until n == 6 return n",
		"local n = 0 for i in function(_, i) ask() if (i or 0) < 3 then return (i or 0) + 1 end end do n = n + i end return n",
		"ask() local n = tonumber('6') return n",
		"ask() return tonumber('6')",
		"ask() return select('#', 1, 2, 3, 4, 5, 6)",
		"local t = setmetatable({}, {__index = function() ask() return 6 end}) return t.x",
	} {
		rt, err := New(Options{Interruptible: true})
		if err != nil {
			t.Fatal(err)
		}
		asked, looked := 0, 0
		rt.State().G.Global.RawSetString("ask", rt.State().NewFunction(func(*lua.LState) int {
			asked++
			rt.Inspect(func() { looked++ })
			return 0
		}))
		chunk, err := Compile(source, "looked at")
		if err != nil {
			t.Fatal(err)
		}
		vals, err := rt.Call(rt.Load(chunk))
		if err != nil || Values(vals).String() != "6" {
			t.Errorf("%s: got %s, %v, want 6", source, Values(vals), err)
		}
		if rt.Withdraw() { // the last was asked for at the end
			looked++
		}
		if asked == 0 || looked != asked {
			t.Errorf("%s: asked %d times, looked %d times", source, asked, looked)
		}
		_ = rt.Close()
	}
}

// TestStall looks at a function that waits, and ends its wait.
func TestStall(t *testing.T) {
	rt, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	if rt.Rouse(func() error { return loop.CancelledError.New(nil) }) {
		t.Error("nothing waits, and was roused")
	}
	waits, woken := make(chan bool), make(chan bool, 1)
	rt.State().G.Global.RawSetString("wait", rt.State().NewFunction(func(*lua.LState) int {
		goOn := rt.Stall(func() { woken <- true })
		waits <- true
		<-woken
		goOn()
		t.Error("the wait raised nothing")
		return 0
	}))
	where := ""
	go func() {
		<-waits
		rt.Inspect(func() { where = rt.Position().(*Trace).Innermost() })
		rt.Interrupt(loop.CancelledError.New("stop"))
	}()
	chunk, _ := Compile("\nwait()", "waits")
	_, err = rt.Call(rt.Load(chunk))
	if !loop.IsCancelled(err) || where != "waits:2" {
		t.Errorf("got %v at %q, want CancelledError at waits:2", err, where)
	}
}

func TestInterruptWithdrawn(t *testing.T) {
	rt, err := New(Options{Interruptible: true})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	rt.Interrupt(loop.CancelledError.New("stop"))
	if !rt.Withdraw() || rt.Withdraw() {
		t.Error("an interrupt can be withdrawn once")
	}
	chunk, _ := Compile("return 1", "plain")
	if _, err := rt.Call(rt.Load(chunk)); err != nil {
		t.Error(err)
	}
}
