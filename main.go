// Command moonloop runs Lua scripts in an event loop: asyncio for Lua.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"moonloop/bindings"
	"moonloop/bindings/asyncio"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/repl"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

const version = "0.1.0"

const usage = `usage: moonloop [options] [script [args]]

  moonloop                  a prompt, if standard input is a terminal
  moonloop script.lua a b   run the script; arg holds its arguments
  moonloop -                run standard input
  moonloop -e 'code'        run code
  moonloop -i script.lua    run the script, then a prompt in its loop

options:
  -e code          run code instead of a script
  -i               a prompt afterwards
  --debug          asyncio debug mode, as MOONLOOP_DEBUG=1: slow callbacks, where
                   tasks were made, coroutines that were never awaited
  --virtual-time   the loop's clock starts at 0 and jumps to the next timer when
                   nothing is ready
  --version        print the version
  --help           print this text

exit status: 0, 1 after an uncaught error, 2 for bad usage, 130 when interrupted
`

const (
	exitError       = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// impatience is how long the second Ctrl-C lets the loop end by itself.
const impatience = 250 * time.Millisecond

func main() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		tuneGC()
	}
	os.Exit(doMain(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Exit))
}

const (
	gcFloor   = 64 << 20 // bytes of heap under which the collector need not run
	gcPercent = 100      // garbage allowed on a large heap, in percent of what lives
)

// tuneGC has the collector run rarely while the heap is small, where a cycle costs much and frees little, and often
// while it is large, where memory counts: a script makes garbage fast and keeps little of it.
func tuneGC() {
	debug.SetGCPercent(gcFloor / (4 << 20) * 100) // the collector's own floor is 4 MB at 100 percent
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	type cycle struct{ _ *byte }
	var again func(*cycle)
	again = func(c *cycle) {
		metrics.Read(live)
		debug.SetGCPercent(int(min(max(gcFloor*100/(live[0].Value.Uint64()+1), gcPercent), 1600)))
		runtime.SetFinalizer(&cycle{}, again) // runs after the next cycle
	}
	runtime.SetFinalizer(&cycle{}, again)
}

// command is what the arguments ask for.
type command struct {
	source, name string // the chunk to run
	args         []string
	debug        bool
	virtual      bool
	interactive  bool // the prompt comes after the chunk, or alone
	background   bool // it is a worker, which cancelling stops

	stdin          io.Reader
	stdout, stderr io.Writer
	exit           func(int)
}

// doMain is the command; it returns the exit status. exit ends the process from within a script.
func doMain(args []string, stdin io.Reader, stdout, stderr io.Writer, exit func(int)) int {
	c := command{stdin: stdin, stdout: stdout, stderr: stderr, exit: exit}
	c.debug = os.Getenv("MOONLOOP_DEBUG") != "" && os.Getenv("MOONLOOP_DEBUG") != "0"
	status, ok := c.parse(args)
	if !ok {
		return status
	}
	return c.run()
}

// parse reads the arguments; without ok the command is over, with the status.
func (c *command) parse(args []string) (status int, ok bool) {
	fail := func(format string, a ...any) (int, bool) {
		fmt.Fprintf(c.stderr, "moonloop: "+format+"\n", a...)
		fmt.Fprintln(c.stderr, "try 'moonloop --help'")
		return exitUsage, false
	}
	haveCode := false
	for len(args) > 0 && !haveCode {
		switch arg := args[0]; {
		case arg == "--help" || arg == "-h":
			fmt.Fprint(c.stdout, usage)
			return 0, false
		case arg == "--version" || arg == "-v":
			fmt.Fprintln(c.stdout, "moonloop "+version)
			return 0, false
		case arg == "--debug":
			c.debug = true
		case arg == "--virtual-time":
			c.virtual = true
		case arg == "-i":
			c.interactive = true
		case arg == "-e":
			if len(args) < 2 {
				return fail("-e: code expected")
			}
			c.source, c.name, haveCode = args[1], "(command line)", true
			args = args[1:]
		case arg == "--":
			args = args[1:]
			goto script
		case arg != "-" && len(arg) > 1 && arg[0] == '-':
			return fail("unknown option %s", arg)
		default:
			goto script
		}
		args = args[1:]
	}
script:
	if haveCode {
		c.args = append([]string{"-e"}, args...)
		return 0, true
	}
	if len(args) == 0 {
		if c.interactive = c.interactive || repl.IsTerminal(c.stdin); c.interactive {
			return 0, true
		}
		args = []string{"-"}
	}
	c.args = args
	var source []byte
	var err error
	if args[0] == "-" {
		c.name = "stdin"
		source, err = io.ReadAll(c.stdin)
	} else {
		c.name = args[0]
		source, err = os.ReadFile(args[0])
	}
	if err != nil {
		var pathErr *os.PathError
		if errors.As(err, &pathErr) {
			err = pathErr.Err
		}
		fmt.Fprintf(c.stderr, "moonloop: cannot open %s: %v\n", c.name, err)
		return exitError, false
	}
	c.source = string(source)
	return 0, true
}

// run compiles and runs the chunk.
func (c *command) run() int {
	if c.interactive {
		return c.runPrompt()
	}
	chunk, err := vm.Compile(c.source, c.name)
	if err != nil {
		fmt.Fprintf(c.stderr, "moonloop: %v\n", err)
		return exitError
	}
	w := world{command: c}
	m, err := w.open()
	if err != nil {
		fmt.Fprintf(c.stderr, "moonloop: %v\n", err)
		return exitError
	}
	rt := m.Asyncio.Runtime()
	args := w.setArg(rt)
	stop := w.watchInterrupts(m.Asyncio)
	_, err = m.Asyncio.RunMain(context.Background(), rt.Load(chunk), args...)
	stop()
	if closeErr := m.Close(); err == nil {
		err = closeErr
	}
	if closeErr := rt.Close(); err == nil {
		err = closeErr
	}
	return c.report(err)
}

