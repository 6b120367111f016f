package bindings

// This file is the Lua face of futures and tasks.

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// futureOf is the future or task that v is the Lua value of, or nil.
func futureOf(v lua.LValue) *loop.Future {
	if ud, ok := v.(*lua.LUserData); ok {
		if f, ok := ud.Value.(*loop.Future); ok {
			return f
		}
	}
	return nil
}

// future is the Lua value of f, the same every time.
func (m *Asyncio) future(f *loop.Future) *lua.LUserData {
	if ud, ok := f.Payload.(*lua.LUserData); ok {
		return ud
	}
	mt := m.futureMeta
	if f.Task() != nil {
		mt = m.taskMeta
	}
	ud := m.userdata(f, mt)
	f.Payload = ud
	return ud
}

// self is the future that a method is called on.
func (m *Asyncio) self(L *lua.LState, name string) (call, *loop.Future) {
	c := m.method(L, name)
	f := futureOf(L.Get(1))
	if f == nil {
		m.rt.Throw(loop.Errorf(loop.TypeError, "%s: Future or Task expected as self, got %s (is it called with ':'?)", name, m.typeName(L.Get(1))))
	}
	return c, f
}

func (m *Asyncio) openFutures() {
	m.futureMeta = m.class("Future", m.futureMethods())
	m.define(map[string]lua.LGFunction{
		"Future":   m.newFuture, // Future({loop=})
		"isfuture": m.isFuture,  // isfuture(v)
		"await":    func(L *lua.LState) int { return m.rt.Await(L, L.Get(1)) },
	})
}

// futureMethods are those that futures and tasks share.
func (m *Asyncio) futureMethods() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{
		"done":                 m.futureDone,           // f:done()
		"cancelled":            m.futureCancelled,      // f:cancelled()
		"result":               m.futureResult,         // f:result()
		"exception":            m.futureException,      // f:exception()
		"cancel":               m.futureCancel,         // f:cancel([msg])
		"set_result":           m.futureSetResult,      // f:set_result(...)
		"set_exception":        m.futureSetException,   // f:set_exception(e)
		"add_done_callback":    m.futureAddCallback,    // f:add_done_callback(fn, {context=})
		"remove_done_callback": m.futureRemoveCallback, // f:remove_done_callback(fn)
		"get_loop":             m.futureGetLoop,        // f:get_loop()
		"await":                func(L *lua.LState) int { return m.rt.Await(L, L.Get(1)) },
		"__tostring": func(L *lua.LState) int {
			_, f := m.self(L, "tostring")
			L.Push(lua.LString(f.String()))
			return 1
		},
	}
}

func (m *Asyncio) newFuture(L *lua.LState) int {
	c := m.call(L, "Future")
	l := c.options(1, "loop").loop("loop")
	if l == nil {
		l = c.currentLoop()
	}
	return c.push(m.future(l.CreateFuture()))
}

func (m *Asyncio) isFuture(L *lua.LState) int {
	L.Push(lua.LBool(futureOf(L.Get(1)) != nil))
	return 1
}

func (m *Asyncio) futureDone(L *lua.LState) int {
	c, f := m.self(L, "done")
	return c.push(lua.LBool(f.Done()))
}

func (m *Asyncio) futureCancelled(L *lua.LState) int {
	c, f := m.self(L, "cancelled")
	return c.push(lua.LBool(f.Cancelled()))
}

func (m *Asyncio) futureResult(L *lua.LState) int {
	c, f := m.self(L, "result")
	v, err := m.rt.Result(f)
	if err != nil {
		c.raise(err)
	}
	return c.pushAll(m.rt.Values(v))
}

func (c call) pushAll(vals []lua.LValue) int {
	for _, v := range vals {
		c.L.Push(v)
	}
	return len(vals)
}

