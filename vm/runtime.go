package vm

// This file makes runtimes, runs Lua code in them, and closes them.

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"sync"
	"time"

	"moonloop/loop"
	"moonloop/vm/coverage"
	"moonloop/vm/internal/glua"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// Options of a runtime. The zero value is good, and grants nothing of the machine.
type Options struct {
	Stdout io.Writer // print; nil: it is dropped
	Stderr io.Writer // reports; nil: they are dropped
	Debug  bool      // keep where coroutines and tasks were made

	// Interruptible makes Runtime.Interrupt work.
	Interruptible bool

	// ReadFile reads the source that require, loadfile and dofile name; nil: they find no file.
	ReadFile func(name string) ([]byte, error)
	// Path is the first value of package.path, in which ;; stands for the default.
	Path string
	// Beside is the folder in which require looks after package.path: that of the program. "": there is none.
	Beside string
	// Stdin is what loadfile and dofile read when no file is named; nil: they raise an error.
	Stdin io.Reader
	// Clock is the clock of its event loops; nil: the machine's.
	Clock loop.Clock
	// Compiled, if not nil, keeps the files that were compiled, for other runtimes that have it too. Not those that are counted.
	Compiled *sync.Map
	// Coverage gathers how often the code of files runs that require, loadfile, dofile and CompileFile load; nil: nothing is
	// counted.
	Coverage *coverage.Collector

	Limits
}

// A Runtime is a Lua world: its globals, its threads, and the goroutines lent to its event loops. It belongs to one
// goroutine at a time.
type Runtime struct {
	options Options
	stdout  io.Writer
	debug   bool

	interp      *glua.Interpreter
	world       glua.World
	interrupt   *interrupt // nil: not interruptible
	stalls      stalls
	meter       *meter // nil: nothing is counted
	loops       []*loop.Loop
	objects     objectTypes
	walks       walks // of sequences of Go
	blocking    blocking
	hosting     hosting
	global      *lua.Global
	covered     *coverage.Sheet // nil: nothing is counted
	compiled    *sync.Map       // of Options.Compiled
	sealed      seals
	guesses     glua.Guesses
	host        *thread        // never runs: receives the values that threads hand over
	next        *lua.LFunction // the function that pairs returns
	step        *lua.LFunction // the one that ipairs returns
	caller      *lua.LFunction // of callerProto
	await       *lua.LFunction // see AwaitFunction
	awaitBegun  *lua.LFunction // awaits begun
	begun       loop.Coroutine // see AwaitStraight
	straights   []straight
	tostring    *lua.LFunction    // the global of that name, as it was
	pcall       *lua.LFunction    // and this one
	raiser      *lua.LFunction    // and the global error
	collecting  collecting        // of collectgarbage
	guards      [2]*lua.LFunction // of guardProtos
	freeThreads []*thread
	freeFibers  []*fiber // of coroutines and callbacks that are over

	// what runs now
	fiber   *fiber
	depth   int // nested runs on this goroutine's stack
	worker  *worker
	loop    *loop.Loop
	paused  pause
	signal  loop.Signal
	subject any
	inlined inlined
	caught  caught
	one     [1]lua.LValue
	pair    []lua.LValue

	mainCo      *Coroutine
	mainTask    *loop.Task
	idleWorkers []*worker
	workers     int // goroutines that are there: idle, parked or running
	parked      map[*worker]struct{}
	parkings    uint64 // times a worker has parked
	closed      bool

	coroutineMeta *lua.LTable
	errorMeta     *lua.LTable
	classMeta     *lua.LTable
	classes       map[*loop.Class]*lua.LUserData
	groupMethods  func() *lua.LTable // of error objects that are groups
	constructorOf func(*loop.Class) func(args []lua.LValue) (*loop.Error, error)
	unmeasured    func(reflect.Type) // of tests: is told what type a walk over all values did not know
	unawaited     unawaited
	madeAt        map[*Coroutine]*Trace // of those in the list, in debug mode
	converters    []func(any) (lua.LValue, bool)
	loader        loader
	find          func(name string) lua.LValue // see OnMissing
	carry         struct {                     // see Carry
		pack func(value any) (lua.LValue, bool)
		open func() (*lua.LUserData, func(lua.LValue))
	}
}

