package host

// This file runs Lua functions for goroutines of the host, as tasks.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Results are what a Lua function returned. Tables are copies, so that they may be read on any goroutine; functions
// and objects belong to the World.
type Results []lua.LValue

// Scan converts the results one by one into what the pointers point to, as [vm.As] does.
func (r Results) Scan(into ...any) error { return vm.Unpack(r, into...) }

// One converts the first result of a call: n, err := One[int](w.Call(ctx, "f")).
func One[T any](r Results, err error) (T, error) {
	var x T
	if err != nil {
		return x, err
	}
	var v lua.LValue = lua.LNil
	if len(r) > 0 {
		v = r[0]
	}
	return vm.As[T](v)
}

// A Call is a Lua function that runs as a task. Any goroutine may use it.
type Call struct {
	w      *World
	ctx    context.Context
	done   chan struct{} // closed when results and err are there
	result Results
	err    error

	used   int64 // instructions; set before done is closed
	taken  int64 // bytes, as used
	once   sync.Once
	task   *loop.Task                // on the loop's goroutine
	budget atomic.Pointer[vm.Budget] // set on the loop's goroutine
	stop   func() bool               // has the end of ctx mean nothing any more; guarded by the World's mu
}

// Go calls a Lua function as a task: a global, by its name ("handlers.get"), a method ("account:deposit"), or a Lua value that
// is a function or has __call; an async function is awaited. Without such a function the error is [ErrNoFunction]. The arguments are converted as [vm.Runtime.Lua] does. When ctx ends the task is cancelled, and stopped if it is
// still there after the World's Grace.
func (w *World) Go(ctx context.Context, fn any, args ...any) *Call {
	return w.begin(ctx, func() (*lua.LFunction, []lua.LValue, error) { return w.target(fn) }, args)
}

// Call is Go and Wait.
func (w *World) Call(ctx context.Context, fn any, args ...any) (Results, error) {
	return w.Go(ctx, fn, args...).outcome()
}

// RunChunk runs compiled code as a task, with args as its arguments, and waits for it. Tasks that it leaves behind go on.
func (w *World) RunChunk(ctx context.Context, c *vm.Chunk, args ...any) (Results, error) {
	if c == nil {
		return nil, errNoChunk
	}
	return w.begin(ctx, func() (*lua.LFunction, []lua.LValue, error) { return w.rt.Load(c), nil, nil }, args).outcome()
}

// RunString compiles source and runs it as RunChunk does; name stands in messages.
func (w *World) RunString(ctx context.Context, source, name string, args ...any) (Results, error) {
	if limit := w.options.MaxSource; limit > 0 && len(source) > limit {
		return nil, &vm.LimitError{Limit: "source", Msg: fmt.Sprintf("%s: source too long: more than %d bytes", name, limit)}
	}
	c, err := vm.Compile(source, name)
	if err != nil {
		return nil, err
	}
	return w.RunChunk(ctx, c, args...)
}

// RunFile runs a file of fsys; nil is Options.Source.
func (w *World) RunFile(ctx context.Context, fsys fs.FS, name string, args ...any) (Results, error) {
	if fsys == nil {
		fsys = w.options.Source
	}
	if fsys == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	source, err := readSource(fsys, name, w.options.MaxSource)
	if err != nil {
		return nil, err
	}
	return w.RunString(ctx, string(source), name, args...)
}

// begin makes a call of what find returns on the loop's goroutine.
func (w *World) begin(ctx context.Context, find func() (*lua.LFunction, []lua.LValue, error), args []any) *Call {
	c := &Call{w: w, ctx: ctx, done: make(chan struct{})}
	if ctx == nil {
		c.finish(nil, errNoContext)
		return c
	}
	w.mu.Lock()
	w.calls[c] = struct{}{}
	w.mu.Unlock()
	if err := w.postFunc(func() { c.begin(find, args) }); err != nil {
		c.finish(nil, err)
	}
	return c
}

