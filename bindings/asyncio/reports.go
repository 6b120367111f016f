package asyncio

// This file connects the loop's reports with Lua: exception handlers, and coroutines that nobody awaited.

import (
	"fmt"
	"io"

	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

func loopSetHandler(c call, l *loop.Loop) int {
	o := c.m.own(l)
	if !c.Has(1) {
		o.handler = lua.LNil
		l.SetExceptionHandler(nil)
		return 0
	}
	fn := c.Callable(1)
	o.handler = fn
	l.SetExceptionHandler(func(l *loop.Loop, ec *loop.ErrorContext) error {
		var err error
		c.m.within(l, func() { _, err = c.m.rt.Call(fn, c.m.loop(l), c.m.contextTable(ec)) })
		return err
	})
	return 0
}

func loopGetHandler(c call, l *loop.Loop) int {
	return c.Push(c.m.own(l).handler)
}

// contextTable is a report as handlers in Lua get it.
func (m *Module) contextTable(ec *loop.ErrorContext) *lua.LTable {
	t := m.rt.State().NewTable()
	t.RawSetString("message", lua.LString(ec.Message))
	if ec.Exception != nil {
		t.RawSetString("exception", m.rt.ErrorValue(ec.Exception))
	}
	if ec.Task != nil {
		t.RawSetString("task", m.Future(&ec.Task.Future))
	}
	if ec.Future != nil {
		t.RawSetString("future", m.Future(ec.Future))
	}
	if ec.Handle != nil {
		if h, ok := ec.Handle.Callback().(*luaCall); ok {
			t.RawSetString("handle", &h.ud)
		}
	}
	if ec.MadeAt != nil {
		t.RawSetString("source_traceback", lua.LString(fmt.Sprint(ec.MadeAt)))
	}
	for key, v := range ec.Extra {
		if s, ok := v.(shown); ok {
			t.RawSetString(key, s.value)
		} else {
			t.RawSetString(key, lua.LString(fmt.Sprint(v)))
		}
	}
	return t
}

// report is argument n, a context table, as the loop's report.
func (c call) report(n int) *loop.ErrorContext {
	t, ok := c.Arg(n).(*lua.LTable)
	if !ok {
		c.Fail(n, "context table expected, got %s", c.TypeName(n))
	}
	ec := &loop.ErrorContext{}
	for k, v := range ltable.Pairs(t) {
		key, ok := k.(lua.LString)
		if !ok {
			continue
		}
		switch key {
		case "message":
			ec.Message = c.m.rt.ToString(c.L, v)
		case "exception":
			ec.Exception = c.m.traced(v)
		case "task":
			if f := futureOf(v); f != nil {
				ec.Task = f.Task()
			}
		case "future":
			ec.Future = futureOf(v)
		case "handle":
			if ud, ok := v.(*lua.LUserData); ok {
				if h, ok := ud.Value.(*luaHandle); ok {
					ec.Handle = &h.Handle
				}
			}
		default:
			if ec.Extra == nil {
				ec.Extra = map[string]any{}
			}
			ec.Extra[string(key)] = shown{c.m, v}
		}
	}
	return ec
}

// reportWriter writes lines as Options.Report has them.
type reportWriter struct {
	io.Writer
	report func(lines string, exc error) string
}

func (w reportWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.Writer, w.report(string(p), nil)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// shown prints a Lua value in reports, and stays the value for handlers.
type shown struct {
	m     *Module
	value lua.LValue
}

func (s shown) String() string { return s.m.rt.Repr(s.value) }

// traced is the error of a Lua value, with the traceback that an error object remembers.
func (m *Module) traced(v lua.LValue) error { return m.rt.NewError(v) }

func loopCallHandler(c call, l *loop.Loop) int {
	l.CallExceptionHandler(c.report(1))
	return 0
}

func loopDefaultHandler(c call, l *loop.Loop) int {
	l.DefaultExceptionHandler(c.report(1))
	return 0
}
