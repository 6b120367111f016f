package asyncio

// This file is the Lua face of futures, and of what tasks share with them.

import (
	"fmt"
	"strings"

	"moonloop/bindings/internal/native"
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
	class := &m.classes.future
	if f.Task() != nil {
		class = &m.classes.task
	}
	ud := class.New(f)
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
	m.classes.future.Init(&f.ud, &f.Future)
	f.Payload = &f.ud
	return &f.ud
}

func (m *Module) openFutures() {
	m.classes.future = native.Class{RT: m.rt, Name: "Future", Operators: awaitedOperators, Methods: func() []native.Entry { return methods(m, "Future or Task", futureMethods) }}
	m.define([]function{
		{"Future", futureClass}, // Future({loop=})
		{"isfuture", isFuture},  // isfuture(v)
	})
	m.build.Set("await", m.rt.AwaitFunction())
}

// futureMethods are those that futures and tasks share.
var futureMethods = []method[*loop.Future]{
	{"done", futureDone},                           // f:done()
	{"cancelled", futureCancelled},                 // f:cancelled()
	{"result", futureResult},                       // f:result()
	{"exception", futureException},                 // f:exception()
	{"cancel", futureCancel},                       // f:cancel([msg])
	{"set_result", futureSetResult},                // f:set_result(...)
	{"set_exception", futureSetException},          // f:set_exception(e)
	{"add_done_callback", futureAddCallback},       // f:add_done_callback(fn, {context=})
	{"remove_done_callback", futureRemoveCallback}, // f:remove_done_callback(fn)
	{"get_loop", futureGetLoop},                    // f:get_loop()
	{"await", futureAwait},                         // f:await()
	{"__tostring", futureText},
}

// awaitedOperators are the operators of a future or task: errors all.
func awaitedOperators(rt *vm.Runtime, mt *lua.LTable) { misused(rt, mt.RawSetString, futureName) }

// futureName is what errors call it.
func futureName(v any) string {
	f, ok := v.(*loop.Future)
	switch {
	case !ok:
		return ""
	case f.Task() != nil:
		return "Task '" + f.Task().Name() + "'"
	}
	return "Future"
}

func futureText(c call, f *loop.Future) int { return c.Push(lua.LString(f.String())) }

func futureAwait(c call, _ *loop.Future) int { return c.RT.Await(c.L, c.Self()) }

func futureClass(c call) int {
	l := c.options(1, "loop").loop("loop")
	if l == nil {
		l = c.currentLoop()
	}
	return c.Push(c.m.newFuture(l))
}

func isFuture(c call) int { return c.Push(lua.LBool(futureOf(c.Arg(1)) != nil)) }

func futureDone(c call, f *loop.Future) int {
	return c.Push(lua.LBool(f.Done()))
}

func futureCancelled(c call, f *loop.Future) int {
	return c.Push(lua.LBool(f.Cancelled()))
}

func futureResult(c call, f *loop.Future) int {
	v, err := c.m.rt.Result(f)
	if err != nil {
		c.Raise(err)
	}
	return c.PushAll(c.m.rt.Values(v))
}

func futureException(c call, f *loop.Future) int {
	exc, err := f.Exception()
	if err != nil {
		c.Raise(err)
	}
	if exc == nil {
		return c.Push(lua.LNil)
	}
	return c.Push(c.m.rt.ErrorValue(exc))
}

// message is argument n as the message of a cancellation: strings as Go strings, nil as none.
func (c call) message(n int) any {
	switch v := c.Arg(n).(type) {
	case *lua.LNilType:
		return nil
	case lua.LString:
		return string(v)
	default:
		return v
	}
}

// requestCost is how many instructions take as long as a request to cancel that goes by a task.
const requestCost = 8

func futureCancel(c call, f *loop.Future) int {
	l := f.Loop()
	before := l.CancelRequests()
	took := f.Cancel(c.message(1))
	c.Work(requestCost * int(l.CancelRequests()-before))
	return c.Push(lua.LBool(took))
}

func futureSetResult(c call, f *loop.Future) int {
	if err := f.SetResult(vm.Box(c.Rest(1)...)); err != nil {
		c.Raise(err)
	}
	return 0
}

func futureSetException(c call, f *loop.Future) int {
	if c.Len() == 0 {
		c.Fail(1, "error value expected, got no value")
	}
	if err := f.SetException(c.m.rt.NewError(c.Arg(1))); err != nil {
		c.Raise(err)
	}
	return 0
}

// A doneCallback is a Lua function, or what stands for one, as a done callback. It is a comparable value, so that it can
// be removed.
type doneCallback struct {
	m  *Module
	fn lua.LValue
}

// MemorySize implements vm.Sizer.
func (d doneCallback) MemorySize(visit func(any)) int {
	visit(d.fn)
	return 32
}

// Call implements loop.Callback.
func (d doneCallback) Call(f *loop.Future) {
	if _, err := d.m.rt.Call(d.fn, d.m.Future(f)); err != nil {
		h := d.m.newHandle(f.Loop(), d.fn, d.m.Future(f))
		f.Loop().HandleFailed(&h.Handle, d.String(), err)
	}
}

// Told is the callback as watchers of a loop.Schedule hear of it.
func (d doneCallback) Told() string { return d.String() }

func (d doneCallback) String() string {
	if fn, ok := d.fn.(*lua.LFunction); ok {
		return functionText(fn)
	}
	return native.TypeName(d.fn) + "()"
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

func futureAddCallback(c call, f *loop.Future) int {
	c.m.adopt(f.Loop())
	f.AddDoneCallback(doneCallback{c.m, c.Callable(1)}, c.options(2, "context").context("context"))
	return 0
}

func futureRemoveCallback(c call, f *loop.Future) int {
	return c.Push(lua.LNumber(f.RemoveDoneCallback(doneCallback{c.m, c.Callable(1)})))
}

func futureGetLoop(c call, f *loop.Future) int {
	return c.Push(c.m.loop(f.Loop()))
}
