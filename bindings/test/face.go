package test

// This file is t, what the bodies of cases get.

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// face is t, the same in all cases of the suite.
func (s *Suite) face() *lua.LUserData {
	if s.t == nil {
		class := &native.Class{RT: s.rt, Name: "t", Methods: s.functions, Field: s.field}
		s.t = class.New(s)
	}
	return s.t
}

// functions are those of t. They are called with a dot.
func (s *Suite) functions() []native.Entry {
	list := []struct {
		name, args string
		fn         func(c native.Call) int
	}{
		{"eq", "got, want", s.eq},                    // eq(got, want, [what])
		{"ne", "got, unwanted", s.ne},                // ne(got, unwanted, [what])
		{"near", "got, want, tolerance", s.near},     // near(got, want, tolerance, [what])
		{"ok", "value", s.ok},                        // ok(value, [what])
		{"matches", "text, pattern", s.matches},      // matches(text, pattern, [what])
		{"raises", "class or pattern, fn", s.raises}, // raises(Class | pattern, fn): the error
		{"fail", "message", s.fail},                  // fail(message)
		{"log", "...", s.log},                        // log(...)
		{"skip", "reason", s.skip},                   // skip([reason])
		{"cleanup", "fn", s.addCleanup},              // cleanup(fn, ...)
		{"tempdir", "", s.tempdir},                   // tempdir(): path
		{"snapshot", "name, value", s.snapshot},      // snapshot(name, value)
		{"check", "generator, fn", s.check},          // check(gen, [{runs=, seed=},] fn)
		{"host", "name, module, ...", s.startHost},   // host(name, module | fn, ...)
		{"partition", "a, b", s.partition},           // partition(name | list, name | list)
		{"heal", "a, b", s.heal},                     // heal([name | list, name | list])
		{"crash", "name", s.crash},                   // crash(name)
		{"restart", "name", s.restart},               // restart(name)
		{"calm", "", s.calm},                         // calm()
		{"skew", "name, seconds", s.skew},            // skew(name, seconds)
	}
	entries := make([]native.Entry, len(list))
	for i, f := range list {
		entries[i] = native.Func(f.name, func(c native.Call) int {
			if c.Len() > 0 && c.Arg(1) == lua.LValue(s.t) {
				c.Raise(loop.Errorf(loop.TypeError, "t:%s: call it with a dot: t.%s(%s)", f.name, f.name, f.args))
			}
			return f.fn(c)
		})
	}
	return entries
}

// field gives t.name and t.seed.
func (s *Suite) field(_ any, key string) lua.LValue {
	switch {
	case key == "name" && s.current != nil:
		return lua.LString(s.current.name)
	case key == "seed":
		return lua.LNumber(s.options.Seed)
	}
	return nil
}

// running is the case that runs.
func (s *Suite) running(c native.Call) *running {
	if s.current == nil {
		c.Raise(loop.Errorf(loop.RuntimeError, "%s: no case runs", c.Name))
	}
	return s.current
}

// failed raises an AssertionError. what is the text that the script gave, at argument n.
func (s *Suite) failed(c native.Call, n int, fields map[string]any, detail, format string, args ...any) {
	a := &assertion{message: c.Name + ": " + fmt.Sprintf(format, args...), detail: detail, fields: fields}
	if c.Has(n) {
		a.message += ": " + c.RT.ToString(c.L, c.Arg(n))
	}
	text := a.message
	if detail != "" {
		text += "\n" + detail
	}
	c.Raise(&loop.Error{Class: AssertionError, Msg: text, Cause: a})
}

// need refuses a call with too few arguments: t.eq(x) would compare with nil.
func need(c native.Call, n int, what string) {
	if c.Len() < n {
		c.Fail(c.Len()+1, "%s expected, got no value", what)
	}
}

func (s *Suite) eq(c native.Call) int {
	need(c, 2, "a value")
	got, want := c.Arg(1), c.Arg(2)
	if !equal(c.RT, got, want) {
		s.failed(c, 3, map[string]any{"got": got, "want": want}, difference(c.RT, got, want), "the values differ")
	}
	return 0
}

func (s *Suite) ne(c native.Call) int {
	need(c, 2, "a value")
	if equal(c.RT, c.Arg(1), c.Arg(2)) {
		s.failed(c, 3, map[string]any{"got": c.Arg(1)}, "+ got   "+Show(c.RT, c.Arg(1)), "another value expected")
	}
	return 0
}

func (s *Suite) near(c native.Call) int {
	got, want, tolerance := c.Number(1), c.Number(2), c.Number(3)
	if !(math.Abs(got-want) <= tolerance) && got != want {
		detail := fmt.Sprintf("- want  %s ± %s\n+ got   %s", vm.NumberText(want), vm.NumberText(tolerance), vm.NumberText(got))
		s.failed(c, 4, map[string]any{"got": c.Arg(1), "want": c.Arg(2)}, detail, "the numbers are %s apart", vm.NumberText(math.Abs(got-want)))
	}
	return 0
}

func (s *Suite) ok(c native.Call) int {
	need(c, 1, "a value")
	if !lua.LVAsBool(c.Arg(1)) {
		s.failed(c, 2, map[string]any{"got": c.Arg(1)}, "+ got   "+Show(c.RT, c.Arg(1)), "a value that is true expected")
	}
	return c.Push(c.Arg(1))
}

