package asyncio

// This file is the Lua face of locks, events, conditions, semaphores and barriers.

import (
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openLocks() {
	m.lockMeta.make = func() *lua.LTable {
		return m.class("Lock", []native{
			{"locked", m.lockLocked},   // lock:locked()
			{"acquire", m.lockAcquire}, // lock:acquire(), a coroutine
			{"release", m.lockRelease}, // lock:release()
			{"__tostring", m.text},
		})
	}
	m.eventMeta.make = func() *lua.LTable {
		return m.class("Event", []native{
			{"is_set", m.eventIsSet}, // event:is_set()
			{"set", m.eventSet},      // event:set()
			{"clear", m.eventClear},  // event:clear()
			{"wait", m.eventWait},    // event:wait(), a coroutine
			{"__tostring", m.text},
		})
	}
	m.conditionMeta.make = func() *lua.LTable {
		return m.class("Condition", []native{
			{"locked", m.lockLocked},             // cond:locked()
			{"acquire", m.lockAcquire},           // cond:acquire(), a coroutine
			{"release", m.lockRelease},           // cond:release()
			{"wait", m.conditionWait},            // cond:wait(), a coroutine
			{"wait_for", m.conditionWaitFor},     // cond:wait_for(predicate), a coroutine
			{"notify", m.conditionNotify},        // cond:notify([n])
			{"notify_all", m.conditionNotifyAll}, // cond:notify_all()
			{"__tostring", m.text},
		})
	}
	m.semaphoreMeta.make = func() *lua.LTable {
		return m.class("Semaphore", []native{
			{"locked", m.lockLocked},   // sem:locked()
			{"acquire", m.lockAcquire}, // sem:acquire(), a coroutine
			{"release", m.lockRelease}, // sem:release()
			{"__tostring", m.text},
		})
	}
	m.define([]native{
		{"Lock", m.newLock},           // Lock()
		{"Event", m.newEvent},         // Event()
		{"Condition", m.newCondition}, // Condition([lock])
		{"Semaphore", m.semaphoreOf("Semaphore", loop.NewSemaphore)},                      // Semaphore([value])
		{"BoundedSemaphore", m.semaphoreOf("BoundedSemaphore", loop.NewBoundedSemaphore)}, // BoundedSemaphore([value])
	})
	m.openBarriers()
}

func (m *Module) newLock(L *lua.LState) int {
	c := m.call(L, "Lock")
	c.options(1) // there are none
	return c.push(m.userdata(new(loop.Lock), m.lockMeta.get()))
}

func (m *Module) newEvent(L *lua.LState) int {
	c := m.call(L, "Event")
	c.options(1) // there are none
	return c.push(m.userdata(new(loop.Event), m.eventMeta.get()))
}

func (m *Module) newCondition(L *lua.LState) int {
	c := m.call(L, "Condition")
	var lock *loop.Lock
	if c.has(1) {
		ud, _ := c.get(1).(*lua.LUserData)
		if ud != nil {
			lock, _ = ud.Value.(*loop.Lock)
		}
		if lock == nil {
			c.fail(1, "Lock expected, got %s", c.typeName(1))
		}
	}
	return c.push(m.userdata(loop.NewCondition(lock), m.conditionMeta.get()))
}

// semaphoreOf is the constructor of a kind of semaphore.
func (m *Module) semaphoreOf(name string, make func(value int) (*loop.Semaphore, error)) lua.LGFunction {
	return func(L *lua.LState) int {
		c := m.call(L, name)
		s, err := make(c.integer(1, 1))
		if err != nil {
			c.raise(err)
		}
		return c.push(m.userdata(s, m.semaphoreMeta.get()))
	}
}

func (m *Module) lockLocked(L *lua.LState) int {
	c, k := self[interface{ Locked() bool }](m, L, "locked", "lock")
	return c.push(lua.LBool(k.Locked()))
}

func (m *Module) lockAcquire(L *lua.LState) int {
	c, k := self[lockable](m, L, "acquire", "lock")
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) { return k.Acquire(l), nil })
}

func (m *Module) lockRelease(L *lua.LState) int {
	c, k := self[lockable](m, L, "release", "lock")
	if err := k.Release(); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) selfEvent(L *lua.LState, name string) (call, *loop.Event) {
	return self[*loop.Event](m, L, name, "Event")
}

func (m *Module) eventIsSet(L *lua.LState) int {
	c, e := m.selfEvent(L, "is_set")
	return c.push(lua.LBool(e.IsSet()))
}

func (m *Module) eventSet(L *lua.LState) int {
	_, e := m.selfEvent(L, "set")
	e.Set()
	return 0
}

func (m *Module) eventClear(L *lua.LState) int {
	_, e := m.selfEvent(L, "clear")
	e.Clear()
	return 0
}

func (m *Module) eventWait(L *lua.LState) int {
	c, e := m.selfEvent(L, "wait")
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) { return e.Wait(l), nil })
}

func (m *Module) selfCondition(L *lua.LState, name string) (call, *loop.Condition) {
	return self[*loop.Condition](m, L, name, "Condition")
}

func (m *Module) conditionWait(L *lua.LState) int {
	c, cond := m.selfCondition(L, "wait")
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) { return cond.Wait(l), nil })
}

// conditionWaitFor is cond:wait_for(predicate). The predicate may await, though in Python it cannot.
func (m *Module) conditionWaitFor(L *lua.LState) int {
	c, cond := m.selfCondition(L, "wait_for")
	predicate := c.function(1)
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) {
		return &predicateWait{m: m, loop: l, cond: cond, predicate: predicate}, nil
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

// String implements fmt.Stringer.
func (w *predicateWait) String() string { return "Condition.wait_for()" }

func (m *Module) conditionNotify(L *lua.LState) int {
	c, cond := m.selfCondition(L, "notify")
	if err := cond.Notify(c.integer(1, 1)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) conditionNotifyAll(L *lua.LState) int {
	c, cond := m.selfCondition(L, "notify_all")
	if err := cond.NotifyAll(); err != nil {
		c.raise(err)
	}
	return 0
}
