package stdlib

// This file tests the modules against what Lua 5.1 printed, and in Lua.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// all grants everything but exiting.
func all(out *bytes.Buffer) Options {
	return Options{
		Stdin: strings.NewReader(""), Stdout: out, Stderr: out,
		Files: Machine, Processes: true, Env: true,
		Now: func() time.Time { return time.Now().UTC() },
	}
}

// newRuntime makes a runtime with this package's modules and debug. It is closed when the test ends.
func newRuntime(t testing.TB, o Options) (*vm.Runtime, *Modules) {
	t.Helper()
	out := o.Stdout
	if out == nil {
		out = io.Discard
	}
	rt, err := vm.New(vm.Options{Stdout: out, ReadFile: os.ReadFile})
	if err != nil {
		t.Fatal(err)
	}
	rt.OpenDebug()
	m := Open(rt.State(), o)
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		rt.Close()
	})
	return rt, m
}

// run runs a chunk named x.
func run(rt *vm.Runtime, source string, args ...lua.LValue) error {
	return runAs(rt, source, "x", args...)
}

func runAs(rt *vm.Runtime, source, name string, args ...lua.LValue) error {
	chunk, err := vm.Compile(source, name)
	if err != nil {
		return err
	}
	_, err = rt.Call(rt.Load(chunk), args...)
	return err
}

// runFile runs a file.
func runFile(rt *vm.Runtime, name string, args ...lua.LValue) error {
	source, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return runAs(rt, string(source), filepath.Base(name), args...)
}

// message is the Lua error in err, without the traceback.
func message(err error) string {
	var e *vm.Error
	if errors.As(err, &e) {
		return e.Value.String()
	}
	return fmt.Sprint(err)
}

// TestGolden runs testdata/*.lua. testdata/record.sh writes down what Lua 5.1 prints.
func TestGolden(t *testing.T) {
	goldens, _ := filepath.Glob("testdata/*.golden")
	if len(goldens) == 0 {
		t.Fatal("no golden data")
	}
	for _, golden := range goldens {
		name := strings.TrimSuffix(filepath.Base(golden), ".golden")
		if (name == "os" || name == "io") && runtime.GOOS != "linux" {
			continue // file names, error numbers and shell of Linux
		}
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			got := printed(t, name)
			compare(t, name, strings.Split(got, "\n"), strings.Split(string(want), "\n"))
		})
	}
}

// printed is what testdata/name.lua prints here.
func printed(t *testing.T, name string) string {
	var out bytes.Buffer
	rt, _ := newRuntime(t, all(&out))
	t.Chdir("testdata")
	if err := runFile(rt, "record.lua", lua.LString(name+".lua")); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func compare(t *testing.T, name string, got, want []string) {
	if len(got) != len(want) {
		t.Errorf("%d lines, want %d", len(got), len(want))
	}
	differences := 0
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("%s, line %d\n got %.300s\nwant %.300s", name, i+1, got[i], want[i])
			if differences++; differences == 60 {
				t.Fatal("and so on")
			}
		}
	}
}

// TestPrograms runs testdata/programs/*.lua, whose output is on record.
func TestPrograms(t *testing.T) {
	goldens, _ := filepath.Glob("testdata/programs/*.golden")
	if len(goldens) == 0 {
		t.Fatal("no golden data")
	}
	for _, golden := range goldens {
		name := strings.TrimSuffix(filepath.Base(golden), ".golden")
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if (name == "io" || name == "base") && runtime.GOOS != "linux" {
				return // file names, error numbers and shell of Linux
			}
			var out bytes.Buffer
			o := all(&out)
			o.Exit = func(code int) { t.Errorf("exit %d", code) }
			rt, _ := newRuntime(t, o)
			t.Chdir("testdata/programs")
			t.Setenv("TZ", "UTC")
			if err := runFile(rt, name+".lua"); err != nil {
				t.Error(err)
			}
			compare(t, name, strings.Split(out.String(), "\n"), strings.Split(string(want), "\n"))
		})
	}
}

