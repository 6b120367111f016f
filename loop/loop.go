package loop

// This file holds the Loop and its iteration.

import (
	"io"
	"math"
	"os"
	"sync/atomic"
	"time"
)

// maxWait caps how long a loop sleeps at a time, so that no timer is too far for a clock.
const maxWait = 24 * 3600

// resolution is how much before its time a timer may fire.
const resolution = 1e-9

// Options say how a loop is made. The zero value is good.
type Options struct {
	Clock  Clock     // nil is the machine's monotonic clock
	Debug  bool      // report slow callbacks and where things were made
	Stderr io.Writer // where the default exception handler writes; nil is os.Stderr

	// Report makes what it writes, of the lines of a report and the exception that it is about, if any; nil is the lines
	// and the Traceback.
	Report func(lines string, exc error) string

	// OnReport, if not nil, is told of what would be written, which is not.
	OnReport func(c *ErrorContext)

	// TaskNumbers counts the tasks, whose names it makes. Loops may share one; nil is a new one.
	TaskNumbers *atomic.Uint64

	// OnDeadlock is called instead of sleeping when nothing can wake the loop any more: no
	// callback, no timer, nothing held (see Hold). It should stop the loop, as
	// by StopWith; if it does not, the loop sleeps. Nil is to sleep.
	OnDeadlock func(l *Loop)

	// Schedule has callbacks run in other orders than the plain one, for tests; nil is the plain one.
	Schedule *Schedule

	// StackSwitcher runs the loop on goroutines of its choice; nil is the goroutine that calls RunForever.
	StackSwitcher StackSwitcher

	// Where tells the place in the program where something is being made. It is asked in
	// debug mode, or with Places, only, and shown by its String method or as fmt prints it.
	Where func() any

	// Places has futures and handles know where they were made without debug mode, which shows it wherever it shows them.
	Places bool
}

// StackSwitcher runs a loop on goroutines of its own, so that a task can keep its Go stack while it waits. Run calls spin
// on some goroutine. When that goroutine is parked in the middle of a callback, Run calls spin again on another, which
// goes on with the same iteration. A spin that another has replaced returns as soon as the callback it is inside
// returns. Run itself returns when the spin that was begun last has returned.
//
// Exactly one of the goroutines runs at any time.
type StackSwitcher interface{ Run(spin func()) }

// Loop is an event loop, as asyncio's BaseEventLoop is. See the package comment for who may
// touch it.
type Loop struct {
	// Payload is the embedding's own object for this loop. The loop never looks at it.
	Payload any

	// SlowCallbackDuration is how long a callback may take in debug mode before it is reported. New sets it to 0.1
	// seconds.
	SlowCallbackDuration Span

	// Set by New, then only read.
	clock       Clock
	virtual     *VirtualClock // clock, if it is one
	stderr      io.Writer
	report      func(text string, exc error) string
	onReport    func(c *ErrorContext)
	taskNumbers *atomic.Uint64
	onDeadlock  func(*Loop)
	switcher    StackSwitcher
	arranger    *arranger // nil: the plain order
	where       func() any
	places      bool

	// The iteration. All its state is here and none on the Go stack, because a StackSwitcher may
	// have another goroutine go on in the middle of it.
	ready       readyQueue
	ntodo       int      // callbacks of this iteration that have not run yet
	spins       uint64   // counts the spins; a spin with a lower number has been replaced
	ctx         *Context // the current context, never nil
	current     *Task    // the running task
	handling    *Handle  // the running handle, in debug mode
	timers      timers
	counted     uint64        // what counts is
	counts      atomic.Uint64 // tasks and timers, for other goroutines
	changed     []*Account    // those whose counts are to be told
	iterations  uint64
	fresh       bool  // the next iteration is the first of a run
	once        bool  // stop after one iteration
	nonblocking bool  // do not sleep
	stopping    bool  // stop after this iteration
	escape      error // what ends the run at once
	alarm       *time.Timer
	sleeper     Sleeper // nil: the loop sleeps by itself
	underWay    func() time.Duration

	// What belongs to the loop.
	base        Context // the current context outside of callbacks
	blank       Context // where callbacks of the loop's own run
	tasks       taskList
	factory     taskFactory
	unretrieved unretrieved
	handler     exceptionHandler
	hooks       hooks
	marks       uint32             // the last that was given, see marks
	sweeps      uint64             // counts the cancellings of gathers
	sweeping    bool               // one is under way
	passed      map[*Task]struct{} // those that a request has come by, while CancelTasks is under way
	requests    uint64             // counts the tasks that requests to cancel have come by
	debug       bool
	timed       bool // callbacks are called by callTimed: debug mode, or the beat is watched
	closed      bool
	after       func() // for tests: called after each callback

	beat       beat
	running    atomic.Bool
	threadsafe threadsafe // all that other goroutines use
}

// New makes a loop. Close it when it is no longer needed.
func New(o Options) *Loop {
	l := &Loop{
		SlowCallbackDuration: Seconds(0.1),
		clock:                o.Clock,
		stderr:               o.Stderr,
		report:               o.Report,
		onReport:             o.OnReport,
		taskNumbers:          o.TaskNumbers,
		onDeadlock:           o.OnDeadlock,
		switcher:             o.StackSwitcher,
		where:                o.Where,
		places:               o.Places,
		debug:                o.Debug,
		timed:                o.Debug,
	}
	if l.clock == nil {
		l.clock = realClock{}
	}
	if l.stderr == nil {
		l.stderr = os.Stderr
	}
	if l.taskNumbers == nil {
		l.taskNumbers = new(atomic.Uint64)
	}
	l.virtual, _ = l.clock.(*VirtualClock)
	if o.Schedule != nil {
		l.arranger = &arranger{schedule: o.Schedule, lists: map[*Future]*waiters{}, levels: map[*Task]int{}}
	}
	l.ctx = &l.base
	l.threadsafe.wake = make(chan struct{}, 1)
	return l
}

