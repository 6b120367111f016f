package host

// This file is World: a runtime with its modules, its event loop and the goroutine that runs it, for hosts.

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/box"
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

	Source fs.FS  // where require, dofile, loadfile and RunFile find source; nil: nowhere
	Path   string // package.path; "": "?.lua;?/init.lua"

	FS        fs.FS             // files that io.open may read; see also Root
	Root      *os.Root          // files that io.open, os.remove and os.rename may use; it goes before FS
	Env       map[string]string // what os.getenv sees
	Connect   []string          // where scripts may connect to, send datagrams to and look up, as [asyncio.AllowList] has it
	Listen    []string          // where they may listen and receive datagrams
	Processes bool              // os.execute, io.popen, subprocesses, signals
	Now       func() time.Time  // os.time and os.date; nil: they stand at the beginning of 1970
	Seed      uint64            // of math.random, until math.randomseed, and of all that is random in modules of the box
	Debug     bool              // asyncio's debug mode
	DebugLib  bool              // the debug module, with which a script can leave any confinement

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
	options Options
	rt      *vm.Runtime
	asyncio *asyncio.Module
	std     *stdlib.Modules
	env     *box.Env // of the modules of the box
	loop    *loop.Loop
	lent    atomic.Pointer[loop.Loop] // in the place of loop, see Lend

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
	limits := o.Limits
	limits.Stoppable = true
	var readFile func(string) ([]byte, error)
	if o.Source != nil {
		readFile = func(name string) ([]byte, error) { return readSource(o.Source, name, limits.MaxSource) }
	}
	rt, err := vm.New(vm.Options{
		Stdout: o.Stdout, Stderr: o.Stderr, Debug: o.Debug,
		ReadFile: readFile, Path: o.Path, Clock: o.Clock, Limits: limits, Interruptible: o.Interruptible,
	})
	if err != nil {
		return nil, err
	}
	w := &World{options: o, rt: rt, closed: make(chan struct{}), calls: map[*Call]struct{}{}}
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
		Stdin: o.Stdin, Root: o.Root, FS: o.FS, Processes: o.Processes, Seed: o.Seed, Now: o.Now,
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
	if limit := o.MaxMemory; limit > 0 {
		std.MaxString = int(limit / 2)
	}
	std.Charge = rt.Reserve
	w.std = stdlib.Open(rt.State(), std)
	w.asyncio = asyncio.Open(rt, asyncio.Options{
		Debug: o.Debug, Clock: o.Clock, Stdin: o.Stdin, Processes: o.Processes,
		Network: len(o.Connect)+len(o.Listen) > 0, Allow: asyncio.AllowList(o.Connect, o.Listen),
	})
	w.env = &box.Env{Runtime: rt, Asyncio: w.asyncio, Library: std, Std: w.std, Random: seeded(o.Seed)}
	box.Install(w.env, o.Modules)
	rt.AddConverter(w.convert)
	w.loop = w.asyncio.NewLoop()
}

// seeded is where a World's random bytes come from: nothing of the machine, so whoever knows the seed knows them.
func seeded(seed uint64) io.Reader {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return rand.NewChaCha8(key)
}

// Runtime is the World's runtime, for what World has no method for. It belongs to the goroutine of the event loop:
// see Do.
func (w *World) Runtime() *vm.Runtime { return w.rt }

// Asyncio is the World's asyncio module. It belongs to the goroutine of the event loop.
func (w *World) Asyncio() *asyncio.Module { return w.asyncio }

// Env is what the modules of the box were opened with. It belongs to the goroutine of the event loop.
func (w *World) Env() *box.Env { return w.env }

// start gives the event loop to a goroutine, unless it has one or the host runs it. It reports whether the World is open.
func (w *World) start() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closing {
		return false
	}
	if !w.started && !w.options.Manual {
		w.started = true
		go w.serve()
	}
	return true
}

// serve is the World's goroutine. Scripts may stop the loop, as any script may; it goes on until the World closes.
func (w *World) serve() {
	ended := false
	defer func() {
		if !ended {
			w.lost()
		}
	}()
	w.mu.Lock()
	for w.busy { // with a Do that began before there was this goroutine
		w.idle.Wait()
	}
	w.mu.Unlock()
	for !w.isClosing() {
		_ = w.loop.RunForever()
	}
	w.shutdown()
	ended = true
}

func (w *World) isClosing() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closing
}

