package asyncio

// This file is the Lua face of queues.

import (
	"math"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openQueues() {
	m.queueMeta.make = func() *lua.LTable {
		return m.class("Queue", []native{
			{"qsize", m.queueSize},           // q:qsize()
			{"empty", m.queueEmpty},          // q:empty()
			{"full", m.queueFull},            // q:full()
			{"put", m.queuePut},              // q:put(item), a coroutine
			{"put_nowait", m.queuePutNowait}, // q:put_nowait(item)
			{"get", m.queueGet},              // q:get(), a coroutine
			{"get_nowait", m.queueGetNowait}, // q:get_nowait()
			{"task_done", m.queueTaskDone},   // q:task_done()
			{"join", m.queueJoin},            // q:join(), a coroutine
			{"shutdown", m.queueShutdown},    // q:shutdown([immediate])
			{"__tostring", m.text},
		})
	}
	m.define([]native{
		{"Queue", m.queueOf("Queue", loop.NewQueue)},                 // Queue([maxsize])
		{"LifoQueue", m.queueOf("LifoQueue", loop.NewLifoQueue)},     // LifoQueue([maxsize])
		{"PriorityQueue", m.queueOf("PriorityQueue", m.newPriority)}, // PriorityQueue([maxsize])
	})
}

// queueOf is the constructor of a kind of queue.
func (m *Module) queueOf(name string, make func(maxsize int) *loop.Queue) lua.LGFunction {
	var meta *lua.LTable // of the last queue: most have the same size
	return func(L *lua.LState) int {
		c := m.call(L, name)
		maxsize := 0.0
		if c.has(1) {
			maxsize = c.seconds(1, "maxsize")
		}
		// There is room for one more as long as there are fewer items than that, whole number or not.
		q := make(int(math.Ceil(max(-1, min(maxsize, 1<<53)))))
		size := lua.LNumber(q.MaxSize())
		if meta == nil || methodsOf(meta).RawGetString("maxsize") != size {
			meta = m.sizedQueueMeta(name, size)
		}
		return c.push(m.userdata(q, meta))
	}
}

// sizedQueueMeta makes the metatable of queues of one size. The field maxsize, which never changes, stands among their
// methods: so the methods are found without a call.
func (m *Module) sizedQueueMeta(name string, size lua.LNumber) *lua.LTable {
	L := m.rt.State()
	meta, methods := L.CreateTable(0, 5), L.CreateTable(0, 12)
	m.queueMeta.get().ForEach(func(k, v lua.LValue) { meta.RawSet(k, v) })
	methodsOf(m.queueMeta.get()).ForEach(func(k, v lua.LValue) { methods.RawSet(k, v) })
	methods.RawSetString("maxsize", size)
	meta.RawSetString("__index", methods)
	meta.RawSetString("__newindex", m.readOnly(name))
	meta.RawSetString("__metatable", lua.LString(name))
	return m.rt.Seal(meta)
}

// newPriority makes a queue that gives the least item first, as Lua's < has it: see less.
func (m *Module) newPriority(maxsize int) *loop.Queue {
	return loop.NewPriorityQueue(maxsize, func(a, b any) (bool, error) {
		return m.less(a.(lua.LValue), b.(lua.LValue))
	})
}

func (m *Module) selfQueue(L *lua.LState, name string) (call, *loop.Queue) {
	return self[*loop.Queue](m, L, name, "Queue")
}

func (m *Module) queueSize(L *lua.LState) int {
	c, q := m.selfQueue(L, "qsize")
	return c.push(lua.LNumber(q.Len()))
}

func (m *Module) queueEmpty(L *lua.LState) int {
	c, q := m.selfQueue(L, "empty")
	return c.push(lua.LBool(q.Empty()))
}

func (m *Module) queueFull(L *lua.LState) int {
	c, q := m.selfQueue(L, "full")
	return c.push(lua.LBool(q.Full()))
}

// item is argument 1 of put: any value, nil too, but one must be there.
func (c call) item() lua.LValue {
	if c.len() == 0 {
		c.fail(1, "item expected, got no value")
	}
	return c.get(1)
}

func (m *Module) queuePut(L *lua.LState) int {
	c, q := m.selfQueue(L, "put")
	return c.queueCall(q, c.item())
}

func (m *Module) queuePutNowait(L *lua.LState) int {
	c, q := m.selfQueue(L, "put_nowait")
	if err := q.PutNowait(c.item()); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) queueGet(L *lua.LState) int {
	c, q := m.selfQueue(L, "get")
	return c.queueCall(q, nil)
}

func (m *Module) queueGetNowait(L *lua.LState) int {
	c, q := m.selfQueue(L, "get_nowait")
	item, err := q.GetNowait()
	if err != nil {
		c.raise(err)
	}
	return c.push(item.(lua.LValue))
}

func (m *Module) queueTaskDone(L *lua.LState) int {
	c, q := m.selfQueue(L, "task_done")
	if err := q.TaskDone(); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) queueJoin(L *lua.LState) int {
	c, q := m.selfQueue(L, "join")
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) { return q.Join(l), nil })
}

