package loop

// This file holds eager tasks, whose first step is taken by whoever makes them, and task
// factories.

// eagerStart takes the first step now, inside the current task if there is one, in the
// task's own context. It is __eager_start.
func (t *Task) eagerStart() error {
	l := t.loop
	inside, err := t.context.enter(l)
	if err != nil {
		return err
	}
	defer inside.restore(l)
	t.outer, t.eager = l.current, true
	l.current = t
	l.tasks.add(t)
	sig, v := t.firstStep()
	if sig == Moved {
		return nil
	}
	t.settle(sig, v)
	t.leave()
	return nil
}

// firstStep resumes the coroutine and makes a panic its error, because the frames of the
// task that is being made eagerly lie on those of another.
func (t *Task) firstStep() (sig Signal, v any) {
	defer func() {
		if r := recover(); r != nil {
			if unwinding(r) {
				panic(r)
			}
			sig, v = Raised, errorOf(r)
		}
	}()
	return t.coro.Resume(nil)
}

// endEager goes back to the task that made this one.
func (t *Task) endEager() {
	t.loop.current = t.outer
	t.outer, t.eager = nil, false
	if t.Done() {
		t.coro = nil
	}
}

// taskFactory makes the tasks of a loop. It may return any future, one of its own
// making or a task's: &task.Future.
type taskFactory func(l *Loop, c Coroutine, o TaskOptions) (*Future, error)

// SetTaskFactory changes how CreateTask makes tasks; nil is the default way.
func (l *Loop) SetTaskFactory(f taskFactory) { l.factory = f }

// EagerTaskFactory makes every task eager, as asyncio.eager_task_factory does.
func EagerTaskFactory(l *Loop, c Coroutine, o TaskOptions) (*Future, error) {
	o.Eager = true
	return newTaskFuture(l, c, o)
}

func newTaskFuture(l *Loop, c Coroutine, o TaskOptions) (*Future, error) {
	t, err := NewTask(l, c, o)
	if err != nil {
		return nil, err
	}
	return &t.Future, nil
}

// Spawn schedules a coroutine and returns what the task factory makes of it, which need not
// be a task. It is loop.create_task.
func (l *Loop) Spawn(c Coroutine, o TaskOptions) (*Future, error) {
	if err := l.CheckClosed(); err != nil {
		return nil, err
	}
	if l.factory == nil {
		return newTaskFuture(l, c, o)
	}
	f, err := l.factory(l, c, o)
	if err != nil {
		return nil, err
	}
	if f == nil {
		return nil, TypeError.New("task factory returned nil, want a future")
	}
	if f.task != nil && o.Name != "" {
		f.task.SetName(o.Name)
	}
	return f, nil
}

// CreateTask is Spawn for those who need a Task: it is a TypeError if the task factory
// made another kind of future.
func (l *Loop) CreateTask(c Coroutine, o TaskOptions) (*Task, error) {
	f, err := l.Spawn(c, o)
	if err != nil {
		return nil, err
	}
	if f.task == nil {
		return nil, Errorf(TypeError, "task factory returned %v, want a task", f)
	}
	return f.task, nil
}