// Lend has the World use another loop of its runtime than its own, until back is called: futures and tasks are made in it,
// and what is posted runs there. It is for who runs such a loop on the goroutine of a Manual World, as package gotest does.
func (w *World) Lend(l *loop.Loop) (back func()) {
	before := w.lent.Swap(l)
	return func() { w.lent.Store(before) }
}

// now is the loop that the World uses.
func (w *World) now() *loop.Loop {
	if l := w.lent.Load(); l != nil {
		return l
	}
	return w.loop
}

// postFunc has fn called on the goroutine of the event loop.
func (w *World) postFunc(fn func()) error {
	if !w.start() || w.now().CallSoonThreadsafeFunc(fn) != nil {
		return ErrClosed
	}
	return nil
}

// Do calls fn on the goroutine of the event loop and waits for it: there it may use the runtime. An error or a panic of
// fn is returned. In a Manual World it is to be called on the host's own goroutine, and calls fn at once.
func (w *World) Do(fn func(rt *vm.Runtime) error) error {
	if _, inside := w.rt.Hosting(); inside {
		return ErrInside
	}
	here, err := w.take(false)
	if err != nil {
		return err
	}
	if here {
		defer w.release()
		return w.protect("Do", fn)
	}
	done := make(chan error, 1)
	if err := w.postFunc(func() {
		err := errExit
		defer func() { done <- err }()
		err = w.protect("Do", fn)
	}); err != nil {
		return err
	}
	select {
	case err := <-done:
		return err
	case <-w.closed:
		select {
		case err := <-done:
			return err
		default:
			return ErrClosed
		}
	}
}

// take gives the World to the goroutine that asks for it, if no other has it: until release.
func (w *World) take(turn bool) (here bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.busy && !w.options.Manual && !w.closing {
		w.idle.Wait()
	}
	switch {
	case w.closing && !turn:
		return false, ErrClosed
	case w.busy:
		return false, ErrBusy
	case w.started:
		return false, nil
	}
	w.busy = true
	return true, nil
}

func (w *World) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy = false
	w.idle.Broadcast()
}

// Post has fn called on the goroutine of the event loop, some time. What it panics with is reported there.
func (w *World) Post(fn func(rt *vm.Runtime)) error {
	return w.postFunc(func() { w.rt.Host("Post", func() { fn(w.rt) }) })
}

// protect calls fn; a panic becomes an error.
func (w *World) protect(name string, fn func(*vm.Runtime) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = vm.Recovered(r)
		}
	}()
	w.rt.Host(name, func() { err = fn(w.rt) })
	return err
}

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
		rt.State().G.Global.RawSetString(name, rt.ToLua(v))
		return nil
	})
}

// Module makes a module that scripts require by name: of functions as Func takes them, and other values as Set does.
func (w *World) Module(name string, fields map[string]any) error {
	return w.Do(func(rt *vm.Runtime) error {
		rt.Preload(name, fields)
		return nil
	})
}

// Context is the context of the call that the World works for now. It is for Go functions that a script has called; one whose
// first parameter is a context gets it by that.
func (w *World) Context() context.Context { return w.rt.Context() }

// MemoryUsed is about how many bytes the World's values take.
func (w *World) MemoryUsed() (bytes int64, err error) {
	err = w.Do(func(rt *vm.Runtime) error {
		bytes = rt.MemoryUsed()
		return nil
	})
	return bytes, err
}

// RunOnce runs one iteration of the event loop of a Manual World: with block it first waits until there is something to
// do. It reports whether there is more to do at once. It must always be called on the same goroutine, or with one
// goroutine at a time.
func (w *World) RunOnce(block bool) (more bool, err error) {
	if !w.options.Manual {
		return false, errors.New("host: RunOnce is for a World with Manual set")
	}
	if _, inside := w.rt.Hosting(); inside {
		return false, ErrInside
	}
	if _, err := w.take(false); err != nil {
		return false, err
	}
	defer w.release()
	more, _ = w.loop.RunOnce(block) // what ends the loop of a script does not end the host's
	return more, nil
}

// Poll runs iterations of the event loop of a Manual World as long as there is something to do at once, at most n. The
// rules are those of RunOnce.
func (w *World) Poll(n int) error {
	for more := true; more && n > 0; n-- {
		var err error
		if more, err = w.RunOnce(false); err != nil {
			return err
		}
	}
	return nil
}

// Timeout is in how long RunOnce has something to do: 0 is at once, and ok is false when only another goroutine can give
// it something. It is for the goroutine that calls RunOnce.
func (w *World) Timeout() (d time.Duration, ok bool) {
	return w.loop.Timeout()
}

