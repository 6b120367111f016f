package repl

// This file makes a REPL and runs it: the main coroutine of an event loop, and the goroutine that reads.

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
	"time"
	"weak"

	"moonloop/bindings/asyncio"
	"moonloop/loop"
	"moonloop/repl/explain"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A REPL is a prompt over one runtime. Set its fields before Run.
type REPL struct {
	History string // the file of earlier inputs; "": they are forgotten
	Banner  string // printed first, if there is a terminal
	Prompts bool   // print prompts also where in is no terminal
	Virtual bool   // the loop's time is virtual: :time tells that
	Vi      bool   // lines are edited by the keys of vi, until :keys says else
	// LeaveTerm leaves SIGTERM to the host, which should end the context. Else it gives the terminal back and ends the
	// process.
	LeaveTerm bool
	Color     bool // New sets it if out is a terminal that can show colours, and NO_COLOR is not set

	m      *asyncio.Module
	rt     *vm.Runtime
	screen *Screen
	reader reader
	source *source // what reader reads, if that is a file
	tty    bool    // in is a terminal

	// The session's own, on the goroutine of the loop.
	ctx     context.Context
	loop    *loop.Loop
	context *loop.Context // of all inputs: a context variable that one sets is there in the next
	scope   scope
	paint   painter
	errors  *explain.Printer
	number  int // of the newest input
	sources map[string][]string
	inbox   []request
	wake    *loop.Future
	made    map[weak.Pointer[loop.Task]]origin // of tasks that are not done: it holds no results
	failed  []*loop.Future                     // futures whose exception nobody has looked at yet
	quit    bool
	timed   func()   // called when an input's task has ended
	good    []string // the inputs that ran to their end
	newest  string   // the input that ran last
	// lastError is of the newest input that failed.
	lastError error
	unwatch   func()

	mu      sync.Mutex
	running *loop.Task // guarded by mu; what Ctrl-C cancels
	live    *loop.Loop // guarded by mu; while the session lasts
	nudges  sync.WaitGroup
	parting sync.WaitGroup // waits for the second Ctrl-D
}

// An origin is when a task was made, by the loop's clock, and during or after which input.
type origin struct {
	time  float64
	input int
}

// A request is what the reader has read.
type request struct {
	text string
	err  error
}

// A reader reads inputs. read is called on the reader's goroutine, everything else from others.
type reader interface {
	read(prompt string) (string, error)
	interrupt() // Ctrl-C that it could not see itself
	stop()      // ends a read that waits
	close()     // when no read is running
}

// New makes a REPL that reads inputs from in and prints to out, which is best the [Screen] that the runtime prints to.
// The runtime should be [vm.Options.Interruptible].
func New(m *asyncio.Module, in io.Reader, out io.Writer) *REPL {
	r := &REPL{m: m, rt: m.Runtime(), sources: map[string][]string{}, made: map[weak.Pointer[loop.Task]]origin{}}
	m.SetSource(r.sourceLine)
	var ok bool
	if r.screen, ok = out.(*Screen); !ok {
		r.screen = NewScreen(out)
	}
	r.tty = IsTerminal(in)
	capable := IsTerminal(out) && os.Getenv("TERM") != "dumb"
	r.Color = Colors(out)
	r.reader = r.newReader(in, capable)
	return r
}

// Colors tells whether out is a terminal that shows colours, and NO_COLOR is not set.
func Colors(out io.Writer) bool {
	return IsTerminal(out) && os.Getenv("TERM") != "dumb" && os.Getenv("NO_COLOR") == ""
}

func (r *REPL) newReader(in io.Reader, capable bool) reader {
	var src *source
	if f, fd, ok := fileOf(in); ok {
		if s, err := newSource(f, fd); err == nil {
			src, in, r.source = s, s, s
		}
	}
	if r.tty && capable && src != nil {
		if keys, err := newKeyboard(src, r.screen.settle); err == nil {
			r.screen.draws = true
			return &editor{
				screen: r.screen, modes: &modes{fd: src.fd}, source: src, keys: keys,
				complete: r.askCompletion, finished: finished, nudge: r.nudge, handles: r.handles,
			}
		}
	}
	return &lines{screen: r.screen, in: bufio.NewReader(in), source: src, finished: finished}
}

