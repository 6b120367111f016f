package main

// This file runs the prompt.

import (
	"context"
	"fmt"

	"moonloop/repl"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

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
