package datetime

// This file reads moments from text.

import (
	"strconv"
	"strings"
	"time"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
)

// parse is parse(text, [format, [zone]]): without a format the text is in the form of RFC 3339 or ISO 8601. A text that does
// not say its zone is of the given one, or else local.
func (m *instance) parse(c native.Call) int {
	text := c.Text(1)
	zone := m.zone(c, 3, m.local())
	fail := func(format string, args ...any) {
		c.Raise(loop.Errorf(loop.ValueError, c.Name+": "+format, args...))
	}
	if !c.Has(2) || c.Str(2) == "rfc3339" {
		t, ok := parseISO(text, zone)
		if !ok {
			fail("date and time as in RFC 3339 expected, got %q", shown(text))
		}
		return m.moment(c, t)
	}
	if c.Str(2) == "http" {
		t, err := time.Parse(httpFormat, text)
		if err != nil {
			fail("date and time as in HTTP expected, got %q", shown(text))
		}
		return m.moment(c, t)
	}
	c.Work(conversionCost*len(c.Str(2)) + len(text))
	r := reading{text: text, zone: zone, year: 1900, month: 1, day: 1}
	if problem := r.read(c.Str(2)); problem != "" {
		fail("%s, got %q", problem, shown(r.text))
	}
	if r.text != "" {
		fail("end of the text expected, got %q", shown(r.text))
	}
	t, problem := r.moment()
	if problem != "" {
		fail("%s", problem)
	}
	return m.moment(c, t)
}

// conversionCost is what a conversion costs at most, in bytes worked through.
const conversionCost = 32

