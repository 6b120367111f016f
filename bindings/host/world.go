package host

// This file is World: what it grants to scripts, and what a host gives them.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/box"
	"moonloop/bindings/internal/disk"
	"moonloop/bindings/internal/room"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Options say what scripts of a World may use. The zero value is good, and grants nothing of the machine: no
// output, no files, no network, no environment, no processes, no wall clock, no randomness.
type Options struct {
	Stdin          io.Reader // io.read; nil: it is empty
	Stdout, Stderr io.Writer // print, io.write and reports; nil: they are dropped

	Source   fs.FS     // where require, dofile, loadfile and RunFile find source; nil: nowhere
	Path     string    // package.path; "": "?.lua;?/init.lua"
	Compiled *sync.Map // keeps what was compiled of it, for other Worlds that have it too; nil: nothing does

	// Files, for io, os and all modules of the box. Read are folders whose files scripts may read, Write those whose files
	// they may change too, by the names that the machine has for them. Nothing leads out of a folder, not even into another.
	Read, Write []string
	Root        *os.Root // instead of folders: what is below it may be read and changed, by its name there
	FS          fs.FS    // instead of both: its files may be read
	// Disk is instead of all of them: files of the host's own making.
	Disk stdlib.Disk

	Env     map[string]string // what os.getenv sees
	Connect []string          // where scripts may connect to, send datagrams to and look up, as [asyncio.AllowList] has it
	Listen  []string          // where they may listen and receive datagrams
	// Programs are those that asyncio.create_subprocess_exec may run, by their absolute names. Their arguments go to them as
	// they are, Env is their environment, and nothing else confines them.
	Programs []string
	Now      func() time.Time // os.time and os.date; nil: they stand at the beginning of 1970
	Seed     uint64           // of math.random, until math.randomseed, and of all that is random in modules of the box
	// Report, if not nil, is told of errors that no caller hears of, which are written to Stderr otherwise. It is called on the
	// World's goroutine and must not wait for the World. MaxOutput bounds what it is told.
	Report   func(r Report)
	Debug    bool // asyncio's debug mode
	DebugLib bool // the debug module, with which a script can leave any confinement

	// Clock is the event loop's; nil: the machine's.
	Clock loop.Clock

	// Limits of the whole World, except that MaxInstructions is of each call: of a Run or Go with all tasks and
	// callbacks that come of it.
	vm.Limits

	// Grace is how long Lua code may go on after its context has ended or the World is closing: it is cancelled at
	// first, so that it can clean up, and then stopped. 0 is a second.
	Grace time.Duration

	// Manual makes the host run the event loop: by RunOnce, on one goroutine. Otherwise the World has a goroutine
	// for it, from the first call on.
	Manual bool

	// Interruptible lets vm.Runtime.Interrupt stop Lua code that does not come back to its loop, and go on with the World.
	Interruptible bool

	// Modules are those of the box that scripts may require, besides asyncio: []box.Module{json.Module}.
	Modules []box.Module
}

// DefaultGrace is [Options.Grace] when that is 0.
const DefaultGrace = time.Second

// What calls to a World fail with that have no answer.
var (
	ErrClosed = errors.New("host: the World is closed")
	// ErrInside is the error of waiting for a World in a function that the World itself waits for.
	ErrInside = errors.New("host: a Go function on the World's own goroutine must not wait for it: one whose first parameter is a context may")
	// ErrBusy is the error of using a Manual World on two goroutines at a time.
	ErrBusy = errors.New("host: the Manual World is in use on another goroutine")
)

// A World runs scripts. Any goroutine may call its methods, except those that say otherwise; but a Go function that a
// script has called must not wait for its own World.
type World struct {
	options  Options
	rt       *vm.Runtime
	asyncio  *asyncio.Module
	std      *stdlib.Modules
	env      *box.Env // of the modules of the box
	disk     disk.Disk
	folders  func() error // closes what disk holds open
	reported int64        // bytes that Report was told, on the loop's goroutine
	loop     *loop.Loop
	lent     atomic.Pointer[loop.Loop] // in the place of loop, see Lend

	mu      sync.Mutex
	started bool               // guarded by mu; the event loop belongs to a goroutine now
	closing bool               // guarded by mu
	busy    bool               // guarded by mu; a Do or RunOnce is on its caller's goroutine
	idle    *sync.Cond         // signals that busy has become false
	calls   map[*Call]struct{} // guarded by mu; those that have not ended
	closed  chan struct{}
	err     error // of closing; set before closed is
}

// New makes a World. Close it when it is no longer needed.
func New(o Options) (*World, error) {
	if o.Grace <= 0 {
		o.Grace = DefaultGrace
	}
	if o.Path == "" {
		o.Path = "?.lua;?/init.lua"
	}
	files, folders, err := o.files()
	if err != nil {
		return nil, err
	}
	if err := o.programs(files); err != nil {
		return nil, errors.Join(err, folders())
	}
	limits := o.Limits
	limits.Stoppable = true
	var readFile func(string) ([]byte, error)
	if o.Source != nil {
		readFile = func(name string) ([]byte, error) { return readSource(o.Source, name, limits.MaxSource) }
	}
	rt, err := vm.New(vm.Options{
		Stdout: o.Stdout, Stderr: o.Stderr, Debug: o.Debug,
		ReadFile: readFile, Path: o.Path, Clock: o.Clock, Limits: limits, Interruptible: o.Interruptible, Compiled: o.Compiled,
	})
	if err != nil {
		return nil, errors.Join(err, folders())
	}
	w := &World{options: o, rt: rt, disk: files, folders: folders, closed: make(chan struct{}), calls: map[*Call]struct{}{}}
	w.idle = sync.NewCond(&w.mu)
	w.open()
	return w, nil
}

