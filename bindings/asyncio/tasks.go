package asyncio

// This file is the Lua face of tasks.

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openTasks() {
	m.taskMeta.make = func() *lua.LTable {
		return m.class("Task", append(m.futureMethods(), []native{
			{"cancelling", m.taskCancelling},  // t:cancelling()
			{"uncancel", m.taskUncancel},      // t:uncancel()
			{"get_name", m.taskGetName},       // t:get_name()
			{"set_name", m.taskSetName},       // t:set_name(name)
			{"get_coro", m.taskGetCoro},       // t:get_coro()
			{"get_context", m.taskGetContext}, // t:get_context()
			{"get_stack", m.taskGetStack},     // t:get_stack({limit=})
			{"print_stack", m.taskPrintStack}, // t:print_stack({limit=, file=})
		}...))
	}
	m.define([]native{
		{"Task", m.newTask},                    // Task(coro, {loop=, name=, context=, eager_start=})
		{"create_task", m.createTask},          // create_task(coro, {name=, context=, eager_start=})
		{"current_task", m.currentTask},        // current_task([loop])
		{"all_tasks", m.allTasks},              // all_tasks([loop])
		{"_register_task", m.registerTask},     // _register_task(task)
		{"_unregister_task", m.unregisterTask}, // _unregister_task(task)
		{"_enter_task", m.enterTask},           // _enter_task(loop, task)
		{"_leave_task", m.leaveTask},           // _leave_task(loop, task)
	})
}

func (m *Module) selfTask(L *lua.LState, name string) (call, *loop.Task) {
	c, f := m.self(L, name)
	if f.Task() == nil {
		m.rt.Throw(loop.Errorf(loop.TypeError, "%s: Task expected as self, got Future", name))
	}
	return c, f.Task()
}

// coroutine is argument n as a coroutine object; what is none, a future too, is a TypeError.
func (c call) coroutine(n int) *vm.Coroutine {
	if co := coroutineOf(c.get(n)); co != nil {
		return co
	}
	if futureOf(c.get(n)) != nil || !isAwaitable(c.get(n)) {
		c.fail(n, "a coroutine was expected, got %s", c.typeName(n))
	}
	co, err := c.m.rt.Coroutine(c.get(n))
	if err != nil {
		c.raise(err)
	}
	return co
}

func (o options) task() loop.TaskOptions {
	return loop.TaskOptions{Name: o.name("name"), Context: o.context("context"), Eager: o.bool("eager_start")}
}

func (m *Module) createTask(L *lua.LState) int {
	c := m.call(L, "create_task")
	l := c.running()
	return c.push(c.spawn(l, c.coroutine(1), c.options(2, "name", "context", "eager_start").task()))
}

func (c call) spawn(l *loop.Loop, co *vm.Coroutine, o loop.TaskOptions) lua.LValue {
	if err := l.CheckClosed(); err != nil {
		co.Close()
		c.raise(err)
	}
	f, err := l.Spawn(co, o)
	if err != nil {
		co.Close()
		c.raise(err)
	}
	return c.m.Future(f)
}

func (m *Module) newTask(L *lua.LState) int {
	c := m.call(L, "Task")
	co := c.coroutine(1)
	o := c.options(2, "loop", "name", "context", "eager_start")
	l := o.loop("loop")
	if l == nil {
		l = c.currentLoop()
	}
	t, err := loop.NewTask(l, co, o.task())
	if err != nil {
		co.Close()
		c.raise(err)
	}
	return c.push(m.Future(&t.Future))
}

// optionalLoop is argument n as a loop, the running one when it is absent.
func (c call) optionalLoop(n int) *loop.Loop {
	if c.has(n) {
		return c.loop(n)
	}
	return c.running()
}

func (m *Module) currentTask(L *lua.LState) int {
	c := m.call(L, "current_task")
	if t := c.optionalLoop(1).CurrentTask(); t != nil {
		return c.push(m.Future(&t.Future))
	}
	return c.push(lua.LNil)
}

func (m *Module) allTasks(L *lua.LState) int {
	c := m.call(L, "all_tasks")
	list := L.NewTable()
	for _, t := range c.optionalLoop(1).AllTasks() {
		list.Append(m.Future(&t.Future))
	}
	return c.push(list)
}

func (m *Module) registerTask(L *lua.LState) int {
	t := m.call(L, "_register_task").task(1)
	t.Loop().RegisterTask(t)
	return 0
}