// handles tells whether a signal is another's than the session's.
func (r *REPL) handles(sig syscall.Signal) bool {
	return r.m.Handles(sig) || sig == syscall.SIGTERM && r.LeaveTerm
}

// Run runs the session until the input ends, :quit, or the end of ctx; what is left running then is cancelled and
// awaited. While it runs on a terminal, Ctrl-C is the session's.
func (r *REPL) Run(ctx context.Context) error { return r.RunScript(ctx, nil) }

// RunScript runs a script as the main chunk, and then the session in its loop. An error of the script is shown.
func (r *REPL) RunScript(ctx context.Context, script *lua.LFunction, args ...lua.LValue) error {
	r.ctx = ctx
	wait := r.watchInterrupts()
	defer r.Restore() // also from a panic
	main := r.rt.State().NewFunction(func(L *lua.LState) int {
		r.begin()
		prompt := func() vm.Step { return vm.Await(r.session(), nil) }
		if script == nil {
			return r.rt.Perform(L, prompt())
		}
		r.setRunning(r.loop.CurrentTask())
		return r.rt.Perform(L, vm.Call(script, args, func(_ []lua.LValue, err error) vm.Step {
			r.setRunning(nil)
			if err != nil {
				if vm.Fatal(err) || ctx.Err() != nil {
					r.end()
					return vm.Raise(err)
				}
				r.takeBack()
				r.showError(err)
			}
			return prompt()
		}))
	})
	_, err := r.m.RunMain(ctx, main)
	if errors.Is(err, errLetGo) {
		err = nil
	}
	r.end()
	r.parting.Wait()
	wait()
	r.nudges.Wait()
	r.rt.Withdraw()
	return err
}

// begin makes the loop that runs now the session's.
func (r *REPL) begin() {
	l := r.rt.Loop()
	r.loop = l
	r.context = l.Context().Copy()
	r.paint = painter{r.Color}
	r.errors = &explain.Printer{Runtime: r.rt, Color: r.Color, Source: r.sourceText, Show: r.showRaised, Indent: "  "}
	r.openScope()
	r.m.WatchBlocked(l, time.Second, r.print)
	if r.tty {
		l.AddSource() // Ctrl-C can always end what an input waits for
		l.OnClose(l.RemoveSource)
	}
	main := l.CurrentTask()
	main.SetName("repl")
	l.UnregisterTask(main) // it is not the user's
	l.OnFailed(func(f *loop.Future) {
		r.failed = append(r.failed, f)
		l.CallSoonFunc(func() { l.CallSoonFunc(r.reportFailures) })
	})
	l.SetTaskFactory(r.makeTask)
	l.SetExceptionHandler(func(_ *loop.Loop, c *loop.ErrorContext) error {
		r.print(r.errors.Report(c.String(), c.Exception))
		return nil
	})
	r.mu.Lock()
	r.live = l
	r.mu.Unlock()
	switch reader := r.reader.(type) {
	case *editor:
		reader.history, reader.paint = openHistory(r.History), r.paint
		reader.useVi(r.Vi)
	case *lines:
		reader.prompts = r.tty || r.Prompts
	}
}

// makeTask is the loop's task factory: it notes when tasks are made.
func (r *REPL) makeTask(l *loop.Loop, co loop.Coroutine, o loop.TaskOptions) (*loop.Future, error) {
	t, err := loop.NewTask(l, co, o)
	if err != nil {
		return nil, err
	}
	if len(r.made) > 64 && len(r.made) > 2*len(l.AllTasks()) {
		for p := range r.made {
			if t := p.Value(); t == nil || t.Done() {
				delete(r.made, p)
			}
		}
	}
	r.made[weak.Make(t)] = origin{l.Time(), r.number}
	return &t.Future, nil
}

// end ends the reading, and gives the terminal and Ctrl-C back. It may be called again.
func (r *REPL) end() {
	r.reader.stop()
	r.giveBack()
}

// giveBack gives the terminal and Ctrl-C back. It may be called again.
func (r *REPL) giveBack() {
	r.mu.Lock()
	r.live, r.running = nil, nil
	r.mu.Unlock()
	r.unwatch()
	r.Restore()
}

