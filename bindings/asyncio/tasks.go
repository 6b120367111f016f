package asyncio

// This file is the Lua face of tasks.

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openTasks() {
	m.classes.task = native.Class{RT: m.rt, Name: "Task", Methods: func() []native.Entry {
		return append(methods(m, "Future or Task", futureMethods), methodsOn(m, []method[*loop.Task]{
			{"cancelling", taskCancelling},  // t:cancelling()
			{"uncancel", taskUncancel},      // t:uncancel()
			{"get_name", taskGetName},       // t:get_name()
			{"set_name", taskSetName},       // t:set_name(name)
			{"get_coro", taskGetCoro},       // t:get_coro()
			{"get_context", taskGetContext}, // t:get_context()
			{"get_stack", taskGetStack},     // t:get_stack({limit=})
			{"print_stack", taskPrintStack}, // t:print_stack({limit=, file=})
		}, selfTask)...)
	}, Operators: awaitedOperators}
	m.define([]function{
		{"Task", newTask},                    // Task(coro, {loop=, name=, context=, eager_start=})
		{"create_task", createTask},          // create_task(coro, {name=, context=, eager_start=})
		{"current_task", currentTask},        // current_task([loop])
		{"all_tasks", allTasks},              // all_tasks([loop])
		{"_register_task", registerTask},     // _register_task(task)
		{"_unregister_task", unregisterTask}, // _unregister_task(task)
		{"_enter_task", enterTask},           // _enter_task(loop, task)
		{"_leave_task", leaveTask},           // _leave_task(loop, task)
	})
}

// selfTask is the task that a method is called on.
func selfTask(c call) *loop.Task {
	f := native.Self[*loop.Future](c.Call, "Task")
	if f.Task() == nil {
		c.FailSelf("Task")
	}
	return f.Task()
}

// coroutine is argument n as a coroutine object; what is none, a future too, is a TypeError.
func (c call) coroutine(n int) *vm.Coroutine {
	if co := native.CoroutineOf(c.Arg(n)); co != nil {
		return co
	}
	if futureOf(c.Arg(n)) != nil || !isAwaitable(c.Arg(n)) {
		c.Fail(n, "a coroutine was expected, got %s", c.TypeName(n))
	}
	co, err := c.m.rt.Coroutine(c.Arg(n))
	if err != nil {
		c.Raise(err)
	}
	return co
}

func (o keywords) task() loop.TaskOptions {
	return loop.TaskOptions{Name: o.name("name"), Context: o.context("context"), Eager: o.Bool("eager_start")}
}

func createTask(c call) int {
	l := c.Running()
	return c.Push(c.spawn(l, c.coroutine(1), c.options(2, "name", "context", "eager_start").task()))
}

func (c call) spawn(l *loop.Loop, co *vm.Coroutine, o loop.TaskOptions) lua.LValue {
	if err := l.CheckClosed(); err != nil {
		co.Close()
		c.Raise(err)
	}
	f, err := l.Spawn(co, o)
	if err != nil {
		co.Close()
		c.Raise(err)
	}
	return c.m.Future(f)
}

func newTask(c call) int {
	co := c.coroutine(1)
	o := c.options(2, "loop", "name", "context", "eager_start")
	l := o.loop("loop")
	if l == nil {
		l = c.currentLoop()
	}
	t, err := loop.NewTask(l, co, o.task())
	if err != nil {
		co.Close()
		c.Raise(err)
	}
	return c.Push(c.m.Future(&t.Future))
}

// optionalLoop is argument n as a loop, the running one when it is absent.
func (c call) optionalLoop(n int) *loop.Loop {
	if c.Has(n) {
		return c.loop(n)
	}
	return c.Running()
}

func currentTask(c call) int {
	if t := c.optionalLoop(1).CurrentTask(); t != nil {
		return c.Push(c.m.Future(&t.Future))
	}
	return c.Push(lua.LNil)
}

func allTasks(c call) int {
	list := c.L.NewTable()
	for _, t := range c.optionalLoop(1).AllTasks() {
		list.Append(c.m.Future(&t.Future))
	}
	return c.Push(list)
}

func registerTask(c call) int {
	t := c.task(1)
	t.Loop().RegisterTask(t)
	return 0
}

func unregisterTask(c call) int {
	t := c.task(1)
	t.Loop().UnregisterTask(t)
	return 0
}

func enterTask(c call) int {
	if err := c.loop(1).EnterTask(c.task(2)); err != nil {
		c.Raise(err)
	}
	return 0
}

func leaveTask(c call) int {
	if err := c.loop(1).LeaveTask(c.task(2)); err != nil {
		c.Raise(err)
	}
	return 0
}

func taskCancelling(c call, t *loop.Task) int {
	return c.Push(lua.LNumber(t.Cancelling()))
}

func taskUncancel(c call, t *loop.Task) int {
	return c.Push(lua.LNumber(t.Uncancel()))
}

func taskGetName(c call, t *loop.Task) int {
	return c.Push(lua.LString(t.Name()))
}

func taskSetName(c call, t *loop.Task) int {
	if c.Len() == 0 {
		c.Fail(1, "name expected, got no value")
	}
	t.SetName(c.m.rt.ToString(c.L, c.Arg(1)))
	return 0
}

func taskGetCoro(c call, t *loop.Task) int {
	if co, ok := t.Coro().(*vm.Coroutine); ok {
		return c.Push(&co.LUserData)
	}
	return c.Push(lua.LNil)
}

func taskGetContext(c call, t *loop.Task) int {
	return c.Push(c.m.classes.context.New(t.Context()))
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

func (o keywords) limit(n int, newest bool) (from, to int) {
	v, ok := o.Get("limit").(lua.LNumber)
	if !ok || int(v) >= n || int(v) < 0 {
		return 0, n
	}
	if newest {
		return n - int(v), n
	}
	return 0, int(v)
}

func taskGetStack(c call, t *loop.Task) int {
	o := c.options(1, "limit")
	where, name, failed := c.m.stackOf(t)
	from, to := o.limit(len(where), failed == nil)
	list := c.L.NewTable()
	for i := from; i < to; i++ {
		f := c.L.NewTable()
		at := strings.LastIndexByte(where[i], ':')
		f.RawSetString("source", lua.LString(where[i][:at]))
		f.RawSetString("line", lua.LNumber(atoi(where[i][at+1:])))
		f.RawSetString("name", lua.LString(name[i]))
		list.Append(f)
	}
	return c.Push(list)
}

func atoi(s string) (n int) {
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

func taskPrintStack(c call, t *loop.Task) int {
	o := c.options(1, "limit", "file")
	where, name, failed := c.m.stackOf(t)
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
	if file := o.Get("file"); file != lua.LNil {
		return o.write(file, b.String())
	}
	if _, err := io.WriteString(c.m.stderr, b.String()); err != nil {
		c.Raise(err)
	}
	return 0
}
