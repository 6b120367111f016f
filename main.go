// Command moonloop runs Lua scripts in an event loop: asyncio for Lua.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	"moonloop/bindings"
	"moonloop/bindings/asyncio"
	"moonloop/bindings/host"
	"moonloop/loop"
	"moonloop/repl"
	"moonloop/repl/command"
	"moonloop/repl/explain"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

const version = "0.1.0"

func main() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		command.TuneCollector()
	}
	os.Exit(doMain(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Exit))
}

// run is what the arguments ask for.
type run struct {
	parts       []part   // what runs, in order
	args        []string // the script and its arguments
	before      []string // what was given before the script
	debug       bool
	virtual     bool
	interactive bool // the prompt comes after the parts, or alone
	terminated  bool // SIGTERM has ended the run

	errors *explain.Printer // nil until there is a runtime

	stdin          io.Reader
	stdout, stderr io.Writer
	exit           func(int)
}

// A part is a chunk to run, or a module to require.
type part struct{ source, name, module string }

// doMain is the command; it returns the exit status. exit ends the process from within a script.
func doMain(args []string, stdin io.Reader, stdout, stderr io.Writer, exit func(int)) int {
	if len(args) > 0 {
		if c, ok := command.Find(args[0]); ok {
			return c.Do(command.Streams{Stdin: stdin, Stdout: stdout, Stderr: stderr}, args[1:])
		}
	}
	o, err := command.Parse(args)
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "moonloop: %v\ntry 'moonloop --help'\n", err)
		return command.BadUsage
	case o.Help:
		fmt.Fprint(stdout, command.Usage())
		return 0
	case o.Version:
		fmt.Fprintln(stdout, "moonloop "+version)
		return 0
	}
	c := run{args: o.Args, before: args[:len(args)-len(o.Args)], debug: o.Debug, virtual: o.VirtualTime, interactive: o.Interactive, stdin: stdin, stdout: stdout, stderr: stderr, exit: exit}
	if debug := os.Getenv("MOONLOOP_DEBUG"); debug != "" && debug != "0" {
		c.debug = true
	}
	if err := c.read(o); err != nil {
		return c.report(err)
	}
	if c.interactive {
		return c.prompt()
	}
	return c.script()
}

// read collects the parts: LUA_INIT, then the options -e and -l, then the script or what stands in its place.
func (c *run) read(o command.Options) error {
	if file, ok := strings.CutPrefix(os.Getenv("LUA_INIT"), "@"); ok {
		if err := c.readFile(file); err != nil {
			return err
		}
	} else if file != "" {
		c.parts = append(c.parts, part{source: file, name: "LUA_INIT"})
	}
	for _, p := range o.Before {
		c.parts = append(c.parts, part{source: p.Code, name: "(command line)", module: p.Module})
	}
	switch {
	case len(c.args) > 0:
		return c.readFile(c.args[0])
	case c.interactive || o.HasCode():
		return nil
	case repl.IsTerminal(c.stdin):
		c.interactive = true
		return nil
	}
	c.args = []string{"-"}
	return c.readFile("-")
}

// readFile makes a file a part; "-" is standard input.
func (c *run) readFile(name string) error {
	var source []byte
	var err error
	if name == "-" {
		name = "stdin"
		source, err = io.ReadAll(c.stdin)
	} else {
		source, err = os.ReadFile(name)
	}
	if err != nil {
		return command.CannotOpen(name, err)
	}
	c.parts = append(c.parts, part{source: string(source), name: name})
	return nil
}

// function makes a function of the parts that runs one after the other; nil if there are none.
func (c *run) function(rt *vm.Runtime, args []lua.LValue) (*lua.LFunction, error) {
	type called struct {
		fn   *lua.LFunction
		args []lua.LValue
	}
	var all []called
	for _, p := range c.parts {
		if p.module != "" {
			require, _ := rt.State().GetGlobal("require").(*lua.LFunction)
			all = append(all, called{require, []lua.LValue{lua.LString(p.module)}})
			continue
		}
		chunk, err := vm.Compile(p.source, p.name)
		if err != nil {
			return nil, err
		}
		all = append(all, called{rt.Load(chunk), args})
	}
	switch {
	case len(all) == 0:
		return nil, nil
	case len(all) == 1 && c.parts[0].module == "":
		return all[0].fn, nil
	}
	var from func(i int) vm.Step
	from = func(i int) vm.Step {
		if i == len(all)-1 {
			return vm.Call(all[i].fn, all[i].args, nil)
		}
		return vm.Call(all[i].fn, all[i].args, func(_ []lua.LValue, err error) vm.Step {
			if err != nil {
				return vm.Raise(err)
			}
			return from(i + 1)
		})
	}
	return rt.State().NewFunction(func(L *lua.LState) int { return rt.Perform(L, from(0)) }), nil
}

// script runs the parts.
func (c *run) script() int {
	p, err := c.open()
	if err != nil {
		return c.report(err)
	}
	rt := p.Runtime()
	args := c.setArg(rt)
	fn, err := c.function(rt, args)
	if err == nil {
		s := c.watchScript(p.Asyncio())
		_, err = p.Asyncio().RunMain(context.Background(), fn, args...)
		s.Stop()
		c.terminated = s.Terminated()
	}
	if closeErr := p.Close(); err == nil {
		err = closeErr
	}
	return c.report(err)
}

