package loop

// This file says how a virtual clock goes while what happens outside of the loop matters: it never guesses.

import (
	"math"
	"time"
)

// Pace says that somebody waits for another process, machine or thread, which takes its own time: until Unpace, a virtual
// clock does not jump, but goes at the machine's pace while the loop sleeps. To each Pace belongs one Unpace. Any goroutine
// may call it. Under a real clock it makes no difference. The loop is not deadlocked meanwhile.
func (l *Loop) Pace() { l.threadsafe.paces.Add(1) }

// Unpace ends a Pace. If what was waited for has something to tell, it must do so before.
func (l *Loop) Unpace() {
	if l.threadsafe.paces.Add(-1) == 0 {
		l.threadsafe.wakeUp()
	}
}

// SetUnderWay has fn asked before a virtual clock moves: how long to wait, in real time, because something that this loop has
// sent is on its way to another part of it. 0 is that nothing is, and a negative time that it will wake the loop. What has arrived
// must have been scheduled before it is said to be under way no more.
func (l *Loop) SetUnderWay(fn func() time.Duration) { l.underWay = fn }

// sleepVirtually is sleep under a virtual clock, until when if timed.
func (l *Loop) sleepVirtually(when float64, timed bool) {
	ts := &l.threadsafe
	// The order matters: whoever holds the loop, or has something under way, schedules first and says then that it is over. So
	// that is asked before it is looked whether something was scheduled.
	held, paced := ts.holds.Load() > 0, ts.paces.Load() > 0
	var wait time.Duration
	if !held && l.underWay != nil {
		wait = l.underWay()
	}
	switch {
	case ts.pending.Load():
	case held, wait < 0:
		l.waitForWake(math.Inf(1))
	case wait > 0:
		l.waitForWake(wait.Seconds())
	case paced:
		l.sleepAtPace(when, timed)
	case timed:
		when, _ = l.virtual.limited(l.arranger.together(l, when), true)
		l.virtual.Advance(when)
	default:
		l.waitForWake(math.Inf(1))
	}
}

// sleepAtPace sleeps until when or until it is woken, and has the clock go on by as much.
func (l *Loop) sleepAtPace(when float64, timed bool) {
	now := l.virtual.Now()
	began := time.Now()
	if timed {
		l.waitForWake(min(max(when-now, 0), maxWait))
	} else {
		l.waitForWake(math.Inf(1))
	}
	now += time.Since(began).Seconds()
	if timed {
		now = min(now, when)
	}
	l.virtual.Advance(now)
}
