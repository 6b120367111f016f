package test

// This file looks for what a case left behind.

import (
	"context"
	"fmt"
	"strings"
	"time"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// What a case has told to end may need a moment for it: a task that was cancelled some iterations of the loop, the other end
// of a connection that was closed the kernel's time, a process that was killed its parent's. So the look is taken again and
// again, with virtual time standing still, and what is there at the last is a leak. Where nothing is left, which is the
// rule, it costs one look.
const (
	turns    = 20                    // iterations of the loop that are waited first
	patience = 2 * time.Millisecond  // then this long in real time, doubled each time
	longest  = 64 * time.Millisecond // up to this

	longestVirtual = time.Minute // up to this in virtual time, in a simulated network
)

// settle looks for leaks and ends the case.
func (r *running) settle(c native.Call) vm.Step {
	s := r.suite
	if r.allowLeaks || r.timedOut {
		s.rt.ForgetUnawaited()
		return vm.Return()
	}
	var look func(turn int, wait time.Duration) vm.Step
	look = func(turn int, wait time.Duration) vm.Step {
		left := s.asyncio().Left(r.l, r.main)
		again := func(turn int, wait time.Duration) vm.Next {
			return func(_ []lua.LValue, err error) vm.Step {
				if err != nil { // it is interrupted
					return vm.Raise(err)
				}
				return look(turn, wait)
			}
		}
		switch {
		case len(left) == 0 && turn > 0:
		case turn < turns && len(left) > 0 || turn == 0:
			return vm.Await(loop.Sleep(r.l, loop.Seconds(0), nil), again(turn+1, wait))
		case r.cluster != nil && wait <= longestVirtual: // the other end is another machine, whose answers take virtual time
			return vm.Await(loop.Sleep(r.l, loop.After(wait), nil), again(0, 2*wait))
		case r.cluster == nil && wait <= longest:
			pause := s.asyncio().Hub(r.l).Do(func(ctx context.Context) (any, error) {
				select {
				case <-time.After(wait):
				case <-ctx.Done():
				}
				return nil, nil
			}, nil)
			return vm.Await(pause, again(0, 2*wait))
		}
		r.report(left)
		return vm.Return()
	}
	return look(0, patience)
}

// report makes failures of what is left, those that were made at one place together.
func (r *running) report(left []netio.Left) {
	s := r.suite
	for _, l := range left {
		where, trace := "", ""
		if tr, ok := l.At.(*vm.Trace); ok {
			where, trace = s.place(tr), tr.String()
		}
		r.leak("left behind: "+l.What, where, trace)
	}
	if s.loading {
		s.rt.ForgetUnawaited() // a case may await what the file has made
		return
	}
	s.rt.Unawaited(func(lost vm.Lost) { r.lost("", lost) })
}

// lost is the leak of coroutine objects that were never awaited; who says whose they are.
func (r *running) lost(who string, lost vm.Lost) {
	what := fmt.Sprintf("%sleft behind: coroutine '%s' that was never awaited", who, lost.Name)
	if lost.Count > 1 {
		what += fmt.Sprintf(", %d times", lost.Count)
	}
	r.leak(what, lost.Where, "")
}

func (r *running) leak(what, where, trace string) {
	f := Failure{Kind: "leak", Message: what, Where: where, Lines: r.suite.lines(where), Trace: trace}
	if where != "" {
		f.Message += "\n  made at " + where
	}
	for i := range r.failures {
		if f.Kind == r.failures[i].Kind && r.failures[i].Message == f.Message {
			return // the same again
		}
	}
	f.Message = strings.TrimSpace(f.Message)
	r.failures = append(r.failures, f)
}
