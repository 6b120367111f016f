package loop

// This file says what a task can run: the Coroutine interface, and Await, the place where
// a hand-written coroutine is suspended.

import "fmt"

// Signal says why a Coroutine came back from Resume.
type Signal uint8

const (
	Returned Signal = iota // it has ended; the value is its result
	Raised                 // it has ended; the value is its error
	Yielded                // a bare yield: it wants to run again in the next iteration
	Awaiting               // the value is the *Future it waits for
	BadYield               // it yielded a value that means nothing; a RuntimeError is thrown in in the next iteration
	Moved                  // the outcome is reported by Task.Detach: do nothing more
)

// Ended reports whether the coroutine is over.
func (s Signal) Ended() bool { return s <= Raised }

// Coroutine is what a task runs, in steps.
//
// Resume(nil) runs it to its next suspension, as send(None) does in Python; with an
// error, that error is raised at the place where it is suspended, as by throw. One
// that has not begun raises it without beginning.
//
// After Awaiting, the resumer calls Resume when the future is done: with its error
// if it has one, else with nil, and the coroutine takes the result from the
// future itself. A future that is done already must not be awaited but used at once;
// [Await] does all that.
//
// A Coroutine may also implement [Closer], [Binder], fmt.Stringer (for a task's text), and Mark() *uint32: room for a
// number that begins as 0 and is the loop's alone, by which Gather and AsCompleted find an item that is given twice.
type Coroutine interface {
	Resume(exc error) (Signal, any)
}

// Closer is a Coroutine that holds something to be released when it is dropped
// unfinished.
type Closer interface{ Close() }

// Binder is a Coroutine that wants to know its task. Bind is called before the first
// step, by the task whose body it is or by the coroutine that awaits it.
type Binder interface{ Bind(t *Task) }

// closeCoroutine releases c if it holds anything.
func closeCoroutine(c any) {
	if c, ok := c.(Closer); ok {
		c.Close()
	}
}

// errReused is raised by a coroutine that is resumed after its end.
func errReused() *Error {
	return RuntimeError.New("cannot reuse already awaited coroutine")
}

// Await is the place where a hand-written coroutine is suspended: it waits for a future
// or runs another coroutine inline, like Python's await. The zero Await is ready.
//
// Start begins to await; if the signal is Ended, the value or error is there at
// once. If not, the coroutine must return the pair as it is, and pass its next Resume on to
// Await.Resume. Everything the coroutine needs then must be in place before
// Start, because a coroutine that moves (see [Moved]) is resumed while its first
// Resume has not yet returned.
type Await struct {
	fut *Future
	co  Coroutine
}

// Start begins to await x: a *Future, a *Task or a Coroutine.
func (a *Await) Start(x any) (Signal, any) {
	if f := asFuture(x); f != nil {
		if f.Done() {
			return ended(f.Result())
		}
		a.fut = f
		return Awaiting, f
	}
	if c, ok := x.(Coroutine); ok && c != nil {
		a.co = c
		return a.Resume(nil)
	}
	return Raised, Errorf(TypeError, "object %T can't be used in 'await' expression", x)
}

// Resume goes on after a suspension; its results are as those of Start.
func (a *Await) Resume(exc error) (Signal, any) {
	if f := a.fut; f != nil {
		a.fut = nil
		return ended(f.arrive(exc))
	}
	if a.co == nil {
		return Raised, errReused()
	}
	sig, v := a.co.Resume(exc)
	if sig.Ended() {
		a.co = nil
	}
	return sig, v
}

// Close drops what is being awaited.
func (a *Await) Close() {
	c := a.co
	a.fut, a.co = nil, nil
	closeCoroutine(c)
}

// arrive is the end of an await of f, after a suspension: exc is what was thrown in.
func (f *Future) arrive(exc error) (any, error) {
	if exc != nil {
		return nil, exc
	}
	if !f.Done() {
		return nil, RuntimeError.New("await wasn't used with future")
	}
	return f.Result()
}

// ended makes the signal of a coroutine that is over.
func ended(v any, err error) (Signal, any) {
	if err != nil {
		return Raised, err
	}
	return Returned, v
}

// raisedError takes the error out of a Raised signal's value.
func raisedError(v any) error {
	if err, ok := v.(error); ok {
		return err
	}
	return Errorf(RuntimeError, "coroutine raised %s, which is no error", repr(v))
}

// coroText is the text of a coroutine in a task's repr.
func coroText(c Coroutine) string {
	if s, ok := c.(fmt.Stringer); ok {
		return s.String()
	}
	return fmt.Sprintf("%T", c)
}