// finds tells whether a Lua pattern is in a text.
func (s *Suite) finds(c native.Call, text, pattern lua.LValue) bool {
	find := vm.Index(c.L, s.rt.State().GetGlobal("string"), lua.LString("find"))
	vals, err := c.RT.Call(find, text, pattern)
	if err != nil {
		c.Raise(err)
	}
	return len(vals) > 0 && vals[0] != lua.LNil
}

func (s *Suite) matches(c native.Call) int {
	text, pattern := lua.LString(c.Str(1)), lua.LString(c.Str(2))
	if !s.finds(c, text, pattern) {
		detail := "- pattern  " + quote(string(pattern)) + "\n+ got      " + quote(string(text))
		s.failed(c, 3, map[string]any{"got": text, "want": pattern}, detail, "the text does not match")
	}
	return 0
}

// raises is raises(Class | pattern, fn), or raises(fn) for any error.
func (s *Suite) raises(c native.Call) int {
	r := s.running(c)
	want, fn := c.Arg(1), c.Arg(2)
	if c.Len() == 1 && native.IsCallable(c.RT, want) && vm.ClassOf(want) == nil {
		want, fn = lua.LNil, want
	} else {
		_, isText := want.(lua.LString)
		if !isText && vm.ClassOf(want) == nil {
			c.Fail(1, "error class or pattern expected, got %s", c.TypeName(1))
		}
		c.Callable(2)
	}
	return c.RT.Perform(c.L, native.CallAwaited(c.RT, fn, nil, func(_ []lua.LValue, err error) vm.Step { return s.raised(c, r, want, err) }))
}

// raised judges what the function of raises did.
func (s *Suite) raised(c native.Call, r *running, want lua.LValue, err error) vm.Step {
	expected := "an error"
	if class := vm.ClassOf(want); class != nil {
		expected = class.Name
	} else if want != lua.LNil {
		expected = "an error that matches " + quote(want.String())
	}
	if err == nil {
		s.failed(c, 3, nil, "", "%s expected, but none was raised", expected)
	}
	if skipOf(err) != nil || r.timedOut && loop.IsCancelled(err) {
		return vm.Raise(err)
	}
	value := c.RT.Catch(err)
	fits := true
	if class := vm.ClassOf(want); class != nil {
		have := vm.ClassOfError(value)
		fits = have != nil && have.IsA(class)
	} else if want != lua.LNil {
		fits = s.finds(c, lua.LString(c.RT.ToString(c.L, value)), want)
	}
	if !fits {
		detail := "- want  " + expected + "\n+ got   " + c.RT.ToString(c.L, value)
		var raised *vm.Error
		if errors.As(err, &raised) && raised.Trace() != nil {
			detail += "\n" + raised.Trace().String()
		}
		s.failed(c, 3, map[string]any{"got": value, "want": want}, detail, "another error was raised")
	}
	return vm.Return(value)
}

func (s *Suite) fail(c native.Call) int {
	a := &assertion{message: c.Text(1)}
	c.Raise(&loop.Error{Class: AssertionError, Msg: a.message, Cause: a})
	return 0
}

func (s *Suite) log(c native.Call) int {
	parts := make([]string, c.Len())
	for i := range parts {
		v := c.Arg(i + 1)
		if _, ok := v.(*lua.LTable); ok {
			parts[i] = Show(c.RT, v)
		} else {
			parts[i] = c.RT.ToString(c.L, v)
		}
	}
	_, _ = fmt.Fprintln(&s.output, strings.Join(parts, "\t"))
	return 0
}

func (s *Suite) skip(c native.Call) int {
	s.running(c)
	why := ""
	if c.Has(1) {
		why = c.Text(1)
	}
	c.Raise(&errSkipped{why})
	return 0
}

func (s *Suite) addCleanup(c native.Call) int {
	r := s.running(c)
	r.cleanups = append(r.cleanups, step{c.Callable(1), c.Rest(2), "cleanup"})
	return 0
}

// tempdir makes a folder that is removed when the case is over.
func (s *Suite) tempdir(c native.Call) int {
	r := s.running(c)
	if s.options.Disk == nil {
		c.Raise(loop.Errorf(loop.OSError, "%s: the host has granted no folder", c.Name))
	}
	dir, remove, err := s.folders.make(s.options.Disk)
	if err != nil {
		c.Raise(loop.Errorf(loop.OSError, "%s: %v", c.Name, err))
	}
	r.removals = append(r.removals, remove)
	return c.Push(lua.LString(dir))
}

// OSDisk is the machine's.
type OSDisk struct{}

// Read implements Disk.
func (OSDisk) Read(name string) ([]byte, error) { return os.ReadFile(name) }

// Write implements Disk; it makes the folder.
func (OSDisk) Write(name string, b []byte) error {
	if err := os.MkdirAll(folderOf(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, b, 0o666)
}

// TempDir implements Disk.
func (OSDisk) TempDir() (dir string, remove func() error, err error) {
	dir, err = os.MkdirTemp("", "moonloop-test-")
	return dir, func() error { return os.RemoveAll(dir) }, err
}
