package test

// This file runs one case: hooks, body, hooks, cleanups, and the look at what is left.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/simulate"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A step is a function that a case calls.
type step struct {
	fn   lua.LValue
	args []lua.LValue
	what string // what it is, beside a body
}

// A running is a case that runs, or the hooks of a group, or the file that is loaded.
type running struct {
	suite *Suite
	name  string
	settings
	steps   []step // in order, until one fails
	finally []step // then all of these

	l        *loop.Loop
	main     *loop.Task
	cleanups []step         // of t.cleanup
	removals []func() error // of t.tempdir
	failures []Failure
	skipped  *errSkipped
	timedOut bool
	loopTime float64
	schedule *scheduled
	cluster  *simulate.Cluster // nil: the case has no simulated network
}

// run runs it in a loop of its own. What its functions raise is among its failures; the error is of the loop itself.
func (r *running) run(ctx context.Context, m *asyncio.Module) error {
	s := r.suite
	outer := s.current
	s.current = r
	defer func() { s.current = outer }()
	s.rt.ForgetUnawaited()
	main := s.rt.State().NewFunction(func(L *lua.LState) int {
		r.l = s.rt.Loop()
		r.main = r.l.CurrentTask()
		r.main.SetName("the case")
		r.l.SetExceptionHandler(func(l *loop.Loop, c *loop.ErrorContext) error {
			l.DefaultExceptionHandler(c)
			r.noteReported(c.Exception)
			return nil
		})
		if s.options.OnLoop != nil {
			s.options.OnLoop(r.l)
		}
		if r.cluster != nil {
			r.cluster.Drive(r.l)
		}
		s.hurry.begin(r, s.options.Timeout)
		alarm := r.alarm()
		c := native.FunctionCall(s.rt, L, r.name)
		return s.rt.Perform(L, r.each(r.steps, true, func() vm.Step {
			return r.each(r.finally, false, func() vm.Step {
				return r.cleanup(func() vm.Step {
					alarm.Cancel()
					s.hurry.end()
					r.loopTime = r.l.Time()
					r.schedule.end()
					return r.settle(c)
				})
			})
		}))
	})
	_, err := m.RunMain(ctx, main)
	s.hurry.end()
	for _, remove := range r.removals {
		if failed := remove(); failed != nil {
			r.failures = append(r.failures, Failure{Kind: "error", Message: "tempdir: " + failed.Error()})
		}
	}
	if errors.Is(err, loop.KeyboardInterrupt) || r.timedOut && loop.IsCancelled(err) {
		return nil // it is among the failures
	}
	return err
}

// alarm ends the case when its loop's time is over.
func (r *running) alarm() *loop.Handle {
	const more = 1e-6 // what takes just so long is in time
	return r.l.CallLater(loop.Seconds(r.timeout+more), loop.NewCallback(func(*loop.Future) {
		r.giveUp("timeout", fmt.Sprintf("timeout: it takes longer than %v s of its loop's time (option timeout)", r.timeout))
	}), nil)
}

// giveUp ends what the case does now, with a failure of some kind.
func (r *running) giveUp(kind, why string) {
	s := r.suite
	r.timedOut = true
	f := Failure{Kind: kind, Message: why, Detail: "what waits:" + asyncio.Waiting(r.l)}
	if co, ok := r.main.Coro().(*vm.Coroutine); ok {
		f.Where = s.place(co.Trace())
		f.Lines = s.lines(f.Where)
	}
	r.failures = append(r.failures, f)
	r.main.Cancel(nil)
}

// each calls functions one after the other, with first until one fails, and goes on with next.
func (r *running) each(list []step, first bool, next func() vm.Step) vm.Step {
	if len(list) == 0 || first && (len(r.failures) > 0 || r.skipped != nil) {
		return next()
	}
	return r.call(list[0], func() vm.Step { return r.each(list[1:], first, next) })
}

// cleanup calls what t.cleanup was given, the last first.
func (r *running) cleanup(next func() vm.Step) vm.Step {
	n := len(r.cleanups)
	if n == 0 {
		return next()
	}
	last := r.cleanups[n-1]
	r.cleanups = r.cleanups[:n-1]
	return r.call(last, func() vm.Step { return r.cleanup(next) })
}

