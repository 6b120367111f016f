package asyncio

// This file is the Lua face of event loops and handles.

import (
	"fmt"
	"sync/atomic"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A loopSet is what the module knows of its event loops.
type loopSet struct {
	current     *loop.Loop    // of set_event_loop
	idle        loop.Context  // the current context where no loop runs
	taskNumbers atomic.Uint64 // of all loops
}

// A luaLoop is what the module keeps for a loop. It is the loop's Payload.
type luaLoop struct {
	ud        *lua.LUserData
	handler   lua.LValue // the exception handler as the script gave it
	factory   lua.LValue // the task factory as the script gave it
	signals   map[string]func()
	executors executors
	hub       *netio.Hub // nil until there is input or output
}

// MemorySize implements vm.Sizer.
func (o *luaLoop) MemorySize(visit func(any)) int {
	visit(o.ud)
	visit(o.handler)
	visit(o.factory)
	if o.hub != nil {
		visit(o.hub)
	}
	return 128
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
	o := &luaLoop{ud: &lua.LUserData{Value: l, Metatable: m.loopMetaFor(l)}, handler: lua.LNil, factory: lua.LNil}
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
		Schedule:    m.schedule,
		Stderr:      m.stderr,
		Report:      m.options.Report,
		OnReport:    m.options.OnReport,
		TaskNumbers: &m.loops.taskNumbers,
		OnDeadlock:  m.options.OnDeadlock,
		Places:      m.places,
	})
	l.OnClose(func() {
		m.closeSignals(l)
		if len(m.rt.Loops()) == 1 { // this one
			m.reportUnawaited()
		}
	})
	if after := m.options.WatchBlocked; after > 0 {
		m.WatchBlocked(l, after, nil)
	}
	m.adopt(l)
	return l
}

// currentLoop is the running loop, or the one set_event_loop was given.
func (c call) currentLoop() *loop.Loop {
	if l := c.m.rt.Loop(); l != nil {
		return l
	}
	if c.m.loops.current == nil {
		c.Raise(loop.RuntimeError.New("There is no current event loop"))
	}
	return c.m.loops.current
}

func (m *Module) openLoops() {
	m.classes.loop = native.Class{RT: m.rt, Name: "loop", Methods: func() []native.Entry {
		return append(methodsOn(m, loopMethods, selfLoop), methodsOn(m, openLoopMethods, openLoop)...)
	}}
	m.openHandles()
	m.define([]function{
		{"get_running_loop", getRunningLoop}, // get_running_loop()
		{"get_event_loop", getEventLoop},     // get_event_loop()
		{"new_event_loop", newEventLoop},     // new_event_loop()
		{"set_event_loop", setEventLoop},     // set_event_loop(loop | nil)
		{"EventLoop", newEventLoop},          // EventLoop(): new_event_loop() as Python's default loop_factory
	})
}

// loopMethods are those of any event loop.
var loopMethods = []method[*loop.Loop]{
	{"time", loopTime},                                  // loop:time()
	{"create_future", loopCreateFuture},                 // loop:create_future()
	{"create_task", loopCreateTask},                     // loop:create_task(coro, {name=, context=, eager_start=})
	{"set_task_factory", loopSetTaskFactory},            // loop:set_task_factory(fn | nil)
	{"get_task_factory", loopGetTaskFactory},            // loop:get_task_factory()
	{"set_exception_handler", loopSetHandler},           // loop:set_exception_handler(fn | nil)
	{"get_exception_handler", loopGetHandler},           // loop:get_exception_handler()
	{"call_exception_handler", loopCallHandler},         // loop:call_exception_handler(context)
	{"default_exception_handler", loopDefaultHandler},   // loop:default_exception_handler(context)
	{"set_debug", loopSetDebug},                         // loop:set_debug(on)
	{"get_debug", loopGetDebug},                         // loop:get_debug()
	{"is_running", loopIsRunning},                       // loop:is_running()
	{"is_closed", loopIsClosed},                         // loop:is_closed()
	{"stop", loopStop},                                  // loop:stop()
	{"close", loopClose},                                // loop:close()
	{"shutdown_default_executor", loopShutdownExecutor}, // loop:shutdown_default_executor([timeout])
	{"shutdown_asyncgens", loopShutdownAsyncgens},       // loop:shutdown_asyncgens()
	{"remove_signal_handler", loopRemoveSignal},         // loop:remove_signal_handler(signal)
	{"__newindex", loopNewIndex},
	{"__tostring", loopToString},
}