// New makes a runtime with the base library: errors, coroutines, load and require, but no module of the machine.
func New(o Options) (*Runtime, error) {
	interp, err := glua.Load()
	if err != nil {
		return nil, fmt.Errorf("vm: %w", err)
	}
	rt := &Runtime{
		options: o,
		stdout:  o.Stdout,
		debug:   o.Debug,
		interp:  interp,

		collecting: collecting{pause: 200, stepmul: 200},

		parked:  map[*worker]struct{}{},
		classes: make(map[*loop.Class]*lua.LUserData, 48),
		madeAt:  map[*Coroutine]*Trace{},
	}
	if rt.options.Stderr == nil {
		rt.options.Stderr = io.Discard
	}
	if rt.stdout == nil {
		rt.stdout = io.Discard
	}
	if o.metered() {
		rt.stdout, rt.options.Stderr = calmWriter{rt.stdout}, calmWriter{rt.options.Stderr}
	}
	if o.MaxOutput > 0 {
		budget := &outputBudget{rt: rt, limit: o.MaxOutput}
		rt.stdout = &limitedWriter{rt.stdout, budget}
		rt.options.Stderr = &limitedWriter{rt.options.Stderr, budget}
	}
	if o.Interruptible {
		rt.interruptible()
	}
	if o.metered() {
		rt.newMeter(o.Limits)
	}
	rt.covered, rt.compiled = o.Coverage.Sheet(), o.Compiled
	rt.unawaited.init()
	rt.world = interp.NewWorld()
	rt.global = rt.world.Global
	rt.world.Options = lua.Options{CallStackSize: 256, RegistrySize: 256, RegistryGrowStep: 256, RegistryMaxSize: maxSlots, MinimizeStackMemory: true}
	rt.world.Panic, rt.world.MainLoop = throwTop, nestedLoop
	rt.world.MaxRegisters, rt.world.MaxFrames = maxSlots, maxFrames
	if rt.interrupt != nil {
		rt.world.Context = rt.interrupt
	}
	rt.host = rt.newThread()
	rt.host.exposed = true
	rt.global.MainThread, rt.global.CurrentThread = &rt.host.LState, &rt.host.LState
	rt.host.Registers.Array[0] = lua.LTrue
	rt.host.Registers.Top = 1
	rt.caller = rt.host.NewFunctionFromProto(callerProto())
	for i, proto := range guardProtos() {
		rt.guards[i] = rt.host.NewFunctionFromProto(proto)
	}
	rt.openBase()
	return rt, nil
}

// State is gopher-lua's view of the runtime, for making tables and functions. Lua code does not run on it.
func (rt *Runtime) State() *lua.LState { return &rt.host.LState }

// runtimeOf returns the runtime that L, the argument of a Go function, belongs to. It raises an error on a thread that a
// Go function made with gopher-lua's NewThread.
func runtimeOf(L *lua.LState) *Runtime {
	t := threadOf(L)
	if t == nil {
		L.RaiseError("this Lua thread was made by a Go function's NewThread: it cannot await, protect calls or resume")
	}
	return t.rt
}

// here is the thread and fiber of a Go function that runs on L.
func (rt *Runtime) here(L *lua.LState) (*thread, *fiber) {
	return threadOf(L), rt.fiber
}

// NewLoop makes an event loop whose tasks can be Lua code of this runtime.
func (rt *Runtime) NewLoop(o loop.Options) *loop.Loop {
	c := &stackSwitcher{rt: rt}
	o.StackSwitcher = c
	if o.Clock == nil {
		o.Clock = rt.options.Clock
	}
	if o.Stderr == nil {
		o.Stderr = rt.options.Stderr
	}
	if o.Where == nil {
		o.Where = rt.Position
	}
	if rt.meter != nil {
		rt.meter.note(loopSize)
	}
	c.loop = loop.New(o)
	rt.loops = append(rt.loops, c.loop)
	c.loop.OnClose(func() {
		rt.loops = without(rt.loops, c.loop)
	})
	return c.loop
}

// Loops are the event loops that are not closed, in the order in which they were made.
func (rt *Runtime) Loops() []*loop.Loop { return rt.loops }

// without takes a loop out of a list. There may be very many, which are closed from the first on or from the last.
func without(list []*loop.Loop, l *loop.Loop) []*loop.Loop {
	if len(list) > 0 && list[0] == l {
		return list[1:]
	}
	for i, x := range slices.Backward(list) {
		if x == l {
			return slices.Delete(list, i, i+1)
		}
	}
	return list
}

// Position is the *Trace of the Lua code that runs now; nil when none does.
func (rt *Runtime) Position() any {
	if tr := rt.where(); tr != nil {
		return tr
	}
	return nil
}

// Loop is the event loop that runs now; nil when none does.
func (rt *Runtime) Loop() *loop.Loop { return rt.loop }

// MainTask is the task of the main chunk; nil if there is none.
func (rt *Runtime) MainTask() *loop.Task { return rt.mainTask }

