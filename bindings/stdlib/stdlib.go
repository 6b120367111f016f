// Package stdlib holds Moonloop's own string, table, math, utf8, os and io
// modules: they do what PUC Lua 5.1.5 does, have of later versions what does not
// change a 5.1 program, and are safe for a host that runs scripts it did not
// write. What lua5.1 printed is in testdata.
//
// [Open] installs them in a Lua state. Nothing of the machine is granted unless
// [Options] says so; the zero Options give string, table, math, utf8 and an os
// with the clock and nothing else:
//
//	mods := stdlib.Open(L, stdlib.Options{Stdout: os.Stdout, Files: stdlib.Machine})
//	defer mods.Close() // flushes and closes what scripts left open
//
// What differs from the modules that come with gopher-lua:
//
//   - Patterns run on package pattern: complete, and interruptible. Natives that
//     may run long ask [Options.Interrupt] every so often.
//   - No function makes a string longer than [Limits.MaxString], so that
//     string.rep("x", 1e9) is a Lua error and not the end of the process.
//   - Arguments are checked and coerced as lauxlib does, integers as C makes
//     them on x86-64, and messages name a function as its caller does.
//   - Random numbers, open files, default files and environment changes belong
//     to the state they were opened in; nothing is process-wide.
//
// Functions call back into Lua (string.gsub, table.sort, table.foreach, a
// __tostring) through LState.Call on the calling thread, with nothing of theirs
// kept outside that call.
//
// A Modules and its state belong to one goroutine at a time.
package stdlib

// This file opens the modules.

import (
	"io"
	"time"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// DefaultMaxString is the cap on string lengths when Limits names none.
const DefaultMaxString = 1 << 30

// Limits bounds what one call of a library function may use.
type Limits struct {
	// MaxString is the length in bytes of the longest string that a
	// function here may build or read; 0 means DefaultMaxString.
	MaxString int
	// Charge is told of strings before they are made, with their length. It
	// may refuse one by raising an error.
	Charge func(bytes int)
}

// Options says what of the machine scripts may use. The zero value grants
// nothing.
type Options struct {
	// The standard streams of scripts. Where one is set, io is there with
	// the functions that work on it. A stream that is nil is empty or
	// swallows what is written. They are never closed here.
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	Limits

	Files     Disk                                      // io.open and the like, os.remove, rename; tmpname of all the Machine
	MayOpen   func()                                    // raises an error where no more files may be open; nil: they may
	Opened    func(n int)                               // is told of a file that was opened, 1, or closed, -1; nil with MayOpen
	Processes bool                                      // io.popen, os.execute
	Env       bool                                      // os.getenv sees the environment; os.setenv
	Getenv    func(name string) (value string, ok bool) // without Env: what os.getenv sees
	Exit      func(code int)                            // os.exit; nil: the function is not there

	// Now is the wall clock, its location the scripts' local time; nil
	// means time.Now. Clock is os.clock; nil counts seconds from Open.
	Now   func() time.Time
	Clock func() float64

	// Seed begins math.random's sequence, until math.randomseed. The same
	// seed gives the same numbers.
	Seed uint64

	// Interrupt is asked by natives that may run long, a pattern match
	// above all; the error it returns is raised in the script. nil asks the
	// thread's context, if it has one.
	Interrupt func(L *lua.LState) error

	// Stall is told when a function is about to wait for the machine, and
	// returns what is called after the wait: vm.Runtime.Stall, or nil.
	Stall func(wake func()) (goOn func())
}

// Modules is the set of modules opened in one Lua state, and what they hold:
// open files, the random sequence, the script's view of the environment.
type Modules struct {
	opts Options
	disk Disk // nil: no files

	rng     generator
	started time.Time
	env     map[string]string // what os.setenv set; hides the process's

	fileMeta *lua.LTable
	files    []*file // open, in the order they were opened
	std      [3]*lua.LUserData
	input    *lua.LUserData
	output   *lua.LUserData

	idleBuffer  *buffer  // to be used again
	idleMatcher *matcher // likewise

	waker   waker
	refusal string // see Refuse
	closed  bool
}

// Open installs the modules in L, as globals and in package.loaded if L has
// it, and gives strings their methods. A module of the same name is replaced.
func Open(L *lua.LState, o Options) *Modules {
	if o.MaxString <= 0 {
		o.MaxString = DefaultMaxString
	}
	m := &Modules{opts: o, disk: o.Files, started: time.Now(), env: map[string]string{}}
	m.Seed(o.Seed)

	str := module(L, &shapes.str, m.stringFuncs())
	str.Set("gfind", str.Get("gmatch")) // its name in 5.0
	install(L, "string", str.Table())
	meta := L.CreateTable(0, 1)
	meta.RawSetString("__index", str.Table())
	L.SetMetatable(lua.LString(""), meta)

	install(L, "table", module(L, &shapes.table, m.tableFuncs()).Table())
	install(L, "math", addMathConstants(module(L, &shapes.math, m.mathFuncs())).Table())
	u := module(L, &shapes.utf8, m.utf8Funcs())
	u.Set("charpattern", lua.LString(charPattern))
	install(L, "utf8", u.Table())
	install(L, "os", module(L, &shapes.os, m.osFuncs()).Table())
	if m.hasIO() {
		m.openIO(L)
	} else {
		install(L, "io", lua.LNil)
	}
	return m
}

// Close flushes and closes every file and process that scripts left open and
// returns the first error. Closing again does nothing. Functions that open
// files raise an error from then on.
func (m *Modules) Close() error {
	m.closed = true
	defer m.waker.close()
	return m.closeFiles()
}

// shapes are what the modules have in common in all states.
var shapes struct{ str, table, math, utf8, os, io vm.Shape }

// module begins the table of a module, with funcs in it.
func module(L *lua.LState, shape *vm.Shape, funcs []vm.GoFunction) *vm.Builder {
	b := vm.Build(L, shape, len(funcs)+3)
	vm.SetNatives(b, funcs)
	return b
}

// install sets a module as a global and where require looks for it. Both
// places are written without metamethods: a script may have guarded _G.
func install(L *lua.LState, name string, mod lua.LValue) {
	globals := L.Get(lua.GlobalsIndex).(*lua.LTable)
	globals.RawSetString(name, mod)
	if reg, ok := L.Get(lua.RegistryIndex).(*lua.LTable); ok {
		if loaded, ok := reg.RawGetString("_LOADED").(*lua.LTable); ok {
			loaded.RawSetString(name, mod)
		}
	}
	if pkg, ok := globals.RawGetString("package").(*lua.LTable); ok {
		if loaded, ok := pkg.RawGetString("loaded").(*lua.LTable); ok {
			loaded.RawSetString(name, mod)
		}
	}
}

// interrupted raises the error of Options.Interrupt, if there is one.
func (m *Modules) interrupted(L *lua.LState) {
	if err := m.interrupt(L); err != nil {
		raise(L, "%s", err)
	}
}

func (m *Modules) interrupt(L *lua.LState) error {
	if m.opts.Interrupt != nil {
		return m.opts.Interrupt(L)
	}
	if ctx := L.Context(); ctx != nil {
		return ctx.Err()
	}
	return nil
}

// ticker asks for an interrupt every so many turns of a native's loop.
type ticker struct {
	m *Modules
	L *lua.LState
	n int
}

// turnsPerCheck is small enough for a deadline of milliseconds.
const turnsPerCheck = 1 << 12

func (t *ticker) turn() {
	if t.n++; t.n%turnsPerCheck == 0 {
		t.m.interrupted(t.L)
	}
}