const banner = "Moonloop " + version + ", asyncio for Lua. :help tells more, Ctrl-D leaves."

// prompt runs the parts, if there are any, and then inputs in their loop.
func (c *run) prompt() int {
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
	p, err := inner.open()
	if err != nil {
		return c.report(err)
	}
	rt := p.Runtime()
	args := c.setArg(rt)
	prompt = repl.New(p.Asyncio(), stdin, screen)
	prompt.History = repl.HistoryFile()
	prompt.Banner = banner
	prompt.Virtual = c.virtual
	prompt.Vi = repl.WantsVi()
	script, err := c.function(rt, args)
	if err != nil {
		fmt.Fprintf(inner.stderr, "moonloop: %v\n", err)
	}
	prompt.LeaveTerm = true
	ctx, end := context.WithCancel(context.Background())
	defer end()
	s := c.watchPrompt(p.Asyncio(), prompt, end)
	err = prompt.RunScript(ctx, script, args...)
	s.Stop()
	if s.Terminated() {
		c.terminated, err = true, loop.KeyboardInterrupt
	}
	if closeErr := p.Close(); err == nil {
		err = closeErr
	}
	return c.report(err)
}

// report prints the error that ended the script and returns the exit status.
func (c *run) report(err error) int {
	var deadlock *asyncio.Deadlock
	switch {
	case err == nil:
		return 0
	case errors.As(err, &deadlock):
		return command.Failed
	case errors.Is(err, loop.KeyboardInterrupt):
		return command.Ended(c.stderr, c.terminated)
	}
	if c.errors == nil {
		c.errors = c.printer(nil)
	}
	fmt.Fprintf(c.stderr, "moonloop: %s\n", c.errors.Error(err))
	return command.Failed
}

// source is the text of a part by its name, unless several have that name.
func (c *run) source(name string) (text string, ok bool) {
	for _, part := range c.parts {
		if part.name == name && part.module == "" {
			if ok && text != part.source {
				return "", false
			}
			text, ok = part.source, true
		}
	}
	return text, ok
}

// printer makes what prints the errors of a runtime.
func (c *run) printer(rt *vm.Runtime) *explain.Printer {
	p := &explain.Printer{Runtime: rt, Color: repl.Colors(c.stderr), Source: c.source}
	p.Show = func(v lua.LValue) string { return repl.Show(rt, v, c.stderr) }
	return p
}

// open makes the runtime that the parts run in.
func (c *run) open() (*host.Program, error) {
	var clock loop.Clock
	if c.virtual {
		clock = loop.NewVirtualClock()
	}
	var watch time.Duration // the prompt watches its own loop
	if c.debug && !c.interactive {
		watch = time.Second
	}
	return host.NewProgram(host.ProgramOptions{
		Stdin: c.stdin, Stdout: c.stdout, Stderr: c.stderr,
		Path: os.Getenv("LUA_PATH"), Script: c.scriptFile(), Debug: c.debug, Clock: clock,
		Interruptible: c.interactive || c.debug, WatchBlocked: watch,
		Modules: bindings.All(), Exit: c.exit,
		Report: func(rt *vm.Runtime) func(string, error) string {
			p := c.printer(rt)
			if c.errors == nil {
				c.errors = p
			}
			return p.Report
		},
	})
}

// scriptFile is the file that runs, "" when none does.
func (c *run) scriptFile() string {
	if len(c.args) == 0 || c.args[0] == "-" {
		return ""
	}
	return c.args[0]
}

// setArg sets the global arg as lua does, and returns the arguments as the chunk's own.
func (c *run) setArg(rt *vm.Runtime) []lua.LValue {
	t := rt.State().NewTable()
	command := append([]string{os.Args[0]}, c.before...) // by which programs start themselves
	for i, a := range command {
		t.RawSetInt(i-len(command), lua.LString(a))
	}
	var vals []lua.LValue
	for i, a := range c.args {
		t.RawSetInt(i, lua.LString(a))
		if i > 0 {
			vals = append(vals, lua.LString(a))
		}
	}
	rt.State().G.Global.RawSetString("arg", t)
	return vals
}

// impatience is how long the second signal lets the loop end by itself.
const impatience = 250 * time.Millisecond

// watchScript has the first signal cancel the main task, so that its cleanup runs, and the second end the run.
func (c *run) watchScript(m *asyncio.Module) *command.Signals {
	return command.Watch(m, func(sig os.Signal, count int, over <-chan struct{}) {
		m.Interrupt()
		if count == 1 {
			return
		}
		select {
		case <-over:
		case <-time.After(impatience): // it does not come back to its loop
			c.exit(command.Ended(c.stderr, sig == syscall.SIGTERM))
		}
	}, os.Interrupt, syscall.SIGTERM)
}

// watchPrompt has SIGTERM end the session as the end of its input does, and the second one at once. Ctrl-C is the
// prompt's.
func (c *run) watchPrompt(m *asyncio.Module, prompt *repl.REPL, end context.CancelFunc) *command.Signals {
	return command.Watch(m, func(_ os.Signal, count int, _ <-chan struct{}) {
		if count == 1 {
			end()
			prompt.Interrupt() // what runs without end
			return
		}
		prompt.Restore()
		c.exit(command.Ended(c.stderr, true))
	}, syscall.SIGTERM)
}
