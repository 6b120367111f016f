package vm

// This file runs Go functions that block, on goroutines, while the task that called them waits.

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"time"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// blocking is what a runtime has of goroutines that run host functions. The zero value is ready.
type blocking struct {
	once   sync.Once
	ctx    context.Context // ends when the runtime closes
	cancel context.CancelFunc
	mu     sync.Mutex
	runs   map[*blocked]struct{} // guarded by mu; what is under way
	none   chan struct{}         // guarded by mu; closed when nothing is any more, if somebody waits for that
}

var errGoexit = errors.New("function ended its goroutine by runtime.Goexit")

// exited is the error of a host function that ended its goroutine.
var exited = &Error{
	Value: lua.LString("Go function ended its goroutine"),
	Cause: errGoexit,
}

func (b *blocking) context() context.Context {
	b.once.Do(func() { b.ctx, b.cancel = context.WithCancel(context.Background()) })
	return b.ctx
}

// close ends what is under way and waits for it, as long as patience; 0 is for ever. The error names what goes on.
func (b *blocking) close(patience time.Duration) error {
	b.context()
	b.cancel()
	b.mu.Lock()
	if len(b.runs) == 0 {
		b.mu.Unlock()
		return nil
	}
	none := make(chan struct{})
	b.none = none
	b.mu.Unlock()
	var late <-chan time.Time
	if patience > 0 {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-none:
		return nil
	case <-late:
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var names []string
	for run := range b.runs {
		names = append(names, run.f.name)
	}
	slices.Sort(names)
	return fmt.Errorf("gave up on Go functions that ignore their context: %s", strings.Join(slices.Compact(names), ", "))
}

// begin has run called on a goroutine of its own.
func (b *blocking) begin(x *blocked, run func()) {
	b.mu.Lock()
	if b.runs == nil {
		b.runs = map[*blocked]struct{}{}
	}
	b.runs[x] = struct{}{}
	b.mu.Unlock()
	go func() {
		defer b.end(x)
		run()
	}()
}

func (b *blocking) end(x *blocked) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.runs, x)
	if len(b.runs) == 0 && b.none != nil {
		close(b.none)
		b.none = nil
	}
}

// callBlocking is a call of f: it suspends the task until the function returns.
func (rt *Runtime) callBlocking(L *lua.LState, f *goFunc, args []reflect.Value) int {
	if !rt.InTask() || rt.loop == nil {
		rt.raise(rt.asError(loop.Errorf(loop.RuntimeError, "%s: no task is running here; only a task (or the main chunk) can wait for it", f.name)))
	}
	return rt.Perform(L, Await(&blocked{rt: rt, l: rt.loop, f: f, args: args}, nil))
}

// A blocked is the coroutine that waits for a host function.
type blocked struct {
	rt     *Runtime
	l      *loop.Loop
	f      *goFunc
	args   []reflect.Value
	fut    *loop.Future
	cancel context.CancelFunc
	await  loop.Await
}

// CoroutineName implements Named.
func (b *blocked) CoroutineName() string { return b.f.name }

// String is what reports call it.
func (b *blocked) String() string { return b.f.name + "()" }

// Resume implements loop.Coroutine.
func (b *blocked) Resume(exc error) (loop.Signal, any) {
	if b.fut == nil {
		if exc != nil {
			return loop.Raised, exc
		}
		b.begin()
		return b.await.Start(b.fut)
	}
	if exc != nil {
		b.cancel()
	}
	return b.await.Resume(exc)
}

// Close implements loop.Closer.
func (b *blocked) Close() {
	if b.cancel != nil {
		b.cancel()
	}
}

func (b *blocked) begin() {
	rt := b.rt
	b.fut = b.l.CreateFuture()
	var ctx context.Context
	ctx, b.cancel = context.WithCancel(rt.Context())
	closing := context.AfterFunc(rt.blocking.context(), b.cancel)
	args := append([]reflect.Value{reflect.ValueOf(ctx)}, b.args...)
	b.args = nil
	b.l.Pace()
	rt.blocking.begin(b, func() {
		var out []reflect.Value
		failed := exited
		pprof.SetGoroutineLabels(ctx)
		defer func() {
			closing()
			// Nobody hears of it when the loop is closed already.
			_ = b.l.CallSoonThreadsafeFunc(func() { b.deliver(out, failed) })
			b.l.Unpace()
		}()
		out, failed = b.run(args)
	})
}

// run calls the function. It is on the goroutine.
func (b *blocked) run(args []reflect.Value) (out []reflect.Value, failed *Error) {
	defer b.cancel()
	defer func() {
		if r := recover(); r != nil {
			failed = Recovered(r).(*Error)
		}
	}()
	return b.f.fn.Call(args), nil
}

// deliver hands the outcome to the task. It is on the loop's goroutine.
func (b *blocked) deliver(out []reflect.Value, failed *Error) {
	if b.fut.Done() {
		return
	}
	var err error
	var vals []lua.LValue
	if failed != nil {
		err = failed
	} else {
		vals, err = b.f.results(b.rt, out)
	}
	if err != nil {
		_ = b.fut.SetException(b.rt.asError(err))
		return
	}
	_ = b.fut.SetResult(Box(vals...))
}
