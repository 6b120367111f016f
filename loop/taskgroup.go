package loop

// This file holds TaskGroup.

import "fmt"

// TaskGroup waits for all the tasks made in it when its body ends, and stops the others when
// one fails. It is asyncio.TaskGroup, with Enter and Exit for "async with". The zero
// TaskGroup is ready to be entered.
type TaskGroup struct {
	loop   *Loop // nil before Enter
	parent *Task // the task whose block it is; nil before Enter

	cancelEarly  bool // Cancel was called before Enter
	exiting      bool
	aborting     bool // the tasks were cancelled
	parentCancel bool // the parent was cancelled by the group itself

	first, last *groupTask // those that are not done, in the order they were made
	n           int
	errors      []error
	base        error   // the first that is no Exception: it is raised alone
	completed   *Future // what Exit waits for
}

// groupTask is a task in the group, and its done callback.
type groupTask struct {
	group      *TaskGroup
	fut        *Future
	prev, next *groupTask
}

// Enter begins the body, in the task of l that is running. It is a RuntimeError the second
// time, or outside of a task.
func (g *TaskGroup) Enter(l *Loop) error {
	if g.parent != nil {
		return Errorf(RuntimeError, "TaskGroup %v has already been entered", g)
	}
	if l.current == nil {
		return Errorf(RuntimeError, "TaskGroup %v cannot determine the parent task", g)
	}
	g.loop, g.parent = l, l.current
	if g.cancelEarly {
		g.Cancel()
	}
	return nil
}

// Cancel cancels the tasks that are not done, and the body. The block then ends without a CancelledError; errors of the
// tasks are raised as ever. Before Enter it has the block cancelled when it begins; after the end, and the second time, it
// does nothing.
func (g *TaskGroup) Cancel() {
	switch {
	case g.parent == nil:
		g.cancelEarly = true
	case g.exiting && g.n == 0, g.aborting:
	default:
		g.abort()
		g.cancelParent()
	}
}

// cancelParent cancels the task whose block it is, unless that was done. Exit takes this request back.
func (g *TaskGroup) cancelParent() {
	if !g.parentCancel {
		g.parentCancel = true
		g.parent.Cancel(nil)
	}
}

// CreateTask makes a task in the group, by way of the loop's task factory. It is a
// RuntimeError before Enter, after Exit, and when the group is being stopped; c is then
// closed.
func (g *TaskGroup) CreateTask(c Coroutine, o TaskOptions) (*Future, error) {
	var problem string
	switch {
	case g.parent == nil:
		problem = "has not been entered"
	case g.exiting && g.n == 0:
		problem = "is finished"
	case g.aborting:
		problem = "is shutting down"
	}
	if problem != "" {
		closeCoroutine(c)
		return nil, Errorf(RuntimeError, "TaskGroup %v %s", g, problem)
	}
	f, err := g.loop.Spawn(c, o)
	if err != nil {
		return nil, err
	}
	// A task that an eager first step has finished is listed too: if it failed, the parent
	// must not be cancelled from inside this call.
	t := &groupTask{group: g, fut: f, prev: g.last}
	if g.last == nil {
		g.first = t
	} else {
		g.last.next = t
	}
	g.last = t
	g.n++
	f.addCallback(t, &g.loop.blank)
	if g.aborting && !f.Done() { // by its own first step, an eager one
		f.Cancel(nil)
	}
	return f, nil
}

// Call is what happens when the task is done.
func (t *groupTask) Call(f *Future) {
	g := t.group
	g.remove(t)
	if g.n == 0 && g.completed != nil && !g.completed.Done() {
		g.completed.finish(finished, nil)
	}
	if f.Cancelled() {
		return
	}
	exc, _ := f.Exception()
	if exc == nil {
		return
	}
	g.errors = append(g.errors, exc)
	if g.base == nil && escapes(exc) {
		g.base = exc
	}
	if g.parent.Done() {
		g.loop.CallExceptionHandler(&ErrorContext{
			Message: fmt.Sprintf("Task %v has errored out but its parent task %v is already completed",
				f, &g.parent.Future),
			Exception: exc,
			Task:      f.task,
		})
		return
	}
	if !g.aborting && !g.parentCancel {
		g.abort()
		g.cancelParent() // whatever the body waits for now is of no more use
	}
}

func (t *groupTask) String() string { return "TaskGroup.task_done()" }

