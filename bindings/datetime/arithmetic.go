package datetime

// This file computes with moments: seconds are exact, and days are those of the calendar.

import (
	"math"
	"time"

	"moonloop/bindings/internal/native"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// maxSeconds is how long a length of time may be: package time has it in nanoseconds.
const maxSeconds = math.MaxInt64 / 1e9

// length is a number of seconds as a length of time.
func length(c native.Call, seconds float64) time.Duration {
	if math.IsNaN(seconds) || math.Abs(seconds) >= maxSeconds {
		c.Raise(loop.Errorf(loop.ValueError, "%s: less than 292 years of seconds expected, got %v", c.Name, seconds))
	}
	whole, part := math.Modf(seconds)
	return time.Duration(whole)*time.Second + time.Duration(math.Round(part*1e9))
}

// after is the moment so many seconds after another.
func after(c native.Call, t time.Time, seconds float64) time.Time {
	if math.IsNaN(seconds) || math.Abs(seconds) > 1e12 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: number of seconds expected, got %v", c.Name, seconds))
	}
	whole, part := math.Modf(seconds)
	nanoseconds := int64(t.Nanosecond()) + int64(math.Round(part*1e9))
	return time.Unix(t.Unix()+int64(whole), nanoseconds).In(t.Location())
}

// plus is dt + seconds, or seconds + dt.
func (m *instance) plus(c native.Call) int {
	moment, seconds := 1, 2
	if _, ok := c.Arg(1).(lua.LNumber); ok {
		moment, seconds = 2, 1
	}
	return m.moment(c, after(c, m.time(c, moment), c.Number(seconds)))
}

// minus is dt - seconds, a moment, or dt - dt, in seconds.
func (m *instance) minus(c native.Call) int {
	t := m.time(c, 1)
	if u, ok := timeOf(c.Arg(2)); ok {
		return c.Push(lua.LNumber(float64(t.Unix()-u.Unix()) + float64(t.Nanosecond()-u.Nanosecond())/1e9))
	}
	if _, ok := c.Arg(2).(lua.LNumber); !ok {
		c.Fail(2, "number or DateTime expected, got %s", c.TypeName(2))
	}
	return m.moment(c, after(c, t, -c.Number(2)))
}

// compared is a metamethod that compares two moments.
func compared(name string, holds func(order int) bool) native.Entry {
	return native.Func(name, func(c native.Call) int {
		t, ok := timeOf(c.Arg(1))
		u, both := timeOf(c.Arg(2))
		if !ok || !both {
			if name == "__eq" {
				return c.Push(lua.LFalse)
			}
			c.Raise(loop.Errorf(loop.TypeError, "DateTime: attempt to compare %s with %s", c.TypeName(1), c.TypeName(2)))
		}
		return c.Push(lua.LBool(holds(t.Compare(u))))
	})
}

// add is dt:add(lengths). Years, months, weeks and days are of the calendar: the clock shows the same afterwards, also where
// it was put forward meanwhile, and a day that the month does not have is its last. Then come hours, minutes and seconds.
func (m *instance) add(c native.Call, t time.Time) int {
	c.Table(1, "table of lengths")
	o := c.Options(1, "years", "months", "weeks", "days", "hours", "minutes", "seconds")
	whole := func(key string) int {
		n := o.Whole(key, 0)
		if n < -maxField || n > maxField {
			o.FailOption(key, "number up to %d expected, got %d", int64(maxField), n)
		}
		return int(n)
	}
	t = addMonths(t, 12*whole("years")+whole("months"))
	t = t.AddDate(0, 0, 7*whole("weeks")+whole("days"))
	return m.moment(c, after(c, t, 3600*o.Number("hours", 0)+60*o.Number("minutes", 0)+o.Number("seconds", 0)))
}

// addMonths goes to the same day of another month, or the last that it has.
func addMonths(t time.Time, n int) time.Time {
	there := t.AddDate(0, n, 0)
	if there.Day() != t.Day() { // it was carried over into the next
		there = there.AddDate(0, 0, -there.Day())
	}
	return there
}
