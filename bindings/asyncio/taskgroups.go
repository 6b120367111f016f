package asyncio

// This file is the Lua face of task groups.

import (
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
	m.groupMeta.make = func() *lua.LTable {
		return m.class("TaskGroup", []native{
			{"create_task", m.groupCreateTask}, // tg:create_task(coro, {name=, context=, eager_start=})
			{"__tostring", func(L *lua.LState) int {
				c, g := m.selfGroup(L, "tostring")
				return c.push(lua.LString(g.String()))
			}},
		})
	}
	m.define([]native{
		{"TaskGroup", m.taskGroup}, // TaskGroup([body])
	})
}

// taskGroup is TaskGroup(body): it calls body(tg), waits for the tasks made in tg, and returns the body's values. Without
// a body it returns a group for with.
func (m *Module) taskGroup(L *lua.LState) int {
	c := m.call(L, "TaskGroup")
	g := &group{TaskGroup: new(loop.TaskGroup)}
	g.ud.Value, g.ud.Metatable = g, m.groupMeta.get()
	if c.len() == 0 {
		return c.push(&g.ud)
	}
	return c.within(g, c.function(1))
}

func (g *group) enter(c call, next vm.Next) vm.Step {
	if err := g.Enter(c.running()); err != nil {
		return vm.Raise(err)
	}
	return next([]lua.LValue{&g.ud}, nil)
}

func (g *group) exit(_ call, vals []lua.LValue, err error) vm.Step {
	return vm.Await(g.Exit(err), func(_ []lua.LValue, err error) vm.Step { return outcome(vals, err) })
}

func (m *Module) selfGroup(L *lua.LState, name string) (call, *group) {
	return self[*group](m, L, name, "TaskGroup")
}

func (m *Module) groupCreateTask(L *lua.LState) int {
	c, g := m.selfGroup(L, "create_task")
	f, err := g.CreateTask(c.coroutine(1), c.options(2, "name", "context", "eager_start").task())
	if err != nil {
		c.raise(err)
	}
	return c.push(m.Future(f))
}