func (g *TaskGroup) remove(t *groupTask) {
	if t.prev == nil {
		g.first = t.next
	} else {
		t.prev.next = t.next
	}
	if t.next == nil {
		g.last = t.prev
	} else {
		t.next.prev = t.prev
	}
	g.n--
}

// abort cancels the tasks.
func (g *TaskGroup) abort() {
	g.aborting = true
	for t := g.first; t != nil; t = t.next {
		if !t.fut.Done() {
			t.fut.Cancel(nil)
		}
	}
}

// Exit returns a coroutine that ends the body, of which err is the error: it waits for all
// tasks, cancelling them if there is an error, and returns nil or raises what the block
// raises. That is an ExceptionGroup of the errors of the tasks and the body, or
// else the cancellation of the block.
func (g *TaskGroup) Exit(err error) Coroutine { return &groupExit{group: g, err: err} }

// groupExit is the coroutine of Exit.
type groupExit struct {
	group     *TaskGroup
	err       error // of the body
	cancelled error // the cancellation to go on with
	pending   error // the last that came while tasks were waited for
	stage     stage
	fut       *Future
}

// Resume implements Coroutine.
func (x *groupExit) Resume(exc error) (Signal, any) {
	g := x.group
	switch x.stage {
	case over:
		return Raised, errReused()
	case fresh:
		if exc != nil {
			x.stage = over
			return Raised, exc
		}
		x.stage = suspended
		x.begin()
	case suspended:
		g.completed = nil
		if _, exc = x.fut.arrive(exc); exc != nil {
			if !IsCancelled(exc) {
				x.stage = over
				return Raised, exc
			}
			x.pending = exc
			if !g.aborting { // it is the parent that is cancelled, from outside
				x.cancelled = exc
				g.abort()
			}
		}
	}
	if g.n > 0 {
		// A new future each time: the last one may have been cancelled, once or more often.
		x.fut = newFuture(g.loop)
		g.completed = x.fut
		return Awaiting, x.fut
	}
	x.stage = over
	return ended(nil, x.outcome())
}

func (x *groupExit) begin() {
	g := x.group
	g.exiting = true
	if g.base == nil && escapes(x.err) {
		g.base = x.err
	}
	if IsCancelled(x.err) {
		x.cancelled = x.err
	}
	if x.err != nil && !g.aborting {
		g.abort()
	}
}

// outcome is what the block raises.
func (x *groupExit) outcome() error {
	g := x.group
	errs := g.errors
	g.errors = nil
	if g.base != nil {
		for _, err := range errs {
			if err != g.base {
				g.loop.CallExceptionHandler(&ErrorContext{
					Message:   "TaskGroup task exception was not propagated because the TaskGroup body is being closed with a BaseException",
					Exception: err,
					Extra:     map[string]any{"task_group": g},
				})
			}
		}
		return g.base
	}
	if g.parentCancel {
		if g.parent.Uncancel() == 0 {
			x.cancelled = nil // it was the group's own request
		} else if x.cancelled == nil {
			x.cancelled = x.pending // what is left is somebody else's
		}
	}
	if x.cancelled != nil && len(errs) == 0 {
		return x.cancelled
	}
	if x.err != nil && !IsCancelled(x.err) {
		errs = append(errs, x.err)
	}
	if len(errs) == 0 {
		return nil // also after a cancellation that was the group's own
	}
	if g.parent.Cancelling() > 0 {
		// Somebody else cancelled the block, but it ends with these errors: the request
		// is made again, so that what follows it hears of it.
		g.parent.Uncancel()
		g.parent.Cancel(nil)
	}
	return NewExceptionGroup("unhandled errors in a TaskGroup", errs)
}

// Close implements Closer.
func (x *groupExit) Close() {
	x.group.completed = nil
	x.stage = over
}

// String implements fmt.Stringer.
func (x *groupExit) String() string { return "TaskGroup.exit()" }

// String reads like Python's repr: <TaskGroup tasks=2 errors=1 cancelling>.
func (g *TaskGroup) String() string {
	s := "<TaskGroup"
	if g.n > 0 {
		s += fmt.Sprintf(" tasks=%d", g.n)
	}
	if n := len(g.errors); n > 0 {
		s += fmt.Sprintf(" errors=%d", n)
	}
	switch {
	case g.aborting:
		s += " cancelling"
	case g.parent != nil:
		s += " entered"
	}
	return s + ">"
}
