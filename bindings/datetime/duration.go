package datetime

// This file reads and writes lengths of time.

import (
	"math"
	"strconv"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// units are the units of lengths with their seconds, in the order in which they are tried.
var units = []struct {
	name    string
	seconds float64
}{
	{"ms", 1e-3}, {"us", 1e-6}, {"µs", 1e-6}, {"ns", 1e-9}, {"w", 604800}, {"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1},
}

// parseDuration is parse_duration(text): the seconds of "1h30m", "1.5 s", "-2d", "PT1H30M".
func parseDuration(c native.Call) int {
	text := c.Text(1)
	seconds, ok := duration(strings.TrimSpace(text))
	if !ok {
		c.Raise(loop.Errorf(loop.ValueError, "%s: length of time expected, as \"1h30m\", got %q", c.Name, shown(text)))
	}
	return c.Push(lua.LNumber(seconds))
}

func duration(s string) (float64, bool) {
	s, negative := strings.CutPrefix(s, "-")
	if !negative {
		s = strings.TrimPrefix(s, "+")
	}
	if rest, iso := strings.CutPrefix(s, "P"); iso { // ISO 8601: months and years have no length
		date, clock, _ := strings.Cut(strings.ToLower(rest), "t")
		if strings.ContainsAny(date, "myhs") || strings.ContainsAny(clock, "dwun") {
			return 0, false
		}
		s = date + clock
	}
	total, n := 0.0, 0
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		end := 0
		for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.') {
			end++
		}
		count, err := strconv.ParseFloat(s[:end], 64)
		if err != nil {
			return 0, false
		}
		s = strings.TrimSpace(s[end:])
		found := false
		for _, u := range units {
			if rest, ok := strings.CutPrefix(s, u.name); ok {
				total, s, found = total+count*u.seconds, rest, true
				n++
				break
			}
		}
		if !found {
			return 0, false
		}
	}
	if negative {
		total = -total
	}
	return total, n > 0
}

// formatDurationOf is format_duration(seconds): "1d2h3m4.5s", without the units of which there are none.
func formatDurationOf(c native.Call) int {
	seconds := c.Number(1)
	if math.IsNaN(seconds) || math.IsInf(seconds, 0) {
		c.Raise(loop.Errorf(loop.ValueError, "%s: number of seconds expected, got %v", c.Name, seconds))
	}
	return c.Push(lua.LString(formatDuration(seconds)))
}

func formatDuration(seconds float64) string {
	if math.Abs(seconds) >= maxSeconds {
		return strconv.FormatFloat(seconds, 'g', -1, 64) + "s"
	}
	text := ""
	if seconds < 0 {
		text, seconds = "-", -seconds
	}
	whole, part := math.Modf(seconds)
	left, nano := int64(whole), math.Round(part*1e9)
	if nano >= 1e9 {
		left, nano = left+1, 0
	}
	begin := len(text)
	for _, u := range []struct {
		name    string
		seconds int64
	}{{"d", 86400}, {"h", 3600}, {"m", 60}} {
		if n := left / u.seconds; n > 0 {
			text += strconv.FormatInt(n, 10) + u.name
			left %= u.seconds
		}
	}
	if left > 0 || nano > 0 || len(text) == begin {
		text += strconv.FormatFloat(float64(left)+nano/1e9, 'f', -1, 64) + "s"
	}
	return text
}
