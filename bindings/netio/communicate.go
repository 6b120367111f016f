package netio

// This file waits for programs and talks to them.

import (
	"moonloop/loop"
)

// Wait waits for the end and returns the return code.
func (p *Process) Wait() loop.Coroutine { return &processWait{p: p} }

type processWait struct {
	p      *Process
	begun  bool
	await  loop.Await
	expect expectation
}

// Resume implements loop.Coroutine.
func (w *processWait) Resume(exc error) (loop.Signal, any) {
	p := w.p
	switch {
	case w.begun:
		w.expect.stop()
		return w.await.Resume(exc)
	case exc != nil:
		return loop.Raised, exc
	case p.ended:
		return loop.Returned, p.code
	}
	w.begun = true
	f := p.h.l.CreateFuture()
	p.waiters = append(p.waiters, f)
	w.expect.beginOutside(p.h)
	return w.await.Start(f)
}

// Close implements loop.Closer.
func (w *processWait) Close() { w.expect.stop() }

// Communicate writes input to the process, reads what it writes until it closes its streams, waits for its end, and
// returns [2]any: standard output and standard error, nil for those that are no pipes. If it is cancelled, what was read is
// kept for the next Communicate, which is a ValueError with input.
func (p *Process) Communicate(input string) loop.Coroutine { return &communicating{p: p, input: input} }

type communicating struct {
	p     *Process
	input string
	begun bool
	out   [2]any
	reads loop.Await
	wait  *processWait
}

// Resume implements loop.Coroutine.
func (x *communicating) Resume(exc error) (loop.Signal, any) {
	p := x.p
	if x.wait != nil {
		return x.end(x.wait.Resume(exc))
	}
	var sig loop.Signal
	var v any
	if !x.begun {
		if exc != nil {
			return loop.Raised, exc
		}
		if p.talking && x.input != "" {
			return loop.Raised, loop.ValueError.New("communicate: no input expected after a communicate that was cancelled")
		}
		x.begun, p.talking = true, true
		if in := p.streams[0]; in != nil {
			_ = in.Write(x.input) // a process that does not want it may close its end
			in.Close()
		}
		all, err := loop.Gather(p.h.l, []any{x.read(1), x.read(2)}, false)
		if err != nil {
			return loop.Raised, err
		}
		sig, v = x.reads.Start(all)
	} else {
		sig, v = x.reads.Resume(exc)
	}
	if sig != loop.Returned {
		return sig, v
	}
	if list, ok := v.([]any); ok && len(list) == 2 {
		x.out = [2]any{list[0], list[1]}
	}
	x.wait = &processWait{p: p}
	return x.end(x.wait.Resume(nil))
}

func (x *communicating) end(sig loop.Signal, v any) (loop.Signal, any) {
	if sig == loop.Returned {
		x.p.talking, x.p.kept = false, [3][]byte{}
		return sig, x.out
	}
	return sig, v
}

// read reads a stream to its end.
func (x *communicating) read(i int) loop.Coroutine {
	if c := x.p.streams[i]; c != nil {
		return &keeping{reading{r: c.Reader, how: all, got: x.p.kept[i]}, &x.p.kept[i]}
	}
	return nothing{}
}

// keeping is a reading to the end that keeps what it has read in case somebody else is cancelled, or itself.
type keeping struct {
	reading
	kept *[]byte
}

// Resume implements loop.Coroutine.
func (k *keeping) Resume(exc error) (loop.Signal, any) {
	sig, v := k.reading.Resume(exc)
	*k.kept = k.got
	return sig, v
}

// nothing is a coroutine that returns at once.
type nothing struct{}

// Resume implements loop.Coroutine.
func (nothing) Resume(exc error) (loop.Signal, any) {
	if exc != nil {
		return loop.Raised, exc
	}
	return loop.Returned, nil
}
