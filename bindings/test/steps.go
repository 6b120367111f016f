package test

// This file runs a case under a schedule, and keeps the steps that its tasks take.

import (
	"fmt"
	"strings"

	"moonloop/bindings/simulate"
	"moonloop/loop"
	"moonloop/vm"
)

// A TaskStep is one step of a task, or another thing that happens while a case runs.
type TaskStep struct {
	At    float64 // the moment, in the loop's time
	Task  string  // its name; who does what Event or Did tells
	Where string  // it goes on from, "file:line", "" where it begins
	Waits string  // what it waited for
	Kept  int     // iterations that it is kept back; 0: it runs
	Moved string  // what it overtakes, or its priority from now on; "" if it runs in its turn
	Did   string  // in the place of a step: a timeout, a request to cancel, a callback
	Event string  // in the place of a step: what happened in a simulated network
	Fault bool    // that is a crash, its end, a partition, a connection that breaks, what a disk has lost
}

// What says what the step is beside who and where, and what became of its turn.
func (s TaskStep) What() string {
	var parts []string
	for _, text := range []string{s.Waits, s.Did, s.Event, s.Moved} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if s.Kept > 0 {
		parts = append(parts, fmt.Sprintf("kept back, iterations: %d", s.Kept))
	}
	return strings.Join(parts, ", ")
}

// A scheduled is a case's schedule at work; nil is none.
type scheduled struct {
	suite    *Suite
	schedule *loop.Schedule
	steps    []TaskStep
	moved    map[*loop.Task]string // of this iteration
	cluster  *simulate.Cluster     // nil: none
	running  TaskStep              // what runs now
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
		x.schedule.Watch, x.schedule.Step, x.schedule.Cancel = x.watch, x.step, x.cancel
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
func (x *scheduled) watch(t *loop.Task, what string, iterations int, before []*loop.Task) {
	st := x.of(t, what)
	switch {
	case iterations < 0:
		if st.Task == "" {
			st.Task = "callback"
		}
		st.Moved = fmt.Sprintf("priority %d from here on", iterations)
		x.add(st)
	case iterations > 0:
		if st.Task == "" {
			st.Task = "callback"
		}
		st.Kept = iterations
		x.add(st)
	case before == nil && st == TaskStep{}:
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
		if t != nil && what == "" {
			x.moved[t] = text
			return
		}
		st.Moved = text
		x.add(st)
	}
}

// step notes what comes next. That a sleep is over is told by the step of its task.
func (x *scheduled) step(t *loop.Task, what string) {
	x.running = x.of(t, what)
	if x.running == (TaskStep{}) || what == "sleep" {
		return
	}
	st := x.running
	if what == "" {
		st.Moved = x.moved[t]
		delete(x.moved, t)
	}
	x.add(st)
}

// cancel notes a request to cancel a task. A timeout that cancels its own has been told.
func (x *scheduled) cancel(t, by *loop.Task, at any) {
	st := TaskStep{Task: x.name(t), Did: "is cancelled"}
	switch where, _ := at.(*vm.Trace); {
	case by != nil:
		st.Did += " with " + x.name(by) + ", which awaits it"
	case x.running.Did == timedOut && x.running.Task == st.Task:
		return
	case x.running.Task != "":
		st.Did += " by " + x.running.Task
		st.Where = x.suite.place(where)
	}
	x.add(st)
}

// end has no more steps be kept, and nothing decided: the look for what is left takes real time, which must not count.
func (x *scheduled) end() {
	if x != nil {
		x.over = true
		x.schedule.End()
	}
}

// printed notes what a host prints.
func (x *scheduled) printed(host, line string) {
	x.add(TaskStep{Task: host, Event: fmt.Sprintf("prints %q", strings.TrimRight(line, "\n"))})
}

// network notes what happens in a simulated network.
func (x *scheduled) network(text string) {
	x.add(TaskStep{Task: "network", Event: text, Fault: !strings.Contains(text, " → ") || strings.HasSuffix(text, "breaks")})
}

func (x *scheduled) add(s TaskStep) {
	s.At = x.suite.clock.Now()
	if len(x.steps) < maxSteps && !x.over {
		x.steps = append(x.steps, s)
	}
}

// timedOut is what the timer of a timeout does.
const timedOut = "its timeout is over"

// of is what the schedule tells of: where a task stands, or a callback.
func (x *scheduled) of(t *loop.Task, what string) TaskStep {
	s := TaskStep{}
	if t != nil {
		s.Task = x.name(t)
		if co, ok := t.Coro().(*vm.Coroutine); ok {
			s.Where = x.suite.place(co.Trace())
			s.Waits = strings.TrimSuffix(loop.WaitsFor(co), ", 0 s left")
		}
	}
	switch {
	case what == "":
	case what == "timeout":
		s.Did, s.Waits = timedOut, ""
	case what == "sleep":
		s.Did, s.Waits = "its sleep is over", ""
	default:
		s.Task, s.Did = "callback", what
	}
	if s.Did != "" && s.Task == "" {
		s.Task = "a wait"
	}
	return s
}

// name is the name of a task, with that of its host.
func (x *scheduled) name(t *loop.Task) string {
	if c := x.cluster; c != nil {
		if host := c.NameOf(t.Loop()); host != "" {
			return host + ": " + t.Name()
		}
	}
	return t.Name()
}
