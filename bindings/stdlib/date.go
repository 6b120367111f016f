package stdlib

// This file is os.date and os.time.

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// The first and the last second of the years that C can name; dates beyond them are nil.
const (
	minTime = -67768040609740800
	maxTime = 67768036191676799
)

// os.date([format [, time]]) -> string | table
//
// The format "*t" makes a table; a '!' before the format means UTC.
func (m *Modules) osDate(L *lua.LState) int {
	a := argsOf(L)
	format := cString(a.OptString(1, "%c"))
	t := m.now()
	if !a.Missing(2) {
		sec := a.Integer(2)
		if sec > maxTime || sec < minTime {
			L.Push(lua.LNil)
			return 1
		}
		t = time.Unix(sec, 0).In(t.Location())
	}
	if strings.HasPrefix(format, "!") {
		format = format[1:]
		t = t.In(gmt)
	}
	if format == "*t" {
		L.Push(dateTable(L, t))
		return 1
	}
	out := m.buffer(L, len(format))
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			out.byte(format[i])
			continue
		}
		i++
		if s, ok := Strftime(t, format[i]); ok {
			out.str(s)
		} else {
			out.str(unknownConversion(format[i]))
		}
	}
	L.Push(out.value())
	return 1
}

// unknownConversion is what there is no conversion for, as it stands. C takes a digit for the width in which to show it.
func unknownConversion(c byte) string {
	if '0' <= c && c <= '9' {
		return fmt.Sprintf("%*s", int(c-'0'), "%"+string(rune(c)))
	}
	return string([]byte{'%', c})
}

// gmt is the zone of dates that are asked for in UTC, under the name that C has for it.
var gmt = time.FixedZone("GMT", 0)

func dateTable(L *lua.LState, t time.Time) *lua.LTable {
	tb := L.CreateTable(0, 9)
	for _, f := range []struct {
		key   string
		value int
	}{
		{"sec", t.Second()}, {"min", t.Minute()}, {"hour", t.Hour()},
		{"day", t.Day()}, {"month", int(t.Month())}, {"year", t.Year()},
		{"wday", int(t.Weekday()) + 1}, {"yday", t.YearDay()},
	} {
		tb.RawSetString(f.key, lua.LNumber(f.value))
	}
	tb.RawSetString("isdst", lua.LBool(t.IsDST()))
	return tb
}

// Strftime is one conversion of C's strftime in the C locale, the letter after
// its '%'; ok is false where there is none of that letter.
func Strftime(t time.Time, c byte) (s string, ok bool) {
	if layout := goLayout(c); layout != "" {
		return t.Format(layout), true
	}
	isoYear, isoWeek := t.ISOWeek()
	weekday := int(t.Weekday())
	switch c {
	case '%':
		return "%", true
	case 'n':
		return "\n", true
	case 't':
		return "\t", true
	case 'Y':
		return strconv.Itoa(int(int32(t.Year()))), true // C adds 1900 to an int
	case 'y':
		return fmt.Sprintf("%02d", floorMod(t.Year(), 100)), true
	case 'C':
		return fmt.Sprintf("%02d", (t.Year()-floorMod(t.Year(), 100))/100), true
	case 'G':
		return strconv.Itoa(isoYear), true
	case 'g':
		return fmt.Sprintf("%02d", floorMod(isoYear, 100)), true
	case 'V':
		return fmt.Sprintf("%02d", isoWeek), true
	case 'U': // weeks begin on Sunday
		return fmt.Sprintf("%02d", (t.YearDay()+6-weekday)/7), true
	case 'W': // weeks begin on Monday
		return fmt.Sprintf("%02d", (t.YearDay()+6-(weekday+6)%7)/7), true
	case 'u':
		return strconv.Itoa((weekday+6)%7 + 1), true
	case 'w':
		return strconv.Itoa(weekday), true
	case 'k':
		return fmt.Sprintf("%2d", t.Hour()), true
	case 'l':
		return fmt.Sprintf("%2d", (t.Hour()+11)%12+1), true
	case 's':
		return strconv.FormatInt(t.Unix(), 10), true
	}
	return "", false
}

// goLayout is the layout of package time that means the same as %c, if there
// is one.
func goLayout(c byte) string {
	switch c {
	case 'a':
		return "Mon"
	case 'A':
		return "Monday"
	case 'c':
		return "Mon Jan _2 15:04:05 2006"
	case 'F':
		return "2006-01-02"
	case 'd':
		return "02"
	case 'e':
		return "_2"
	case 'H':
		return "15"
	case 'I':
		return "03"
	case 'j':
		return "002"
	case 'm':
		return "01"
	case 'M':
		return "04"
	case 'p':
		return "PM"
	case 'P':
		return "pm"
	case 'r':
		return "03:04:05 PM"
	case 'R':
		return "15:04"
	case 'S':
		return "05"
	case 'z':
		return "-0700"
	case 'Z':
		return "MST"
	case 'b', 'h':
		return "Jan"
	case 'B':
		return "January"
	case 'D', 'x':
		return "01/02/06"
	case 'T', 'X':
		return "15:04:05"
	}
	return ""
}

func floorMod(a, b int) int { return ((a % b) + b) % b }

// os.time([table]) -> seconds since the epoch | nil
//
// Fields out of range are normalized, as by C's mktime.
func (m *Modules) osTime(L *lua.LState) int {
	a := argsOf(L)
	now := m.now()
	if a.Missing(1) {
		L.Push(lua.LNumber(now.Unix()))
		return 1
	}
	tb := a.Table(1)
	field := func(key string, def int) int { return dateField(L, tb, key, def) }
	sec, minute, hour := field("sec", 0), field("min", 0), field("hour", 12)
	day, month, year := field("day", -1), field("month", -1), field("year", -1)
	year = int(int32(year-1900)) + 1900 // C counts from 1900, in an int
	t := time.Date(year, time.Month(month), day, hour, minute, sec, 0, now.Location())
	if dst := L.GetField(tb, "isdst"); dst != lua.LNil {
		t = withDST(t, lua.LVAsBool(dst))
	}
	if unix := t.Unix(); unix > maxTime || unix < minTime || unix == -1 { // C cannot tell -1 from a failure
		L.Push(lua.LNil)
	} else {
		L.Push(lua.LNumber(unix))
	}
	return 1
}

// dateField reads an integer field; a negative def means that there must be
// one.
func dateField(L *lua.LState, tb *lua.LTable, key string, def int) int {
	f, ok := vm.ToNumber(L.GetField(tb, key))
	if !ok && def < 0 {
		raise(L, "field '%s' missing in date table", key)
	}
	if !ok {
		return def
	}
	return int(int32(vm.ToInteger(f)))
}

// withDST returns the moment at which clocks show what t shows, read with or
// without daylight saving time as the script says. Where the zone has no
// daylight saving time in that year, it is taken for an hour, as glibc does.
func withDST(t time.Time, dst bool) time.Time {
	if t.IsDST() == dst {
		return t
	}
	_, have := t.Zone()
	for month := time.January; month <= time.December; month++ {
		if probe := time.Date(t.Year(), month, 1, 12, 0, 0, 0, t.Location()); probe.IsDST() == dst {
			_, want := probe.Zone()
			return t.Add(time.Duration(have-want) * time.Second)
		}
	}
	if dst {
		return t.Add(-time.Hour)
	}
	return t
}