// Close cancels all tasks, lets them clean up for as long as Grace, stops them if need be, and releases everything: when
// it returns nothing of the World runs, unless a Go function does not come back: it then gives up after four times Grace, and
// the error says which function. Any goroutine may call it, also a second time: it waits for the
// first. A Manual World is closed on the goroutine that calls RunOnce.
func (w *World) Close() error {
	if _, inside := w.rt.Hosting(); inside {
		return ErrInside
	}
	w.mu.Lock()
	first := !w.closing
	if first && !w.started && w.busy && w.options.Manual {
		w.mu.Unlock()
		return ErrBusy
	}
	w.closing = true
	w.idle.Broadcast()
	for first && !w.started && w.busy {
		w.idle.Wait()
	}
	started := w.started
	w.mu.Unlock()
	switch {
	case first && started:
		_ = w.loop.CallSoonThreadsafeFunc(w.loop.Stop)
	case first:
		w.shutdown()
	}
	if !w.waitFor(w.closed) {
		w.dismiss(ErrClosed)
		return w.stuck(errors.New("host: Close gave up"))
	}
	return w.err
}

// How long to wait for a World: patience times Grace if it is in a function of the host's, which may never return; a World that
// is not, and is slow, stops by itself.
const (
	patience     = 4
	mostPatience = 10 * time.Second
)

// waitFor waits for done. It is false if the World seems to be stuck.
func (w *World) waitFor(done <-chan struct{}) bool {
	timer := time.NewTimer(patience * w.options.Grace)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
	}
	if name, _ := w.rt.Hosting(); name != "" {
		return false
	}
	timer.Reset(mostPatience)
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// stuck is err with what the World is in, if it does not come back.
func (w *World) stuck(err error) error {
	if name, _ := w.rt.Hosting(); name != "" {
		return fmt.Errorf("%w: the World is in the Go function '%s', which does not return", err, name)
	}
	return fmt.Errorf("%w: the World does not answer", err)
}

// dismiss ends all calls that have not ended.
func (w *World) dismiss(err error) {
	w.mu.Lock()
	left := slices.Collect(maps.Keys(w.calls))
	w.mu.Unlock()
	for _, c := range left {
		c.finish(nil, err)
	}
}

// shutdown ends the World, on the goroutine of its loop.
func (w *World) shutdown() {
	defer close(w.closed)
	stop := time.AfterFunc(w.options.Grace, func() {
		w.rt.Stop(ErrClosed)
		_ = w.loop.CallSoonThreadsafeFunc(func() {
			w.loop.CancelTasks(w.loop.AllTasks(), nil)
		})
	})
	if w.used() {
		r := loop.NewRunner(loop.RunnerOptions{Make: func() *loop.Loop { return w.loop }})
		_, err := r.Loop()
		for range 3 { // a script may stop the loop here too
			if err == nil {
				err = r.Close()
			}
		}
	}
	stop.Stop()
	_ = w.loop.Close()
	w.err = w.letGo()
	w.dismiss(ErrClosed) // what was posted and never begun
}

// letGo releases what the World holds.
func (w *World) letGo() error {
	return errors.Join(w.env.Close(), w.asyncio.Close(), w.std.Close(), w.rt.CloseWithin(w.options.Grace))
}

// errExit is the error of a Go function that ended the World's goroutine.
var errExit = errors.New("host: a Go function ended the World's goroutine by runtime.Goexit")

// lost ends the World when its goroutine ends before it is closed.
func (w *World) lost() {
	defer close(w.closed)
	w.mu.Lock()
	w.closing = true
	w.idle.Broadcast()
	w.mu.Unlock()
	func() {
		defer func() { _ = recover() }() // what was being done is in the middle
		_ = w.loop.Close()
		w.err = w.letGo()
	}()
	w.err = errors.Join(errExit, w.err)
	w.dismiss(errExit)
}

// used tells whether the event loop has or had anything to do.
func (w *World) used() bool {
	_, waits := w.loop.Timeout()
	return waits || w.loop.Iterations() > 0 || len(w.loop.AllTasks()) > 0
}

// readSource reads a source file, but not more than the limit.
func readSource(fsys fs.FS, name string, limit int) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if limit <= 0 {
		return io.ReadAll(f)
	}
	b, err := io.ReadAll(io.LimitReader(f, int64(limit)+1))
	if err == nil && len(b) > limit {
		err = errors.New("source too long")
	}
	return b, err
}
