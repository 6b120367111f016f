package loop

import (
	"fmt"
	"testing"
)

// goroutineSwitcher runs a loop on goroutines of which one runs at a time, each a place where a
// body's Go stack can be parked.
type goroutineSwitcher struct {
	events chan bool // true: the owner's spin has returned; false: its goroutine is parked
	spin   func()
	now    *stack // the goroutine that runs
	spins  int
}

// stack is a goroutine of the switcher.
type stack struct {
	parked  bool
	resume  chan error      // wakes it when it is parked
	outcome chan suspension // what its body does after that
	ended   chan struct{}   // closed when its spin has returned
}

func (c *goroutineSwitcher) Run(spin func()) {
	c.spin = spin
	for owner := false; !owner; owner = <-c.events {
		c.begin()
	}
}

func (c *goroutineSwitcher) begin() {
	c.spins++
	s := &stack{resume: make(chan error), outcome: make(chan suspension, 1), ended: make(chan struct{})}
	c.now = s
	go func() {
		defer func() {
			if r := recover(); r != nil && !unwinding(r) {
				panic(r)
			}
			close(s.ended)
			if !s.parked {
				c.events <- true
			}
		}()
		c.spin()
	}()
}

// stackCo is a coroutine whose body runs on the stack of whoever resumes it first, and is
// parked there.
type stackCo struct {
	c    *goroutineSwitcher
	task *Task
	body func(co *stackCo) (any, error)
	on   *stack
	over bool
}

func (co *stackCo) Bind(t *Task) { co.task = t }

func (co *stackCo) Resume(exc error) (Signal, any) {
	if s := co.on; s != nil {
		running := co.c.now
		co.c.now = s
		s.resume <- exc
		out := <-s.outcome
		if out.sig.Ended() {
			<-s.ended // nothing of it may run beside the loop
		}
		co.c.now = running
		return out.sig, out.v
	}
	v, err := co.body(co)
	co.over = true
	sig, x := ended(v, err)
	if co.on != nil {
		co.on.outcome <- suspension{sig, x}
		return Moved, nil
	}
	return sig, x
}

// await keeps the Go stack while it waits.
func (co *stackCo) await(f *Future) (any, error) {
	if co.on == nil {
		s := co.c.now
		s.parked, co.on = true, s
		co.task.Detach(Awaiting, f)
		co.c.events <- false
		return f.arrive(co.park())
	}
	co.on.outcome <- suspension{Awaiting, f}
	return f.arrive(co.park())
}

func (co *stackCo) park() error {
	exc := <-co.on.resume
	if exc != nil && unwinding(exc) {
		panic(exc)
	}
	return exc
}

func (co *stackCo) Close() {
	if co.on != nil && !co.over {
		co.on.resume <- unwind{}
		<-co.on.ended
	}
}

func TestStackSwitcher(t *testing.T) {
	c := &goroutineSwitcher{events: make(chan bool)}
	l := New(Options{Clock: NewVirtualClock(), StackSwitcher: c})
	var log []string
	logf := func(format string, args ...any) {
		log = append(log, fmt.Sprintf("%d %s", l.Iterations(), fmt.Sprintf(format, args...)))
	}
	a, b := l.CreateFuture(), l.CreateFuture()
	keeps := mustTask(t, l, &stackCo{c: c, body: func(co *stackCo) (any, error) {
		logf("keeps begins")
		v, err := co.await(a)
		logf("keeps got %v %v, current %t", v, err, l.CurrentTask() == co.task)
		v, err = co.await(b)
		logf("keeps got %v %v", v, err)
		return "kept", nil
	}}, TaskOptions{})
	// A plain task after it in the same iteration: another goroutine has to go on with it.
	l.CallSoonFunc(func() { logf("beside, current %v", l.CurrentTask() == nil) })
	never := mustTask(t, l, &stackCo{c: c, body: func(co *stackCo) (any, error) {
		defer logf("unwound")
		return co.await(l.CreateFuture())
	}}, TaskOptions{})
	l.CallLaterFunc(Seconds(1), func() { a.SetResult(1) })
	l.CallLaterFunc(Seconds(2), func() {
		logf("cancel %v", keeps.Cancel("why"))
		l.CallSoonFunc(func() { logf("after the batch") })
	})
	v, err := l.RunUntilComplete(keeps)
	logf("result %v %v", v, err)
	never.quiet = true
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	equalList(t, "log", log, []string{
		"1 keeps begins",
		"1 beside, current true",
		"3 keeps got 1 <nil>, current true",
		"4 cancel true",
		"5 keeps got <nil> CancelledError: why",
		"5 after the batch",
		"6 result kept <nil>",
		"6 unwound",
	})
	equal(t, "spins", c.spins, 3)
}

func TestMovedThroughAwait(t *testing.T) {
	// A coroutine that moves while another awaits it inline: the outer's first Resume
	// returns Moved without touching what its second Resume goes on with.
	c := &goroutineSwitcher{events: make(chan bool)}
	l := New(Options{Clock: NewVirtualClock(), StackSwitcher: c})
	defer l.Close()
	inner := &stackCo{c: c, body: func(co *stackCo) (any, error) {
		f := newFuture(l)
		l.CallLaterFunc(Seconds(1), func() { f.SetResult("inner") })
		return co.await(f)
	}}
	v, err := l.RunUntilComplete(WaitFor(l, inner, Seconds(5)))
	equal(t, "result", v, any("inner"))
	equal(t, "error", err, nil)
	slow := &stackCo{c: c, body: func(co *stackCo) (any, error) { return co.await(newFuture(l)) }}
	_, err = l.RunUntilComplete(WaitFor(l, slow, Seconds(5)))
	equal(t, "class", ClassOf(err), TimeoutError)
	equal(t, "time", l.Time(), 6)
}
