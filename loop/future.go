package loop

// This file holds Future: a result to come and what waits for it.

// The states of a future.
const (
	pending uint8 = iota
	cancelled
	finished // value is the result
	failed   // value is the exception
)

// Future is a result that is not there yet, as asyncio.Future is. Tasks and the outer
// futures of Gather are Futures too, told apart by fields and not by an interface,
// so that there is one pointer type for all that can be awaited.
//
// A million of them may be alive at once: rare things are kept in side.
type Future struct {
	loop  *Loop
	value any // the result, or the exception as an error

	// Payload is the embedding's own object for this future. The loop never looks at it.
	Payload any

	first doneCallback // the first callback; most futures have one at most

	task        *Task // the task that this is the Future of, nil for others
	side        *futureSide
	state       uint8
	unretrieved bool // it failed and nobody has seen the exception
	mark        uint32
}

// doneCallback is a callback with its context.
type doneCallback struct {
	cb  Callback
	ctx *Context
}

// futureSide is what few futures have.
type futureSide struct {
	name         string // of a task; "" means Task-seq
	cancelMsg    any    // what cancel was given; a task keeps it while the cancellation is due
	cancelledErr error  // the CancelledError to be given out first

	more    []doneCallback // the callbacks after the first, in order
	madeAt  any            // where it was made, in debug mode
	index   *callbackIndex // of its callbacks, when there are many
	gather  *gathering     // set in the outer future of Gather
	failure *failure       // the record of its exception while nobody has retrieved it
}

// newFuture makes a pending future of l.
func newFuture(l *Loop) *Future {
	f := new(Future)
	f.init(l)
	return f
}

// InitFuture is CreateFuture for a future that is part of a larger object.
func (l *Loop) InitFuture(f *Future) { f.init(l) }

// CreateFuture makes a pending future, as loop.create_future does.
func (l *Loop) CreateFuture() *Future { return newFuture(l) }

// asFuture returns the Future that x is (a *Future or a *Task), else nil. It is isfuture.
func asFuture(x any) *Future {
	switch x := x.(type) {
	case *Future:
		return x
	case *Task:
		if x != nil {
			return &x.Future
		}
	}
	return nil
}

func (f *Future) init(l *Loop) {
	f.loop = l
	if (l.debug || l.places) && l.where != nil {
		f.rare().madeAt = l.where()
	}
}

func (f *Future) rare() *futureSide {
	if f.side == nil {
		f.side = new(futureSide)
	}
	return f.side
}

// Loop returns the loop the future belongs to.
func (f *Future) Loop() *Loop { return f.loop }

// Task returns the task whose future this is, nil for a plain future.
func (f *Future) Task() *Task { return f.task }

// Done reports whether there is a result or an exception, or the future was cancelled.
func (f *Future) Done() bool { return f.state != pending }

// Cancelled reports whether the future was cancelled.
func (f *Future) Cancelled() bool { return f.state == cancelled }

// MadeAt returns where the future was made, as Options.Where told it; nil outside debug mode, but with Options.Places.
func (f *Future) MadeAt() any {
	if f.side == nil {
		return nil
	}
	return f.side.madeAt
}

// Result returns the result, or the exception as the error. The error is a CancelledError
// if the future was cancelled, an InvalidStateError while it is pending. An
// exception counts as retrieved from then on.
func (f *Future) Result() (any, error) {
	switch f.state {
	case finished:
		return f.value, nil
	case failed:
		f.markRetrieved()
		return nil, f.value.(error)
	case cancelled:
		return nil, f.makeCancelledError()
	}
	return nil, InvalidStateError.New("Result is not set.")
}

// Exception returns the exception the future holds, nil if it holds a result; err is what
// the call itself raises: a CancelledError if the future was cancelled, an
// InvalidStateError while it is pending.
func (f *Future) Exception() (exc, err error) {
	switch f.state {
	case finished:
		return nil, nil
	case failed:
		f.markRetrieved()
		return f.value.(error), nil
	case cancelled:
		return nil, f.makeCancelledError()
	}
	return nil, InvalidStateError.New("Exception is not set.")
}

// makeCancelledError returns the CancelledError to raise: the one that ended the future the
// first time, a new one with the same message each time after that.
func (f *Future) makeCancelledError() error {
	if f.side != nil && f.side.cancelledErr != nil {
		err := f.side.cancelledErr
		f.side.cancelledErr = nil
		return err
	}
	return CancelledError.New(f.cancelMessage())
}

