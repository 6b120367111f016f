package bindings

// This file makes the asyncio module of a runtime.

import (
	"io"
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
	// Reach, if not nil, is asked before each connection and each listening socket, and may refuse it. Then there are no
	// datagrams and no looking up of names.
	Reach     func(listen bool, network, address string) error
	Processes bool // subprocesses and signals
	Files     bool // the module fs, certificates from files
	Stdin     io.Reader
	// Worker makes the runtimes that run_in_executor runs functions on; nil: there is no executor. It is called on
	// other goroutines.
	Worker func() (*Asyncio, error)
}

// Asyncio is the asyncio module of one runtime: what stands behind its Lua functions. It belongs to the runtime's
// goroutine.
type Asyncio struct {
	rt                *vm.Runtime
	options           Options
	stderr            io.Writer
	table             *lua.LTable
	names             loop.NameCounter
	current           *loop.Loop   // of set_event_loop
	idle              loop.Context // the current context where no loop runs
	loops             []*loop.Loop
	interruptHandlers atomic.Int32
	runner            atomic.Pointer[loop.Runner] // the innermost that runs
	sleepings         reused[sleeping]
	queueCalls        reused[queueCall]

	futureMeta, taskMeta, loopMethods, handleMeta, contextMeta, varMeta, tokenMeta, completingMeta, promiseMeta *lua.LTable
	groupMeta, timeoutMeta, queueMeta, lockMeta, eventMeta, conditionMeta, semaphoreMeta, barrierMeta           *lua.LTable
	ioMetas
	runnerMeta *lua.LTable
}

// OpenAsyncio installs the module asyncio in a runtime, and the globals await and async.
func OpenAsyncio(rt *vm.Runtime, o Options) *Asyncio {
	m := &Asyncio{rt: rt, options: o, stderr: o.Stderr}
	if m.stderr == nil {
		m.stderr = rt.Stderr()
	}
	L := rt.State()
	m.table = L.CreateTable(0, 160)
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
	rt.AddConverter(m.toLua)
	rt.SetModule("asyncio", m.table)
	g := L.G.Global
	g.RawSetString("await", m.table.RawGetString("await"))
	g.RawSetString("async", m.table.RawGetString("async"))
	return m
}

// Table is the module's table.
func (m *Asyncio) Table() *lua.LTable { return m.table }

// Runtime is the runtime the module is of.
func (m *Asyncio) Runtime() *vm.Runtime { return m.rt }

// define adds functions to the module.
func (m *Asyncio) define(funcs map[string]lua.LGFunction) {
	for name, fn := range funcs {
		m.table.RawSetString(name, m.rt.State().NewFunction(fn))
	}
}

// class makes a metatable whose instances have the given methods and metamethods (names that begin with __).
func (m *Asyncio) class(name string, funcs map[string]lua.LGFunction) *lua.LTable {
	L := m.rt.State()
	// Tables are made as large as they get: gopher-lua makes room for 32 of each kind otherwise, in every runtime.
	mt, methods := L.CreateTable(0, 6), L.CreateTable(0, len(funcs))
	for key, fn := range funcs {
		if len(key) > 2 && key[:2] == "__" {
			mt.RawSetString(key, L.NewFunction(fn))
		} else {
			methods.RawSetString(key, L.NewFunction(fn))
		}
	}
	if mt.RawGetString("__index") == lua.LNil {
		mt.RawSetString("__index", methods)
	}
	mt.RawSetString("__metatable", lua.LString(name))
	return mt
}

// methodsOf are the methods of a metatable made by class.
func methodsOf(mt *lua.LTable) *lua.LTable {
	t, _ := mt.RawGetString("__index").(*lua.LTable)
	return t
}

func (m *Asyncio) userdata(v any, mt *lua.LTable) *lua.LUserData {
	return &lua.LUserData{Value: v, Metatable: mt}
}

// toLua shows the loop's objects to Lua.
func (m *Asyncio) toLua(v any) (lua.LValue, bool) {
	switch v := v.(type) {
	case *loop.Future:
		if v == nil {
			return lua.LNil, true
		}
		return m.future(v), true
	case *loop.Task:
		if v == nil {
			return lua.LNil, true
		}
		return m.future(&v.Future), true
	case *loop.Loop:
		return m.loop(v), true
	case *loop.Context:
		return m.userdata(v, m.contextMeta), true
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
func (m *Asyncio) Close() error {
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
