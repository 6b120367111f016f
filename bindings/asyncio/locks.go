package asyncio

// This file is the Lua face of locks, events, conditions, semaphores and barriers.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openLocks() {
	m.classes.lock = native.Class{RT: m.rt, Name: "Lock", Methods: func() []native.Entry { return methods(m, "lock", lockMethods) }}
	m.classes.semaphore = native.Class{RT: m.rt, Name: "Semaphore", Methods: func() []native.Entry { return methods(m, "lock", lockMethods) }}
	m.classes.condition = native.Class{RT: m.rt, Name: "Condition", Methods: func() []native.Entry {
		return append(methods(m, "lock", lockMethods), methods(m, "Condition", []method[*loop.Condition]{
			{"wait", conditionWait},            // cond:wait(), a coroutine
			{"wait_for", conditionWaitFor},     // cond:wait_for(predicate), a coroutine
			{"notify", conditionNotify},        // cond:notify([n])
			{"notify_all", conditionNotifyAll}, // cond:notify_all()
		})...)
	}}
	m.classes.event = native.Class{RT: m.rt, Name: "Event", Methods: func() []native.Entry {
		return methods(m, "Event", []method[*loop.Event]{
			{"is_set", eventIsSet}, // event:is_set()
			{"set", eventSet},      // event:set()
			{"clear", eventClear},  // event:clear()
			{"wait", eventWait},    // event:wait(), a coroutine
			{"__tostring", text[*loop.Event]},
		})
	}}
	m.define([]function{
		{"Lock", newLock},                                           // Lock()
		{"Event", newEvent},                                         // Event()
		{"Condition", newCondition},                                 // Condition([lock])
		{"Semaphore", semaphoreOf(loop.NewSemaphore)},               // Semaphore([value])
		{"BoundedSemaphore", semaphoreOf(loop.NewBoundedSemaphore)}, // BoundedSemaphore([value])
	})
	m.openBarriers()
}

// A lockable is a loop's object that is taken and given back: a Lock, a Condition or a Semaphore.
type lockable interface {
	Acquire(l *loop.Loop) loop.Coroutine
	Release() error
	Locked() bool
	String() string
}

// lockMethods are those that locks, conditions and semaphores share.
var lockMethods = []method[lockable]{
	{"locked", lockLocked},   // lock:locked()
	{"acquire", lockAcquire}, // lock:acquire(), a coroutine
	{"release", lockRelease}, // lock:release()
	{"__tostring", text[lockable]},
}

func newLock(c call) int {
	c.options(1) // there are none
	return c.Push(c.m.classes.lock.New(new(loop.Lock)))
}

func newEvent(c call) int {
	c.options(1) // there are none
	return c.Push(c.m.classes.event.New(new(loop.Event)))
}

func newCondition(c call) int {
	var lock *loop.Lock
	if c.Has(1) {
		ud, _ := c.Arg(1).(*lua.LUserData)
		if ud != nil {
			lock, _ = ud.Value.(*loop.Lock)
		}
		if lock == nil {
			c.Fail(1, "Lock expected, got %s", c.TypeName(1))
		}
	}
	return c.Push(c.m.classes.condition.New(loop.NewCondition(lock)))
}

// semaphoreOf is the constructor of a kind of semaphore.
func semaphoreOf(make func(value int) (*loop.Semaphore, error)) func(c call) int {
	return func(c call) int {
		s, err := make(c.Integer(1, 1))
		if err != nil {
			c.Raise(err)
		}
		return c.Push(c.m.classes.semaphore.New(s))
	}
}

func lockLocked(c call, k lockable) int {
	return c.Push(lua.LBool(k.Locked()))
}

func lockAcquire(c call, k lockable) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) { return k.Acquire(l), nil })
}

func lockRelease(c call, k lockable) int {
	if err := k.Release(); err != nil {
		c.Raise(err)
	}
	return 0
}

func eventIsSet(c call, e *loop.Event) int {
	return c.Push(lua.LBool(e.IsSet()))
}

func eventSet(_ call, e *loop.Event) int {
	e.Set()
	return 0
}

func eventClear(_ call, e *loop.Event) int {
	e.Clear()
	return 0
}

func eventWait(c call, e *loop.Event) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) { return e.Wait(l), nil })
}

func conditionWait(c call, cond *loop.Condition) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) { return cond.Wait(l), nil })
}

// conditionWaitFor is cond:wait_for(predicate). The predicate may await, though in Python it cannot.
func conditionWaitFor(c call, cond *loop.Condition) int {
	predicate := c.Function(1)
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		return &predicateWait{m: c.m, loop: l, cond: cond, predicate: predicate}, nil
	})
}

// A predicateWait is the coroutine of wait_for: it calls the predicate and waits, by turns.
type predicateWait struct {
	m         *Module
	loop      *loop.Loop
	cond      *loop.Condition
	predicate *lua.LFunction
	at        loop.Await
	begun     bool
	asking    bool // at is the predicate
}

// Resume implements loop.Coroutine.
func (w *predicateWait) Resume(exc error) (loop.Signal, any) {
	var sig loop.Signal
	var v any
	switch {
	case w.begun:
		sig, v = w.at.Resume(exc)
	case exc != nil:
		return loop.Raised, exc
	default:
		w.begun = true
		sig, v = w.ask()
	}
	for sig == loop.Returned {
		if !w.asking {
			sig, v = w.ask()
			continue
		}
		if vals := w.m.rt.Values(v); len(vals) > 0 && lua.LVAsBool(vals[0]) {
			return sig, v
		}
		w.asking = false
		sig, v = w.at.Start(w.cond.Wait(w.loop))
	}
	return sig, v
}

func (w *predicateWait) ask() (loop.Signal, any) {
	w.asking = true
	return w.at.Start(w.m.rt.NewCoroutine(w.predicate))
}

// MemorySize implements vm.Sizer.
func (w *predicateWait) MemorySize(visit func(any)) int {
	visit(w.predicate)
	return 200
}

// Close implements loop.Closer.
func (w *predicateWait) Close() { w.at.Close() }

// WaitsFor implements loop.Described.
func (w *predicateWait) WaitsFor() string { return w.at.WaitsFor() }

// String implements fmt.Stringer.
func (w *predicateWait) String() string { return "Condition.wait_for()" }

func conditionNotify(c call, cond *loop.Condition) int {
	if err := cond.Notify(c.Integer(1, 1)); err != nil {
		c.Raise(err)
	}
	return 0
}

func conditionNotifyAll(c call, cond *loop.Condition) int {
	if err := cond.NotifyAll(); err != nil {
		c.Raise(err)
	}
	return 0
}
