package test

// This file runs a case under a schedule, and keeps the steps that its tasks take.

import (
	"fmt"
	"strings"

	"moonloop/bindings/simulate"
	"moonloop/loop"
	"moonloop/vm"
)

// A TaskStep is one step of a task, or one that was kept back.
type TaskStep struct {
	Task  string  // its name
	Where string  // it goes on from, "file:line", "" where it begins
	Waits string  // what it waited for
	Kept  int     // iterations that it is kept back; 0: it runs
	Moved string  // what it overtakes, "" if it runs in its turn
	Event string  // in the place of a step: what happened in a simulated network
	At    float64 // the moment, in such a network
}

// String says what the step is, not what became of its turn.
func (s TaskStep) String() string {
	text := s.Task
	if s.Where != "" {
		text += " " + s.Where
	}
	if s.Waits != "" {
		text += " (" + s.Waits + ")"
	}
	return text
}

// A scheduled is a case's schedule at work; nil is none.
type scheduled struct {
	suite    *Suite
	schedule *loop.Schedule
	steps    []TaskStep
	moved    map[*loop.Task]string // of this iteration
	cluster  *simulate.Cluster     // nil: none
	over     bool                  // the case is over: what comes now is no part of it
}

const maxSteps = 20_000 // that are kept of a case

// schedule makes the schedule of a case, if it has one.
func (s *Suite) schedule(k *testCase) *scheduled {
	if s.options.Schedule == nil || k.realTime {
		return nil
	}
	x := &scheduled{suite: s, schedule: s.options.Schedule(k.Name()), moved: map[*loop.Task]string{}}
	if s.options.Steps {
		x.schedule.Watch, x.schedule.Step = x.watch, x.step
	}
	return x
}

func (x *scheduled) used() *loop.Schedule {
	if x == nil {
		return nil
	}
	return x.schedule
}

// tell puts what was decided into the result.
func (x *scheduled) tell(r *Result) {
	if x != nil {
		r.Scheduled, r.Schedule, r.Steps, r.Simulated = true, x.schedule.String(), x.steps, x.cluster != nil
	}
}

// watch notes a decision.
func (x *scheduled) watch(cb loop.Callback, t *loop.Task, iterations int, before []*loop.Task) {
	switch {
	case iterations > 0 && t != nil:
		st := x.of(t)
		st.Kept = iterations
		x.add(st)
	case iterations > 0:
		x.add(TaskStep{Task: callbackName(cb), Kept: iterations})
	case cb == nil:
		x.add(TaskStep{Task: "timers", Moved: "within a millisecond fire together"})
	default:
		var names []string
		for _, other := range before {
			names = append(names, other.Name())
		}
		text := "overtakes " + strings.Join(names, ", ")
		if len(names) == 0 {
			text = "overtakes callbacks"
		}
		if t != nil {
			x.moved[t] = text
		} else {
			x.add(TaskStep{Task: callbackName(cb), Moved: text})
		}
	}
}

func callbackName(cb loop.Callback) string {
	if s, ok := cb.(fmt.Stringer); ok {
		return "callback " + s.String()
	}
	return "callback"
}

// step notes a step that comes next.
func (x *scheduled) step(t *loop.Task) {
	st := x.of(t)
	st.Moved = x.moved[t]
	delete(x.moved, t)
	x.add(st)
}

// end has no more steps be kept.
func (x *scheduled) end() {
	if x != nil {
		x.over = true
	}
}

// printed notes what a host prints.
func (x *scheduled) printed(host, line string) {
	x.add(TaskStep{Task: host, Event: fmt.Sprintf("prints %q", strings.TrimRight(line, "\n"))})
}

// network notes what happens in a simulated network.
func (x *scheduled) network(text string) { x.add(TaskStep{Task: "network", Event: text}) }

func (x *scheduled) add(s TaskStep) {
	if x.cluster != nil {
		s.At = x.suite.clock.Now()
	}
	if len(x.steps) < maxSteps && !x.over {
		x.steps = append(x.steps, s)
	}
}

// of is where a task stands.
func (x *scheduled) of(t *loop.Task) TaskStep {
	s := TaskStep{Task: t.Name()}
	if c := x.cluster; c != nil {
		if host := c.NameOf(t.Loop()); host != "" {
			s.Task = host + ": " + s.Task
		}
	}
	if co, ok := t.Coro().(*vm.Coroutine); ok {
		s.Where = x.suite.place(co.Trace())
		s.Waits = loop.WaitsFor(co)
	}
	return s
}
