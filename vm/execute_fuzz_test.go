package vm

// This file runs random programs in the main loop, with limits and without, and in gopher-lua's own: they do the same.

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"moonloop/loop"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// runProgram is what the program writes, and how it ends.
func runProgram(source string, mainLoop func(*lua.LState, *glua.CallFrame), limits Limits) (string, error) {
	rt, err := New(Options{Limits: limits})
	if err != nil {
		return "", err
	}
	defer rt.Close()
	if rt.mainLoop = mainLoop; mainLoop == nil {
		rt.mainLoop = rt.interp.MainLoop
	}
	l := rt.NewLoop(loop.Options{Clock: loop.NewVirtualClock()})
	defer l.Close()
	var b strings.Builder
	L := rt.State()
	set := func(name string, fn lua.LGFunction) { L.SetGlobal(name, L.NewFunction(fn)) }
	L.SetGlobal("await", rt.AwaitFunction())
	set("async", func(L *lua.LState) int {
		L.Push(rt.NewAsync(L, L.CheckFunction(1)))
		return 1
	})
	set("sleep", func(L *lua.LState) int {
		L.Push(&rt.NewNative("sleep", loop.Sleep(l, loop.Seconds(float64(L.CheckNumber(1))), nil)).LUserData)
		return 1
	})
	set("spawn", func(L *lua.LState) int {
		c, err := rt.Coroutine(L.Get(1))
		if err != nil {
			rt.Throw(err)
		}
		t, err := l.CreateTask(c, loop.TaskOptions{Eager: L.Get(2) == lua.LTrue})
		if err != nil {
			rt.Throw(err)
		}
		L.Push(&lua.LUserData{Value: &t.Future})
		return 1
	})
	set("nothing", func(L *lua.LState) int {
		L.Push(lua.LString("nothing"))
		return 1
	})
	set("trace", debugTraceback)
	set("out", func(L *lua.LState) int {
		for i := 1; i <= L.GetTop(); i++ {
			b.WriteString(shown(L.Get(i), 2))
			b.WriteByte(' ')
		}
		b.WriteByte('\n')
		return 0
	})
	chunk, err := Compile(source, "p.lua")
	if err != nil {
		return "", err
	}
	v, err := l.RunUntilComplete(rt.NewCoroutine(rt.Load(chunk)))
	for _, v := range rt.Values(v) {
		b.WriteString(shown(v, 2) + " ")
	}
	if err != nil {
		b.WriteString("error: " + hideAddresses(err.Error()))
		if e, ok := err.(*Error); ok {
			b.WriteString("\n" + hideAddresses(e.Traceback()))
		}
	}
	return b.String(), nil
}

// shown is a value's text, without where it is.
func shown(v lua.LValue, deep int) string {
	switch v := v.(type) {
	case nil:
		return "NOTHING"
	case *lua.LTable:
		if deep == 0 {
			return "{}"
		}
		s := "{"
		for i := range v.Len() {
			s += shown(v.RawGetInt(i+1), deep-1) + ","
		}
		return s + "|" + shown(v.RawGetString("x"), 0) + shown(v.RawGetString("n"), 0) + "}"
	case lua.LString:
		return strconv.Quote(hideAddresses(string(v)))
	case *lua.LFunction, *lua.LUserData, *lua.LState:
		return v.Type().String()
	case lua.LNumber:
		return strings.TrimLeft(v.String(), "-+") // gopher-lua loses the sign of 0
	}
	return v.String()
}

var (
	// calls are the lines of tracebacks. There are fewer when a task has been suspended in the middle of them.
	calls = regexp.MustCompile(`(\\n\\t|\n\t)[^\\\n"]*`)
	// deep is how many lines are left out. Where registers end, a call more may fit.
	deep = regexp.MustCompile(`\(\d+ more\)`)
)

// hideAddresses makes text the same in every run.
func hideAddresses(s string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "0x")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteString("@")
		s = strings.TrimLeft(after, "0123456789abcdef")
	}
}

// TestExecutePrograms compares the loops. EXECUTE_SEEDS=first,count chooses other programs.
func TestExecutePrograms(t *testing.T) {
	first, count := uint64(1), uint64(80)
	if s := os.Getenv("EXECUTE_SEEDS"); s != "" {
		if _, err := fmt.Sscanf(s, "%d,%d", &first, &count); err != nil {
			t.Fatal(err)
		}
	}
	for seed := first; seed < first+count; seed++ {
		source := randomProgram(seed)
		if _, err := Compile(source, "p.lua"); err != nil {
			continue // it has too many variables
		}
		theirs, err := runProgram(source, nil, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, limits := range []Limits{
			{}, {MaxMemory: 1 << 30, MaxInstructions: 1 << 40}, {Slice: 1 + int64(seed%50), MaxMemory: 1 << 30},
		} {
			got, err := runProgram(source, execute, limits)
			if err != nil {
				t.Fatal(err)
			}
			want := theirs
			if limits.Slice > 0 {
				got, want = calls.ReplaceAllString(got, ""), calls.ReplaceAllString(want, "")
			}
			if got, want = deep.ReplaceAllString(got, ""), deep.ReplaceAllString(want, ""); got != want {
				i := 0
				for i < len(got) && i < len(want) && got[i] == want[i] {
					i++
				}
				from := max(0, i-100)
				t.Errorf("seed %d, %+v: got %.300q, gopher-lua has %.300q", seed, limits, got[from:], want[from:])
				break
			}
		}
	}
}
