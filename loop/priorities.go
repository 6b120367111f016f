package loop

// This file arranges callbacks by priorities, as probabilistic concurrency testing does.

import "math"

const (
	levels    = 16  // priorities that tasks begin with, 0 being the highest
	lows      = 8   // priorities below these, to which they fall
	patience  = 100 // iterations that a callback waits for those of higher priorities
	fewLevels = 512 // tasks whose priorities are kept before those are looked for that have ended
)

// SeedPCT has a new schedule decide at random by priorities, as probabilistic concurrency testing (PCT) does. Of what is ready
// only the tasks and callbacks of the highest priority run. A task begins with a random one, and at so many points of the
// run the task that is next falls below all that have not fallen. The same seed decides the same.
//
// A mistake that needs n steps in one order among k steps of t tasks is found by PCT with a chance of 1/(t·k^(n-1)) at least,
// with n-1 changes, however unlikely that order is at random: a task of a low priority stands still for as long as another one
// needs. Here k is not known, so each seed guesses a power of two, from 8 to 4096; one of ten is near. And a program that polls would
// keep others from running for ever, so what has waited for a hundred iterations runs. That is the price of the guarantee,
// which holds for what happens within a hundred iterations.
func (s *Schedule) SeedPCT(seed uint64, changes int) {
	s.Seed(seed)
	s.priorities, s.changes = true, map[uint64]bool{}
	steps := uint64(8) << s.random.IntN(10)
	for range changes {
		s.changes[s.random.Uint64N(steps)] = true
	}
}

// byPriority keeps all back that must wait for callbacks of a higher priority, and returns the others. The first old ones were
// kept before.
func (a *arranger) byPriority(l *Loop, all []candidate, old int) (run []candidate) {
	top, behind := math.MaxInt, map[any]int{}
	for i := range all {
		c := &all[i]
		if i >= old {
			c.level, c.until = a.levelOf(c.entry), l.iterations+patience
		}
		c.among = c.level
		if c.class != nil {
			c.among = max(c.level, behind[c.class])
			behind[c.class] = c.among
		}
		top = min(top, c.among)
	}
	clear(behind)
	run = all[:0]
	for _, c := range all {
		waits := c.among > top && c.until > l.iterations || behind[c.class] > 0
		if !waits && a.falls(&c) {
			waits = true // the next iteration looks who is first now
		}
		if !waits {
			run = append(run, c)
			continue
		}
		if c.class != nil {
			behind[c.class] = 1
		}
		a.kept = append(a.kept, keptEntry{c.entry, c.until, c.level})
	}
	return run
}

// levelOf is the priority of a callback: that of the task whose step it is, or whose wait it ends, or one of its own.
func (a *arranger) levelOf(e entry) int {
	t := stepOf(e)
	if t == nil {
		t, _ = timerOf(e)
	}
	if level, ok := a.levels[t]; ok && t != nil {
		return level
	}
	level := a.schedule.Choose(levels, 1-1./levels)
	a.lowers(e, t, level)
	return level
}

// falls tells whether the run comes to a change with the step c, whose task has a lower priority then.
func (a *arranger) falls(c *candidate) bool {
	t := stepOf(c.entry)
	if t == nil {
		return false
	}
	rate, s := 0., a.schedule
	if s.changes[s.steps] {
		rate = 1
	}
	s.steps++
	fall := s.Choose(1+lows, rate)
	if fall == 0 {
		return false
	}
	c.level = levels - 1 + fall
	a.lowers(c.entry, t, c.level)
	return true
}

// lowers notes and tells the priority of a task, or of a callback of none.
func (a *arranger) lowers(e entry, t *Task, level int) {
	if level > 0 {
		a.tell(e, -level, nil)
	}
	if t == nil {
		return
	}
	if len(a.levels) >= max(fewLevels, 2*a.living) {
		for t := range a.levels {
			if t.Done() {
				delete(a.levels, t)
			}
		}
		a.living = len(a.levels)
	}
	a.levels[t] = level
}