// call calls a function, awaits it if it is async, and notes what it raises.
func (r *running) call(st step, next func() vm.Step) vm.Step {
	return native.CallAwaited(r.suite.rt, st.fn, st.args, func(_ []lua.LValue, err error) vm.Step {
		r.note(err, st.what)
		return next()
	})
}

// note keeps what a function raised.
func (r *running) note(err error, what string) {
	switch skipped := skipOf(err); {
	case err == nil:
	case skipped != nil:
		r.skipped = skipped
	case r.timedOut && loop.IsCancelled(err): // by giveUp
	case errors.Is(err, errLate), errors.Is(err, errInterrupted):
		r.timedOut = true
		f := r.suite.failure(err, what)
		f.Kind = "timeout"
		if errors.Is(err, errInterrupted) {
			f.Kind = Interrupted
		}
		r.failures = append(r.failures, *f)
	default:
		r.failures = append(r.failures, r.suite.failures(err, what)...)
	}
}

// noteReported keeps what does not hold where no function of the case raises it: in a background task, a server's handler or
// a callback. It is among what the case printed, too.
func (r *running) noteReported(err error) {
	if isAssertion(err) {
		r.note(err, "in the background")
	}
}

// isAssertion tells whether err says that something does not hold, or a member of the group that it is.
func isAssertion(err error) bool {
	return slices.ContainsFunc(members(err), func(err error) bool {
		var e *loop.Error
		return errors.As(err, &e) && e.Class.IsA(AssertionError)
	})
}

// Run runs the chosen cases, in the order they were declared: begin is told the name of each, done its result. It ends
// early when ctx does, when done returns false, or by Interrupt.
func (s *Suite) Run(ctx context.Context, begin func(name string), done func(Result) bool) {
	list := s.pick(s.cases)
	for len(list) > 0 && !s.Interrupted() {
		k := list[0]
		list = list[1:]
		if k.late {
			cases, failed := s.declareLate(ctx, k)
			if failed == nil {
				list = append(s.pick(cases), list...)
				continue
			}
			k.failed = failed
		}
		begin(k.Name())
		result := s.runCase(ctx, k)
		if s.Interrupted() {
			list = nil
		}
		for g := k.group; g != nil; g = g.parent {
			if !slices.ContainsFunc(list, func(k *testCase) bool { return k.in(g) }) {
				s.leave(ctx, g, &result)
			}
		}
		result.Output = s.output.take()
		if !done(result) || ctx.Err() != nil {
			return
		}
	}
}

// RunNamed runs one case, with each of its seeds until it fails, and the hooks of the groups around it that have not run
// yet. The hooks after of a group run when no case of it is left.
func (s *Suite) RunNamed(ctx context.Context, name string, done func(Result)) {
	for _, k := range s.cases {
		if k.Name() != name || s.ran[k] {
			continue
		}
		if s.ran == nil {
			s.ran = map[*testCase]bool{}
		}
		s.ran[k] = true
		result := s.runCase(ctx, k)
		for g := k.group; g != nil; g = g.parent {
			if !slices.ContainsFunc(s.cases, func(k *testCase) bool { return !s.ran[k] && k.in(g) }) {
				s.leave(ctx, g, &result)
			}
		}
		result.Output = s.output.take()
		done(result)
		return
	}
}

// pick are the cases of a list that are to run.
func (s *Suite) pick(list []*testCase) []*testCase {
	var picked []*testCase
	for _, k := range list {
		if k.late || s.chosen(k) && s.due(k) {
			picked = append(picked, k)
		}
	}
	return picked
}

// declareLate declares the cases of a late group.
func (s *Suite) declareLate(ctx context.Context, k *testCase) ([]*testCase, *Failure) {
	before := len(s.cases)
	r := &running{suite: s, name: k.Name(), settings: settings{timeout: DefaultTimeout}}
	r.steps = []step{{fn: k.body}}
	root := s.group
	s.loading, s.late = true, true
	s.group = &group{name: k.name, parent: k.group}
	defer func() { s.loading, s.late, s.group = false, false, root }()
	if err := r.run(ctx, s.asyncio()); err != nil {
		return nil, s.failure(err, "")
	}
	if len(r.failures) > 0 {
		s.forget(before)
		return nil, &r.failures[0]
	}
	return slices.Clone(s.cases[before:]), nil
}

func (k *testCase) in(g *group) bool {
	for of := k.group; of != nil; of = of.parent {
		if of == g {
			return true
		}
	}
	return false
}

