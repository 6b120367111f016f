package loop

// This file holds callbacks and the handles by which they are scheduled and cancelled.

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
)

// Callback is what the loop calls. As a done callback it gets the completed future, from
// CallSoon and the timers nil.
//
// A callback that fails panics with its error; the loop reports it and goes on. Types used
// as done callbacks must be comparable, as pointers are, so that they can be removed.
type Callback interface{ Call(f *Future) }

// callbackFunc is a Callback made of a function.
type callbackFunc struct{ fn func(f *Future) }

// NewCallback makes a Callback of fn. Two calls give two different callbacks.
func NewCallback(fn func(f *Future)) Callback { return &callbackFunc{fn} }

// Call calls the function.
func (c *callbackFunc) Call(f *Future) { c.fn(f) }

// String names the function.
func (c *callbackFunc) String() string { return funcText(c.fn) }

func funcText(fn any) string {
	if f := runtime.FuncForPC(reflect.ValueOf(fn).Pointer()); f != nil {
		return f.Name() + "()"
	}
	return "func()"
}

// callbackText is the text of a callback in a repr.
func callbackText(cb Callback) string {
	if s, ok := cb.(fmt.Stringer); ok {
		return s.String()
	}
	return strings.TrimPrefix(fmt.Sprintf("%T", cb), "*") + ".Call()"
}

// Handle is a scheduled callback: asyncio's Handle and, with a time, its TimerHandle.
//
// An embedding can keep a Handle inside its own object: Init it, then pass it
// to [Loop.Schedule] or [Loop.ScheduleAt]. It may be used again, after another Init,
// only when it has run; a cancelled one may still be in a queue.
type Handle struct {
	loop *Loop
	cb   Callback
	ctx  *Context
	own  Context // the copied context, when none was given
	when float64
	side *handleSide
	work *Account // what a timer counts for while it waits: that of who set it

	timer     bool // it has a time
	scheduled bool // it is in the heap
	cancelled bool
}

// handleSide is what a handle has in debug mode only.
type handleSide struct {
	madeAt any
	text   string // what it was before it was cancelled
}

// Init prepares h to call cb in ctx; a nil ctx is a copy of the current context.
func (h *Handle) Init(l *Loop, cb Callback, ctx *Context) {
	*h = Handle{loop: l, cb: cb, ctx: ctx}
	if ctx == nil {
		h.own = l.ctx.share()
		h.ctx = &h.own
	}
	if (l.debug || l.places) && l.where != nil {
		h.side = &handleSide{madeAt: l.where()}
	}
}

// Cancel makes the loop skip the callback. It takes constant time, and does nothing the
// second time or when the callback has run.
func (h *Handle) Cancel() {
	if h.cancelled {
		return
	}
	if h.loop != nil && h.loop.debug {
		text := h.String()
		if h.side == nil {
			h.side = new(handleSide)
		}
		h.side.text = text
	}
	h.cancelled = true
	h.cb = nil
	if h.scheduled {
		h.loop.timers.cancelled++
		h.work.count(h.loop, 0, -1)
	}
}

// Cancelled reports whether Cancel was called.
func (h *Handle) Cancelled() bool { return h.cancelled }

// When returns the loop time a timer is set for, 0 for other handles.
func (h *Handle) When() float64 { return h.when }

// Context returns the context the callback runs in.
func (h *Handle) Context() *Context { return h.ctx }

// MadeAt returns where the handle was made, as Options.Where told it; nil outside debug mode, but with Options.Places.
func (h *Handle) MadeAt() any {
	if h.side == nil {
		return nil
	}
	return h.side.madeAt
}

// String reads like Python's: <Handle f()>, <TimerHandle when=1.5 f()>.
func (h *Handle) String() string {
	var b strings.Builder
	if h.timer {
		b.WriteString("<TimerHandle")
	} else {
		b.WriteString("<Handle")
	}
	if h.cancelled {
		b.WriteString(" cancelled")
	}
	if h.timer {
		fmt.Fprintf(&b, " when=%v", h.when)
	}
	if h.cb != nil {
		b.WriteString(" " + callbackText(h.cb))
	} else if h.side != nil && h.side.text != "" {
		b.WriteString(" was " + h.side.text)
	}
	if at := h.MadeAt(); at != nil && h.loop.showsPlaces() {
		fmt.Fprintf(&b, " created at %s", placeText(at))
	}
	b.WriteByte('>')
	return b.String()
}

// handleRun is a Handle as an entry of the ready queue.
type handleRun Handle

func (r *handleRun) Call(*Future) {
	if !r.cancelled {
		r.cb.Call(nil)
	}
}

// CallSoon schedules cb for the next iteration, as call_soon does; a nil ctx is a copy
// of the current context. On a closed loop, where Python raises, the handle
// comes back cancelled; ask [Loop.CheckClosed] first where that can be.
func (l *Loop) CallSoon(cb Callback, ctx *Context) *Handle {
	h := new(Handle)
	h.Init(l, cb, ctx)
	l.Schedule(h)
	return h
}

// CallLater schedules cb after a delay, as call_later does. A delay that is not a number is a programming error and
// panics with a ValueError; see [Span.Check].
func (l *Loop) CallLater(delay Span, cb Callback, ctx *Context) *Handle {
	return l.CallAt(l.momentIn(delay.seconds), cb, ctx)
}

// CallAt schedules cb at a loop time, as call_at does; timers of the same time run in
// the order they were set. A timer at +Inf never fires.
func (l *Loop) CallAt(when float64, cb Callback, ctx *Context) *Handle {
	h := new(Handle)
	h.Init(l, cb, ctx)
	l.ScheduleAt(h, when)
	return h
}

// Schedule puts an initialised handle into the ready queue. It allocates nothing.
func (l *Loop) Schedule(h *Handle) {
	if l.closed {
		h.Cancel()
		return
	}
	l.ready.push((*handleRun)(h), nil, h.ctx)
}

// ScheduleAt makes an initialised handle a timer.
func (l *Loop) ScheduleAt(h *Handle, when float64) {
	if err := checkTime("when", when); err != nil {
		panic(err)
	}
	h.timer, h.when = true, when
	if l.closed {
		h.Cancel()
		return
	}
	l.timers.add(h)
	h.work = l.ctx.Account()
	h.work.count(l, 0, 1)
}

// funcHandle is a Handle together with the Go function it calls.
type funcHandle struct {
	Handle
	fn func()
}

func (h *funcHandle) Call(*Future)   { h.fn() }
func (h *funcHandle) String() string { return funcText(h.fn) }

// CallSoonFunc is CallSoon for a Go function.
func (l *Loop) CallSoonFunc(fn func()) *Handle {
	h := &funcHandle{fn: fn}
	h.Init(l, h, nil)
	l.Schedule(&h.Handle)
	return &h.Handle
}

// CallLaterFunc is CallLater for a Go function.
func (l *Loop) CallLaterFunc(delay Span, fn func()) *Handle {
	h := &funcHandle{fn: fn}
	h.Init(l, h, nil)
	l.ScheduleAt(&h.Handle, l.momentIn(delay.seconds))
	return &h.Handle
}
