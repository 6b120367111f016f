package asyncio

// This file is the Lua face of futures, and of what tasks share with them.

import (
	"fmt"
	"strings"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// futureOf is the future or task that v is the Lua value of, or nil.
func futureOf(v lua.LValue) *loop.Future {
	if ud, ok := v.(*lua.LUserData); ok {
		if f, ok := ud.Value.(*loop.Future); ok {
			return f
		}
	}
	return nil
}

// Future is the Lua value of f, the same every time.
func (m *Module) Future(f *loop.Future) *lua.LUserData {
	if ud, ok := f.Payload.(*lua.LUserData); ok {
		return ud
	}
	mt := &m.futureMeta
	if f.Task() != nil {
		mt = &m.taskMeta
	}
	ud := m.userdata(f, mt.get())
	f.Payload = ud
	return ud
}

// newFuture makes a pending future together with its face in Lua.
func (m *Module) newFuture(l *loop.Loop) *lua.LUserData {
	f := &struct {
		loop.Future
		ud lua.LUserData
	}{}
	l.InitFuture(&f.Future)
	f.ud.Value, f.ud.Metatable = &f.Future, m.futureMeta.get()
	f.Payload = &f.ud
	return &f.ud
}

// self is the future that a method is called on.
func (m *Module) self(L *lua.LState, name string) (call, *loop.Future) {
	c := m.method(L, name)
	f := futureOf(vm.Arg(L, 1))
	if f == nil {
		m.rt.Throw(loop.Errorf(loop.TypeError, "%s: Future or Task expected as self, got %s (is it called with ':'?)", name, m.typeName(L.Get(1))))
	}
	return c, f
}

func (m *Module) openFutures() {
	m.futureMeta.make = func() *lua.LTable {
		return m.class("Future", m.futureMethods())
	}
	m.define([]native{
		{"Future", m.futureClass}, // Future({loop=})
		{"isfuture", m.isFuture},  // isfuture(v)
	})
	m.build.Set("await", m.rt.AwaitFunction())
}

// futureMethods are those that futures and tasks share.
func (m *Module) futureMethods() []native {
	return []native{
		{"done", m.futureDone},                           // f:done()
		{"cancelled", m.futureCancelled},                 // f:cancelled()
		{"result", m.futureResult},                       // f:result()
		{"exception", m.futureException},                 // f:exception()
		{"cancel", m.futureCancel},                       // f:cancel([msg])
		{"set_result", m.futureSetResult},                // f:set_result(...)
		{"set_exception", m.futureSetException},          // f:set_exception(e)
		{"add_done_callback", m.futureAddCallback},       // f:add_done_callback(fn, {context=})
		{"remove_done_callback", m.futureRemoveCallback}, // f:remove_done_callback(fn)
		{"get_loop", m.futureGetLoop},                    // f:get_loop()
		{"await", func(L *lua.LState) int { return m.rt.Await(L, L.Get(1)) }},
		{"__tostring", func(L *lua.LState) int {
			_, f := m.self(L, "tostring")
			L.Push(lua.LString(f.String()))
			return 1
		}},
	}
}

func (m *Module) futureClass(L *lua.LState) int {
	c := m.call(L, "Future")
	l := c.options(1, "loop").loop("loop")
	if l == nil {
		l = c.currentLoop()
	}
	return c.push(m.newFuture(l))
}

func (m *Module) isFuture(L *lua.LState) int {
	L.Push(lua.LBool(futureOf(L.Get(1)) != nil))
	return 1
}

func (m *Module) futureDone(L *lua.LState) int {
	c, f := m.self(L, "done")
	return c.push(lua.LBool(f.Done()))
}

func (m *Module) futureCancelled(L *lua.LState) int {
	c, f := m.self(L, "cancelled")
	return c.push(lua.LBool(f.Cancelled()))
}

func (m *Module) futureResult(L *lua.LState) int {
	c, f := m.self(L, "result")
	v, err := m.rt.Result(f)
	if err != nil {
		c.raise(err)
	}
	return c.pushAll(m.rt.Values(v))
}

func (c call) pushAll(vals []lua.LValue) int {
	for _, v := range vals {
		c.L.Push(v)
	}
	return len(vals)
}

func (m *Module) futureException(L *lua.LState) int {
	c, f := m.self(L, "exception")
	exc, err := f.Exception()
	if err != nil {
		c.raise(err)
	}
	if exc == nil {
		return c.push(lua.LNil)
	}
	return c.push(m.rt.ErrorValue(exc))
}

// message is argument n as the message of a cancellation: strings as Go strings, nil as none.
func (c call) message(n int) any {
	switch v := c.get(n).(type) {
	case *lua.LNilType:
		return nil
	case lua.LString:
		return string(v)
	default:
		return v
	}
}

func (m *Module) futureCancel(L *lua.LState) int {
	c, f := m.self(L, "cancel")
	return c.push(lua.LBool(f.Cancel(c.message(1))))
}

func (m *Module) futureSetResult(L *lua.LState) int {
	c, f := m.self(L, "set_result")
	if err := f.SetResult(vm.Box(c.rest(1)...)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) futureSetException(L *lua.LState) int {
	c, f := m.self(L, "set_exception")
	if c.len() == 0 {
		c.fail(1, "error value expected, got no value")
	}
	if err := f.SetException(m.raisable(c.get(1))); err != nil {
		c.raise(err)
	}
	return 0
}

// raisable is v as an error: a class stands for an instance of it without a message.
func (m *Module) raisable(v lua.LValue) error {
	if class := vm.ClassOf(v); class != nil {
		return class.New(nil)
	}
	return m.rt.NewError(v)
}

// A doneCallback is a Lua function, or what stands for one, as a done callback. It is a comparable value, so that it can
// be removed.
type doneCallback struct {
	m  *Module
	fn lua.LValue
}

// Call implements loop.Callback.
func (d doneCallback) Call(f *loop.Future) {
	if _, err := d.m.rt.Call(d.fn, d.m.Future(f)); err != nil {
		f.Loop().CallbackFailed(d, err)
	}
}

func (d doneCallback) String() string {
	if fn, ok := d.fn.(*lua.LFunction); ok {
		return functionText(fn)
	}
	return d.m.typeName(d.fn) + "()"
}

// functionText is how reprs show a Lua function.
func functionText(fn *lua.LFunction) string {
	name := vm.FunctionName(fn)
	switch {
	case fn.Proto == nil:
		return "function()"
	case strings.HasPrefix(name, "function <"):
		return name
	}
	return fmt.Sprintf("%s() at %s:%d", name, fn.Proto.SourceName, fn.Proto.LineDefined)
}

func (m *Module) futureAddCallback(L *lua.LState) int {
	c, f := m.self(L, "add_done_callback")
	m.adopt(f.Loop())
	f.AddDoneCallback(doneCallback{m, c.callable(1)}, c.options(2, "context").context("context"))
	return 0
}

func (m *Module) futureRemoveCallback(L *lua.LState) int {
	c, f := m.self(L, "remove_done_callback")
	return c.push(lua.LNumber(f.RemoveDoneCallback(doneCallback{m, c.callable(1)})))
}

func (m *Module) futureGetLoop(L *lua.LState) int {
	c, f := m.self(L, "get_loop")
	return c.push(m.loop(f.Loop()))
}