// openLoopMethods are those of an event loop that is not closed.
var openLoopMethods = []method[*loop.Loop]{
	{"call_soon", loopCallSoon},                          // loop:call_soon(fn, ...)
	{"call_later", loopCallLater},                        // loop:call_later(seconds, fn, ...)
	{"call_at", loopCallAt},                              // loop:call_at(when, fn, ...)
	{"call_soon_threadsafe", loopCallSoonThreadsafe},     // loop:call_soon_threadsafe(fn, ...)
	{"run_until_complete", loopRunUntilComplete},         // loop:run_until_complete(x)
	{"run_forever", loopRunForever},                      // loop:run_forever()
	{"run_in_executor", loopRunInExecutor},               // loop:run_in_executor(nil | executor, fn, ...)
	{"add_signal_handler", loopAddSignal},                // loop:add_signal_handler(signal, fn, ...)
	{"set_default_executor", loopSetExecutor},            // loop:set_default_executor(executor)
	{"create_datagram_endpoint", loopCreateDatagram},     // loop:create_datagram_endpoint(factory, {local_addr=, remote_addr=, ...})
	{"connect_read_pipe", loopConnectReadPipe},           // loop:connect_read_pipe(factory, file): coroutine: transport, protocol
	{"connect_write_pipe", loopConnectWritePipe},         // loop:connect_write_pipe(factory, file): coroutine: transport, protocol
	{"create_connection", loopCreateConnection},          // loop:create_connection(factory, host, port, {ssl=, server_hostname=, ...})
	{"create_unix_connection", loopCreateUnixConnection}, // loop:create_unix_connection(factory, path, {ssl=, server_hostname=})
	{"create_server", loopCreateServer},                  // loop:create_server(factory, host, port, {ssl=, start_serving=, ...})
	{"create_unix_server", loopCreateUnixServer},         // loop:create_unix_server(factory, path, {ssl=, start_serving=})
	{"start_tls", loopStartTLS},                          // loop:start_tls(transport, protocol, ssl, {server_side=, server_hostname=, ...})
	{"sendfile", loopSendFile},                           // loop:sendfile(transport, path [, offset [, count]])
	{"getaddrinfo", loopGetAddrInfo},                     // loop:getaddrinfo(host, port, {family=, type=})
	{"getnameinfo", loopGetNameInfo},                     // loop:getnameinfo({host, port}, {numeric_host=, numeric_service=})
}

// selfLoop is the loop that a method is called on.
func selfLoop(c call) *loop.Loop {
	l := native.Self[*loop.Loop](c.Call, "loop")
	c.m.adopt(l)
	return l
}

// openLoop is selfLoop for methods that need a loop which is not closed.
func openLoop(c call) *loop.Loop {
	l := selfLoop(c)
	if err := l.CheckClosed(); err != nil {
		c.Raise(err)
	}
	return l
}

// loopMetaFor makes the metatable of one loop: methods are found by plain look-ups, and beside them its one field.
func (m *Module) loopMetaFor(l *loop.Loop) *lua.LTable {
	return m.classes.loop.Vary(m.classes.loop.Name, slowCallback, lua.LNumber(l.SlowCallbackDuration.Seconds()))
}

const slowCallback = "slow_callback_duration"

func loopNewIndex(c call, l *loop.Loop) int {
	if c.Arg(1) != lua.LString(slowCallback) {
		c.Raise(loop.Errorf(loop.TypeError, "loop has no field '%s' that can be set", c.Arg(1).String()))
	}
	n, ok := c.Arg(2).(lua.LNumber)
	if !ok {
		c.Raise(loop.Errorf(loop.TypeError, "slow_callback_duration: number expected, got %s", c.TypeName(2)))
	}
	l.SlowCallbackDuration = loop.Seconds(float64(n))
	index := c.Self().(*lua.LUserData).Metatable.(*lua.LTable).RawGetString("__index").(*lua.LTable)
	index.RawSetString(slowCallback, n)
	return 0
}

