package loop

// This file arranges the callbacks of an iteration as a Schedule decides.

// window is how much before its time a timer may fire beside another, in seconds.
const window = 1e-3

// overtakes is how many places before its own a callback may run.
const overtakes = 16

// keptFor is for how many iterations a callback may be kept back; a choice is an index. Some mistakes show only when a
// step comes late by all that the others do in the meantime.
var keptFor = [...]int{0, 1, 2, 3, 5, 8, 13, 21, 34}

// An arranger is a Schedule at work in one loop.
type arranger struct {
	schedule *Schedule
	kept     []keptEntry          // in the order in which they became ready
	lists    map[*Future]*waiters // whose waits these futures end, of those that are ready
	ready    []candidate          // for the next iteration to use again
	passing  *Task                // which passes a request to cancel on, nil: none
	levels   map[*Task]int        // their priorities, if the schedule goes by them
	living   int                  // of these when it was looked last who has ended
}

// A keptEntry is a callback that is kept back.
type keptEntry struct {
	entry
	until uint64 // the iteration in which it may run
	level int    // its priority
}

// A candidate is a callback that is ready, and what it must not overtake: another of the same class.
type candidate struct {
	entry
	class any    // nil: none
	until uint64 // the iteration in which it may run
	level int    // its priority: 0 is the highest
	among int    // and as those of its class before it have it
}

// The classes of callbacks that belong to no future.
type orderKind int

const (
	soonClass   orderKind = iota // given by call_soon
	threadClass                  // given by other threads
)

// holding tells whether callbacks are kept back, so that the loop must not sleep.
func (a *arranger) holding() bool { return a != nil && len(a.kept) > 0 }

// ends notes that a future that is about to be done ends a wait in a list.
func (a *arranger) ends(f *Future, ws *waiters) {
	if a != nil && f.first.cb != nil {
		a.lists[f] = ws
	}
}

// classOf is what e must stay in order with.
func (a *arranger) classOf(e entry) any {
	if e.fut != nil {
		if ws := a.lists[e.fut]; ws != nil {
			return ws
		}
		return e.fut
	}
	switch cb := e.cb.(type) {
	case *stepRun:
		return nil
	case *handleRun:
		if cb.timer {
			return nil
		}
		return soonClass
	}
	return threadClass
}

// arrange chooses among what is ready what runs in this iteration, and in which order.
func (a *arranger) arrange(l *Loop) {
	all, old := a.ready[:0], len(a.kept)
	for _, k := range a.kept {
		all = append(all, candidate{k.entry, a.classOf(k.entry), k.until, k.level, 0})
	}
	for l.ready.n > 0 {
		e := l.ready.pop()
		if _, ok := e.cb.(*announced); ok {
			continue // of an iteration that ended early
		}
		all = append(all, candidate{entry: e, class: a.classOf(e)})
	}
	a.kept, a.ready = a.kept[:0], all
	choose, pick := a.keep, a.pick
	switch {
	case a.schedule.ended:
		choose, pick = everything, first
	case a.schedule.priorities:
		choose, pick = a.byPriority, first
	}
	for left := choose(l, all, old); len(left) > 0; left = left[1:] {
		i := pick(left)
		e := left[i].entry
		copy(left[1:i+1], left[:i])
		delete(a.lists, e.fut)
		if a.schedule.Step != nil {
			l.ready.push(&announced{e, a.schedule}, nil, e.ctx)
		}
		l.ready.push(e.cb, e.fut, e.ctx)
	}
	clear(all)
}

// keep keeps some of the callbacks back, and what must come after them, and returns the others. A callback is chosen once:
// the first old ones were kept before, and only wait for their time.
func (a *arranger) keep(l *Loop, all []candidate, old int) (run []candidate) {
	behind := map[any]uint64{}
	run = all[:0]
	for i, c := range all {
		if i >= old && len(all) > 1 {
			if n := a.schedule.Choose(len(keptFor), a.schedule.keep); n > 0 {
				c.until = l.iterations + uint64(keptFor[n])
				a.tell(c.entry, keptFor[n], nil)
			}
		}
		if c.class != nil {
			c.until = max(c.until, behind[c.class])
		}
		if c.until <= l.iterations {
			run = append(run, c)
			continue
		}
		if c.class != nil {
			behind[c.class] = c.until
		}
		a.kept = append(a.kept, keptEntry{c.entry, c.until, 0})
	}
	return run
}

// everything keeps nothing back.
func everything(_ *Loop, all []candidate, _ int) []candidate { return all }

// first chooses the first of those that are left.
func first([]candidate) int { return 0 }

// pick chooses the next of those that are left.
func (a *arranger) pick(all []candidate) int {
	var free [overtakes]int
	n := 0
	for i := 0; i < len(all) && i < overtakes; i++ {
		if all[i].class == nil || !before(all[:i], all[i].class) {
			free[n] = i
			n++
		}
	}
	if n < 2 {
		return 0
	}
	i := free[a.schedule.Choose(n, a.schedule.move)]
	if i > 0 && a.schedule.Watch != nil {
		overtaken := []*Task{}
		for _, c := range all[:i] {
			if t := stepOf(c.entry); t != nil {
				overtaken = append(overtaken, t)
			}
		}
		a.tell(all[i].entry, 0, overtaken)
	}
	return i
}

func before(all []candidate, class any) bool {
	for _, c := range all {
		if c.class == class {
			return true
		}
	}
	return false
}

// together is the time to which a virtual clock goes for the timer at when: it may go on to that of others which are near.
func (a *arranger) together(l *Loop, when float64) float64 {
	if a == nil {
		return when
	}
	last, near := when, 0
	for _, t := range l.timers.heap {
		if t.when > when && t.when <= when+window && !t.h.cancelled {
			last = max(last, t.when)
			near++
		}
	}
	if near == 0 || a.schedule.Choose(2, a.schedule.move) == 0 {
		return when
	}
	if a.schedule.Watch != nil {
		a.schedule.Watch(nil, "", 0, nil)
	}
	return last
}