func (m *Asyncio) futureException(L *lua.LState) int {
	c, f := m.self(L, "exception")
	exc, err := f.Exception()
	if err != nil {
		c.raise(err)
	}
	if exc == nil {
		return c.push(lua.LNil)
	}
	return c.push(m.rt.ErrorValue(exc))
}

// message is argument n as the message of a cancellation: strings as Go strings, nil as none.
func (c call) message(n int) any {
	switch v := c.get(n).(type) {
	case *lua.LNilType:
		return nil
	case lua.LString:
		return string(v)
	default:
		return v
	}
}

func (m *Asyncio) futureCancel(L *lua.LState) int {
	c, f := m.self(L, "cancel")
	return c.push(lua.LBool(f.Cancel(c.message(1))))
}

func (m *Asyncio) futureSetResult(L *lua.LState) int {
	c, f := m.self(L, "set_result")
	if err := f.SetResult(vm.Box(c.rest(1)...)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Asyncio) futureSetException(L *lua.LState) int {
	c, f := m.self(L, "set_exception")
	if c.len() == 0 {
		c.fail(1, "error value expected, got no value")
	}
	if err := f.SetException(m.raisable(c.get(1))); err != nil {
		c.raise(err)
	}
	return 0
}

// raisable is v as an error: a class stands for an instance of it without a message.
func (m *Asyncio) raisable(v lua.LValue) error {
	if class := vm.ClassOf(v); class != nil {
		return class.New(nil)
	}
	return m.rt.NewError(v)
}

// A doneCallback is a Lua function as a done callback. It is a comparable value, so that it can be removed.
type doneCallback struct {
	m  *Asyncio
	fn *lua.LFunction
}

// Call implements loop.Callback.
func (d doneCallback) Call(f *loop.Future) {
	if _, err := d.m.rt.Call(d.fn, d.m.future(f)); err != nil {
		f.Loop().CallbackFailed(d, err)
	}
}

func (d doneCallback) String() string { return functionText(d.fn) }

// functionText is how reprs show a Lua function.
func functionText(fn *lua.LFunction) string {
	name := vm.FunctionName(fn)
	switch {
	case fn.Proto == nil:
		return "function()"
	case strings.HasPrefix(name, "function <"):
		return name
	}
	return fmt.Sprintf("%s() at %s:%d", name, fn.Proto.SourceName, fn.Proto.LineDefined)
}

func (m *Asyncio) futureAddCallback(L *lua.LState) int {
	c, f := m.self(L, "add_done_callback")
	m.adopt(f.Loop())
	f.AddDoneCallback(doneCallback{m, c.function(1)}, c.options(2, "context").context("context"))
	return 0
}

func (m *Asyncio) futureRemoveCallback(L *lua.LState) int {
	c, f := m.self(L, "remove_done_callback")
	return c.push(lua.LNumber(f.RemoveDoneCallback(doneCallback{m, c.function(1)})))
}

func (m *Asyncio) futureGetLoop(L *lua.LState) int {
	c, f := m.self(L, "get_loop")
	return c.push(m.loop(f.Loop()))
}

func (m *Asyncio) openTasks() {
	methods := m.futureMethods()
	for name, fn := range map[string]lua.LGFunction{
		"cancelling":  m.taskCancelling, // t:cancelling()
		"uncancel":    m.taskUncancel,   // t:uncancel()
		"get_name":    m.taskGetName,    // t:get_name()
		"set_name":    m.taskSetName,    // t:set_name(name)
		"get_coro":    m.taskGetCoro,    // t:get_coro()
		"get_context": m.taskGetContext, // t:get_context()
		"get_stack":   m.taskGetStack,   // t:get_stack({limit=})
		"print_stack": m.taskPrintStack, // t:print_stack({limit=, file=})
	} {
		methods[name] = fn
	}
	m.taskMeta = m.class("Task", methods)
	m.define(map[string]lua.LGFunction{
		"Task":             m.newTask,        // Task(coro, {loop=, name=, context=, eager_start=})
		"create_task":      m.createTask,     // create_task(coro, {name=, context=, eager_start=})
		"current_task":     m.currentTask,    // current_task([loop])
		"all_tasks":        m.allTasks,       // all_tasks([loop])
		"_register_task":   m.registerTask,   // _register_task(task)
		"_unregister_task": m.unregisterTask, // _unregister_task(task)
		"_enter_task":      m.enterTask,      // _enter_task(loop, task)
		"_leave_task":      m.leaveTask,      // _leave_task(loop, task)
	})
}

func (m *Asyncio) selfTask(L *lua.LState, name string) (call, *loop.Task) {
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

func (m *Asyncio) createTask(L *lua.LState) int {
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
	return c.m.future(f)
}

func (m *Asyncio) newTask(L *lua.LState) int {
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
	return c.push(m.future(&t.Future))
}

// optionalLoop is argument n as a loop, the running one when it is absent.
func (c call) optionalLoop(n int) *loop.Loop {
	if c.has(n) {
		return c.loop(n)
	}
	return c.running()
}

func (m *Asyncio) currentTask(L *lua.LState) int {
	c := m.call(L, "current_task")
	if t := c.optionalLoop(1).CurrentTask(); t != nil {
		return c.push(m.future(&t.Future))
	}
	return c.push(lua.LNil)
}

func (m *Asyncio) allTasks(L *lua.LState) int {
	c := m.call(L, "all_tasks")
	list := L.NewTable()
	for _, t := range c.optionalLoop(1).AllTasks() {
		list.Append(m.future(&t.Future))
	}
	return c.push(list)
}

func (m *Asyncio) registerTask(L *lua.LState) int {
	t := m.call(L, "_register_task").task(1)
	t.Loop().RegisterTask(t)
	return 0
}

func (m *Asyncio) unregisterTask(L *lua.LState) int {
	t := m.call(L, "_unregister_task").task(1)
	t.Loop().UnregisterTask(t)
	return 0
}

func (m *Asyncio) enterTask(L *lua.LState) int {
	c := m.call(L, "_enter_task")
	if err := c.loop(1).EnterTask(c.task(2)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Asyncio) leaveTask(L *lua.LState) int {
	c := m.call(L, "_leave_task")
	if err := c.loop(1).LeaveTask(c.task(2)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Asyncio) taskCancelling(L *lua.LState) int {
	c, t := m.selfTask(L, "cancelling")
	return c.push(lua.LNumber(t.Cancelling()))
}

func (m *Asyncio) taskUncancel(L *lua.LState) int {
	c, t := m.selfTask(L, "uncancel")
	return c.push(lua.LNumber(t.Uncancel()))
}

func (m *Asyncio) taskGetName(L *lua.LState) int {
	c, t := m.selfTask(L, "get_name")
	return c.push(lua.LString(t.Name()))
}

func (m *Asyncio) taskSetName(L *lua.LState) int {
	c, t := m.selfTask(L, "set_name")
	if c.len() == 0 {
		c.fail(1, "name expected, got no value")
	}
	t.SetName(m.rt.ToString(L, c.get(1)))
	return 0
}

func (m *Asyncio) taskGetCoro(L *lua.LState) int {
	c, t := m.selfTask(L, "get_coro")
	if co, ok := t.Coro().(*vm.Coroutine); ok {
		return c.push(&co.LUserData)
	}
	return c.push(lua.LNil)
}

func (m *Asyncio) taskGetContext(L *lua.LState) int {
	c, t := m.selfTask(L, "get_context")
	return c.push(m.userdata(t.Context(), m.contextMeta))
}

// stackOf are the frames of a task, oldest first: where it is suspended, or through which its error came.
func (m *Asyncio) stackOf(t *loop.Task) (where, name []string, failed error) {
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

func (m *Asyncio) taskGetStack(L *lua.LState) int {
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

func (m *Asyncio) taskPrintStack(L *lua.LState) int {
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
