package asyncio

// This file is the Lua face of runners.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A luaRunner is a loop.Runner with its options and its Lua value.
type luaRunner struct {
	*loop.Runner
	m              *Module
	ud             lua.LUserData
	factory, debug lua.LValue
	made           *loop.Loop // nil until it is needed
	current        bool       // made is what get_event_loop gives, as there was no factory
}

func (m *Module) openRunners() {
	m.classes.runner = native.Class{RT: m.rt, Name: "Runner", Methods: func() []native.Entry {
		return methods(m, "Runner", []method[*luaRunner]{
			{"run", runnerRun},          // runner:run(coro, {context=})
			{"get_loop", runnerGetLoop}, // runner:get_loop()
			{"close", runnerClose},      // runner:close()
		})
	}}
	m.define([]function{
		{"Runner", newRunner}, // Runner([body,] {debug=, loop_factory=})
	})
}

// newRunner is Runner(body, options): it calls body(runner), closes the runner and returns the body's values. Without a
// body it returns the runner.
func newRunner(c call) int {
	body, _ := c.Arg(1).(*lua.LFunction)
	n := 1
	if body != nil {
		n = 2
	}
	r := c.runner(c.options(n, "debug", "loop_factory"))
	c.m.classes.runner.Init(&r.ud, r)
	if body == nil {
		return c.Push(&r.ud)
	}
	return c.With(r, body)
}

// runner makes a runner of the keyword arguments of Runner and run. Its coroutines see the context variables that
// are set now.
func (c call) runner(o keywords) *luaRunner {
	r := &luaRunner{m: c.m, factory: o.Get("loop_factory"), debug: o.Get("debug")}
	r.current = r.factory == lua.LNil
	ro := loop.RunnerOptions{Make: func() *loop.Loop { return r.made }}
	if l := c.m.rt.Loop(); l != nil {
		ro.Context = l.Context().Copy()
	}
	r.Runner = loop.NewRunner(ro)
	return r
}

// prepare makes the loop, if it is not there, and returns it.
func (r *luaRunner) prepare(c native.Call) (*loop.Loop, error) {
	if r.made != nil {
		return r.Loop()
	}
	if r.factory == lua.LNil {
		r.made = r.m.NewLoop()
	} else {
		vals, err := c.RT.Call(r.factory)
		if err != nil {
			return nil, err
		}
		if len(vals) > 0 {
			r.made = loopOf(vals[0])
		}
		if r.made == nil {
			return nil, loop.Errorf(loop.TypeError, "%s: option loop_factory: a loop expected as its result", c.Name)
		}
	}
	if r.debug != lua.LNil {
		r.made.SetDebug(lua.LVAsBool(r.debug))
	}
	if r.current {
		r.m.loops.current = r.made
	}
	return r.Loop()
}

// runMain runs argument 1. Ctrl-C interrupts it.
func (r *luaRunner) runMain(c call, ctx *loop.Context) (any, error) {
	if !isAwaitable(c.Arg(1)) || futureOf(c.Arg(1)) != nil {
		c.Raise(loop.Errorf(loop.ValueError, "%s: a coroutine was expected, got %s", c.Name, c.TypeName(1)))
	}
	l, err := r.prepare(c.Call)
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
func (r *luaRunner) shut() error {
	err := r.Close()
	if r.current && r.m.loops.current == r.made {
		r.m.loops.current = nil
	}
	return err
}

func (r *luaRunner) Enter(c native.Call, next vm.Next) vm.Step {
	if _, err := r.prepare(c); err != nil {
		return vm.Raise(err)
	}
	return next([]lua.LValue{&r.ud}, nil)
}

func (r *luaRunner) Exit(_ native.Call, vals []lua.LValue, err error) vm.Step {
	if shutErr := r.shut(); shutErr != nil {
		return vm.Raise(shutErr)
	}
	return native.Outcome(vals, err)
}

func runnerRun(c call, r *luaRunner) int {
	c.checkNesting("Runner.run() cannot be called from a running event loop")
	v, err := r.runMain(c, c.options(2, "context").context("context"))
	if err != nil {
		c.Raise(err)
	}
	return c.PushAll(c.m.rt.Values(v))
}

func runnerGetLoop(c call, r *luaRunner) int {
	l, err := r.prepare(c.Call)
	if err != nil {
		c.Raise(err)
	}
	return c.Push(c.m.loop(l))
}

func runnerClose(c call, r *luaRunner) int {
	if err := r.shut(); err != nil {
		c.Raise(err)
	}
	return 0
}