func (m *Module) unregisterTask(L *lua.LState) int {
	t := m.call(L, "_unregister_task").task(1)
	t.Loop().UnregisterTask(t)
	return 0
}

func (m *Module) enterTask(L *lua.LState) int {
	c := m.call(L, "_enter_task")
	if err := c.loop(1).EnterTask(c.task(2)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) leaveTask(L *lua.LState) int {
	c := m.call(L, "_leave_task")
	if err := c.loop(1).LeaveTask(c.task(2)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) taskCancelling(L *lua.LState) int {
	c, t := m.selfTask(L, "cancelling")
	return c.push(lua.LNumber(t.Cancelling()))
}

func (m *Module) taskUncancel(L *lua.LState) int {
	c, t := m.selfTask(L, "uncancel")
	return c.push(lua.LNumber(t.Uncancel()))
}

func (m *Module) taskGetName(L *lua.LState) int {
	c, t := m.selfTask(L, "get_name")
	return c.push(lua.LString(t.Name()))
}

func (m *Module) taskSetName(L *lua.LState) int {
	c, t := m.selfTask(L, "set_name")
	if c.len() == 0 {
		c.fail(1, "name expected, got no value")
	}
	t.SetName(m.rt.ToString(L, c.get(1)))
	return 0
}

func (m *Module) taskGetCoro(L *lua.LState) int {
	c, t := m.selfTask(L, "get_coro")
	if co, ok := t.Coro().(*vm.Coroutine); ok {
		return c.push(&co.LUserData)
	}
	return c.push(lua.LNil)
}

func (m *Module) taskGetContext(L *lua.LState) int {
	c, t := m.selfTask(L, "get_context")
	return c.push(m.userdata(t.Context(), m.contextMeta.get()))
}

// stackOf are the frames of a task, oldest first: where it is suspended, or through which its error came.
func (m *Module) stackOf(t *loop.Task) (where, name []string, failed error) {
	var tr *vm.Trace
	if !t.Done() {
		if co, ok := t.Coro().(*vm.Coroutine); ok {
			tr = co.Trace()
		}
	} else if !t.Cancelled() {
		if exc, _ := t.Exception(); exc != nil {
			failed = exc
			if e, ok := exc.(*vm.Error); ok {
				tr = e.Trace()
			}
		}
	}
	if tr != nil {
		where, name = tr.Frames()
	}
	return where, name, failed
}

func (o options) limit(n int, newest bool) (from, to int) {
	v, ok := o.get("limit").(lua.LNumber)
	if !ok || int(v) >= n || int(v) < 0 {
		return 0, n
	}
	if newest {
		return n - int(v), n
	}
	return 0, int(v)
}

func (m *Module) taskGetStack(L *lua.LState) int {
	c, t := m.selfTask(L, "get_stack")
	o := c.options(1, "limit")
	where, name, failed := m.stackOf(t)
	from, to := o.limit(len(where), failed == nil)
	list := L.NewTable()
	for i := from; i < to; i++ {
		f := L.NewTable()
		at := strings.LastIndexByte(where[i], ':')
		f.RawSetString("source", lua.LString(where[i][:at]))
		f.RawSetString("line", lua.LNumber(atoi(where[i][at+1:])))
		f.RawSetString("name", lua.LString(name[i]))
		list.Append(f)
	}
	return c.push(list)
}

func atoi(s string) (n int) {
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

func (m *Module) taskPrintStack(L *lua.LState) int {
	c, t := m.selfTask(L, "print_stack")
	o := c.options(1, "limit", "file")
	where, name, failed := m.stackOf(t)
	var b strings.Builder
	switch {
	case len(where) == 0:
		fmt.Fprintf(&b, "No stack for %s\n", t.String())
	case failed != nil:
		fmt.Fprintf(&b, "Traceback for %s (most recent call last):\n", t.String())
	default:
		fmt.Fprintf(&b, "Stack for %s (most recent call last):\n", t.String())
	}
	from, to := o.limit(len(where), failed == nil)
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "  %s: in %s\n", where[i], cmp.Or(name[i], "function"))
	}
	if failed != nil {
		fmt.Fprintf(&b, "%s\n", failed)
	}
	if file := o.get("file"); file != lua.LNil {
		return o.write(file, b.String())
	}
	if _, err := io.WriteString(m.stderr, b.String()); err != nil {
		c.raise(err)
	}
	return 0
}