// open installs the modules and makes the loop.
func (w *World) open() {
	o, rt := &w.options, w.rt
	if o.DebugLib {
		rt.OpenDebug()
	}
	std := stdlib.Options{
		Stdin: o.Stdin, Files: w.disk, Seed: o.Seed, Now: o.Now,
		Interrupt: func(*lua.LState) error {
			err := rt.Interrupted()
			if over := (*vm.LimitError)(nil); errors.As(err, &over) {
				rt.Throw(over) // it stays what it is, which no text does
			}
			return err
		},
		Getenv: func(name string) (string, bool) {
			value, ok := o.Env[name]
			return value, ok
		},
	}
	if o.Stdout != nil {
		std.Stdout = rt.Stdout()
	}
	if o.Stderr != nil {
		std.Stderr = rt.Stderr()
	}
	if std.Now == nil {
		epoch := time.Unix(0, 0).UTC()
		std.Now = func() time.Time { return epoch }
	}
	var places *room.Room
	if most := o.MaxOpen; most > 0 {
		places = room.New(most, &vm.LimitError{Limit: "open", Msg: fmt.Sprintf("more than %d files, connections or processes are open", most)})
		std.Opened, std.MayOpen = places.Add, func() {
			if err := places.Full(); err != nil {
				rt.Throw(err)
			}
		}
	}
	if limit := o.MaxMemory; limit > 0 {
		std.MaxString = int(limit / 2)
	}
	std.Charge = rt.Reserve
	w.std = stdlib.Open(rt.State(), std)
	w.asyncio = asyncio.Open(rt, asyncio.Options{
		Debug: o.Debug, Clock: o.Clock, OnReport: w.onReport(), Stdin: o.Stdin, Files: w.disk, Programs: o.Programs, Variables: variables(o.Env),
		Room: places, Network: len(o.Connect)+len(o.Listen) > 0, Allow: asyncio.AllowList(o.Connect, o.Listen), MostUnderWay: o.MaxMemory / 4,
	})
	w.env = &box.Env{Runtime: rt, Asyncio: w.asyncio, Library: std, Std: w.std}
	w.env.Seed(o.Seed) // nothing of the machine: whoever knows the seed knows what is random
	box.Install(w.env, o.Modules)
	rt.AddConverter(w.convert)
	w.loop = w.asyncio.NewLoop()
}

// Runtime is the World's runtime, for what World has no method for. It belongs to the goroutine of the event loop:
// see Do.
func (w *World) Runtime() *vm.Runtime { return w.rt }

// Asyncio is the World's asyncio module. It belongs to the goroutine of the event loop.
func (w *World) Asyncio() *asyncio.Module { return w.asyncio }

// Env is what the modules of the box were opened with. It belongs to the goroutine of the event loop.
func (w *World) Env() *box.Env { return w.env }

// Func makes a Go function a global of Lua, as [vm.Runtime.Func] does: one whose first parameter is a context.Context
// may block.
func (w *World) Func(name string, fn any) error {
	return w.Do(func(rt *vm.Runtime) error {
		rt.Func(name, fn)
		return nil
	})
}

// Set makes a Go value a global of Lua, as [vm.Runtime.Lua] converts it: a pointer to a struct becomes an object with its
// methods.
func (w *World) Set(name string, v any) error {
	return w.Do(func(rt *vm.Runtime) error {
		rt.State().G.Global.RawSetString(name, w.in(v))
		return nil
	})
}

// Module makes a module that scripts require by name: of functions as Func takes them, and other values as Set does.
func (w *World) Module(name string, fields map[string]any) error {
	return w.Do(func(rt *vm.Runtime) error {
		given := map[string]any{}
		for key, v := range fields {
			if given[key] = v; hasLua(v, new(int)) {
				given[key] = w.in(v)
			}
		}
		rt.Preload(name, given)
		return nil
	})
}

// Context is the context of the call that the World works for now. It is for Go functions that a script has called; one whose
// first parameter is a context gets it by that. Anywhere else it is a context that ends with the World.
func (w *World) Context() context.Context {
	if _, inside := w.rt.Hosting(); !inside {
		return lifetime{w}
	}
	return w.rt.Context()
}

// A lifetime is a context that ends when its World is closed.
type lifetime struct{ *World }

func (l lifetime) Deadline() (deadline time.Time, ok bool) { return time.Time{}, false }
func (l lifetime) Done() <-chan struct{}                   { return l.closed }
func (l lifetime) Value(any) any                           { return nil }
func (l lifetime) Err() error {
	select {
	case <-l.closed:
		return context.Canceled
	default:
		return nil
	}
}

// MemoryUsed is about how many bytes the World's values take.
func (w *World) MemoryUsed() (bytes int64, err error) {
	err = w.Do(func(rt *vm.Runtime) error {
		bytes = rt.MemoryUsed()
		return nil
	})
	return bytes, err
}

// readSource reads a source file, but not more than the limit.
func readSource(fsys fs.FS, name string, limit int) (b []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = vm.Recovered(r)
		}
	}()
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if limit <= 0 {
		return io.ReadAll(f)
	}
	b, err = io.ReadAll(io.LimitReader(f, int64(limit)+1))
	if err == nil && len(b) > limit {
		err = errors.New("source too long")
	}
	return b, err
}
