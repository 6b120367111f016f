package loop

// This file holds Task: the one place where coroutines are resumed for the loop, and what is
// made of the way they come back. eager.go has the other first step.

import (
	"strconv"
)

// Task runs a Coroutine and is the Future of its result, as asyncio.Task is.
//
// A task that is not done is in exactly one of three states:
//
//  1. Waiting. It has a waiter (the future it awaits) which is not done. No step is scheduled, and the task's wakeup is
//     among the waiter's callbacks.
//  2. Scheduled. It has no waiter, or one that is done, and exactly one step or wakeup of it is in the ready queue. An
//     exception that this step is to throw is kept in the task.
//  3. Running. It has no waiter and nothing of it is scheduled: its coroutine is being resumed, or has handed its
//     goroutine on (see [StackSwitcher]).
//
// The end of the waiter leads from 1 to 2, the step from 2 to 3, and what the coroutine returns from 3 to 1, to 2 or to
// the end. A request to cancel keeps the state: in 1 it cancels the waiter, in 2 and 3 the next step or the next wait
// honours it.
type Task struct {
	Future

	coro    Coroutine
	seq     uint64
	context *Context
	own     Context // the copied context, when none was given

	waiter *Future // what the task waits for (_fut_waiter); may be done while a wakeup is scheduled
	exc    error   // what the scheduled step is to throw
	outer  *Task   // during an eager first step: the task to go back to

	prev, next *Task // the loop's list of tasks
	cancels    int32 // requests to cancel, less those taken back
	mustCancel bool  // the next step or wait is to be cancelled
	passing    bool  // passing a request to cancel on to its waiter
	quiet      bool  // do not report it if it is destroyed while pending; _log_destroy_pending in CPython
	eager      bool  // in its eager first step
}

// TaskOptions are the keyword arguments of create_task.
type TaskOptions struct {
	Name    string   // "" is Task-N
	Context *Context // nil is a copy of the current one
	Eager   bool     // take the first step at once, if the loop is running
}

// NewTask makes a task of c, past any task factory, as the constructor asyncio.Task does.
// The first step is scheduled, or taken if it is eager.
func NewTask(l *Loop, c Coroutine, o TaskOptions) (*Task, error) {
	if c == nil {
		return nil, Errorf(TypeError, "a coroutine was expected, got nil")
	}
	if err := l.CheckClosed(); err != nil {
		return nil, err
	}
	t := &Task{coro: c, context: o.Context}
	t.Future.init(l)
	t.Future.task = t
	if o.Name == "" {
		t.seq = l.taskNumbers.Add(1)
	} else {
		t.SetName(o.Name)
	}
	if t.context == nil {
		t.own = l.ctx.share()
		t.context = &t.own
	}
	if b, ok := c.(Binder); ok {
		b.Bind(t)
	}
	if o.Eager && l.IsRunning() {
		if err := t.eagerStart(); err != nil {
			return nil, err
		}
		return t, nil
	}
	t.scheduleStep(nil)
	l.tasks.add(t)
	return t, nil
}

// Name returns the task's name.
func (t *Task) Name() string {
	if t.side == nil || t.side.name == "" {
		return "Task-" + strconv.FormatUint(t.seq, 10)
	}
	return t.side.name
}

// SetName changes the task's name.
func (t *Task) SetName(name string) { t.rare().name = name }

// Coro returns the coroutine; nil when an eager first step has finished it.
func (t *Task) Coro() Coroutine { return t.coro }

// Context returns the context the task runs in.
func (t *Task) Context() *Context { return t.context }

// Waiter returns the future the task waits for, nil if there is none.
func (t *Task) Waiter() *Future { return t.waiter }

// Cancelling returns the number of requests to cancel, less those taken back by Uncancel.
func (t *Task) Cancelling() int { return int(t.cancels) }

// Uncancel takes back one request to cancel and returns how many remain. When none does,
// a cancellation that has not been thrown in yet is dropped.
func (t *Task) Uncancel() int {
	if t.cancels > 0 {
		t.cancels--
		if t.cancels == 0 {
			t.mustCancel = false
		}
	}
	return int(t.cancels)
}

// requestCancel is Task.cancel of asyncio: it passes the request on to what the task waits for, and if that
// does not take it, leaves it for the next step.
func (t *Task) requestCancel(msg any) bool {
	t.markRetrieved()
	if t.Done() {
		return false
	}
	if t.passing {
		t.interrupt(msg)
		return true
	}
	t.cancels++
	l := t.loop
	l.arranger.cancels(t)
	l.requests++
	if l.passed != nil {
		if _, by := l.passed[t]; by {
			return true // what it waits for knows
		}
		l.passed[t] = struct{}{}
	}
	if t.waiter != nil {
		// The waiter stays: it may be a task that ignores the cancellation, and then
		// has to be cancelled again.
		t.passing = true
		outer := l.arranger.passes(t)
		took := t.waiter.Cancel(msg)
		l.arranger.passes(outer)
		t.passing = false
		if took {
			return true
		}
	}
	t.mustCancel = true
	t.setCancelMessage(msg)
	return true
}

// CancelTasks cancels tasks of the loop, in their order, as a Cancel of each would, in time that grows with their number and
// no more: where many wait in a chain, one for the other, a request goes on from each of them once. So what the last of a
// chain has of Cancelling is less than in CPython.
func (l *Loop) CancelTasks(tasks []*Task, msg any) {
	if len(tasks) == 0 {
		return
	}
	if !l.sweeping {
		l.sweeping = true
		l.sweeps++
		defer func() { l.sweeping = false }()
	}
	if l.passed == nil {
		l.passed = make(map[*Task]struct{}, len(tasks))
		defer func() { l.passed = nil }()
	}
	for _, t := range tasks {
		t.Cancel(msg)
	}
}

