package asyncio

// This file is the Lua face of runners.

import (
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A luaRunner is a loop.Runner with its options and its Lua value.
type luaRunner struct {
	*loop.Runner
	ud             lua.LUserData
	factory, debug lua.LValue
	made           *loop.Loop // nil until it is needed
	current        bool       // made is what get_event_loop gives, as there was no factory
}

func (m *Module) openRunners() {
	m.runnerMeta.make = func() *lua.LTable {
		return m.class("Runner", []native{
			{"run", m.runnerRun},          // runner:run(coro, {context=})
			{"get_loop", m.runnerGetLoop}, // runner:get_loop()
			{"close", m.runnerClose},      // runner:close()
		})
	}
	m.define([]native{
		{"Runner", m.newRunner}, // Runner([body,] {debug=, loop_factory=})
	})
}

// newRunner is Runner(body, options): it calls body(runner), closes the runner and returns the body's values. Without a
// body it returns the runner.
func (m *Module) newRunner(L *lua.LState) int {
	c := m.call(L, "Runner")
	body, _ := c.get(1).(*lua.LFunction)
	n := 1
	if body != nil {
		n = 2
	}
	r := c.runner(c.options(n, "debug", "loop_factory"))
	r.ud.Value, r.ud.Metatable = r, m.runnerMeta.get()
	if body == nil {
		return c.push(&r.ud)
	}
	return c.within(r, body)
}

// runner makes a runner of the keyword arguments of Runner and run. Its coroutines see the context variables that
// are set now.
func (c call) runner(o options) *luaRunner {
	r := &luaRunner{factory: o.get("loop_factory"), debug: o.get("debug")}
	r.current = r.factory == lua.LNil
	ro := loop.RunnerOptions{Make: func() *loop.Loop { return r.made }}
	if l := c.m.rt.Loop(); l != nil {
		ro.Context = l.Context().Copy()
	}
	r.Runner = loop.NewRunner(ro)
	return r
}

// prepare makes the loop, if it is not there, and returns it.
func (r *luaRunner) prepare(c call) (*loop.Loop, error) {
	if r.made != nil {
		return r.Loop()
	}
	if r.factory == lua.LNil {
		r.made = c.m.NewLoop()
	} else {
		vals, err := c.m.rt.Call(r.factory)
		if err != nil {
			return nil, err
		}
		if len(vals) > 0 {
			r.made = loopOf(vals[0])
		}
		if r.made == nil {
			return nil, loop.Errorf(loop.TypeError, "%s: option loop_factory: a loop expected as its result", c.name)
		}
	}
	if r.debug != lua.LNil {
		r.made.SetDebug(lua.LVAsBool(r.debug))
	}
	if r.current {
		c.m.current = r.made
	}
	return r.Loop()
}

// runMain runs argument 1. Ctrl-C interrupts it.
func (r *luaRunner) runMain(c call, ctx *loop.Context) (any, error) {
	if !isAwaitable(c.get(1)) || futureOf(c.get(1)) != nil {
		c.raise(loop.Errorf(loop.ValueError, "%s: a coroutine was expected, got %s", c.name, c.typeName(1)))
	}
	l, err := r.prepare(c)
	switch {
	case err != nil:
		return nil, err
	case l.IsRunning():
		return nil, loop.RuntimeError.New("This event loop is already running")
	}
	if err := l.CheckClosed(); err != nil {
		return nil, err
	}
	outer := c.m.runner.Swap(r.Runner)
	defer c.m.runner.Store(outer)
	return r.Run(c.coroutine(1), ctx)
}

// shut closes the runner and its loop.
func (r *luaRunner) shut(c call) error {
	err := r.Close()
	if r.current && c.m.current == r.made {
		c.m.current = nil
	}
	return err
}

func (r *luaRunner) enter(c call, next vm.Next) vm.Step {
	if _, err := r.prepare(c); err != nil {
		return vm.Raise(err)
	}
	return next([]lua.LValue{&r.ud}, nil)
}

func (r *luaRunner) exit(c call, vals []lua.LValue, err error) vm.Step {
	if shutErr := r.shut(c); shutErr != nil {
		return vm.Raise(shutErr)
	}
	return outcome(vals, err)
}

func (m *Module) selfRunner(L *lua.LState, name string) (call, *luaRunner) {
	return self[*luaRunner](m, L, name, "Runner")
}

func (m *Module) runnerRun(L *lua.LState) int {
	c, r := m.selfRunner(L, "run")
	c.checkNesting("Runner.run() cannot be called from a running event loop")
	v, err := r.runMain(c, c.options(2, "context").context("context"))
	if err != nil {
		c.raise(err)
	}
	return c.pushAll(m.rt.Values(v))
}

func (m *Module) runnerGetLoop(L *lua.LState) int {
	c, r := m.selfRunner(L, "get_loop")
	l, err := r.prepare(c)
	if err != nil {
		c.raise(err)
	}
	return c.push(m.loop(l))
}

func (m *Module) runnerClose(L *lua.LState) int {
	c, r := m.selfRunner(L, "close")
	if err := r.shut(c); err != nil {
		c.raise(err)
	}
	return 0
}
