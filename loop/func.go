package loop

// This file holds Func, which makes a coroutine of an ordinary Go function.

import "iter"

// Co is what the body of a [Func] waits with.
type Co struct {
	task  *Task
	yield func(suspension) bool
	exc   error // what the last Resume threw in
}

// suspension is what a body hands to whoever resumes it.
type suspension struct {
	sig Signal
	v   any
}

// funcCo is the coroutine of Func.
type funcCo struct {
	body func(co *Co) (any, error)
	co   Co
	next func() (suspension, bool)
	stop func()
	over bool
}

// Func makes a coroutine whose body is an ordinary Go function, on a Go stack of its own. It
// is convenient and costs some microseconds and kilobytes; what there are many of
// is better written as a state machine. A panic of the body is its error.
//
// The body must not await a coroutine that answers [Moved], because that one's goroutine is
// not this one's; it can await a task of it.
func Func(body func(co *Co) (any, error)) Coroutine { return &funcCo{body: body} }

// Bind implements Binder.
func (c *funcCo) Bind(t *Task) { c.co.task = t }

// Resume implements Coroutine.
func (c *funcCo) Resume(exc error) (Signal, any) {
	switch {
	case c.over:
		return Raised, errReused()
	case c.next == nil && exc != nil:
		c.over = true
		return Raised, exc
	case c.next == nil:
		c.next, c.stop = iter.Pull(c.run)
	}
	c.co.exc = exc
	s, ok := c.next()
	if !ok {
		s = suspension{Raised, errReused()}
	}
	if s.sig.Ended() {
		c.Close()
	}
	return s.sig, s.v
}

// run is the body as an iterator: its values are the suspensions, the last one its end.
func (c *funcCo) run(yield func(suspension) bool) {
	c.co.yield = yield
	v, err := c.call()
	if _, released := err.(unwind); released {
		return
	}
	sig, v := ended(v, err)
	yield(suspension{sig, v})
}

func (c *funcCo) call() (v any, err error) {
	defer func() {
		if r := recover(); r != nil {
			if unwinding(r) {
				err = unwind{}
				return
			}
			err = errorOf(r)
		}
	}()
	return c.body(&c.co)
}

// Close implements Closer: it unwinds the body's stack, running its deferred calls.
func (c *funcCo) Close() {
	c.over = true
	if c.stop != nil {
		c.stop()
	}
}

// String implements fmt.Stringer.
func (c *funcCo) String() string { return funcText(c.body) }

// unwind is the panic that unwinds the stack of a body that is released.
type unwind struct{}

func (unwind) Unwinding()    {}
func (unwind) Error() string { return "coroutine released" }

// suspend hands a suspension over and waits for the next Resume.
func (co *Co) suspend(sig Signal, v any) error {
	if !co.yield(suspension{sig, v}) {
		panic(unwind{})
	}
	return co.exc
}

// Task returns the task the body runs in.
func (co *Co) Task() *Task { return co.task }

// Loop returns the loop the body runs in.
func (co *Co) Loop() *Loop { return co.task.loop }

// Yield gives up the loop for one iteration.
func (co *Co) Yield() error { return co.suspend(Yielded, nil) }

// Await waits for x, a *Future, a *Task or a Coroutine, and returns its result. A future
// that is done is not waited for.
func (co *Co) Await(x any) (any, error) {
	if b, ok := x.(Binder); ok {
		b.Bind(co.task)
	}
	var a Await
	sig, v := a.Start(x)
	for !sig.Ended() {
		if sig == Moved {
			return nil, RuntimeError.New("coroutine that keeps its stack was awaited by a Go function, want a task of it")
		}
		sig, v = a.Resume(co.suspend(sig, v))
	}
	if sig == Raised {
		return nil, raisedError(v)
	}
	return v, nil
}
