package loop

// This file makes the texts of futures, tasks and values, in the form of Python's reprs.

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

const (
	reprLimit = 60 // characters of a value's text
	reprDepth = 3  // futures shown within futures that wait for them
)

// String reads like Python's repr: <Future pending cb=[f()]>, <Future finished result=1>,
// <Task pending name='Task-1' coro=<main> wait_for=<Future pending>>.
func (f *Future) String() string {
	var b strings.Builder
	f.write(&b, reprDepth)
	return b.String()
}

// kind is the name of the class in Python.
func (f *Future) kind() string {
	switch {
	case f.task != nil:
		return "Task"
	case f.side != nil && f.side.gather != nil:
		return "_GatheringFuture"
	}
	return "Future"
}

func (f *Future) write(b *strings.Builder, depth int) {
	if depth == 0 {
		b.WriteString("...")
		return
	}
	b.WriteString("<" + f.kind() + " " + f.stateText())
	if t := f.task; t != nil {
		fmt.Fprintf(b, " name='%s'", t.Name())
		if t.coro != nil {
			fmt.Fprintf(b, " coro=<%s>", coroText(t.coro))
		}
		if t.waiter != nil {
			b.WriteString(" wait_for=")
			if text := WaitsFor(t.coro); text != "" {
				b.WriteString("<" + text + ">")
			} else {
				t.waiter.write(b, depth-1)
			}
		}
	}
	switch f.state {
	case finished:
		b.WriteString(" result=" + repr(f.value))
	case failed:
		b.WriteString(" exception=" + repr(f.value))
	}
	f.writeCallbacks(b)
	if at := f.MadeAt(); at != nil && f.loop.showsPlaces() {
		fmt.Fprintf(b, " created at %s", placeText(at))
	}
	b.WriteByte('>')
}

func (f *Future) stateText() string {
	switch f.state {
	case cancelled:
		return "cancelled"
	case finished, failed:
		return "finished"
	}
	if f.task != nil && f.task.cancels > 0 {
		return "cancelling"
	}
	return "pending"
}

// writeCallbacks shows the first and the last callback, and the number of others.
func (f *Future) writeCallbacks(b *strings.Builder) {
	callbacks := f.callbacks()
	n := len(callbacks)
	if n == 0 {
		return
	}
	b.WriteString(" cb=[" + callbackText(callbacks[0].cb))
	if n > 2 {
		fmt.Fprintf(b, ", <%d more>", n-2)
	}
	if n > 1 {
		b.WriteString(", " + callbackText(callbacks[n-1].cb))
	}
	b.WriteByte(']')
}

// Repr is the error as Python's repr has it, shortened where it is long: ValueError('bad').
func (e *Error) Repr() string {
	if e.Msg == nil {
		return e.Class.Name + "()"
	}
	return shorten(e.Class.Name + "(" + repr(e.Msg) + ")")
}

// repr is a short text of any value.
func repr(v any) string {
	var s string
	switch v := v.(type) {
	case nil:
		return "nil"
	case string:
		s = "'" + ends(v) + "'"
	case *Future:
		return v.String()
	case *Error:
		return v.Repr()
	case error:
		s = v.Error()
		var e *Error // in an embedding's own error
		if errors.As(v, &e) && e.Error() == s {
			return repr(e)
		}
	default:
		if x := reflect.ValueOf(v); x.Kind() == reflect.String { // an embedding's own strings
			s = "'" + ends(x.String()) + "'"
		} else {
			s = fmt.Sprint(v)
		}
	}
	return shorten(s)
}

// shorten leaves out the middle of a long text.
func shorten(s string) string {
	if len(s) <= reprLimit {
		return s
	}
	r := []rune(ends(s))
	if len(r) <= reprLimit {
		return s
	}
	return string(r[:reprLimit/2]) + "..." + string(r[len(r)-reprLimit/2+3:])
}

// showsPlaces tells whether reprs show where something was made: as in Python they do of what was made in debug mode, and
// not because of [Options].Places.
func (l *Loop) showsPlaces() bool { return l.debug || !l.places }

// ends is what repr shows of a text, and some more: a long one is not copied as a whole.
func ends(s string) string {
	const most = 4 * reprLimit // bytes of so many characters
	if len(s) <= 2*most {
		return s
	}
	return s[:most] + s[len(s)-most:]
}

// placeText is where something was made, on one line: in a repr there is no room for a traceback.
func placeText(at any) string {
	if p, ok := at.(interface{ Place() string }); ok {
		return p.Place()
	}
	return fmt.Sprint(at)
}
