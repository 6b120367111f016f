package glua

import (
	"reflect"
	"strings"
	"testing"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

func TestLoad(t *testing.T) {
	in, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Load(); again != in {
		t.Error("loaded twice")
	}
}

// TestUnknownLayoutIsRefused: a field that has moved, or has another name, is told.
func TestUnknownLayoutIsRefused(t *testing.T) {
	type theirs struct {
		top   int
		array []lua.LValue
	}
	original := reflect.TypeOf(theirs{top: 0, array: nil})
	for _, row := range []struct {
		ours reflect.Type
		want string
	}{
		{reflect.TypeFor[struct {
			Array []lua.LValue
			Top   int
		}](), "glua.theirs.top at 0, expected Array at 0"},
		{reflect.TypeFor[struct {
			Top   int
			Items []lua.LValue
		}](), "glua.theirs.array at 8, expected Items at 8"},
		{reflect.TypeFor[struct{ Top int }](), "glua.theirs has 32 bytes in 2 fields, expected 8 in 1"},
	} {
		err := sameLayout(original, row.ours)
		if got := strings.ReplaceAll(errorText(err), "*", ""); unsafe.Sizeof(0) == 8 && got != row.want {
			t.Errorf("%v: got %q, want %q", row.ours, got, row.want)
		}
	}
	if err := sameLayout(original, reflect.TypeFor[struct {
		Top   int
		Array []lua.LValue
	}]()); err != nil {
		t.Error(err)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestMessages has gopher-lua itself complain of everything that is recognized.
func TestMessages(t *testing.T) {
	L := lua.NewState(lua.Options{RegistrySize: 1024, RegistryMaxSize: 2048, CallStackSize: 64})
	defer L.Close()
	is := func(want string) func(string) bool { return func(text string) bool { return text == want } }
	two := func(take func(string) (string, string, bool), left, right string) func(string) bool {
		return func(text string) bool {
			l, r, ok := take(text)
			return ok && l == left && r == right
		}
	}
	for source, recognized := range map[string]func(string) bool{
		"local x = 1; x()":                                       is(NotCallable),
		"local function f() f() f() end f()":                     is(StackOverflow),
		"local t = {} for i = 1, 5000 do t[i] = i end unpack(t)": is(RegistryOverflow),
		"local t = {} for i = 1, 200 do t = setmetatable({}, {__index = t}) end return t.x": is(IndexLoop),
		"local t = {} for i = 1, 200 do t = setmetatable({}, {__newindex = t}) end t.x = 1": is(NewIndexLoop),
		"return {} < {}": two(Compared, "table", "table"),
		"return 1 < 'x'": two(Compared, "number", "string"),
		"local x = nil; return x.y": func(text string) bool {
			kind, ok := Indexed(text)
			return ok && kind == "nil"
		},
		"string.rep()": func(text string) bool {
			number, function, problem, ok := BadArgument(text)
			return ok && number == "1" && function == "rep" && problem == "string expected, got nil)"
		},
	} {
		fn, err := L.Load(strings.NewReader(source), "check")
		if err != nil {
			t.Fatal(err)
		}
		L.Push(fn)
		err = L.PCall(0, 0, nil)
		if err == nil {
			t.Errorf("%s: no error", source)
			continue
		}
		text := err.(*lua.ApiError).Object.String()
		if _, rest, ok := strings.Cut(text, "check:1: "); ok {
			text = rest
		}
		if !recognized(text) {
			t.Errorf("%s: %q is not recognized", source, text)
		}
	}
}

// TestAccessors: what the mirrors show is what gopher-lua has.
func TestAccessors(t *testing.T) {
	L := lua.NewState()
	defer L.Close()
	tb := L.NewTable()
	tb.RawSetInt(1, lua.LString("one"))
	tb.RawSetString("name", lua.LTrue)
	tb.RawSet(lua.LFalse, lua.LNumber(3))
	in := Table(tb)
	if len(in.Array) != 1 || in.Array[0] != lua.LString("one") || in.Strdict["name"] != lua.LTrue || in.Dict[lua.LFalse] != lua.LNumber(3) {
		t.Errorf("a table shows as %+v", *in)
	}
	L.Push(lua.LNumber(5))
	if r := State(L).Reg; r.Top != 1 || r.Array[0] != lua.LNumber(5) {
		t.Errorf("a state has %d values", r.Top)
	}
	number, text := lua.LNumber(-0.5), lua.LString("text")
	if Number(&number) != lua.LValue(number) || String(&text) != lua.LValue(text) {
		t.Error("a boxed value differs from the value")
	}
}

// TestThread runs Lua code on a thread of this package, with frames and registers that grow.
func TestThread(t *testing.T) {
	in, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	type owner struct {
		Thread
		name string
	}
	w := in.NewWorld()
	w.MainLoop, w.MaxRegisters, w.MaxFrames = in.MainLoop, 1<<16, 1000
	th := &owner{name: "mine"}
	th.Init(&w)
	w.Global.MainThread, w.Global.CurrentThread = &th.LState, &th.LState
	if got := Owner[owner](&th.LState); got != th {
		t.Errorf("the thread's owner is %p, want %p", got, th)
	}
	plain := lua.NewState()
	defer plain.Close()
	if Owner[owner](plain) != nil {
		t.Error("gopher-lua's own state has an owner")
	}
	for range 2 {
		fn, err := th.Load(strings.NewReader("local function sum(n) if n == 0 then return 0 end return n + sum(n - 1) end return sum(300)"), "sum")
		if err != nil {
			t.Fatal(err)
		}
		th.Push(fn)
		th.Call(0, 1)
		if got := th.Get(-1); got != lua.LNumber(45150) {
			t.Errorf("got %v, want 45150", got)
		}
		if th.Frames.Segments() == 0 {
			t.Error("three hundred frames fit where four should")
		}
		if !th.Reset(&w, 64) || len(th.Registers.Array) != InlineRegisters || th.Frames.Segments() != 0 {
			t.Error("a thread that has grown kept its room")
		}
	}
}

func TestShapes(t *testing.T) {
	if !shapes {
		t.Fatal("tables are not made in one piece")
	}
	for size := 1; size <= MaxShape; size++ {
		for filled := range size + 1 {
			for changed := range moreNames {
				if !tryShape(size, filled, changed) {
					t.Errorf("tables of %d names, %d of them set, %d others: not as Go's", size, filled, changed)
				}
			}
		}
	}
}