// CancelRequests counts how many tasks requests to cancel have come by so far: who lets others cancel can have them pay for
// what that took.
func (l *Loop) CancelRequests() uint64 { return l.requests }

// interrupt takes a task from what it waits for, to be cancelled in its next step. It is for
// tasks that wait for each other in a circle, where the request comes back to the
// one it was made to. (CPython ends that with a RecursionError.)
func (t *Task) interrupt(msg any) {
	if f := t.waiter; f != nil {
		f.RemoveDoneCallback((*wakeupRun)(t))
		t.waiter = nil
		t.mustCancel = true
		t.setCancelMessage(msg)
		t.scheduleStep(nil)
	}
}

// stepRun and wakeupRun are a Task as an entry of the ready queue. At most one of
// the two is scheduled at any time.
type (
	stepRun   Task
	wakeupRun Task
)

func (r *stepRun) Call(*Future) {
	t := (*Task)(r)
	exc := t.exc
	t.exc = nil
	t.step(exc)
}

func (r *stepRun) String() string { return "Task.step()" }

// Call is __wakeup: the future that the task waits for is done.
func (r *wakeupRun) Call(f *Future) {
	t := (*Task)(r)
	if f.state == finished {
		t.step(nil)
		return
	}
	_, err := f.Result()
	t.step(err)
}

func (r *wakeupRun) String() string { return "Task.wakeup()" }

// scheduleStep schedules the next step, which throws exc if there is one.
func (t *Task) scheduleStep(exc error) {
	t.exc = exc
	t.loop.ready.push((*stepRun)(t), nil, t.context)
}

// step resumes the coroutine once: this is where every task of the loop runs. It is __step.
//
// A panic of the coroutine is not recovered here, where it would cost each step,
// but around the batch of callbacks, which then ends the current task with it.
func (t *Task) step(exc error) {
	l := t.loop
	if t.Done() {
		l.CallbackFailed((*stepRun)(t), Errorf(InvalidStateError, "__step(): already done: %v, %v", &t.Future, exc))
		return
	}
	if t.mustCancel {
		if !IsCancelled(exc) {
			exc = t.makeCancelledError()
		}
		t.mustCancel = false
	}
	t.waiter = nil
	if l.current != nil {
		l.CallbackFailed((*stepRun)(t), l.EnterTask(t))
		return
	}
	l.current = t
	sig, v := t.coro.Resume(exc)
	if sig == Moved {
		return
	}
	t.settle(sig, v)
	l.current = nil
}

// Detach does what the task's step does when the coroutine has come back with sig and v,
// and leaves the task. It is for a coroutine that must keep its Go stack: it
// calls Detach, parks its goroutine, lets the loop go on in another (see [StackSwitcher]),
// and has the Resume that was parked return [Moved]. An eager first step shares its Go
// stack with whoever makes the task; to park it parks that one too.
func (t *Task) Detach(sig Signal, v any) {
	t.settle(sig, v)
	t.leave()
}

// leave makes the task no longer current.
func (t *Task) leave() {
	l := t.loop
	if l.current != t {
		panic(l.LeaveTask(t))
	}
	l.current = nil
	if t.eager {
		t.endEager()
	}
}

// settle acts on the outcome of a step: it ends the task, or sees to it that it goes on.
// It is the part of __step_run_and_handle_result after the coroutine came back.
func (t *Task) settle(sig Signal, v any) {
	switch sig {
	case Returned:
		if t.mustCancel { // cancelled right before it ended
			t.mustCancel = false
			t.cancelNow(t.cancelMessage())
		} else {
			t.finish(finished, v)
		}
		t.loop.tasks.remove(t)
	case Raised:
		t.end(raisedError(v))
	case Yielded:
		t.scheduleStep(nil)
	case Awaiting:
		t.await(v)
	default:
		t.scheduleStep(t.badYield(v))
	}
}

// end ends the task with an exception.
func (t *Task) end(exc error) {
	if IsCancelled(exc) {
		t.rare().cancelledErr = exc
		t.cancelNow(nil)
	} else {
		if e, ok := exc.(*Error); ok && e.task == "" && e.Payload == nil {
			e.task = t.Name()
		}
		t.fail(exc)
		if escapes(exc) {
			t.loop.StopWith(exc)
		}
	}
	t.loop.tasks.remove(t)
}

// await makes the task wait for the future that its coroutine awaits.
func (t *Task) await(v any) {
	f := asFuture(v)
	switch {
	case f == nil:
		t.scheduleStep(t.badYield(v))
	case f.loop != t.loop:
		t.scheduleStep(Errorf(RuntimeError, "Task %v got Future %v attached to a different loop", &t.Future, f))
	case f == &t.Future:
		t.scheduleStep(Errorf(RuntimeError, "Task cannot await on itself: %v", &t.Future))
	default:
		f.addCallback((*wakeupRun)(t), t.context)
		t.waiter = f
		if t.mustCancel && f.Cancel(t.cancelMessage()) {
			t.mustCancel = false
		}
	}
}

func (t *Task) badYield(v any) error {
	if f := asFuture(v); f != nil {
		return Errorf(RuntimeError, "yield was used instead of await in task %v with %v", &t.Future, f)
	}
	return Errorf(RuntimeError, "Task got bad yield: %s", repr(v))
}
