package asyncio

// This file is the Lua face of task groups.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A group is a loop.TaskGroup and its Lua value.
type group struct {
	*loop.TaskGroup
	ud lua.LUserData
}

func (m *Module) openTaskGroups() {
	m.classes.group = native.Class{RT: m.rt, Name: "TaskGroup", Methods: func() []native.Entry {
		return methods(m, "TaskGroup", []method[*group]{
			{"create_task", groupCreateTask}, // tg:create_task(coro, {name=, context=, eager_start=})
			{"cancel", groupCancel},          // tg:cancel()
			{"__tostring", text[*group]},
		})
	}}
	m.define([]function{
		{"TaskGroup", taskGroup}, // TaskGroup([body])
	})
}

// taskGroup is TaskGroup(body): it calls body(tg), waits for the tasks made in tg, and returns the body's values. Without
// a body it returns a group for with.
func taskGroup(c call) int {
	g := &group{TaskGroup: new(loop.TaskGroup)}
	c.m.classes.group.Init(&g.ud, g)
	if c.Len() == 0 {
		return c.Push(&g.ud)
	}
	return c.With(g, c.Function(1))
}

func (g *group) Enter(c native.Call, next vm.Next) vm.Step {
	if err := g.TaskGroup.Enter(c.Running()); err != nil {
		return vm.Raise(err)
	}
	return next([]lua.LValue{&g.ud}, nil)
}

func (g *group) Exit(_ native.Call, vals []lua.LValue, err error) vm.Step {
	return vm.Await(g.TaskGroup.Exit(err), func(_ []lua.LValue, err error) vm.Step { return native.Outcome(vals, err) })
}

func groupCancel(_ call, g *group) int {
	g.Cancel()
	return 0
}

func groupCreateTask(c call, g *group) int {
	f, err := g.CreateTask(c.coroutine(1), c.options(2, "name", "context", "eager_start").task())
	if err != nil {
		c.Raise(err)
	}
	return c.Push(c.m.Future(f))
}