// TestErrors runs chunks whose error is on record here.
func TestErrors(t *testing.T) {
	small := Options{Limits: Limits{MaxString: 1000}}
	for _, c := range []struct{ source, want string }{
		{`string.rep("x", 1e9)`, "x:1: resulting string too large"},
		{`string.rep("x", 1001)`, "x:1: resulting string too large"},
		{`string.rep("x", 400):gsub("x", "yyy")`, "x:1: resulting string too large"},
		{`string.rep("x", 400):gsub("x", function() return "yyy" end)`, "x:1: resulting string too large"},
		{`string.format("%s%s", string.rep("x", 600), string.rep("x", 600))`, "x:1: resulting string too large"},
		{`local t = {} for i = 1, 1001 do t[i] = "x" end table.concat(t)`, "x:1: resulting string too large"},
		{`local t = {} for i = 1, 11 do t[i] = "x" end table.concat(t, string.rep("-", 100))`, "x:1: resulting string too large"},
		{`table.move({}, 1, 1e12, 2)`, "x:1: bad argument #3 to 'move' (too many elements to move)"},
		{`string.byte(string.rep("x", 1000), 1, -1)`, ""},
		{`string.format("%d", {})`, "x:1: bad argument #2 to 'format' (number expected, got table)"},
		{`string.format("%s")`, "x:1: bad argument #2 to 'format' (no value)"},
		{`string.dump()`, "x:1: bad argument #1 to 'dump' (function expected, got no value)"},
		{`string.dump(function() end)`, "x:1: unable to dump given function"},
		{`string.find("", string.rep("a?", 490))`, ""},
		{"local s = ''\nlocal t = s:rep()", "x:2: bad argument #1 to 'rep' (number expected, got no value)"},
		{"local f = table.insert f()", "x:1: bad argument #1 to 'f' (table expected, got no value)"},
		{"local s = 'x' string.rep(s:rep(2))", "x:1: bad argument #2 to 'rep' (number expected, got no value)"},
		{"string.rep(('x'):rep())", "x:1: bad argument #1 to 'rep' (number expected, got no value)"},
		{"utf8.char(-1)", "x:1: bad argument #1 to 'char' (value out of range)"},
		{"utf8.char(0x110000)", "x:1: bad argument #1 to 'char' (value out of range)"},
		{`utf8.codepoint("abc", 4)`, "x:1: bad argument #3 to 'codepoint' (out of range)"},
		{`utf8.codepoint("abc", 0)`, "x:1: bad argument #2 to 'codepoint' (out of range)"},
		{`utf8.codepoint("\255")`, "x:1: invalid UTF-8 code"},
		{`for _ in utf8.codes("a\128") do end`, "x:1: invalid UTF-8 code"},
		{`utf8.len("abc", 5)`, "x:1: bad argument #2 to 'len' (initial position out of string)"},
		{`utf8.len("abc", 1, 4)`, "x:1: bad argument #3 to 'len' (final position out of string)"},
		{`utf8.offset("ä", 1, 2)`, "x:1: initial position is a continuation byte"},
		{`utf8.offset("abc", 1, 5)`, "x:1: bad argument #3 to 'offset' (position out of range)"},
		{`unpack({}, 1, 1e9)`, "x:1: too many results to unpack"},
		{`io.write("x")`, "x:1: attempt to index global 'io' (a nil value)"},
	} {
		rt, _ := newRuntime(t, small)
		got := ""
		if err := run(rt, c.source); err != nil {
			got = message(err)
		}
		if got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.source, got, c.want)
		}
	}
}