func loopToString(c call, l *loop.Loop) int {
	return c.Push(lua.LString(fmt.Sprintf("<EventLoop running=%t closed=%t debug=%t>", l.IsRunning(), l.IsClosed(), l.Debug())))
}

func getRunningLoop(c call) int {
	return c.Push(c.m.loop(c.Running()))
}

func getEventLoop(c call) int {
	return c.Push(c.m.loop(c.currentLoop()))
}

func newEventLoop(c call) int {
	return c.Push(c.m.loop(c.m.NewLoop()))
}

func setEventLoop(c call) int {
	c.m.loops.current = nil
	if c.Has(1) {
		c.m.loops.current = c.loop(1)
	}
	return 0
}

func loopTime(c call, l *loop.Loop) int {
	return c.Push(lua.LNumber(l.Time()))
}

func loopCreateFuture(c call, l *loop.Loop) int {
	return c.Push(c.m.newFuture(l))
}

func loopCreateTask(c call, l *loop.Loop) int {
	return c.Push(c.spawn(l, c.coroutine(1), c.options(2, "name", "context", "eager_start").task()))
}

func loopSetTaskFactory(c call, l *loop.Loop) int {
	o := c.m.own(l)
	if !c.Has(1) {
		o.factory = lua.LNil
		l.SetTaskFactory(nil)
		return 0
	}
	fn := c.Callable(1)
	o.factory = fn
	if fn == c.m.eagerFactory {
		l.SetTaskFactory(loop.EagerTaskFactory)
		return 0
	}
	l.SetTaskFactory(func(l *loop.Loop, co loop.Coroutine, opts loop.TaskOptions) (*loop.Future, error) {
		vals, err := c.m.rt.Call(fn, c.m.loop(l), c.m.coroutineValue(co), c.m.taskOptionsTable(opts))
		if err != nil {
			return nil, err
		}
		var made lua.LValue = lua.LNil
		if len(vals) > 0 {
			made = vals[0]
		}
		f := futureOf(made)
		if f == nil {
			return nil, loop.Errorf(loop.TypeError, "task factory: Task or Future expected as its result, got %s", native.TypeName(made))
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

func loopGetTaskFactory(c call, l *loop.Loop) int {
	return c.Push(c.m.own(l).factory)
}

func loopSetDebug(c call, l *loop.Loop) int {
	on := lua.LVAsBool(c.Arg(1))
	l.SetDebug(on)
	c.m.rt.SetDebug(on)
	return 0
}

func loopGetDebug(c call, l *loop.Loop) int {
	return c.Push(lua.LBool(l.Debug()))
}

func loopIsRunning(c call, l *loop.Loop) int {
	return c.Push(lua.LBool(l.IsRunning()))
}

func loopIsClosed(c call, l *loop.Loop) int {
	return c.Push(lua.LBool(l.IsClosed()))
}

func loopStop(_ call, l *loop.Loop) int {
	l.Stop()
	return 0
}

func loopClose(c call, l *loop.Loop) int {
	if err := l.Close(); err != nil {
		c.Raise(err)
	}
	return 0
}

// checkNesting refuses to run a loop inside of another, but for the main chunk: it runs in a loop only so that it can
// await.
func (c call) checkNesting(message string) {
	if l := c.m.rt.Loop(); l != nil {
		if t := c.m.rt.MainTask(); t == nil || t.Loop() != l || l.CurrentTask() != t {
			c.Raise(loop.RuntimeError.New(message))
		}
	}
}

const errNested = "Cannot run the event loop while another loop is running"

func loopRunUntilComplete(c call, l *loop.Loop) int {
	if l.IsRunning() {
		c.Raise(loop.RuntimeError.New("This event loop is already running"))
	}
	c.checkNesting(errNested)
	v, err := l.RunUntilComplete(c.awaitable(1))
	if err != nil {
		c.Raise(err)
	}
	return c.PushAll(c.m.rt.Values(v))
}

func loopRunForever(c call, l *loop.Loop) int {
	if l.IsRunning() {
		c.Raise(loop.RuntimeError.New("This event loop is already running"))
	}
	c.checkNesting(errNested)
	if err := l.RunForever(); err != nil {
		c.Raise(err)
	}
	return 0
}

func loopShutdownAsyncgens(c call, _ *loop.Loop) int {
	return c.Coroutine(native.Ready(nil))
}
