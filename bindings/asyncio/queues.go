package asyncio

// This file is the Lua face of queues.

import (
	"math"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openQueues() {
	m.classes.queue = native.Class{RT: m.rt, Name: "Queue", Methods: func() []native.Entry {
		return methods(m, "Queue", []method[*loop.Queue]{
			{"qsize", queueSize},           // q:qsize()
			{"empty", queueEmpty},          // q:empty()
			{"full", queueFull},            // q:full()
			{"put", queuePut},              // q:put(item), a coroutine
			{"put_nowait", queuePutNowait}, // q:put_nowait(item)
			{"get", queueGet},              // q:get(), a coroutine
			{"get_nowait", queueGetNowait}, // q:get_nowait()
			{"task_done", queueTaskDone},   // q:task_done()
			{"join", queueJoin},            // q:join(), a coroutine
			{"shutdown", queueShutdown},    // q:shutdown([immediate])
			{"__tostring", text[*loop.Queue]},
		})
	}}
	m.define([]function{
		{"Queue", queueOf("Queue", newQueue)},                         // Queue([maxsize])
		{"LifoQueue", queueOf("LifoQueue", newLifoQueue)},             // LifoQueue([maxsize])
		{"PriorityQueue", queueOf("PriorityQueue", newPriorityQueue)}, // PriorityQueue([maxsize])
	})
}

// queueOf is the constructor of a kind of queue.
func queueOf(name string, make func(c call, maxsize int) *loop.Queue) func(c call) int {
	var meta *lua.LTable // of the last queue: most have the same size
	return func(c call) int {
		maxsize := 0.0
		if c.Has(1) {
			maxsize = c.Seconds(1, "maxsize")
		}
		// There is room for one more as long as there are fewer items than that, whole number or not.
		q := make(c, int(math.Ceil(max(-1, min(maxsize, 1<<53)))))
		size := lua.LNumber(q.MaxSize())
		if meta == nil || native.MethodsOf(meta).RawGetString("maxsize") != size {
			meta = c.m.sizedQueueMeta(name, size)
		}
		return c.Push(&lua.LUserData{Value: q, Metatable: meta})
	}
}

// sizedQueueMeta makes the metatable of queues of one size. The field maxsize, which never changes, stands among their
// methods: so the methods are found without a call.
func (m *Module) sizedQueueMeta(name string, size lua.LNumber) *lua.LTable {
	meta := m.classes.queue.Vary(name, "maxsize", size)
	methods := native.MethodsOf(meta)
	if get := methods.RawGetString("get").(*lua.LFunction); get != m.queueGet {
		m.queueGet = get
		m.rt.AwaitStraight(get, m.getStraight)
		m.rt.AwaitStraight(methods.RawGetString("put").(*lua.LFunction), m.putStraight)
	}
	return meta
}

// getStraight is await(q:get()).
func (m *Module) getStraight(args []lua.LValue) loop.Coroutine {
	if len(args) == 1 {
		if w := m.queueStraight(args[0]); w != nil {
			return w
		}
	}
	return nil
}

// putStraight is await(q:put(item)).
func (m *Module) putStraight(args []lua.LValue) loop.Coroutine {
	if len(args) == 2 {
		if w := m.queueStraight(args[0]); w != nil {
			w.item = args[1]
			return w
		}
	}
	return nil
}

func (m *Module) queueStraight(self lua.LValue) *queueCall {
	if ud, ok := self.(*lua.LUserData); ok {
		if q, ok := ud.Value.(*loop.Queue); ok {
			return m.queueCall(q, true)
		}
	}
	return nil
}

// queueCall returns what a call of get or put begins as; awaited tells whether it goes straight to await.
func (m *Module) queueCall(q *loop.Queue, awaited bool) *queueCall {
	w := m.queueCalls.Take(awaited)
	if w == nil {
		w = &queueCall{m: m, passing: awaited}
	}
	w.queue = q
	return w
}

func newQueue(_ call, maxsize int) *loop.Queue { return loop.NewQueue(maxsize) }

func newLifoQueue(_ call, maxsize int) *loop.Queue { return loop.NewLifoQueue(maxsize) }

// newPriorityQueue makes a queue that gives the least item first, as Lua's < has it: see less.
func newPriorityQueue(c call, maxsize int) *loop.Queue {
	m := c.m
	return loop.NewPriorityQueue(maxsize, func(a, b any) (bool, error) {
		return m.less(a.(lua.LValue), b.(lua.LValue))
	})
}

func queueSize(c call, q *loop.Queue) int {
	return c.Push(lua.LNumber(q.Len()))
}

func queueEmpty(c call, q *loop.Queue) int {
	return c.Push(lua.LBool(q.Empty()))
}

func queueFull(c call, q *loop.Queue) int {
	return c.Push(lua.LBool(q.Full()))
}

// item is argument 1 of put: any value, nil too, but one must be there.
func (c call) item() lua.LValue {
	if c.Len() == 0 {
		c.Fail(1, "item expected, got no value")
	}
	return c.Arg(1)
}

func queuePut(c call, q *loop.Queue) int {
	return c.queueCall(q, c.item())
}

func queuePutNowait(c call, q *loop.Queue) int {
	if err := q.PutNowait(c.item()); err != nil {
		c.Raise(err)
	}
	return 0
}

func queueGet(c call, q *loop.Queue) int {
	return c.queueCall(q, nil)
}

func queueGetNowait(c call, q *loop.Queue) int {
	item, err := q.GetNowait()
	if err != nil {
		c.Raise(err)
	}
	return c.Push(item.(lua.LValue))
}

func queueTaskDone(c call, q *loop.Queue) int {
	if err := q.TaskDone(); err != nil {
		c.Raise(err)
	}
	return 0
}

func queueJoin(c call, q *loop.Queue) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) { return q.Join(l), nil })
}

func queueShutdown(c call, q *loop.Queue) int {
	immediate := lua.LVAsBool(c.Arg(1))
	if _, ok := c.Arg(1).(*lua.LTable); ok {
		immediate = c.options(1, "immediate").Bool("immediate")
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
	passing bool // it goes straight to await, see native.FreeList
}

func (c call) queueCall(q *loop.Queue, item lua.LValue) int {
	awaited := c.m.rt.Awaited(c.L)
	w := c.m.queueCall(q, awaited)
	w.item = item
	c.m.rt.InitNative(&w.Coroutine, w, awaited)
	return c.Push(&w.LUserData)
}

// CoroutineName implements vm.Named.
func (w *queueCall) CoroutineName() string {
	if w.item == nil {
		return "get"
	}
	return "put"
}

// WaitsFor implements loop.Described.
func (w *queueCall) WaitsFor() string {
	if !w.waits {
		return ""
	}
	return w.wait.WaitsFor()
}

// Resume implements loop.Coroutine.
func (w *queueCall) Resume(exc error) (loop.Signal, any) {
	sig, v := w.step(exc)
	if w.passing && (sig == loop.Returned || sig == loop.Raised) {
		w.queue, w.item, w.waits = nil, nil, false
		if w.wait != nil && !w.wait.Reset() {
			w.wait = nil
		}
		w.m.queueCalls.End(w)
	}
	return sig, v
}

func (w *queueCall) step(exc error) (loop.Signal, any) {
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
