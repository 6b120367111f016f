package loop

// This file says in words what a task waits for: for reprs, lists of tasks, call graphs and reports of deadlocks.

import "fmt"

// Described is a coroutine that can say what it waits for while it is suspended: "Event.wait of <Event [unset]>".
type Described interface {
	Coroutine
	// WaitsFor is in words what is waited for, "" when it cannot be said.
	WaitsFor() string
}

// Wrapping is a coroutine that another one does the waiting for.
type Wrapping interface {
	Coroutine
	// Inner is the other one; nil when there is none.
	Inner() Coroutine
}

// WaitsFor is in words what a suspended coroutine waits for, "" when it does not say.
func WaitsFor(c Coroutine) string {
	for c != nil {
		if w, ok := c.(Described); ok {
			if text := w.WaitsFor(); text != "" {
				return text
			}
		}
		w, ok := c.(Wrapping)
		if !ok {
			break
		}
		c = w.Inner()
	}
	return ""
}

// WaitsFor is in words what the task waits for, "" when it waits for nothing.
func (t *Task) WaitsFor() string {
	f := t.waiter
	if f == nil {
		return ""
	}
	if text := WaitsFor(t.coro); text != "" {
		return text
	}
	return futureWords(f)
}

// futureWords is what it is to wait for a future.
func futureWords(f *Future) string {
	switch {
	case f.task != nil:
		return fmt.Sprintf("Task '%s'", f.task.Name())
	case f.Children() != nil:
		return fmt.Sprintf("gather of %d", len(f.Children()))
	}
	return "a Future"
}

// WaitsFor is in words what is awaited, "" when nothing is or it is not said.
func (a *Await) WaitsFor() string {
	if a.fut != nil {
		return futureWords(a.fut)
	}
	return WaitsFor(a.co)
}

// WaitsFor implements Described.
func (s *sleeping) WaitsFor() string {
	if s.stage != sleepWaiting {
		return ""
	}
	return fmt.Sprintf("sleep, %.4g s left", max(0, s.timer.When()-s.fut.loop.Time()))
}

// WaitsFor implements Described.
func (a *lockAcquire) WaitsFor() string { return a.lock.waitText() }

// waitText says who has the lock.
func (k *Lock) waitText() string {
	if k.holder == nil {
		return "Lock.acquire of " + k.String()
	}
	return fmt.Sprintf("Lock held by '%s'", k.holder.Name())
}

// WaitsFor implements Described.
func (w *eventWait) WaitsFor() string { return "Event.wait of " + w.event.String() }

// WaitsFor implements Described.
func (w *conditionWait) WaitsFor() string {
	if w.lock.stage == suspended {
		return w.lock.WaitsFor()
	}
	return "Condition.wait of " + w.cond.String()
}

// WaitsFor implements Described.
func (a *semaphoreAcquire) WaitsFor() string { return a.sem.kind + ".acquire of " + a.sem.String() }

// WaitsFor implements Described.
func (w *barrierWait) WaitsFor() string { return "Barrier.wait of " + w.barrier.String() }

// WaitsFor implements Described.
func (w *QueueWait) WaitsFor() string {
	q := w.q
	text := fmt.Sprintf("%s%s of <%s maxsize=%d", q.kind, [...]string{".get", ".put", ".join"}[w.op], q.kind, q.maxsize)
	if w.op == queueJoin {
		text += fmt.Sprintf(" tasks=%d", q.unfinished)
	}
	return text + ">"
}

// WaitsFor implements Described.
func (x *groupExit) WaitsFor() string {
	if x.group.n == 1 {
		return "the last task of a TaskGroup"
	}
	return fmt.Sprintf("%d tasks of a TaskGroup", x.group.n)
}

// WaitsFor implements Described.
func (w *waitingFor) WaitsFor() string {
	text := w.at.WaitsFor()
	if w.target != nil {
		text = futureWords(w.target)
	}
	if text != "" {
		text += " in wait_for"
	}
	return text
}

// WaitsFor implements Described.
func (w *conditionWaitFor) WaitsFor() string { return WaitsFor(w.wait) }
