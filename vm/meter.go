package vm

// This file counts what Lua code does, and looks at the limits every so often.

import (
	"sync/atomic"
	"time"

	"moonloop/loop"
)

const (
	quantum    = 1024 // instructions between two looks, if no limit is nearer
	nativeCost = 1024 // instructions that a library function counts as each time it asks for an interrupt
)

// A meter counts what the Lua code of one runtime uses. All but urgent belongs to the runtime's goroutine.
type meter struct {
	rt     *Runtime
	limits Limits
	epoch  time.Time
	rest   *Budget // of what has no other

	left  int64 // instructions until the next look; negative: look now, so many were done already
	slice int64 // what left was when it was set
	first int64 // what left is for a step that begins, if no budget is nearer
	owed  int64 // those of earlier steps that their budget, which is that of the step, was not told of

	// the step that runs
	step      loop.Turn
	root      *fiber               // outside of a loop
	budget    *Budget              // of the step
	used      int64                // its instructions
	run       int64                // those since it was last preempted
	began     time.Duration        // since epoch
	over      *LimitError          // it is to end
	preempted map[*loop.Task]spent // tasks whose step goes on in the next iteration
	prune     int                  // how many of them there are to be before those that are done are dropped
	condemned map[*loop.Task]*LimitError

	memory memoryAccount

	// shown is what other goroutines are told, as of the last look.
	shown struct{ instructions, memory atomic.Int64 }

	stop   atomic.Pointer[LimitError] // the runtime is to stop
	urgent atomic.Bool                // something outside wants a look
}

// spent is how much of a step a preempted task has used.
type spent struct {
	iteration uint64
	used      int64
	began     time.Duration
}

// newMeter has the runtime count as the limits need it.
func (rt *Runtime) newMeter(limits Limits) {
	m := &meter{rt: rt, limits: limits, epoch: time.Now(), rest: rt.NewBudget(limits.MaxInstructions)}
	m.memory.init(limits.MaxMemory)
	rt.world.Numbers.Few = limits.MaxMemory > 0
	m.budget = m.rest
	m.first = quantum
	for _, limit := range []int64{limits.MaxStep, limits.Slice} {
		if limit > 0 {
			m.first = min(m.first, limit)
		}
	}
	rt.meter = m
}

// alarm has the main loop look soon. Any goroutine may call it.
func (m *meter) alarm() {
	if m != nil {
		m.urgent.Store(true)
	}
}

// begin is called when Lua code begins to run, or goes on.
func (m *meter) begin() {
	if now, root := m.where(); now != m.step || root != m.root {
		m.owed += m.slice - m.left // what ran before was another step, perhaps of another budget
		if b := m.current(); b != m.budget || m.owed >= quantum || m.memory.untold() >= quantum*perFill {
			m.settle()
			m.budget = b
		}
		m.enter(now, root)
		m.left = m.next()
		m.slice = m.left
	}
	if m.urgent.Load() || m.memory.room < 0 && m.memory.limit > 0 {
		m.soon()
	}
}

// settle tells the budget, and other goroutines, of what is owed. To do so for each step would be a good part of a short one.
func (m *meter) settle() {
	n := m.owed
	m.owed = 0
	m.budget.add(n)
	m.take(m.budget)
	m.show(n)
}

// show tells other goroutines of n instructions more.
func (m *meter) show(n int64) {
	m.shown.instructions.Store(m.shown.instructions.Load() + n)
	if a := &m.memory; a.limit > 0 {
		m.shown.memory.Store(min(a.used+max(a.granted-a.room, 0), a.limit))
	}
}

// Usage is how many instructions the runtime has run, and about how many bytes its values take at most, 0 without a limit of
// memory; both as of its last look at its limits, 0 if it has none. Any goroutine may ask, at no cost.
func (rt *Runtime) Usage() (instructions, memory int64) {
	if m := rt.meter; m != nil {
		instructions, memory = m.shown.instructions.Load(), m.shown.memory.Load()
	}
	return instructions, memory
}

// where identifies the step that runs: by the callback of the loop, or outside of any by the call from Go.
func (m *meter) where() (now loop.Turn, root *fiber) {
	if l := m.rt.loop; l != nil {
		return l.Turn(), nil
	}
	if s := m.rt.fiber; s != nil {
		root = s.root
	}
	return now, root
}

// soon makes the next instruction look first.
func (m *meter) soon() {
	m.slice -= m.left
	m.left = 0
}

// look checks the limits: it raises the error of one that was passed, or says that the thread is to be preempted. It
// is the only place where running Lua code is stopped.
func (m *meter) look(t *thread) (preempt bool) {
	rt := m.rt
	n := m.slice - (m.left + 1) // one instruction is about to be done
	m.left, m.slice = 0, 0      // if this raises, the next instruction looks again
	m.urgent.Store(false)
	if i := rt.interrupt; i != nil {
		i.Done()
	}
	if over := m.spend(n); over != nil {
		rt.raise(rt.limited(over, true))
	}
	if over := m.overdrawn(0); over != nil {
		rt.raise(over)
	}
	if m.limits.Slice > 0 && m.run >= m.limits.Slice && m.preempt(t) {
		preempt = true
	}
	m.left = m.next()
	m.slice = m.left
	if m.memory.cost > 0 {
		m.work(m.memory.cost)
		m.memory.cost = 0
	}
	return preempt
}