// What is nil and must not be.
var errNoChunk, errNoCallback = errors.New("host: the chunk is nil: vm.Compile makes one"), errors.New("host: the function is nil")

var errNoContext = errors.New("host: the context is nil: context.Background() is one that never ends")

// Done is closed when the call has ended.
func (c *Call) Done() <-chan struct{} { return c.done }

// Wait waits for the results, or until ctx ends: then the call goes on.
func (c *Call) Wait(ctx context.Context) (Results, error) {
	if ctx == nil {
		return nil, errNoContext
	}
	if _, inside := c.w.rt.Hosting(); inside && !c.isDone() {
		return nil, ErrInside
	}
	select {
	case <-c.done:
		return c.result, c.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// outcome waits for the end of the call. In a Manual World it runs the event loop meanwhile.
func (c *Call) outcome() (Results, error) {
	if _, inside := c.w.rt.Hosting(); inside {
		c.Cancel()
		return nil, ErrInside
	}
	if c.w.options.Manual && !c.isDone() {
		// What does not end although it was cancelled may leave the loop with nothing to do: it is woken.
		stop := context.AfterFunc(c.ctx, func() {
			if !c.w.waitFor(c.done) {
				c.finish(nil, c.w.stuck(c.why()))
				_ = c.w.postFunc(func() {})
			}
		})
		defer stop()
		for !c.isDone() {
			if _, err := c.w.RunOnce(true); err != nil {
				c.finish(nil, err)
			}
		}
	}
	if !c.isDone() {
		c.await()
	}
	return c.result, c.err
}

// await waits for the end of the call, and no longer when the World is stuck and its context has ended.
func (c *Call) await() {
	select {
	case <-c.done:
		return
	case <-c.ctx.Done():
	}
	if !c.w.waitFor(c.done) {
		c.finish(nil, c.w.stuck(c.why()))
	}
	<-c.done
}

func (c *Call) isDone() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// Cancel asks the task to end, as the end of its context does.
func (c *Call) Cancel() {
	_ = c.w.postFunc(func() {
		if c.task != nil {
			c.task.Cancel(nil)
		}
	})
}

// ErrNoFunction is the error of calling what is no function, or is not there.
var ErrNoFunction = errors.New("host: no such function")

// target finds what a call is of, and the arguments that go before those of the host, on the loop's goroutine.
func (w *World) target(fn any) (*lua.LFunction, []lua.LValue, error) {
	var v, self lua.LValue = lua.LNil, nil
	switch fn := fn.(type) {
	case *lua.LFunction:
		if fn != nil {
			w.own(fn)
			return fn, nil, nil
		}
	case lua.LValue:
		w.own(fn)
		v = fn
	case string:
		path, method, isMethod := strings.Cut(fn, ":")
		v = w.rt.State().G.Global
		var err error
		for _, part := range strings.Split(path, ".") {
			if v, err = w.rt.Field(v, part); err != nil {
				return nil, nil, err
			}
		}
		if isMethod {
			self = v
			if v, err = w.rt.Field(v, method); err != nil {
				return nil, nil, err
			}
		}
	default:
		return nil, nil, fmt.Errorf("%w: name of a Lua function expected, got %T", ErrNoFunction, fn)
	}
	f, ok := v.(*lua.LFunction)
	var before []lua.LValue
	if !ok {
		if w.rt.State().GetMetaField(v, "__call") == lua.LNil {
			return nil, nil, fmt.Errorf("%w: '%v' is a %s value", ErrNoFunction, fn, v.Type())
		}
		f, before = w.rt.Caller(), []lua.LValue{v}
	}
	if self != nil {
		before = append(before, self)
	}
	return f, before, nil
}

// begin makes the task, on the loop's goroutine.
func (c *Call) begin(find func() (*lua.LFunction, []lua.LValue, error), args []any) {
	w := c.w
	defer func() { // of a conversion of the host's
		if r := recover(); r != nil {
			c.finish(nil, vm.Recovered(r))
		}
	}()
	fn, vals, err := find()
	if err == nil {
		err = c.why()
	}
	if err != nil {
		c.finish(nil, err)
		return
	}
	budget := w.rt.NewBudget(w.options.MaxInstructions)
	for _, a := range args {
		vals = append(vals, w.in(a))
	}
	budget.SetContext(c.ctx)
	inside := new(loop.Context)
	budget.Bind(inside)
	c.budget.Store(budget)
	var co loop.Coroutine = w.rt.NewCoroutine(fn, vals...)
	if w.rt.IsAsync(fn) {
		co.(*vm.Coroutine).Close()
		made, err := w.rt.Call(fn, vals...)
		if err == nil && len(made) > 0 {
			co, err = w.rt.Coroutine(made[0])
		}
		if err != nil {
			c.finish(nil, err)
			return
		}
	}
	c.task, err = loop.NewTask(w.now(), co, loop.TaskOptions{Context: inside})
	if err != nil {
		c.finish(nil, err)
		return
	}
	c.task.AddDoneCallback(loop.NewCallback(func(*loop.Future) { c.ended() }), nil)
	stop := context.AfterFunc(c.ctx, c.expire)
	w.mu.Lock()
	c.stop = stop
	w.mu.Unlock()
}

// expire is called on a goroutine of its own when the context has ended.
func (c *Call) expire() {
	c.Cancel()
	timer := time.NewTimer(c.w.options.Grace)
	defer timer.Stop()
	select {
	case <-c.done:
	case <-timer.C:
		c.budget.Load().Stop(c.why())
		// A task that waits runs no Lua code that could be stopped.
		_ = c.w.postFunc(func() {
			c.task.Cancel(nil)
			c.budget.Load().CancelTasks()
		})
	}
}

// ended is called when the task is done, on the loop's goroutine.
func (c *Call) ended() {
	c.used, c.taken = c.budget.Load().Used(), c.budget.Load().Taken()
	v, err := c.task.Result()
	if err == nil {
		r := vm.Detach(c.w.rt.Values(v))
		c.w.hand(r)
		c.finish(r, nil)
		return
	}
	if e, ok := err.(*vm.Error); ok {
		e = e.Detached()
		c.w.hand([]lua.LValue{e.Value})
		err = e
	}
	var limit *vm.LimitError
	if errors.As(err, &limit) {
		c.budget.Load().Stop(limit)
	}
	dead := c.budget.Load().Err()
	switch {
	case dead != nil && limit == nil:
		err = &callError{dead, err}
	case c.ctx.Err() != nil && loop.IsCancelled(err):
		err = &callError{c.why(), err}
	case c.w.isClosing() && loop.IsCancelled(err):
		err = &callError{ErrClosed, err}
	}
	if dead != nil || c.ctx.Err() != nil {
		c.windUp(err)
		return
	}
	c.finish(nil, err)
}

func (c *Call) finish(r Results, err error) {
	c.once.Do(func() {
		c.result, c.err = r, err
		c.w.mu.Lock()
		delete(c.w.calls, c)
		stop := c.stop
		c.w.mu.Unlock()
		if stop != nil {
			stop()
		}
		close(c.done)
	})
}

// why is why the call's context has ended, nil while it has not: its cause, which is context.Canceled or DeadlineExceeded too.
func (c *Call) why() error {
	err, cause := c.ctx.Err(), context.Cause(c.ctx)
	if err == nil || cause == err {
		return err
	}
	return &callError{cause, err}
}

// A callError is how a call ended that was ended from outside: why, and what the script made of it.
type callError struct {
	why    error
	raised error
}

func (e *callError) Error() string   { return e.why.Error() }
func (e *callError) Unwrap() []error { return []error{e.why, e.raised} }

// Traceback is where the script was.
func (e *callError) Traceback() string {
	if t, ok := e.raised.(interface{ Traceback() string }); ok {
		return e.why.Error() + "\n" + t.Traceback()
	}
	return e.why.Error()
}
