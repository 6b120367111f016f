package asyncio

// This file runs main chunks and asyncio.run.

import (
	"context"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// run is run(main, {debug=, loop_factory=}).
func run(c call) int {
	c.checkNesting("asyncio.run() cannot be called from a running event loop")
	r := c.runner(c.options(2, "debug", "loop_factory"))
	v, err := r.runMain(c, nil)
	if closeErr := r.shut(); err == nil {
		err = closeErr
	}
	if err != nil {
		c.Raise(err)
	}
	return c.PushAll(c.m.rt.Values(v))
}

// RunMain runs a main chunk as the main task of a new event loop, as if inside asyncio.run: at its end what is left is
// cancelled and awaited, and the loop is closed. When ctx ends, the main task is cancelled. The error is what the chunk
// raised (a *vm.Error), or a KeyboardInterrupt after Interrupt.
func (m *Module) RunMain(ctx context.Context, main *lua.LFunction, args ...lua.LValue) ([]lua.LValue, error) {
	r := loop.NewRunner(loop.RunnerOptions{Make: m.NewLoop})
	outer := m.runner.Swap(r)
	defer m.runner.Store(outer)
	co := m.rt.NewCoroutine(main, args...)
	m.rt.SetMain(co)
	v, err := r.RunContext(ctx, co)
	var vals []lua.LValue
	if err == nil {
		vals = m.rt.Values(v)
	}
	if closeErr := r.Close(); err == nil {
		err = closeErr
	}
	m.rt.SetMain(nil)
	return vals, err
}

// Interrupt does what Ctrl-C does to the running main chunk: the first time its main task is cancelled, so that cleanup
// runs; the next ends it at once. A function that waits for the machine, as io.read, raises the CancelledError. It reports
// whether there was a main chunk. Any goroutine may call it.
func (m *Module) Interrupt() bool {
	r := m.runner.Load()
	if r == nil {
		return false
	}
	raised := false
	m.rt.Rouse(func() error {
		raised = m.rt.Loop().CurrentTask() == r.Main()
		return loop.CancelledError.New(nil)
	})
	if raised {
		return r.InterruptRaised()
	}
	return r.Interrupt()
}
