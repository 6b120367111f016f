package asyncio

// This file tells what a loop's tasks leave behind.

import (
	"sync/atomic"

	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"
)

// SetClock gives the loops that are made from now on another clock; nil is the machine's. With places they know where
// tasks, timers, streams, servers and processes are made, for [Module.Left].
func (m *Module) SetClock(clock loop.Clock, places bool) {
	m.options.Clock, m.places = clock, places
}

// SetSchedule has the loops that are made from now on run what is ready as s decides; nil is the plain order.
func (m *Module) SetSchedule(s *loop.Schedule) { m.schedule = s }

// TaskNumbers counts the tasks, whose names it makes.
func (m *Module) TaskNumbers() *atomic.Uint64 { return &m.loops.taskNumbers }

// SetNetwork has the loops that are made from now on use n, the network of a simulation, in the place of the machine's: it needs
// no grant, and what else leaves the process is refused. nil is the machine's.
func (m *Module) SetNetwork(n netio.Network) { m.network = n }

// Left lists what is there in a loop beside the task main: tasks that are not done, timers that scripts have set and not
// cancelled, and what is open. Each knows where it was made, as a *[vm.Trace], if the loop has places.
func (m *Module) Left(l *loop.Loop, main *loop.Task) []netio.Left {
	var list []netio.Left
	for _, t := range l.AllTasks() {
		if t == main || t.Done() {
			continue
		}
		what := "task " + t.Name()
		if co, ok := t.Coro().(*vm.Coroutine); ok {
			what += " (" + co.Name() + ")"
		}
		if waits := t.WaitsFor(); waits != "" {
			what += " waiting for " + waits
		}
		list = append(list, netio.Left{What: what, At: t.MadeAt()})
	}
	for _, h := range l.Timers() {
		if c, ok := h.Callback().(*luaCall); ok {
			list = append(list, netio.Left{What: "timer " + c.String(), At: h.MadeAt()})
		}
	}
	if hub := m.own(l).hub; hub != nil {
		list = append(list, hub.Left()...)
	}
	return list
}