// shown is as much of a text as a message shows.
func shown(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// parseISO reads 2026-11-29, with a time after T or a space, seconds and their fraction or not, an offset or not.
func parseISO(text string, zone *time.Location) (time.Time, bool) {
	r := reading{text: text, zone: zone}
	if r.read("%Y-%m-%d") != "" {
		return time.Time{}, false
	}
	if rest := r.text; rest != "" && (rest[0] == 'T' || rest[0] == 't' || rest[0] == ' ') {
		r.text = rest[1:]
		if r.read("%H:%M") != "" {
			return time.Time{}, false
		}
		if strings.HasPrefix(r.text, ":") && r.read(":%S") != "" {
			return time.Time{}, false
		}
		if r.text != "" && (r.text[0] == '.' || r.text[0] == ',') {
			r.text = r.text[1:]
			if !r.fraction() {
				return time.Time{}, false
			}
		}
		if r.text != "" && r.read("%z") != "" {
			return time.Time{}, false
		}
	}
	t, problem := r.moment()
	return t, r.text == "" && problem == ""
}

// A reading is text being read, and what it has said so far.
type reading struct {
	text                       string // what is left
	zone                       *time.Location
	year, month, day, yday     int
	hour, minute, second, nano int
	pm, half                   bool // half: %p was there
	unix                       int
	isUnix                     bool
}

// strptime's conversions that stand for others.
var abbreviations = map[byte]string{
	'T': "%H:%M:%S", 'R': "%H:%M", 'D': "%m/%d/%y", 'F': "%Y-%m-%d", 'r': "%I:%M:%S %p", 'c': "%a %b %e %T %Y",
	'x': "%m/%d/%y", 'X': "%H:%M:%S",
}

// read reads what a format says. It returns what it expected, "" when that was there.
func (r *reading) read(format string) (expected string) {
	for i := 0; i < len(format); i++ {
		switch c := format[i]; {
		case c == ' ' || c == '\t' || c == '\n':
			r.text = strings.TrimLeft(r.text, " \t\n")
		case c != '%' || i+1 == len(format):
			if r.text == "" || r.text[0] != c {
				return "'" + string(rune(c)) + "' expected"
			}
			r.text = r.text[1:]
		default:
			i++
			if whole, ok := abbreviations[format[i]]; ok {
				if expected := r.read(whole); expected != "" {
					return expected
				}
			} else if what, ok := r.conversion(format[i]); !ok {
				return what + " expected (%" + string(rune(format[i])) + ")"
			}
		}
	}
	return ""
}

// conversion reads what one conversion stands for. It returns what that is called.
func (r *reading) conversion(c byte) (what string, ok bool) {
	switch c {
	case 'Y':
		return "year of four digits", r.number(&r.year, 4, 4, 0, 9999)
	case 'y':
		ok = r.number(&r.year, 2, 2, 0, 99)
		if r.year += 1900; r.year < 1969 {
			r.year += 100
		}
		return "year of two digits", ok
	case 'm':
		return "month", r.number(&r.month, 1, 2, 1, 12)
	case 'd', 'e':
		r.text = strings.TrimLeft(r.text, " ")
		return "day", r.number(&r.day, 1, 2, 1, 31)
	case 'j':
		return "day of the year", r.number(&r.yday, 1, 3, 1, 366)
	case 'H', 'k':
		r.text = strings.TrimLeft(r.text, " ")
		return "hour", r.number(&r.hour, 1, 2, 0, 23)
	case 'I', 'l':
		r.text = strings.TrimLeft(r.text, " ")
		r.half = true
		return "hour up to 12", r.number(&r.hour, 1, 2, 1, 12)
	case 'M':
		return "minute", r.number(&r.minute, 1, 2, 0, 59)
	case 'S':
		return "second", r.number(&r.second, 1, 2, 0, 60)
	case 'f':
		return "fraction of a second", r.fraction()
	case 's':
		r.isUnix = true
		return "number of seconds", r.number(&r.unix, 1, 12, 0, 1e12)
	case 'b', 'B', 'h':
		return "name of a month", r.name(&r.month, func(i int) string { return time.Month(i).String() }, 12)
	case 'a', 'A':
		var day int
		return "name of a day", r.name(&day, func(i int) string { return time.Weekday(i - 1).String() }, 7)
	case 'p', 'P':
		return "AM or PM", r.meridian()
	case 'z':
		seconds, rest, ok := offset(r.text)
		if ok {
			r.zone, r.text = fixed(seconds), rest
		}
		return "offset from UTC", ok
	case 'Z':
		for _, name := range []string{"UTC", "GMT", "Z"} {
			if rest, ok := strings.CutPrefix(r.text, name); ok {
				r.zone, r.text = time.UTC, rest
				return "", true
			}
		}
		return "UTC or GMT", false
	case 'n', 't':
		r.text = strings.TrimLeft(r.text, " \t\n")
		return "", true
	case '%':
		rest, ok := strings.CutPrefix(r.text, "%")
		r.text = rest
		return "'%'", ok
	}
	return "conversion of strptime", false
}

// number reads a number of so many digits.
func (r *reading) number(into *int, least, most, low, high int) bool {
	n, i := 0, 0
	for i < len(r.text) && i < most && r.text[i] >= '0' && r.text[i] <= '9' {
		n = n*10 + int(r.text[i]-'0')
		i++
	}
	if i < least || n < low || n > high {
		return false
	}
	*into, r.text = n, r.text[i:]
	return true
}

// fraction reads the digits after the point of the seconds, at least one. Those after the ninth do not count.
func (r *reading) fraction() bool {
	scale, i := int(time.Second), 0
	r.nano = 0
	for ; i < len(r.text) && r.text[i] >= '0' && r.text[i] <= '9'; i++ {
		scale /= 10
		r.nano += scale * int(r.text[i]-'0')
	}
	r.text = r.text[i:]
	return i > 0
}

// name reads one of n names, whole or its first three letters.
func (r *reading) name(into *int, name func(i int) string, n int) bool {
	for i := 1; i <= n; i++ {
		for _, s := range []string{name(i), name(i)[:3]} {
			if len(r.text) >= len(s) && strings.EqualFold(r.text[:len(s)], s) {
				*into, r.text = i, r.text[len(s):]
				return true
			}
		}
	}
	return false
}

func (r *reading) meridian() bool {
	if len(r.text) < 2 {
		return false
	}
	half := strings.ToUpper(r.text[:2])
	r.pm, r.text = half == "PM", r.text[2:]
	return half == "AM" || half == "PM"
}

// offset reads an offset from UTC in seconds: Z, +02:00, +0200, +02.
func offset(s string) (seconds int, rest string, ok bool) {
	if s == "" {
		return 0, s, false
	}
	if s[0] == 'Z' || s[0] == 'z' {
		return 0, s[1:], true
	}
	if s[0] != '+' && s[0] != '-' {
		return 0, s, false
	}
	var hours, minutes int
	r := reading{text: s[1:]}
	if !r.number(&hours, 2, 2, 0, 23) {
		return 0, s, false
	}
	if rest, colon := strings.CutPrefix(r.text, ":"); colon {
		r.text = rest
		if !r.number(&minutes, 2, 2, 0, 59) {
			return 0, s, false
		}
	} else {
		r.number(&minutes, 2, 2, 0, 59) // or none
	}
	seconds = hours*3600 + minutes*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, r.text, true
}

// moment is the moment that was read. The other result is what is wrong with it.
func (r *reading) moment() (time.Time, string) {
	if r.isUnix {
		return time.Unix(int64(r.unix), int64(r.nano)).In(r.zone), ""
	}
	if r.half {
		if r.hour %= 12; r.pm {
			r.hour += 12
		}
	}
	if r.yday > 0 {
		r.month, r.day = 1, r.yday
	}
	t := time.Date(r.year, time.Month(r.month), r.day, r.hour, r.minute, r.second, r.nano, r.zone)
	if first := time.Date(r.year, time.Month(r.month), 1, 0, 0, 0, 0, time.UTC); r.yday == 0 && r.day > daysIn(first) {
		return t, "the month has no day " + strconv.Itoa(r.day)
	}
	return t, ""
}

// daysIn is how many days a month has that begins at first.
func daysIn(first time.Time) int { return first.AddDate(0, 1, -1).Day() }
