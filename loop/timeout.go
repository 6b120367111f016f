package loop

// This file holds Timeout, the context manager asyncio.timeout.

import (
	"errors"
	"fmt"
)

// timeoutState is where a Timeout is in its life.
type timeoutState uint8

const (
	timeoutCreated timeoutState = iota
	timeoutActive
	timeoutExpiring // it has cancelled the task
	timeoutExpired
	timeoutFinished
)

func (s timeoutState) String() string {
	return [...]string{"created", "active", "expiring", "expired", "finished"}[s]
}

// Timeout cancels the task that is inside it when its time is over, and makes a TimeoutError
// of that cancellation on the way out. It is asyncio.Timeout, with Enter and Exit for
// "async with".
type Timeout struct {
	loop       *Loop
	state      timeoutState
	task       *Task
	cancelling int  // requests to cancel that the task had on the way in
	when       Span // loop time; none is never
	handle     *Handle
}

// NewTimeout makes a timeout whose time is over after a delay from now; none is never.
func NewTimeout(l *Loop, delay Span) *Timeout {
	if !delay.given {
		return NewTimeoutAt(l, Span{})
	}
	return NewTimeoutAt(l, Seconds(l.Time()+delay.seconds))
}

// NewTimeoutAt makes a timeout at a loop time, which is the span since the zero of the loop's clock; none is never.
func NewTimeoutAt(l *Loop, when Span) *Timeout { return &Timeout{loop: l, when: when} }

// When returns the loop time it is set for, none for never.
func (t *Timeout) When() Span { return t.when }

// Expired reports whether the time was over before the exit.
func (t *Timeout) Expired() bool {
	return t.state == timeoutExpiring || t.state == timeoutExpired
}

// Reschedule sets another loop time; none is never. It is a RuntimeError outside of the body.
func (t *Timeout) Reschedule(when Span) error {
	switch t.state {
	case timeoutActive:
	case timeoutCreated:
		return RuntimeError.New("Timeout has not been entered")
	default:
		return Errorf(RuntimeError, "Cannot change state of %s Timeout", t.state)
	}
	if err := when.Check("timeout"); err != nil {
		return err
	}
	t.when = when
	t.stop()
	switch l := t.loop; {
	case !when.given:
	case when.seconds <= l.Time():
		t.handle = l.CallSoon((*timeoutExpiry)(t), &l.blank)
	default:
		t.handle = l.CallAt(when.seconds, (*timeoutExpiry)(t), &l.blank)
	}
	return nil
}

// Enter begins the body, in the running task. It is a RuntimeError the second time, or outside
// of a task.
func (t *Timeout) Enter() error {
	if t.state != timeoutCreated {
		return RuntimeError.New("Timeout has already been entered")
	}
	task := t.loop.current
	if task == nil {
		return RuntimeError.New("Timeout should be used inside a task")
	}
	if err := t.when.Check("timeout"); err != nil {
		return err
	}
	t.state = timeoutActive
	t.task = task
	t.cancelling = task.Cancelling()
	if task.mustCancel && t.cancelling > 0 {
		// It is still to be thrown, inside the body: CPython takes it for its own if the time is over by then.
		t.cancelling--
	}
	return t.Reschedule(t.when)
}

// Exit ends the body, of which err is the error, and returns the error to go on with: a
// TimeoutError if err is the cancellation that this timeout caused and nobody
// else has asked for one, else err. An error that was raised because of that
// cancellation (it is its cause) gets the TimeoutError as its cause.
func (t *Timeout) Exit(err error) error {
	t.stop()
	switch t.state {
	case timeoutExpiring:
		t.state = timeoutExpired
		switch uncancelled := t.task.Uncancel() <= t.cancelling; {
		case !uncancelled || err == nil:
		case IsCancelled(err):
			return TimeoutError.from(err)
		default:
			blameTimeout(err)
		}
	case timeoutActive:
		t.state = timeoutFinished
	}
	return err
}

// blameTimeout puts a TimeoutError before the CancelledError that is at the root of err, or of
// the members of err if it is a group.
func blameTimeout(err error) {
	var e *Error
	if !errors.As(err, &e) {
		return
	}
	for _, member := range e.Errors {
		insertTimeout(member)
	}
	insertTimeout(e)
}

func insertTimeout(err error) {
	var e *Error
	for range maxCauses {
		if !errors.As(err, &e) || e.Cause == nil {
			return
		}
		if IsCancelled(e.Cause) {
			e.Cause = TimeoutError.from(e.Cause)
			return
		}
		err, e = e.Cause, nil
	}
}

// maxCauses is how long a chain of causes is followed; a script can make it a ring.
const maxCauses = 1000

// timeoutExpiry is a Timeout as the callback of its timer.
type timeoutExpiry Timeout

func (e *timeoutExpiry) Call(*Future) {
	t := (*Timeout)(e)
	t.task.requestCancel(nil)
	t.state = timeoutExpiring
	t.handle = nil
}

func (t *Timeout) stop() {
	if t.handle != nil {
		t.handle.Cancel()
		t.handle = nil
	}
}

func (e *timeoutExpiry) String() string { return (*Timeout)(e).String() }

// String reads like Python's: <Timeout [active] when=1.5>.
func (t *Timeout) String() string {
	when := ""
	if t.state == timeoutActive {
		when = " when=None"
		if t.when.given {
			when = fmt.Sprintf(" when=%.3f", t.when.seconds)
		}
	}
	return fmt.Sprintf("<Timeout [%s]%s>", t.state, when)
}