func (s *Suite) runCase(ctx context.Context, k *testCase) Result {
	result := Result{File: s.options.File, Path: k.path(), Where: k.where, Seed: s.options.Seed, Status: Passed}
	began := time.Now()
	switch {
	case k.failed != nil:
		result.Status, result.Failures = Failed, []Failure{*k.failed}
		return result
	case k.skip:
		result.Status, result.Reason = Skipped, k.skipReason
		return result
	case k.todo && k.body == lua.LNil:
		result.Status, result.Reason = Todo, k.todoReason
		return result
	}
	if failed := s.enter(ctx, k.group); failed != nil {
		result.Failures = []Failure{*failed}
	} else {
		r := s.prepare(k)
		schedule := s.schedule(k)
		r.schedule = schedule
		s.asyncio().SetSchedule(schedule.used())
		end, err := r.simulate(schedule)
		if err == nil {
			err = r.run(ctx, s.asyncio())
		}
		if err = errors.Join(err, end()); err != nil {
			r.failures = append(r.failures, *s.failure(err, ""))
		}
		s.asyncio().SetSchedule(nil)
		schedule.tell(&result)
		result.Failures, result.LoopTime = r.failures, r.loopTime
		if r.skipped != nil && len(r.failures) == 0 {
			result.Status, result.Reason = Skipped, r.skipped.reason
		}
	}
	if len(result.Failures) > 0 {
		result.Status = Failed
	}
	if k.todo {
		if result.Status == Passed {
			result.Note = "it passes: it is no todo any more"
		}
		result.Status, result.Reason = Todo, k.todoReason
	}
	if slices.ContainsFunc(result.Failures, func(f Failure) bool { return f.Kind == Interrupted }) {
		result.Status = Interrupted
	}
	result.Seconds = time.Since(began).Seconds()
	return result
}

// prepare is a case with the hooks around it.
func (s *Suite) prepare(k *testCase) *running {
	s.setClock(k.realTime)
	s.asyncio().TaskNumbers().Store(s.loaded) // nothing tells which cases ran before
	if s.options.Seed != 0 {
		s.env.Seed(s.options.Seed)
	}
	r := &running{suite: s, name: k.Name(), settings: k.settings}
	t := s.face()
	var groups []*group
	for g := k.group; g != nil; g = g.parent {
		groups = append([]*group{g}, groups...)
	}
	for _, g := range groups {
		for _, fn := range g.beforeEach {
			r.steps = append(r.steps, step{fn, []lua.LValue{t}, "before_each"})
		}
	}
	r.steps = append(r.steps, step{fn: k.body, args: append([]lua.LValue{t}, k.args...)})
	for i := len(groups) - 1; i >= 0; i-- {
		for _, fn := range groups[i].afterEach {
			r.finally = append(r.finally, step{fn, []lua.LValue{t}, "after_each"})
		}
	}
	return r
}

// enter runs the hooks before of a group and those it is in, unless they ran. What they raise is a failure of each case.
func (s *Suite) enter(ctx context.Context, g *group) *Failure {
	if g.parent != nil {
		if failed := s.enter(ctx, g.parent); failed != nil {
			return failed
		}
	}
	if !g.opened {
		g.opened = true
		g.failed = s.once(ctx, g.before, "before")
	}
	return g.failed
}

// leave runs the hooks after of a group whose last case has run.
func (s *Suite) leave(ctx context.Context, g *group, result *Result) {
	if !g.opened {
		return
	}
	if failed := s.once(ctx, g.after, "after"); failed != nil {
		result.Failures = append(result.Failures, *failed)
		if result.Status != Todo && result.Status != Interrupted {
			result.Status = Failed
		}
	}
}

// once runs hooks in a loop of their own.
func (s *Suite) once(ctx context.Context, hooks []lua.LValue, what string) *Failure {
	if len(hooks) == 0 {
		return nil
	}
	s.setClock(false)
	r := &running{suite: s, name: what, settings: settings{timeout: DefaultTimeout}}
	for _, fn := range hooks {
		r.steps = append(r.steps, step{fn: fn, what: what})
	}
	if err := r.run(ctx, s.asyncio()); err != nil {
		return s.failure(err, what)
	}
	if len(r.failures) > 0 {
		return &r.failures[0]
	}
	return nil
}
