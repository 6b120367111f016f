package asyncio

// This file is the Lua face of event loops and handles.

import (
	"fmt"

	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A luaLoop is what the module keeps for a loop. It is the loop's Payload.
type luaLoop struct {
	ud        *lua.LUserData
	handler   lua.LValue // the exception handler as the script gave it
	factory   lua.LValue // the task factory as the script gave it
	signals   map[string]func()
	executors executors
	hub       *netio.Hub // nil until there is input or output
}

func loopOf(v lua.LValue) *loop.Loop {
	if ud, ok := v.(*lua.LUserData); ok {
		if l, ok := ud.Value.(*loop.Loop); ok {
			return l
		}
	}
	return nil
}

// own is what the module keeps for l.
func (m *Module) own(l *loop.Loop) *luaLoop {
	if o, ok := l.Payload.(*luaLoop); ok {
		return o
	}
	o := &luaLoop{ud: m.userdata(l, m.loopMetaFor(l)), handler: lua.LNil, factory: lua.LNil}
	l.Payload = o
	return o
}

// loop is the Lua value of l, the same every time.
func (m *Module) loop(l *loop.Loop) lua.LValue { return m.own(l).ud }

// NewLoop makes an event loop as the module's options say. The runtime's goroutine may call it.
func (m *Module) NewLoop() *loop.Loop {
	l := m.rt.NewLoop(loop.Options{
		Clock:       m.options.Clock,
		Debug:       m.options.Debug,
		Stderr:      m.stderr,
		TaskNumbers: &m.taskNumbers,
		OnDeadlock:  m.options.OnDeadlock,
	})
	l.OnClose(func() {
		m.closeSignals(l)
		for i, x := range m.loops {
			if x == l {
				m.loops = append(m.loops[:i], m.loops[i+1:]...)
				break
			}
		}
		if len(m.loops) == 0 {
			m.reportUnawaited()
		}
	})
	m.loops = append(m.loops, l)
	m.adopt(l)
	return l
}

// currentLoop is the running loop, or the one set_event_loop was given.
func (c call) currentLoop() *loop.Loop {
	if l := c.m.rt.Loop(); l != nil {
		return l
	}
	if c.m.current == nil {
		c.raise(loop.RuntimeError.New("There is no current event loop"))
	}
	return c.m.current
}

func (m *Module) openLoops() {
	m.loopMethods.make = func() *lua.LTable {
		methods := vm.Build(m.rt.State(), nil, 36)
		vm.SetNatives(methods, []native{
			{"call_soon", m.loopCallSoon},                         // loop:call_soon(fn, ...)
			{"call_later", m.loopCallLater},                       // loop:call_later(seconds, fn, ...)
			{"call_at", m.loopCallAt},                             // loop:call_at(when, fn, ...)
			{"call_soon_threadsafe", m.loopCallSoonThreadsafe},    // loop:call_soon_threadsafe(fn, ...)
			{"time", m.loopTime},                                  // loop:time()
			{"create_future", m.loopCreateFuture},                 // loop:create_future()
			{"create_task", m.loopCreateTask},                     // loop:create_task(coro, {name=, context=, eager_start=})
			{"set_task_factory", m.loopSetTaskFactory},            // loop:set_task_factory(fn | nil)
			{"get_task_factory", m.loopGetTaskFactory},            // loop:get_task_factory()
			{"set_exception_handler", m.loopSetHandler},           // loop:set_exception_handler(fn | nil)
			{"get_exception_handler", m.loopGetHandler},           // loop:get_exception_handler()
			{"call_exception_handler", m.loopCallHandler},         // loop:call_exception_handler(context)
			{"default_exception_handler", m.loopDefaultHandler},   // loop:default_exception_handler(context)
			{"set_debug", m.loopSetDebug},                         // loop:set_debug(on)
			{"get_debug", m.loopGetDebug},                         // loop:get_debug()
			{"is_running", m.loopIsRunning},                       // loop:is_running()
			{"is_closed", m.loopIsClosed},                         // loop:is_closed()
			{"stop", m.loopStop},                                  // loop:stop()
			{"close", m.loopClose},                                // loop:close()
			{"run_until_complete", m.loopRunUntilComplete},        // loop:run_until_complete(x)
			{"run_forever", m.loopRunForever},                     // loop:run_forever()
			{"run_in_executor", m.loopRunInExecutor},              // loop:run_in_executor(nil | executor, fn, ...)
			{"shutdown_default_executor", m.loopShutdownExecutor}, // loop:shutdown_default_executor([timeout])
			{"shutdown_asyncgens", m.loopShutdownAsyncgens},       // loop:shutdown_asyncgens()
			{"add_signal_handler", m.loopAddSignal},               // loop:add_signal_handler(signal, fn, ...)
			{"remove_signal_handler", m.loopRemoveSignal},         // loop:remove_signal_handler(signal)
			{"set_default_executor", m.loopSetExecutor},           // loop:set_default_executor(executor)
			{"create_datagram_endpoint", m.loopCreateDatagram},    // loop:create_datagram_endpoint(factory, {local_addr=, remote_addr=, ...})
			{"getaddrinfo", m.loopGetAddrInfo},                    // loop:getaddrinfo(host, port, {family=, type=})
			{"getnameinfo", m.loopGetNameInfo},                    // loop:getnameinfo({host, port}, {numeric_host=, numeric_service=})
		})
		return methods.Table()
	}
	m.openHandles()
	m.define([]native{
		{"get_running_loop", m.getRunningLoop}, // get_running_loop()
		{"get_event_loop", m.getEventLoop},     // get_event_loop()
		{"new_event_loop", m.newEventLoop},     // new_event_loop()
		{"set_event_loop", m.setEventLoop},     // set_event_loop(loop | nil)
	})
}

// loopSelf is the loop that a method is called on.
func (m *Module) loopSelf(L *lua.LState, name string) (call, *loop.Loop) {
	l := loopOf(vm.Arg(L, 1))
	if l == nil {
		m.rt.Throw(loop.Errorf(loop.TypeError, "%s: loop expected as self, got %s (is it called with ':'?)", name, m.typeName(L.Get(1))))
	}
	m.adopt(l)
	return m.method(L, name), l
}

// open is loopSelf for methods that need a loop which is not closed.
func (m *Module) open(L *lua.LState, name string) (call, *loop.Loop) {
	c, l := m.loopSelf(L, name)
	if err := l.CheckClosed(); err != nil {
		c.raise(err)
	}
	return c, l
}

// loopMetaFor makes the metatable of one loop: methods are found by plain look-ups, and beside them its one field.
func (m *Module) loopMetaFor(l *loop.Loop) *lua.LTable {
	L := m.rt.State()
	index := L.CreateTable(0, 36)
	m.loopMethods.get().ForEach(func(k, v lua.LValue) { index.RawSet(k, v) })
	index.RawSetString(slowCallback, lua.LNumber(l.SlowCallbackDuration.Seconds()))
	mt := L.CreateTable(0, 5)
	mt.RawSetString("__index", index)
	mt.RawSetString("__newindex", L.NewFunction(m.loopNewIndex))
	mt.RawSetString("__tostring", L.NewFunction(m.loopToString))
	mt.RawSetString("__metatable", lua.LString("loop"))
	return m.rt.Seal(mt)
}

const slowCallback = "slow_callback_duration"

func (m *Module) loopNewIndex(L *lua.LState) int {
	c, l := m.loopSelf(L, "newindex")
	if c.get(1) != lua.LString(slowCallback) {
		c.raise(loop.Errorf(loop.TypeError, "loop has no field '%s' that can be set", c.get(1).String()))
	}
	n, ok := c.get(2).(lua.LNumber)
	if !ok {
		c.raise(loop.Errorf(loop.TypeError, "slow_callback_duration: number expected, got %s", c.typeName(2)))
	}
	l.SlowCallbackDuration = loop.Seconds(float64(n))
	index := L.Get(1).(*lua.LUserData).Metatable.(*lua.LTable).RawGetString("__index").(*lua.LTable)
	index.RawSetString(slowCallback, n)
	return 0
}

func (m *Module) loopToString(L *lua.LState) int {
	c, l := m.loopSelf(L, "tostring")
	return c.push(lua.LString(fmt.Sprintf("<EventLoop running=%t closed=%t debug=%t>", l.IsRunning(), l.IsClosed(), l.Debug())))
}

func (m *Module) getRunningLoop(L *lua.LState) int {
	c := m.call(L, "get_running_loop")
	return c.push(m.loop(c.running()))
}

func (m *Module) getEventLoop(L *lua.LState) int {
	c := m.call(L, "get_event_loop")
	return c.push(m.loop(c.currentLoop()))
}

func (m *Module) newEventLoop(L *lua.LState) int {
	return m.call(L, "new_event_loop").push(m.loop(m.NewLoop()))
}

func (m *Module) setEventLoop(L *lua.LState) int {
	c := m.call(L, "set_event_loop")
	m.current = nil
	if c.has(1) {
		m.current = c.loop(1)
	}
	return 0
}

func (m *Module) loopTime(L *lua.LState) int {
	c, l := m.loopSelf(L, "time")
	return c.push(lua.LNumber(l.Time()))
}

func (m *Module) loopCreateFuture(L *lua.LState) int {
	c, l := m.loopSelf(L, "create_future")
	return c.push(m.newFuture(l))
}

func (m *Module) loopCreateTask(L *lua.LState) int {
	c, l := m.loopSelf(L, "create_task")
	return c.push(c.spawn(l, c.coroutine(1), c.options(2, "name", "context", "eager_start").task()))
}

func (m *Module) loopSetTaskFactory(L *lua.LState) int {
	c, l := m.loopSelf(L, "set_task_factory")
	o := m.own(l)
	if !c.has(1) {
		o.factory = lua.LNil
		l.SetTaskFactory(nil)
		return 0
	}
	fn := c.callable(1)
	o.factory = fn
	if fn == m.table.RawGetString("eager_task_factory") {
		l.SetTaskFactory(loop.EagerTaskFactory)
		return 0
	}
	l.SetTaskFactory(func(l *loop.Loop, co loop.Coroutine, opts loop.TaskOptions) (*loop.Future, error) {
		vals, err := m.rt.Call(fn, m.loop(l), m.coroutineValue(co), m.taskOptionsTable(opts))
		if err != nil {
			return nil, err
		}
		var made lua.LValue = lua.LNil
		if len(vals) > 0 {
			made = vals[0]
		}
		f := futureOf(made)
		if f == nil {
			return nil, loop.Errorf(loop.TypeError, "task factory: Task or Future expected as its result, got %s", m.typeName(made))
		}
		return f, nil
	})
	return 0
}

// coroutineValue is the Lua value of a coroutine that Go code made a task of.
func (m *Module) coroutineValue(co loop.Coroutine) lua.LValue {
	if c, ok := co.(*vm.Coroutine); ok {
		return &c.LUserData
	}
	return &m.rt.NewNative(fmt.Sprintf("%T", co), co).LUserData
}

func (m *Module) taskOptionsTable(o loop.TaskOptions) *lua.LTable {
	t := m.rt.State().NewTable()
	if o.Name != "" {
		t.RawSetString("name", lua.LString(o.Name))
	}
	if o.Context != nil {
		t.RawSetString("context", m.rt.ToLua(o.Context))
	}
	if o.Eager {
		t.RawSetString("eager_start", lua.LTrue)
	}
	return t
}

func (m *Module) loopGetTaskFactory(L *lua.LState) int {
	c, l := m.loopSelf(L, "get_task_factory")
	return c.push(m.own(l).factory)
}

func (m *Module) loopSetDebug(L *lua.LState) int {
	c, l := m.loopSelf(L, "set_debug")
	on := lua.LVAsBool(c.get(1))
	l.SetDebug(on)
	m.rt.SetDebug(on)
	return 0
}

func (m *Module) loopGetDebug(L *lua.LState) int {
	c, l := m.loopSelf(L, "get_debug")
	return c.push(lua.LBool(l.Debug()))
}

func (m *Module) loopIsRunning(L *lua.LState) int {
	c, l := m.loopSelf(L, "is_running")
	return c.push(lua.LBool(l.IsRunning()))
}

func (m *Module) loopIsClosed(L *lua.LState) int {
	c, l := m.loopSelf(L, "is_closed")
	return c.push(lua.LBool(l.IsClosed()))
}

func (m *Module) loopStop(L *lua.LState) int {
	_, l := m.loopSelf(L, "stop")
	l.Stop()
	return 0
}

func (m *Module) loopClose(L *lua.LState) int {
	c, l := m.loopSelf(L, "close")
	if err := l.Close(); err != nil {
		c.raise(err)
	}
	return 0
}

// checkNesting refuses to run a loop inside of another, but for the main chunk: it runs in a loop only so that it can
// await.
func (c call) checkNesting(message string) {
	if l := c.m.rt.Loop(); l != nil {
		if t := c.m.rt.MainTask(); t == nil || t.Loop() != l || l.CurrentTask() != t {
			c.raise(loop.RuntimeError.New(message))
		}
	}
}

const errNested = "Cannot run the event loop while another loop is running"

func (m *Module) loopRunUntilComplete(L *lua.LState) int {
	c, l := m.open(L, "run_until_complete")
	if l.IsRunning() {
		c.raise(loop.RuntimeError.New("This event loop is already running"))
	}
	c.checkNesting(errNested)
	v, err := l.RunUntilComplete(c.awaitable(1))
	if err != nil {
		c.raise(err)
	}
	return c.pushAll(m.rt.Values(v))
}

func (m *Module) loopRunForever(L *lua.LState) int {
	c, l := m.open(L, "run_forever")
	if l.IsRunning() {
		c.raise(loop.RuntimeError.New("This event loop is already running"))
	}
	c.checkNesting(errNested)
	if err := l.RunForever(); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) loopShutdownAsyncgens(L *lua.LState) int {
	c, _ := m.loopSelf(L, "shutdown_asyncgens")
	return c.push(&m.rt.NewNative("shutdown_asyncgens", m.later(func(*loop.Loop) (any, error) { return nil, nil })).LUserData)
}
