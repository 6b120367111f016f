package asyncio

// This file makes the asyncio module of a runtime.

import (
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"

	"moonloop/bindings/internal/disk"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/internal/room"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Options of the asyncio module. The zero value is good.
type Options struct {
	Debug  bool       // loops are in debug mode
	Clock  loop.Clock // of all loops; nil: the machine's
	Stderr io.Writer  // where reports go; nil: the runtime's
	// Report is loop.Options.Report of all loops, and of what else is reported.
	Report func(lines string, exc error) string
	// OnReport is loop.Options.OnReport of all loops, and of what else is reported.
	OnReport func(c *loop.ErrorContext)
	// OnDeadlock is loop.Options.OnDeadlock of all loops.
	OnDeadlock func(l *loop.Loop)
	// WatchBlocked, if not 0, is what Module.WatchBlocked is called with for each loop that the module makes.
	WatchBlocked time.Duration
	// What scripts may use of the machine; each is granted by itself.
	Network bool // connections, servers, datagrams, names
	// Allow, if not nil, is asked for each address that scripts want to connect to, send a datagram to, receive one from
	// or listen on, and may refuse it. The network begins with "tcp" or "udp", or is "unix", with a path for address; or
	// "name", for a look-up of address, which is a host without a port. It is called on the runtime's goroutine, and for what names stand for on others.
	Allow     func(listen bool, network, address string) error
	Processes bool // subprocesses and signals
	// Programs, without Processes, are the only ones that scripts may run, by their absolute names.
	Programs  []string
	Variables []string  // "NAME=value": the environment of Programs
	Files     disk.Disk // the module fs, certificates from files, sources in reports; nil: none
	Stdin     io.Reader
	Room      *room.Room // bounds what scripts have open; nil: nothing does
	// MostUnderWay bounds how many bytes of files are read and not yet handed to scripts; 0: nothing does.
	MostUnderWay int64
	// Worker makes the runtimes that run_in_executor runs functions on; nil: there is no executor. It is called on
	// other goroutines.
	Worker func() (*Module, error)
}

// Module is the asyncio module of one runtime: what the functions that scripts call have in common. It belongs to the
// runtime's goroutine.
type Module struct {
	rt      *vm.Runtime
	options Options
	stderr  io.Writer
	reports io.Writer // stderr, by way of Options.Report
	table   *lua.LTable
	build   *vm.Builder // of the table, while the module is opened
	classes classes
	loops   loopSet
	signals signalCounts
	runner  atomic.Pointer[loop.Runner] // the innermost that runs
	pools   []*pool                     // of executors that scripts made

	kindNames map[*lua.LFunction]string // what functions of the module stand for to isinstance

	closers  []func()       // what OnClose was given
	places   bool           // loops know where things are made, see SetClock
	schedule *loop.Schedule // of loops, see SetSchedule
	network  netio.Network  // of loops, see SetNetwork; nil: the machine's

	coroutineMeta *lua.LTable // the metatable of coroutine objects

	eagerFactory lua.LValue // eager_task_factory, which the loop does itself

	lost      map[lostAt]int // places whose coroutine objects nobody awaited, with those not reported
	lostOrder []lostAt
	source    func(name string, line int) (string, bool)

	callees     []native.Callee // of functions that are being defined
	contextVars int             // how many were made
	sent        *loop.Context   // whose values of variables go along with what is being packed for a worker; nil: none

	sleeps     native.FreeList[sleeping]
	queueCalls native.FreeList[queueCall]
	queueGet   *lua.LFunction // the method get of the last class of queues
}

// classes are the classes of the module's objects.
type classes struct {
	future, task, loop, handle, completing, promise, runner native.Class
	context, contextVar, token                              native.Class
	group, timeout, queue                                   native.Class
	lock, event, condition, semaphore, barrier              native.Class
	reader, writer, transport, server, secure, endpoint     native.Class
	process, executor                                       native.Class
}

// names is about how many names the module has.
const names = 118

var shape vm.Shape // of the table of the module

// Open installs the module asyncio in a runtime, and the globals await and async.
func Open(rt *vm.Runtime, o Options) *Module {
	m := &Module{rt: rt, options: o, stderr: o.Stderr}
	if m.stderr == nil {
		m.stderr = rt.Stderr()
	}
	m.reports = m.stderr
	if o.Report != nil {
		m.reports = reportWriter{m.stderr, o.Report}
	}
	m.build = vm.Build(rt.State(), &shape, names)
	m.openFutures()
	m.openTasks()
	m.openLoops()
	m.openContexts()
	m.openCombinators()
	m.openPromises()
	m.openErrors()
	m.openCoroutines()
	m.openWith()
	m.openTaskGroups()
	m.openTimeouts()
	m.openQueues()
	m.openLocks()
	m.openRunners()
	m.build.SetClasses(m.rt, netio.Classes())
	m.openTLS()
	m.openStreams()
	m.openServers()
	m.openProcesses()
	m.openStdin()
	m.openStandardWriters()
	m.openTransports()
	m.openDatagrams()
	m.openResolving()
	m.openExecutors()
	m.openCallGraphs()
	m.eagerFactory = m.build.Get("eager_task_factory")
	async := m.build.Get("async")
	m.table, m.build = m.build.Table(), nil
	rt.OnUnawaited(m.neverAwaited)
	rt.AddConverter(m.toLua)
	rt.SetModule("asyncio", m.table)
	g := rt.State().G.Global
	g.RawSetString("await", rt.AwaitFunction())
	g.RawSetString("async", async)
	return m
}

// Table is the module's table.
func (m *Module) Table() *lua.LTable { return m.table }

// Runtime is the runtime the module is of.
func (m *Module) Runtime() *vm.Runtime { return m.rt }

// A function is a Go function of the module with its name in Lua.
type function struct {
	name string
	fn   func(c call) int
}

// A method is a method of a class of the module, whose objects hold a T.
type method[T any] struct {
	name string
	fn   func(c call, self T) int
}

// define adds functions to the module.
func (m *Module) define(list []function) {
	natives := make([]vm.GoFunction, len(list))
	if cap(m.callees)-len(m.callees) < len(list) { // they are made many at once, so that a World is made soon
		m.callees = make([]native.Callee, 0, max(len(list), 128))
	}
	for i, f := range list {
		m.callees = append(m.callees, *native.FunctionOf(m.rt, f.name))
		natives[i] = vm.GoFunction{Name: f.name, Fn: m.bind(&m.callees[len(m.callees)-1], f.fn)}
	}
	vm.SetNatives(m.build, natives)
}

// bind makes what Lua calls of a function of the module.
func (m *Module) bind(callee *native.Callee, fn func(c call) int) lua.LGFunction {
	return func(L *lua.LState) int { return fn(call{callee.On(L), m}) }
}

// methods are the methods of a class as native.Class wants them. Messages call what they are called on class.
func methods[T any](m *Module, class string, list []method[T]) []native.Entry {
	return methodsOn(m, list, func(c call) T { return native.Self[T](c.Call, class) })
}

// methodsOn is methods where self is more than what the userdata holds.
func methodsOn[T any](m *Module, list []method[T], self func(c call) T) []native.Entry {
	entries := make([]native.Entry, len(list))
	for i, f := range list {
		entries[i] = native.Entry{Name: f.name, Bind: func(callee *native.Callee, _ string) lua.LGFunction {
			*callee = *native.MethodOf(callee.RT, f.name)
			return func(L *lua.LState) int {
				c := call{callee.On(L), m}
				return f.fn(c, self(c))
			}
		}}
	}
	return entries
}

// text is the __tostring of objects that have a String method.
func text[T fmt.Stringer](c call, self T) int { return c.Push(lua.LString(self.String())) }

// toLua shows the loop's objects to Lua.
func (m *Module) toLua(v any) (lua.LValue, bool) {
	switch v := v.(type) {
	case *loop.Future:
		if v == nil {
			return lua.LNil, true
		}
		return m.Future(v), true
	case *loop.Task:
		if v == nil {
			return lua.LNil, true
		}
		return m.Future(&v.Future), true
	case *loop.Loop:
		return m.loop(v), true
	case *loop.Context:
		return m.classes.context.New(v), true
	}
	return nil, false
}

// OnClose has fn called when the module is closed, the last first. It is for who makes a worker and does not close it.
func (m *Module) OnClose(fn func()) { m.closers = append(m.closers, fn) }

// Close closes the loops that scripts made and left open; what is pending in them is reported.
func (m *Module) Close() error {
	for n := len(m.closers); n > 0; n = len(m.closers) {
		fn := m.closers[n-1]
		m.closers = m.closers[:n-1]
		fn()
	}
	var first error
	for _, l := range slices.Clone(m.rt.Loops()) { // closing one takes it out
		if !l.IsRunning() {
			if err := l.Close(); err != nil && first == nil {
				first = err
			}
		}
	}
	for _, p := range m.pools {
		p.close(true)
	}
	m.pools = nil
	m.reportUnawaited()
	return first
}
