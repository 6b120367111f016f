package loop

// This file keeps track of which tasks a loop has and which of them is running.

// taskList holds the tasks that are not done, in the order they were made. It is strong: a
// task that waits for something nobody else knows is not collected but reported by Close.
type taskList struct {
	first, last *Task
	n           int
}

func (ts *taskList) has(t *Task) bool { return t.prev != nil || ts.first == t }

func (ts *taskList) add(t *Task) {
	if ts.has(t) {
		return
	}
	ts.n++
	t.context.Account().count(t.loop, 1, 0)
	t.prev = ts.last
	if ts.last == nil {
		ts.first = t
	} else {
		ts.last.next = t
	}
	ts.last = t
}

func (ts *taskList) remove(t *Task) {
	if !ts.has(t) {
		return
	}
	ts.n--
	t.context.Account().count(t.loop, -1, 0)
	if t.prev == nil {
		ts.first = t.next
	} else {
		t.prev.next = t.next
	}
	if t.next == nil {
		ts.last = t.prev
	} else {
		t.next.prev = t.prev
	}
	t.prev, t.next = nil, nil
}

// Usage is how many tasks and timers the loop had when its last iteration ended. Any goroutine may ask, at no cost.
func (l *Loop) Usage() (tasks, timers int) {
	return unpackCounts(l.counts.Load())
}

// count tells other goroutines how many there are.
func (l *Loop) count() {
	if n := packCounts(l.tasks.n, len(l.timers.heap)-l.timers.cancelled); n != l.counted {
		l.counted = n
		l.counts.Store(n)
	}
	if len(l.changed) > 0 {
		for _, a := range l.changed {
			a.tell()
		}
		clear(l.changed)
		l.changed = l.changed[:0]
	}
}

// CurrentTask returns the task that is running, nil inside a plain callback and outside of
// callbacks. It is current_task.
func (l *Loop) CurrentTask() *Task { return l.current }

// AllTasks returns the tasks that are not done, in the order they were made. It is all_tasks.
func (l *Loop) AllTasks() []*Task {
	var all []*Task
	for t := l.tasks.first; t != nil; t = t.next {
		if !t.Done() {
			all = append(all, t)
		}
	}
	return all
}

// RegisterTask puts a task on the loop's list, as _register_task does.
func (l *Loop) RegisterTask(t *Task) { l.tasks.add(t) }

// UnregisterTask takes a task off the loop's list, as _unregister_task does.
func (l *Loop) UnregisterTask(t *Task) { l.tasks.remove(t) }

// EnterTask makes t the running task, as _enter_task does. It is a RuntimeError if
// another is running.
func (l *Loop) EnterTask(t *Task) error {
	if l.current != nil {
		return Errorf(RuntimeError, "Cannot enter into task %v while another task %v is being executed.",
			&t.Future, &l.current.Future)
	}
	l.current = t
	return nil
}

// LeaveTask ends what EnterTask began, as _leave_task does. It is a RuntimeError if t is
// not the running task.
func (l *Loop) LeaveTask(t *Task) error {
	if l.current != t {
		current := "nil"
		if l.current != nil {
			current = l.current.String()
		}
		return Errorf(RuntimeError, "Leaving task %v does not match the current task %s.", &t.Future, current)
	}
	l.current = nil
	return nil
}