const banner = "Moonloop " + version + ", asyncio for Lua. :help tells more, Ctrl-D leaves."

// runPrompt runs the script, if there is one, and then inputs in its loop.
func (c *command) runPrompt() int {
	screen := repl.NewScreen(c.stdout)
	stdin := c.stdin
	inner := *c
	inner.stdout = screen
	if repl.IsTerminal(c.stderr) {
		inner.stderr = screen
	}
	var prompt *repl.REPL
	inner.exit = func(code int) {
		prompt.Restore()
		c.exit(code)
	}
	w := world{command: &inner}
	m, err := w.open()
	if err != nil {
		fmt.Fprintf(c.stderr, "moonloop: %v\n", err)
		return exitError
	}
	rt := m.Asyncio.Runtime()
	args := w.setArg(rt)
	prompt = repl.New(m.Asyncio, stdin, screen)
	prompt.History = repl.HistoryFile()
	prompt.Banner = banner
	prompt.Virtual = c.virtual
	var script *lua.LFunction
	if c.name != "" {
		if chunk, err := vm.Compile(c.source, c.name); err != nil {
			fmt.Fprintf(inner.stderr, "moonloop: %v\n", err)
		} else {
			script = rt.Load(chunk)
		}
	}
	err = prompt.RunScript(context.Background(), script, args...)
	if closeErr := m.Close(); err == nil {
		err = closeErr
	}
	if closeErr := rt.Close(); err == nil {
		err = closeErr
	}
	return c.report(err)
}

// report prints the error that ended the script and returns the exit status.
func (c *command) report(err error) int {
	var deadlock *asyncio.Deadlock
	switch {
	case err == nil:
		return 0
	case errors.As(err, &deadlock):
		return exitError
	case errors.Is(err, loop.KeyboardInterrupt):
		fmt.Fprintln(c.stderr, "moonloop: interrupted")
		return exitInterrupted
	}
	text := err.Error()
	if t, ok := err.(interface{ Traceback() string }); ok {
		text = t.Traceback()
	}
	fmt.Fprintf(c.stderr, "moonloop: %s\n", text)
	return exitError
}

// A world makes the runtimes of one run of the command: the script's, and those of its workers.
type world struct {
	*command
	clock loop.Clock
}

func (w *world) open() (*bindings.Modules, error) {
	if w.virtual && w.clock == nil {
		w.clock = loop.NewVirtualClock()
	}
	rt, err := vm.New(vm.Options{
		Stdout:   w.stdout,
		Stderr:   w.stderr,
		Debug:    w.debug,
		ReadFile: os.ReadFile,
		Path:     os.Getenv("LUA_PATH"),
		Clock:    w.clock,

		Interruptible: w.interactive || w.background,
	})
	if err != nil {
		return nil, err
	}
	var m *bindings.Modules
	m = bindings.Open(rt, asyncio.Options{
		Debug:      w.debug,
		Clock:      w.clock,
		Stderr:     w.stderr,
		OnDeadlock: asyncio.ReportDeadlock(w.stderr),
		Network:    true,
		Worker:     w.worker,
	}, stdlib.Options{
		Stdin: w.stdin, Stdout: w.stdout, Stderr: w.stderr,
		Files: true, Processes: true, Env: true, Clock: stdlib.ProcessTime,
		Exit: func(code int) {
			_ = m.Std.Close()
			w.exit(code)
		},
	})
	return m, nil
}

// worker makes a runtime for functions that run on another core: as the script's, but in real time and without an exit.
func (w *world) worker() (*asyncio.Module, error) {
	inner := *w.command
	inner.virtual, inner.interactive, inner.background = false, false, true
	m, err := (&world{command: &inner}).open()
	if err != nil {
		return nil, err
	}
	return m.Asyncio, nil
}

// setArg sets the global arg as lua does, and returns the arguments as the chunk's own.
func (w *world) setArg(rt *vm.Runtime) []lua.LValue {
	t := rt.State().NewTable()
	t.RawSetInt(-1, lua.LString("moonloop"))
	var vals []lua.LValue
	for i, a := range w.args {
		t.RawSetInt(i, lua.LString(a))
		if i > 0 {
			vals = append(vals, lua.LString(a))
		}
	}
	rt.State().G.Global.RawSetString("arg", t)
	return vals
}

// watchInterrupts has Ctrl-C cancel the main task the first time and end the run the second. What it returns stops
// that.
func (w *world) watchInterrupts(m *asyncio.Module) (stop func()) {
	arrived := make(chan os.Signal, 2)
	quit, done := make(chan struct{}), make(chan struct{})
	signal.Notify(arrived, os.Interrupt)
	go func() {
		defer close(done)
		for count := 0; ; {
			select {
			case <-quit:
				return
			case <-arrived:
			}
			if m.HandlesInterrupt() {
				continue
			}
			count++
			m.Interrupt()
			if count == 1 {
				continue
			}
			select {
			case <-quit:
				return
			case <-time.After(impatience): // it does not come back to its loop
				fmt.Fprintln(w.stderr, "moonloop: interrupted")
				w.exit(exitInterrupted)
			}
		}
	}()
	return func() {
		signal.Stop(arrived)
		close(quit)
		<-done
	}
}
