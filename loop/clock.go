package loop

// This file holds the clocks that a loop can go by.

import (
	"math"
	"sync/atomic"
	"time"
)

// Clock tells a loop's time in seconds. It must never go back.
type Clock interface{ Now() float64 }

// realClock is the machine's monotonic clock, the same for all loops of the process.
type realClock struct{}

// processStart is the zero of realClock.
var processStart = time.Now()

// Now returns the seconds since some moment early in the life of the process.
func (realClock) Now() float64 { return time.Since(processStart).Seconds() }

// VirtualClock is a clock that stands still while anything is ready and jumps to the next
// timer when nothing is, so that an hour of sleeps passes in no time, and
// the same way each time. Several loops may share one.
type VirtualClock struct {
	bits  atomic.Uint64
	limit func(when float64) float64
}

// NewVirtualClock makes a clock that starts at 0.
func NewVirtualClock() *VirtualClock { return new(VirtualClock) }

// Now returns the virtual time.
func (c *VirtualClock) Now() float64 { return math.Float64frombits(c.bits.Load()) }

// Advance moves the clock on to t; it never goes back.
func (c *VirtualClock) Advance(t float64) {
	if t > c.Now() {
		c.bits.Store(math.Float64bits(t))
	}
}

// Limit has fn asked before a loop by this clock moves it on to when, which is infinite if it has no timer: the clock goes no
// further than to what fn returns. It is how loops that share a clock, and what else goes by it, pass a moment together. A nil
// fn ends that. It is called on the goroutine of the loop.
func (c *VirtualClock) Limit(fn func(when float64) float64) { c.limit = fn }

// limited is how far the clock may go on, if anywhere.
func (c *VirtualClock) limited(when float64, timed bool) (float64, bool) {
	if c.limit == nil {
		return when, timed
	}
	if !timed {
		when = math.Inf(1)
	}
	when = min(when, c.limit(when))
	return when, !math.IsInf(when, 1)
}

// momentIn is the moment that comes so many seconds after now. A virtual clock, which stands still, would never come to one that is no
// other number than now, and who sleeps until something is over by rounding would sleep for ever.
func (l *Loop) momentIn(seconds float64) float64 {
	now := l.Time()
	when := now + seconds
	if when == now && seconds > 0 && l.virtual != nil {
		when = math.Nextafter(now, math.Inf(1))
	}
	return when
}

// Restart sets the clock back to 0. No loop may run by it, nor have timers.
func (c *VirtualClock) Restart() { c.bits.Store(0) }
