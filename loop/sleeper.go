package loop

// This file lets something else do the loop's sleeping.

import "time"

// A Sleeper sleeps in the loop's place, so that it can be woken by what the loop knows nothing of, as asyncio's loop sleeps
// in its selector.
type Sleeper interface {
	// Sleep returns after d, or earlier when Wake was called since the last Sleep began or when something has happened; it
	// schedules what is to be done about that. A negative d is for ever; 0 is to look and not to sleep, which the
	// loop asks for once in each iteration. Only the loop's goroutine calls it.
	Sleep(d time.Duration)
	// Wake ends a Sleep, the next one if none is under way. Any goroutine calls it.
	Wake()
}

// SetSleeper has s do the sleeping from now on; nil gives it back to the loop. What other goroutines have scheduled is not
// lost.
func (l *Loop) SetSleeper(s Sleeper) {
	l.sleeper = s
	if s == nil {
		l.threadsafe.sleeper.Store(nil)
	} else {
		l.threadsafe.sleeper.Store(&s)
		s.Wake()
	}
	l.threadsafe.wakeUp()
}