// clock reads the clock of steps. It costs half of time.Now, which reads the wall's too.
func (m *meter) clock() time.Duration { return time.Since(m.epoch) }

// spend accounts for n instructions and returns the error of the limit that they pass.
func (m *meter) spend(n int64) *LimitError {
	now, root := m.where()
	if b := m.current(); b != m.budget || m.owed > 0 {
		m.settle()
		m.budget = b
	}
	if now != m.step || root != m.root {
		m.enter(now, root)
	}
	m.take(m.budget)
	m.show(n)
	m.used += n
	m.run += n
	m.memory.credit += creditInstruction * n
	if m.over == nil {
		if limit := m.limits.MaxStep; limit > 0 && m.used >= limit {
			m.over = overrun("step", "a step of more than %d instructions", limit)
		} else if limit := m.limits.MaxStepTime; limit > 0 && m.clock()-m.began >= limit {
			m.over = overrun("time", "a step of more than %v", limit)
		}
		if m.over != nil {
			m.condemn(m.over)
		}
	}
	if stop := m.stop.Load(); stop != nil {
		return stop
	}
	if dead := m.budget.spend(n); dead != nil {
		m.budget.CancelTasks()
		return dead
	}
	return m.over
}

// enter begins to count another step.
func (m *meter) enter(now loop.Turn, root *fiber) {
	var task *loop.Task
	if m.rt.loop != nil {
		task = m.rt.loop.CurrentTask()
	}
	m.root = root
	m.memory.credit += creditStep
	m.step, m.used, m.run, m.over = now, 0, 0, nil
	if m.limits.MaxStepTime > 0 {
		m.began = m.clock()
	}
	if task == nil {
		return
	}
	if p, ok := m.preempted[task]; ok {
		delete(m.preempted, task)
		if p.iteration+1 == now.Iteration {
			m.used, m.began = p.used, p.began
		}
	}
	m.over = m.condemned[task] // it has caught an error that it could not catch, by way of a Go function
}

// condemn remembers that the running task is to end.
func (m *meter) condemn(over *LimitError) {
	if m.rt.loop == nil || m.rt.loop.CurrentTask() == nil {
		return
	}
	for t := range m.condemned {
		if t.Done() {
			delete(m.condemned, t)
		}
	}
	if m.condemned == nil {
		m.condemned = map[*loop.Task]*LimitError{}
	}
	m.condemned[m.rt.loop.CurrentTask()] = over
}

// next is how many instructions may run until the next look.
func (m *meter) next() int64 {
	b := m.budget
	if m.over != nil || m.stop.Load() != nil || b.ended() != nil {
		return 0
	}
	n := m.first
	if m.used > 0 {
		n = quantum
		if limit := m.limits.MaxStep; limit > 0 {
			n = min(n, limit-m.used)
		}
		if limit := m.limits.Slice; limit > 0 {
			n = min(n, max(limit-m.run, 1))
		}
	}
	if b.limit > 0 {
		n = min(n, b.limit-b.used.Load()-m.owed)
	}
	return max(n, 1)
}

// preempt suspends the task that runs, as coroutine.yield() does, if nothing of Go is in the way.
func (m *meter) preempt(t *thread) bool {
	rt := m.rt
	s := rt.fiber
	m.run = 0
	task := s.root.task
	if task == nil || s.root != s || rt.loop == nil || rt.loop.CurrentTask() != task {
		return false
	}
	for x := s.top; x != nil; x = x.below {
		if x.nested > 0 {
			return false
		}
	}
	if m.preempted == nil {
		m.preempted = map[*loop.Task]spent{}
	}
	if len(m.preempted) > m.prune {
		for p := range m.preempted {
			if p.Done() {
				delete(m.preempted, p)
			}
		}
		m.prune = 2*len(m.preempted) + 64
	}
	m.preempted[task] = spent{rt.loop.Iterations(), m.used, m.began}
	t.fresh = true // nothing is to be delivered when it goes on
	rt.pauseTask(loop.Yielded, nil)
	return true
}

// Interrupted is for library functions that run long, which ask it every so often and raise the error it returns: a
// limit was passed. The Lua code that called them cannot catch it.
func (rt *Runtime) Interrupted() error {
	if i := rt.interrupt; i != nil {
		if err := i.Err(); err != nil {
			return err
		}
	}
	m := rt.meter
	if m == nil {
		return nil
	}
	m.soon()
	if over := m.spend(nativeCost); over != nil {
		return over
	}
	return nil
}

// interruptedBy is Interrupted for work that counts as n instructions; the error may also be that memory is out.
func (rt *Runtime) interruptedBy(n int64) error {
	m := rt.meter
	if err := rt.Interrupted(); err != nil || m == nil {
		return err
	}
	if over := m.spend(n); over != nil {
		return over
	}
	if over := m.overdrawn(0); over != nil {
		return over
	}
	return nil
}

// overdrawn is the error of an account of memory that is overdrawn when it has been measured; wanted bytes are about to be
// taken. It is nil as long as there is room.
func (m *meter) overdrawn(wanted int64) *Error {
	if m.memory.room >= 0 {
		return nil
	}
	if over := m.memory.settle(m.rt, wanted); over != nil {
		return m.rt.limited(over, false)
	}
	return nil
}