func (m *Module) queueShutdown(L *lua.LState) int {
	c, q := m.selfQueue(L, "shutdown")
	immediate := lua.LVAsBool(c.get(1))
	if _, ok := c.get(1).(*lua.LTable); ok {
		immediate = c.options(1, "immediate").bool("immediate")
	}
	q.Shutdown(immediate)
	return 0
}

// A queueCall is the coroutine object of get, or of put if there is an item. It is one allocation, or none, and one more
// if it has to wait.
type queueCall struct {
	vm.Coroutine
	m       *Module
	queue   *loop.Queue
	item    lua.LValue
	wait    *loop.QueueWait // made when it has to wait
	waits   bool
	passing bool // it goes straight to await, see reused
}

func (c call) queueCall(q *loop.Queue, item lua.LValue) int {
	awaited := c.m.rt.Awaited()
	w := c.m.queueCalls.take(awaited)
	if w == nil {
		w = &queueCall{m: c.m, passing: awaited}
	}
	w.queue, w.item = q, item
	c.m.rt.InitNative(&w.Coroutine, w)
	return c.push(&w.LUserData)
}

// CoroutineName implements vm.Named.
func (w *queueCall) CoroutineName() string {
	if w.item == nil {
		return "get"
	}
	return "put"
}

// Resume implements loop.Coroutine.
func (w *queueCall) Resume(exc error) (loop.Signal, any) {
	sig, v := w.resume(exc)
	if w.passing && (sig == loop.Returned || sig == loop.Raised) {
		w.queue, w.item, w.waits = nil, nil, false
		if w.wait != nil && !w.wait.Reset() {
			w.wait = nil
		}
		w.m.queueCalls.end(w)
	}
	return sig, v
}

func (w *queueCall) resume(exc error) (loop.Signal, any) {
	q := w.queue
	switch {
	case w.waits:
	case exc != nil:
		return loop.Raised, exc
	case w.item == nil && q.Empty():
		w.waiting().InitGet(q, w.m.rt.Loop())
	case w.item == nil:
		return ended(q.GetNowait())
	case q.Full():
		w.waiting().InitPut(q, w.m.rt.Loop(), w.item)
	default:
		return ended(nil, q.PutNowait(w.item))
	}
	return w.wait.Resume(exc)
}

func (w *queueCall) waiting() *loop.QueueWait {
	w.waits = true
	if w.wait == nil {
		w.wait = new(loop.QueueWait)
	}
	return w.wait
}

// ended is the end of a coroutine.
func ended(v any, err error) (loop.Signal, any) {
	if err != nil {
		return loop.Raised, err
	}
	return loop.Returned, v
}

// MemorySize implements vm.Sizer.
func (w *queueCall) MemorySize(visit func(any)) int {
	if w.item != nil {
		visit(w.item)
	}
	return 400
}

// String names what it does in call graphs.
func (w *queueCall) String() string { return "Queue." + w.CoroutineName() + "()" }
