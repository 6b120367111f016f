package asyncio

// This file makes the asyncio module of a runtime.

import (
	"io"
	"strings"
	"sync/atomic"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Options of the asyncio module. The zero value is good.
type Options struct {
	Debug  bool       // loops are in debug mode
	Clock  loop.Clock // of all loops; nil: the machine's
	Stderr io.Writer  // where reports go; nil: the runtime's
	// OnDeadlock is loop.Options.OnDeadlock of all loops.
	OnDeadlock func(l *loop.Loop)
	// What scripts may use of the machine; each is granted by itself.
	Network bool // connections, servers, datagrams, names
	// Allow, if not nil, is asked for each address that scripts want to connect to, send a datagram to, receive one from
	// or listen on, and may refuse it. The network begins with "tcp" or "udp", or is "unix", with a path for address; or
	// "name", for a look-up of address, which is a host without a port. It is called on the runtime's goroutine.
	Allow     func(listen bool, network, address string) error
	Processes bool // subprocesses and signals
	Files     bool // the module fs, certificates from files
	Stdin     io.Reader
	// Worker makes the runtimes that run_in_executor runs functions on; nil: there is no executor. It is called on
	// other goroutines.
	Worker func() (*Module, error)
}

// Module is the asyncio module of one runtime: what stands behind its Lua functions. It belongs to the runtime's
// goroutine.
type Module struct {
	rt             *vm.Runtime
	options        Options
	stderr         io.Writer
	table          *lua.LTable
	build          *vm.Builder   // of the table, while the module is opened
	taskNumbers    atomic.Uint64 // of all loops
	current        *loop.Loop    // of set_event_loop
	idle           loop.Context  // the current context where no loop runs
	loops          []*loop.Loop
	signalHandlers [65]atomic.Int32            // how many a script has for each signal
	runner         atomic.Pointer[loop.Runner] // the innermost that runs
	sleepings      freeList[sleeping]
	queueCalls     freeList[queueCall]

	futureMeta, taskMeta, loopMethods, handleMeta, contextMeta, varMeta, tokenMeta, completingMeta, promiseMeta lazyTable
	groupMeta, timeoutMeta, queueMeta, lockMeta, eventMeta, conditionMeta, semaphoreMeta, barrierMeta           lazyTable
	ioMetas
	runnerMeta lazyTable
}

// names is about how many names the module has.
const names = 110

var shape vm.Shape // of the table of the module

// Open installs the module asyncio in a runtime, and the globals await and async.
func Open(rt *vm.Runtime, o Options) *Module {
	m := &Module{rt: rt, options: o, stderr: o.Stderr}
	if m.stderr == nil {
		m.stderr = rt.Stderr()
	}
	m.build = vm.Build(rt.State(), &shape, names)
	m.openFutures()
	m.openTasks()
	m.openLoops()
	m.openContexts()
	m.openCombinators()
	m.openErrors()
	m.openCoroutines()
	m.openWith()
	m.openTaskGroups()
	m.openTimeouts()
	m.openQueues()
	m.openLocks()
	m.openRunners()
	m.openIO()
	m.openCallGraphs()
	m.table, m.build = m.build.Table(), nil
	if o.Clock == nil { // virtual time must not depend on the garbage collector
		rt.OnUnawaited(m.neverAwaited)
	}
	rt.AddConverter(m.toLua)
	rt.SetModule("asyncio", m.table)
	g := rt.State().G.Global
	g.RawSetString("await", m.table.RawGetString("await"))
	g.RawSetString("async", m.table.RawGetString("async"))
	return m
}

// Table is the module's table.
func (m *Module) Table() *lua.LTable { return m.table }

// Runtime is the runtime the module is of.
func (m *Module) Runtime() *vm.Runtime { return m.rt }

// A native is a Go function with its name in Lua.
type native struct {
	Name string
	Fn   lua.LGFunction
}

// define adds functions to the module.
func (m *Module) define(list []native) { vm.SetNatives(m.build, list) }

// A lazyTable is a table that few scripts come to: it is made when it is first used, in most cases for the first object
// of a class.
type lazyTable struct {
	make  func() *lua.LTable // nil when it is made
	table *lua.LTable
}

// get is the table.
func (t *lazyTable) get() *lua.LTable {
	if t.table == nil {
		t.table, t.make = t.make(), nil
	}
	return t.table
}

// class makes a metatable whose instances have the given methods and metamethods (names that begin with __).
func (m *Module) class(name string, list []native) *lua.LTable {
	L := m.rt.State()
	var plain, special []native
	for _, n := range list {
		if strings.HasPrefix(n.Name, "__") {
			special = append(special, n)
		} else {
			plain = append(plain, n)
		}
	}
	methods, mt := vm.Build(L, nil, len(plain)), vm.Build(L, nil, 6)
	vm.SetNatives(methods, plain)
	vm.SetNatives(mt, special)
	if mt.Get("__index") == lua.LNil {
		mt.Set("__index", methods.Table())
	}
	mt.Set("__metatable", lua.LString(name))
	return m.rt.Seal(mt.Table())
}

// methodsOf are the methods of a metatable made by class.
func methodsOf(mt *lua.LTable) *lua.LTable {
	t, _ := mt.RawGetString("__index").(*lua.LTable)
	return t
}

func (m *Module) userdata(v any, mt *lua.LTable) *lua.LUserData {
	return &lua.LUserData{Value: v, Metatable: mt}
}

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
		return m.userdata(v, m.contextMeta.get()), true
	}
	return nil, false
}

// running is the loop that runs now; a RuntimeError if none does.
func (c call) running() *loop.Loop {
	l := c.m.rt.Loop()
	if l == nil {
		c.raise(loop.RuntimeError.New("no running event loop"))
	}
	return l
}

// Close closes the loops that scripts made and left open; what is pending in them is reported.
func (m *Module) Close() error {
	var first error
	for _, l := range m.loops {
		if !l.IsRunning() {
			if err := l.Close(); err != nil && first == nil {
				first = err
			}
		}
	}
	m.loops = nil
	for _, p := range m.pools {
		p.close(true)
	}
	m.pools = nil
	m.reportUnawaited()
	return first
}