// cancelMessage is what cancel was given.
func (f *Future) cancelMessage() any {
	if f.side == nil {
		return nil
	}
	return f.side.cancelMsg
}

func (f *Future) setCancelMessage(msg any) {
	if msg != nil || f.side != nil {
		f.rare().cancelMsg = msg
	}
}

// Cancel cancels the future and returns true, or returns false if it is done. A task is
// not cancelled at once but asked to end; see the package comment. A future of
// Gather cancels its children. A nil msg is no message.
func (f *Future) Cancel(msg any) bool {
	if f.task != nil {
		return f.task.requestCancel(msg)
	}
	if f.side != nil && f.side.gather != nil {
		return f.side.gather.cancelChildren(msg)
	}
	return f.cancelNow(msg)
}

// cancelNow is Future.cancel, below what tasks and gather make of it.
func (f *Future) cancelNow(msg any) bool {
	f.markRetrieved()
	if f.state != pending {
		return false
	}
	f.state = cancelled
	f.setCancelMessage(msg)
	f.schedule()
	return true
}

// SetResult ends the future with a result. It is an InvalidStateError if it is done, a
// RuntimeError for a task.
func (f *Future) SetResult(v any) error {
	if f.task != nil {
		return RuntimeError.New("Task does not support set_result operation")
	}
	if f.state != pending {
		return InvalidStateError.New("invalid state")
	}
	return f.finish(finished, v)
}

// SetException ends the future with an exception; a *Class stands for a new instance of it.
// It is an InvalidStateError if the future is done, a RuntimeError for a task.
func (f *Future) SetException(exc error) error {
	if f.task != nil {
		return RuntimeError.New("Task does not support set_exception operation")
	}
	if f.state != pending {
		return InvalidStateError.New("invalid state")
	}
	if exc == nil {
		return TypeError.New("invalid exception object")
	}
	if c, ok := exc.(*Class); ok {
		exc = c.New(nil)
	}
	return f.fail(exc)
}

// fail ends the future with an exception that somebody has to look at.
func (f *Future) fail(exc error) error {
	err := f.finish(failed, exc)
	f.unretrieved = true
	f.loop.unretrieved.add(f)
	return err
}

func (f *Future) finish(state uint8, v any) error {
	f.state, f.value = state, v
	return f.schedule()
}

// schedule puts the callbacks into the ready queue and forgets them.
func (f *Future) schedule() error {
	if f.first.cb == nil {
		return nil
	}
	l := f.loop
	if f.side != nil && f.side.index != nil {
		f.dropIndex()
	}
	first := f.first
	more := f.setCallbacks(doneCallback{}, nil)
	if l.closed {
		return errClosed()
	}
	l.ready.push(first.cb, f, first.ctx)
	for _, w := range more {
		l.ready.push(w.cb, f, w.ctx)
	}
	return nil
}

// AddDoneCallback has cb called, through the ready queue, when the future is done; at once
// through the queue if it is. A nil ctx is a copy of the current context.
func (f *Future) AddDoneCallback(cb Callback, ctx *Context) {
	if ctx == nil {
		ctx = f.loop.ctx.Copy()
	}
	f.addCallback(cb, ctx)
}

// addCallback is AddDoneCallback for callbacks that are the loop's own, which run no
// foreign code and so do not mind in which context.
func (f *Future) addCallback(cb Callback, ctx *Context) {
	switch {
	case f.state != pending:
		if !f.loop.closed {
			f.loop.ready.push(cb, f, ctx)
		}
	case f.first.cb == nil:
		f.first = doneCallback{cb, ctx}
	case f.side != nil && f.side.index != nil:
		f.side.index.add(doneCallback{cb, ctx})
	default:
		s := f.rare()
		s.more = append(s.more, doneCallback{cb, ctx})
	}
}

// more is the callbacks after the first, in order, while they are not indexed.
func (f *Future) more() []doneCallback {
	if f.side == nil {
		return nil
	}
	return f.side.more
}

// setCallbacks replaces the callbacks, and returns those after the first that there were.
func (f *Future) setCallbacks(first doneCallback, more []doneCallback) (before []doneCallback) {
	f.first, before = first, f.more()
	if more != nil || before != nil {
		f.rare().more = more
	}
	return before
}

// release is the callback by which a future wakes a waiter: it sets another future's
// result to nil, if that is not done.
type release Future

func (r *release) Call(*Future) {
	if f := (*Future)(r); !f.Done() {
		f.finish(finished, nil)
	}
}

func (r *release) String() string { return "release_waiter()" }