// TestLua runs chunks of assertions for what Lua 5.1 does not have.
func TestLua(t *testing.T) {
	scripts, _ := filepath.Glob("testdata/tests/*.lua")
	if len(scripts) == 0 {
		t.Fatal("no tests")
	}
	for _, script := range scripts {
		if filepath.Base(script) == "processes.lua" && runtime.GOOS == "windows" {
			continue // its commands are for a POSIX shell
		}
		t.Run(filepath.Base(script), func(t *testing.T) {
			var out bytes.Buffer
			rt, _ := newRuntime(t, all(&out))
			if err := runFile(rt, script); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestZeroOptionsGrantNothing(t *testing.T) {
	t.Setenv("STDLIB_TEST", "secret")
	rt, _ := newRuntime(t, Options{})
	err := run(rt, `
		assert(io == nil and package.loaded.io == nil)
		for _, name in ipairs{"remove", "rename", "tmpname", "execute", "exit", "setenv"} do
			assert(os[name] == nil, name)
		end
		assert(os.getenv("STDLIB_TEST") == nil)
		assert(package.loaded.string == string and package.loaded.os == os)
		assert(type(os.time()) == "number" and os.clock() >= 0)`)
	if err != nil {
		t.Error(err)
	}
}

func TestStreamsWithoutFiles(t *testing.T) {
	var out bytes.Buffer
	rt, _ := newRuntime(t, Options{Stdin: strings.NewReader("one\ntwo\n3 rest"), Stdout: &out})
	err := run(rt, `
		assert(not io.open and not io.popen and not io.tmpfile)
		for _, f in ipairs{io.lines, io.input, io.output} do
			local ok, e = pcall(f, "name")
			assert(not ok and e:find("access to files is not allowed"), e)
		end
		assert(io.read() == "one")
		for l in io.lines() do assert(l == "two") break end
		local n, rest = io.read("*n", "*a")
		assert(n == 3 and rest == " rest" and io.read() == nil)
		io.write("a", 1, "\n")
		io.stdout:write("b")
		io.stderr:write("lost")`)
	if err != nil {
		t.Error(err)
	}
	if got := out.String(); got != "a1\nb" {
		t.Errorf("wrote %q", got)
	}
}

func TestExit(t *testing.T) {
	var codes []int
	rt, _ := newRuntime(t, Options{Exit: func(code int) { codes = append(codes, code) }})
	if err := run(rt, `os.exit() os.exit(3) os.exit('4')`); err != nil {
		t.Error(err)
	}
	if got := fmt.Sprint(codes); got != "[0 3 4]" {
		t.Errorf("codes %s", got)
	}
}

func TestClockOfHost(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	now := time.Date(2024, 7, 1, 12, 30, 0, 0, zone)
	rt, _ := newRuntime(t, Options{Now: func() time.Time { return now }, Clock: func() float64 { return 1.5 }})
	err = run(rt, `
		assert(os.clock() == 1.5)
		assert(os.date("%H:%M %z %Z") == "12:30 +0200 CEST", os.date())
		assert(os.date("!%H:%M") == "10:30")
		assert(os.date("*t").isdst == true)
		assert(os.time(os.date("*t")) == os.time())
		local t = {year = 2024, month = 7, day = 1, hour = 12}
		local summer = os.time(t)
		assert(os.date("%H", summer) == "12")
		t.isdst = false
		assert(os.time(t) - summer == 3600)
		t.month, t.isdst = 1, true
		local early = os.time(t)
		t.isdst = false
		assert(os.time(t) - early == 3600)`)
	if err != nil {
		t.Error(err)
	}
}

func TestRandomIsPerState(t *testing.T) {
	draw := func(seed uint64) string {
		rt, _ := newRuntime(t, Options{Seed: seed})
		if err := run(rt, `result = math.random(1e9) .. " " .. math.random(1e9)`); err != nil {
			t.Fatal(err)
		}
		return rt.State().GetGlobal("result").String()
	}
	if first, again := draw(1), draw(1); first != again || first == draw(2) {
		t.Error("sequences do not follow the seed")
	}
}

// TestInterrupt stops natives that would run for minutes.
func TestInterrupt(t *testing.T) {
	for _, source := range []string{
		`string.find(string.rep("a", 400), ".-.-.-.-b")`,
		`string.match(string.rep("a", 3000), ".*.*.*.*b")`,
		`string.gsub(string.rep("a", 400), ".-.-.-.-b", "")`,
		`for _ in string.gmatch(string.rep("a", 400), ".-.-.-.-b") do end`,
		`table.sort(setmetatable({}, nil), nil) local t = {} for i = 1, 1e6 do t[i] = 1e6 - i % 7 end while true do table.sort(t) end`,
		`table.insert({}, -2^31 + 5, 1) table.insert({}, -2^31 + 5, 1)`,
		`table.move({}, 1, 9e7, 2) table.move({}, 1, 9e7, 2) table.move({}, 1, 9e7, 2)`,
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
		rt, _ := newRuntime(t, Options{Interrupt: func(*lua.LState) error { return ctx.Err() }})
		begin := time.Now()
		err := run(rt, source)
		cancel()
		if err == nil || !strings.Contains(message(err), context.DeadlineExceeded.Error()) {
			t.Errorf("%s: %v", source, err)
		}
		if took := time.Since(begin); took > time.Minute { // they would go on for hours; a busy machine is no fault
			t.Errorf("%s took %v", source, took)
		}
	}
	stop := errors.New("enough")
	rt, _ := newRuntime(t, Options{Interrupt: func(*lua.LState) error { return stop }})
	err := run(rt, `string.find(string.rep("a", 400), ".-.-.-.-b")`)
	if err == nil || message(err) != "x:1: enough" {
		t.Errorf("got %v", err)
	}
}
