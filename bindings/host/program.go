package host

// This file is Program: a runtime for one script, with all of the machine.

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/box"
	"moonloop/bindings/internal/screen"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/coverage"
)

// ProgramOptions are those of a Program. The zero value is good.
type ProgramOptions struct {
	Stdin          io.Reader // nil: it is empty
	Stdout, Stderr io.Writer // nil: they are dropped
	Path           string    // package.path; "" is Lua's own
	// ReadFile reads the sources that require, loadfile and dofile name; nil: os.ReadFile. Threads call it, too.
	ReadFile func(name string) ([]byte, error)
	Script   string // the file of the script: require finds modules beside it, after package.path
	Debug    bool   // asyncio's debug mode
	Clock    loop.Clock
	Modules  []box.Module
	// Now is the wall clock; nil: the machine's, or under a virtual clock one that goes with it.
	Now func() time.Time
	// Seed, if not 0, is of math.random and of all that is random in modules of the box.
	Seed uint64
	// Report makes, for the runtime of the script and for each of its workers, what loop.Options.Report is; nil: reports are
	// plain.
	Report func(rt *vm.Runtime) func(lines string, exc error) string
	// Exit is os.exit; nil: scripts do not have it.
	Exit func(code int)
	// WatchBlocked, if not 0, has what blocks an event loop for that long be reported; it needs Interruptible.
	WatchBlocked time.Duration
	// Interruptible lets vm.Runtime.Interrupt stop Lua code that does not come back to its loop.
	Interruptible bool
	// Compiled, if not nil, keeps the files that were compiled, for other programs and Worlds that have it too.
	Compiled *sync.Map
	// Coverage gathers how often the code of files runs, that of workers too; nil: nothing is counted.
	Coverage *coverage.Collector
}

// A Program is a runtime for one script that is the whole of a run, as the moonloop command has it: nothing of the machine
// is kept from it, and its main chunk is the main task of an event loop on the goroutine that calls
// [asyncio.Module.RunMain]. It belongs to that goroutine.
type Program struct {
	rt      *vm.Runtime
	asyncio *asyncio.Module
	std     *stdlib.Modules
	env     *box.Env
}

// inputOf is the standard input of a program's chunks: loadfile and dofile read on where io.read has come to.
type inputOf struct{ *Program }

func (i inputOf) Read(b []byte) (int, error) { return i.std.Stdin().Read(b) }

// NewProgram makes a Program. Close it when the script has ended.
func NewProgram(o ProgramOptions) (*Program, error) {
	var terminal *screen.Screen
	o.Stdout, o.Stderr, terminal = screen.Share(o.Stdout, o.Stderr)
	if o.ReadFile == nil {
		o.ReadFile = os.ReadFile
	}
	p := &Program{}
	rt, err := vm.New(vm.Options{
		Stdin: inputOf{p}, Stdout: o.Stdout, Stderr: o.Stderr, Debug: o.Debug, Clock: o.Clock,
		ReadFile: o.ReadFile, Path: o.Path, Beside: beside(o.Script), Interruptible: o.Interruptible,
		Coverage: o.Coverage, Compiled: o.Compiled,
	})
	if err != nil {
		return nil, err
	}
	p.rt = rt
	std := stdlib.Options{
		Stdin: o.Stdin, Stdout: o.Stdout, Stderr: o.Stderr,
		Files: stdlib.Machine, Processes: true, Env: true, Clock: stdlib.ProcessTime,
	}
	std.Now, std.Seed, std.Stall = o.Now, o.Seed, rt.Stall
	if clock, ok := o.Clock.(*loop.VirtualClock); ok && o.Now == nil {
		std.Now = box.VirtualNow(clock)
	}
	if o.Exit != nil {
		std.Exit = func(code int) {
			_ = p.std.Close()
			if terminal != nil {
				terminal.Clear()
			}
			o.Exit(code)
		}
	}
	var report func(lines string, exc error) string
	if o.Report != nil {
		report = o.Report(rt)
	}
	rt.OpenDebug()
	p.std = stdlib.Open(rt.State(), std)
	p.asyncio = asyncio.Open(rt, asyncio.Options{
		Debug: o.Debug, Clock: o.Clock, Stderr: o.Stderr, Stdin: o.Stdin, OnDeadlock: asyncio.ReportDeadlock(rt.Stderr(), report),
		Report: report, WatchBlocked: o.WatchBlocked,
		Network: true, Files: stdlib.Machine, Processes: true,
		Worker: func() (*asyncio.Module, error) { return o.worker() },
	})
	p.env = &box.Env{Runtime: rt, Asyncio: p.asyncio, Library: std, Std: p.std, Screen: terminal}
	if o.Seed != 0 {
		p.env.Seed(o.Seed)
	}
	box.Install(p.env, o.Modules)
	return p, nil
}

// beside is the folder of a script, "" of none. What a symbolic link stands for counts, not where it lies.
func beside(script string) string {
	if script == "" {
		return ""
	}
	if info, err := os.Lstat(script); err == nil && info.Mode()&os.ModeSymlink != 0 {
		if target, err := filepath.EvalSymlinks(script); err == nil {
			script = target
		}
	}
	return filepath.ToSlash(filepath.Dir(script))
}

// worker makes a runtime for functions that run on another core: like the script's, but in real time, and to be stopped
// when who waits for it is cancelled.
func (o ProgramOptions) worker() (*asyncio.Module, error) {
	o.Clock, o.Interruptible, o.WatchBlocked = nil, true, 0 // it is there to compute
	p, err := NewProgram(o)
	if err != nil {
		return nil, err
	}
	p.asyncio.OnClose(func() {
		_ = errors.Join(p.env.Close(), p.std.Close()) // nobody is left to be told
	})
	return p.asyncio, nil
}

// Runtime is the runtime of the script.
func (p *Program) Runtime() *vm.Runtime { return p.rt }

// Asyncio is the asyncio module, which runs the script.
func (p *Program) Asyncio() *asyncio.Module { return p.asyncio }

// Env is what the modules of the box were opened with.
func (p *Program) Env() *box.Env { return p.env }

// Close closes the loops and files that the script left open, and its runtime.
func (p *Program) Close() error {
	return errors.Join(p.env.Close(), p.asyncio.Close(), p.std.Close(), p.rt.Close())
}
