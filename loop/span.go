package loop

// This file holds Span, a length of time.

import (
	"math"
	"time"
)

// Span is a length of time, of which a timeout is one. [After] makes one of a time.Duration, [Seconds] one of a number of
// seconds, as scripts give them: that may be finer than a nanosecond, or infinite. The zero Span is none: no timeout,
// no delay.
type Span struct {
	seconds float64
	given   bool
}

// After is a span of d.
func After(d time.Duration) Span { return Seconds(d.Seconds()) }

// Seconds is a span of s seconds. What takes a span that is not a number (NaN) answers with a ValueError.
func Seconds(s float64) Span { return Span{seconds: s, given: true} }

// Seconds is the length in seconds, 0 for none.
func (s Span) Seconds() float64 { return s.seconds }

// Given reports whether it is a length and not none.
func (s Span) Given() bool { return s.given }

// Check returns a ValueError that calls the span what if it is not a number.
func (s Span) Check(what string) error { return checkTime(what, s.seconds) }

// checkTime returns a ValueError if a time in seconds is not a number.
func checkTime(what string, seconds float64) error {
	if math.IsNaN(seconds) {
		return Errorf(ValueError, "Invalid %s: NaN (not a number)", what)
	}
	return nil
}

// duration is a time in seconds as a time.Duration, rounded up: a wait of that length is never too short.
func duration(seconds float64) time.Duration {
	if ns := math.Ceil(seconds * 1e9); ns < math.MaxInt64 {
		return time.Duration(ns)
	}
	return math.MaxInt64
}
