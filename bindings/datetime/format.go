package datetime

// This file writes moments as text.

import (
	"fmt"
	"strings"
	"time"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/stdlib"

	lua "github.com/yuin/gopher-lua"
)

// httpFormat is the form of HTTP's headers. It is in GMT.
const httpFormat = "Mon, 02 Jan 2006 15:04:05 GMT"

// formatFunction is format(dt, [format]).
func (m *instance) formatFunction(c native.Call) int {
	return format(c, m.time(c, 1), 2)
}

// formatMethod is dt:format([format]).
func (m *instance) formatMethod(c native.Call, t time.Time) int { return format(c, t, 1) }

// format writes t in the format that is argument n: "rfc3339", which is what is meant without one, "http", or one with the
// conversions of C's strftime, and %f for microseconds.
func format(c native.Call, t time.Time, n int) int {
	if !c.Has(n) {
		return c.Push(lua.LString(t.Format(time.RFC3339Nano)))
	}
	layout := c.Str(n)
	switch layout {
	case "rfc3339":
		return c.Push(lua.LString(t.Format(time.RFC3339Nano)))
	case "http":
		return c.Push(lua.LString(t.UTC().Format(httpFormat)))
	}
	c.Reserve(12 * len(layout)) // %c is the longest
	c.Work(12 * len(layout))
	var out strings.Builder
	for i := 0; i < len(layout); i++ {
		if layout[i] != '%' || i+1 == len(layout) {
			out.WriteByte(layout[i])
			continue
		}
		i++
		switch text, ok := stdlib.Strftime(t, layout[i]); {
		case layout[i] == 'f':
			fmt.Fprintf(&out, "%06d", t.Nanosecond()/1000)
		case ok:
			out.WriteString(text)
		default:
			c.Fail(n, "conversion of strftime expected, got '%%%c'", layout[i])
		}
	}
	return c.Push(lua.LString(out.String()))
}