// Call calls a Lua function from Go, in a callback of the loop or inside of a Go function. The function cannot await.
func (rt *Runtime) Call(fn lua.LValue, args ...lua.LValue) ([]lua.LValue, error) {
	f, ok := fn.(*lua.LFunction)
	if !ok {
		args = append([]lua.LValue{fn}, args...)
		f = rt.caller
	}
	s := rt.newFiber()
	s.root = s
	outer := rt.fiber
	rt.fiber = s
	defer func() { rt.fiber = outer }()
	t := rt.newThread()
	t.start(f, args)
	s.push(t, nil, kindCall)
	vals, err, suspended := s.drive(nil, nil, nil)
	if suspended {
		rt.paused = pauseNone
		return nil, errorf("attempt to suspend outside of a task")
	}
	rt.releaseFiber(s)
	if err != nil {
		return nil, err
	}
	return copied(vals), nil
}

// Caller is a Lua function that calls its first argument, which may have __call, with the others.
func (rt *Runtime) Caller() *lua.LFunction { return rt.caller }

// Field is v[name] for the host: of a table or an object, with __index. It runs Lua code only if that is a function.
func (rt *Runtime) Field(v lua.LValue, name string) (lua.LValue, error) {
	for range maxIndexLoop {
		if t, ok := v.(*lua.LTable); ok {
			if x := ltable.GetString(t, name); x != lua.LNil {
				return x, nil
			}
		}
		index := rt.host.GetMetaField(v, "__index")
		switch fn := index.(type) {
		case *lua.LNilType:
			return lua.LNil, nil
		case *lua.LFunction:
			vals, err := rt.Call(fn, v, lua.LString(name))
			if err != nil || len(vals) == 0 {
				return lua.LNil, err
			}
			return vals[0], nil
		}
		v = index
	}
	return lua.LNil, errorf("loop in gettable")
}

// MadeAt is where a coroutine object that nobody awaited yet was made; nil but in debug mode.
func (c *Coroutine) MadeAt() *Trace { return c.rt.madeAt[c] }

// SetDebug turns keeping where things were made on or off.
func (rt *Runtime) SetDebug(on bool) { rt.debug = on }

// Close releases what the runtime holds: goroutines parked under Go functions unwind. Event loops are closed by those
// who made them, before. It may be called twice.
func (rt *Runtime) Close() error { return rt.CloseWithin(0) }

// CloseWithin is Close that waits no longer than patience for Go functions that block, and says which go on; 0 is for ever.
func (rt *Runtime) CloseWithin(patience time.Duration) error {
	if rt.closed {
		return nil
	}
	rt.closed = true
	rt.covered.Tell()
	rt.closePulls()
	err := rt.blocking.close(patience)
	rt.unpark()
	rt.freeThreads = nil
	return err
}

// Stdout is where print writes.
func (rt *Runtime) Stdout() io.Writer { return rt.stdout }

// Stderr is where reports are written.
func (rt *Runtime) Stderr() io.Writer { return rt.options.Stderr }

// taskName is the name of the task that runs, "" when none.
func (rt *Runtime) taskName() string {
	if rt.fiber == nil || rt.fiber.root.task == nil || rt.fiber.root.main {
		return ""
	}
	return rt.fiber.root.task.Name()
}

// handed takes the values that the thread which ran last handed over. They are good until Lua code runs again.
func (rt *Runtime) handed() []lua.LValue {
	r := &rt.host.Registers
	vals := r.Array[1:r.Top]
	r.Top = 1
	return vals
}

// prepend returns first and then vals, without copying where vals are those just handed over.
func (rt *Runtime) prepend(first lua.LValue, vals []lua.LValue) []lua.LValue {
	array := rt.host.Registers.Array
	if len(vals) == 0 || &vals[0] == &array[1] {
		array[0] = first
		return array[:len(vals)+1]
	}
	rt.pair = append(append(rt.pair[:0], first), vals...)
	return rt.pair
}

func (rt *Runtime) single(v lua.LValue) []lua.LValue {
	rt.one[0] = v
	return rt.one[:]
}

// Repr is v as error messages and reports show it: strings quoted.
func (rt *Runtime) Repr(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LString:
		return fmt.Sprintf("%q", string(v))
	case lua.LNumber:
		return NumberText(float64(v))
	case *lua.LUserData:
		if s, ok := v.Value.(fmt.Stringer); ok {
			return s.String()
		}
		if o := errorObjectOf(v); o != nil {
			return o.Err.Error()
		}
	case *lua.LFunction:
		if v.Proto != nil {
			name := protoName(v.Proto)
			switch {
			case name == "" && v.Proto.LineDefined > 0:
				return fmt.Sprintf("<function at %s:%d>", v.Proto.SourceName, v.Proto.LineDefined)
			case name == "":
				return "<main chunk of " + v.Proto.SourceName + ">"
			}
			return fmt.Sprintf("<function %s at %s:%d>", name, v.Proto.SourceName, v.Proto.LineDefined)
		}
	}
	return v.String()
}