// Time returns the loop's time in seconds.
func (l *Loop) Time() float64 { return l.clock.Now() }

// Debug reports whether the loop is in debug mode.
func (l *Loop) Debug() bool { return l.debug }

// SetDebug turns debug mode on or off.
func (l *Loop) SetDebug(on bool) { l.debug, l.timed = on, on || l.beat.watched }

// IsVirtual tells whether the loop's clock is a virtual one.
func (l *Loop) IsVirtual() bool { return l.virtual != nil }

// Iterations returns how many iterations the loop has begun.
func (l *Loop) Iterations() uint64 { return l.iterations }

// spin runs callbacks until the loop is to stop, or until another spin has taken the loop
// over. It is the loop's program: everything else happens inside a callback.
func (l *Loop) spin() {
	l.spins++
	me := l.spins // the number of this spin
	for {
		if l.fresh {
			l.fresh = false
			l.advance()
		}
		for l.ntodo > 0 {
			l.runBatch(me)
			if l.spins != me {
				return
			}
		}
		if l.stopping || l.once || l.escape != nil {
			l.count()
			return
		}
		l.advance()
	}
}

// runBatch runs the callbacks of this iteration until none is left or one has panicked.
// The recovery is set up once for all of them.
func (l *Loop) runBatch(me uint64) {
	var e entry
	defer func() {
		if r := recover(); r != nil {
			if unwinding(r) {
				panic(r)
			}
			l.recovered(e, errorOf(r), me)
		}
	}()
	for l.ntodo > 0 {
		l.ntodo--
		e = l.ready.pop()
		l.ctx = e.ctx
		if l.timed {
			l.callTimed(e, me)
		} else {
			e.cb.Call(e.fut)
		}
		if l.spins != me {
			return
		}
		if l.after != nil {
			l.after()
		}
	}
}

// advance begins an iteration: it sleeps until there is something to do, and settles which
// callbacks run.
func (l *Loop) advance() {
	l.iterations++
	if l.beat.watched {
		l.beat.end()
	}
	l.unretrieved.weaken(l)
	l.timers.prune()
	l.count()
	l.takeInbox()
	if l.sleeper != nil && (l.ready.n > 0 || l.stopping || l.nonblocking || l.virtual != nil) {
		l.sleeper.Sleep(0)
	}
	if l.ready.n == 0 && !l.stopping && !l.nonblocking && !l.arranger.holding() {
		l.sleep()
	}
	if len(l.timers.heap) > 0 {
		l.fireTimers()
	}
	if l.escape == nil {
		if l.arranger != nil {
			l.arranger.arrange(l)
		}
		l.ntodo = l.ready.n
	}
}

// fireTimers moves the timers that are due into the ready queue.
func (l *Loop) fireTimers() {
	now := l.Time()
	end := now + resolution
	for len(l.timers.heap) > 0 {
		// The second half matters when now is so large that end is the same number.
		if when := l.timers.heap[0].when; when >= end && when > now || math.IsInf(when, 1) {
			return
		} else if l.virtual != nil {
			l.virtual.Advance(when)
		}
		h := l.timers.pop()
		l.ready.push((*handleRun)(h), nil, h.ctx)
	}
}

// sleep waits until a timer is due or another goroutine has scheduled something.
func (l *Loop) sleep() {
	l.ready.shrink()
	when, timed := l.nextTimer()
	if l.virtual != nil {
		when, timed = l.virtual.limited(when, timed)
	}
	switch {
	case l.virtual == nil && timed:
		if wait := when - l.Time(); wait > 0 {
			l.waitForWake(min(wait, maxWait))
		}
	default:
		if !timed && l.deadlocked() {
			l.onDeadlock(l)
			if _, timed = l.nextTimer(); timed || l.ready.n > 0 || l.stopping || l.escape != nil {
				return
			}
		}
		if l.virtual != nil {
			l.sleepVirtually(when, timed)
		} else {
			l.waitForWake(math.Inf(1))
		}
	}
	l.takeInbox()
}

// nextTimer returns when the next timer fires. A timer at infinity is none under a
// virtual clock, and under a real one a reason to sleep on.
func (l *Loop) nextTimer() (when float64, ok bool) {
	if len(l.timers.heap) == 0 {
		return 0, false
	}
	when = l.timers.heap[0].when
	return when, l.virtual == nil || !math.IsInf(when, 1)
}

// deadlocked reports whether nothing can wake the loop, and somebody wants to know. The
// order matters: whoever holds the loop schedules first and releases then.
func (l *Loop) deadlocked() bool {
	return l.onDeadlock != nil && l.threadsafe.holds.Load() == 0 && l.threadsafe.paces.Load() == 0 && l.threadsafe.sources.Load() == 0 && !l.threadsafe.pending.Load()
}

// waitForWake sleeps for some seconds, or until wakeUp is called.
func (l *Loop) waitForWake(seconds float64) {
	if l.sleeper != nil {
		d := time.Duration(-1)
		if !math.IsInf(seconds, 1) {
			d = duration(seconds)
		}
		l.sleeper.Sleep(d)
		return
	}
	if math.IsInf(seconds, 1) {
		<-l.threadsafe.wake
		return
	}
	d := duration(seconds)
	if l.alarm == nil {
		l.alarm = time.NewTimer(d)
	} else {
		l.alarm.Reset(d)
	}
	select {
	case <-l.threadsafe.wake:
		l.alarm.Stop()
	case <-l.alarm.C:
	}
}