// Restore gives a terminal its own modes back. A host calls it before it ends the process in the middle of Run. Any
// goroutine may call it.
func (r *REPL) Restore() {
	if e, ok := r.reader.(*editor); ok {
		_ = e.modes.restore()
	}
}

// takeBack makes up for a cancellation of the main task that was meant for what it ran.
func (r *REPL) takeBack() {
	if t := r.loop.CurrentTask(); t != nil {
		for t.Cancelling() > 0 {
			t.Uncancel()
		}
	}
}

func (r *REPL) setRunning(t *loop.Task) {
	r.mu.Lock()
	r.running = t
	r.mu.Unlock()
}

// session is the coroutine of the session.
func (r *REPL) session() loop.Coroutine {
	co := loop.Func(func(co *loop.Co) (any, error) {
		prompts := make(chan string)
		var reading sync.WaitGroup
		reading.Go(func() { r.read(prompts) })
		err := r.serve(co, prompts)
		close(prompts)
		left := err == nil || errors.Is(err, io.EOF)
		if left && r.tty && r.source != nil {
			reading.Wait()
			r.giveBack()
			r.farewell()
			return nil, nil
		}
		r.reader.stop()
		if left || r.source != nil {
			reading.Wait()
			r.reader.close()
		}
		r.end()
		if left {
			err = nil
		}
		return nil, err
	})
	co.(loop.Binder).Bind(r.loop.CurrentTask())
	return co
}

// read is the reader's goroutine: it reads an input for each prompt, and hands it to the loop.
func (r *REPL) read(prompts <-chan string) {
	for prompt := range prompts {
		text, err := r.reader.read(prompt)
		_ = r.loop.CallSoonThreadsafeFunc(func() { r.received(request{text, err}) })
		r.loop.Release()
	}
}

func (r *REPL) received(q request) {
	r.inbox = append(r.inbox, q)
	if r.wake != nil && !r.wake.Done() {
		_ = r.wake.SetResult(nil)
	}
}

// serve reads and runs inputs. The error io.EOF is their end.
func (r *REPL) serve(co *loop.Co, prompts chan<- string) error {
	if r.tty && r.Banner != "" {
		r.print(r.Banner)
	}
	for !r.quit {
		r.reportFailures()
		r.loop.Hold() // virtual time stands still while the prompt waits
		prompts <- r.prompt()
		q, err := r.next(co)
		if err == nil {
			err = q.err
		}
		if err != nil {
			return err
		}
		if err := r.runInput(co, q.text); err != nil {
			return err
		}
	}
	return nil
}

// next waits for what the reader reads. Only the end of the REPL's context is an error: a script that cancels all tasks
// does not end the session.
func (r *REPL) next(co *loop.Co) (request, error) {
	for len(r.inbox) == 0 {
		r.wake = r.loop.CreateFuture()
		if _, err := co.Await(r.wake); err != nil {
			if r.ctx.Err() != nil {
				return request{}, err
			}
			r.takeBack()
		}
	}
	q := r.inbox[0]
	r.inbox = r.inbox[1:]
	return q, nil
}

// await waits for a task of the session, which is what Ctrl-C cancels meanwhile. stop is the end of the REPL's context.
func (r *REPL) await(co *loop.Co, t *loop.Task) (v any, err, stop error) {
	r.setRunning(t)
	defer r.setRunning(nil)
	for {
		if v, err = co.Await(t); r.ctx.Err() != nil {
			return nil, nil, r.ctx.Err()
		}
		if t.Done() {
			r.takeBack()
			return v, err, nil
		}
		r.takeBack()
	}
}

// reportFailures reports the exceptions that nobody has looked at. Those of tasks that were made while the input that
// runs did wait for its end: it may look at them yet.
func (r *REPL) reportFailures() {
	r.mu.Lock()
	busy := r.running != nil
	r.mu.Unlock()
	failed := r.failed
	r.failed = nil
	for _, f := range failed {
		made, known := r.made[weak.Make(f.Task())]
		switch {
		case !busy || known && made.input < r.number:
			f.ReportFailure()
		case f.Unretrieved():
			r.failed = append(r.failed, f)
		}
	}
}
