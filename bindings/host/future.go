package host

// This file is a future that Go code completes.

import (
	"errors"
	"sync"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// What completing a Future fails with.
var (
	ErrCompleted = errors.New("host: the future is completed already")
	ErrTooLate   = errors.New("host: the future was cancelled: its result came too late")
)

// A Future is a result to come that scripts can await and that Go code gives, from any goroutine, exactly once. Return
// it from a host function or pass it as an argument: in Lua it is an asyncio.Future.
type Future struct {
	w    *World
	mu   sync.Mutex
	done bool
	late bool // a script has cancelled it
	vals []any
	err  error
	fut  *loop.Future // made when a script first sees it; on the loop's goroutine
}

// NewFuture makes a future.
func (w *World) NewFuture() *Future { return &Future{w: w} }

// Complete gives the future its results, converted as [vm.Runtime.Lua] does.
func (f *Future) Complete(vals ...any) error { return f.settle(vals, nil) }

// Fail makes the future raise an error in who awaits it.
func (f *Future) Fail(err error) error { return f.settle(nil, err) }

func (f *Future) settle(vals []any, err error) error {
	f.mu.Lock()
	if f.done || f.late {
		defer f.mu.Unlock()
		if f.done {
			return ErrCompleted
		}
		return ErrTooLate
	}
	f.done, f.vals, f.err = true, vals, err
	f.mu.Unlock()
	return f.w.postFunc(f.deliver)
}

// deliver settles the loop's future if it is there, on the loop's goroutine.
func (f *Future) deliver() {
	if f.fut == nil || f.fut.Done() {
		return
	}
	if f.err != nil {
		_ = f.fut.SetException(f.w.rt.GoError(f.err))
		return
	}
	vals := make([]lua.LValue, len(f.vals))
	defer func() {
		if r := recover(); r != nil { // of a conversion
			_ = f.fut.SetException(f.w.rt.GoError(vm.Recovered(r)))
		}
	}()
	for i, v := range f.vals {
		vals[i] = f.w.in(v)
	}
	_ = f.fut.SetResult(vm.Box(vals...))
}

// convert shows the World's own Go types to Lua.
func (w *World) convert(v any) (lua.LValue, bool) {
	f, ok := v.(*Future)
	if !ok || f == nil {
		return nil, false
	}
	if f.w != w {
		panic(errors.New("host: a future of another World"))
	}
	if f.fut == nil {
		l := w.now()
		f.fut = l.CreateFuture()
		f.fut.AddDoneCallback(loop.NewCallback(func(*loop.Future) {
			f.mu.Lock()
			f.late = true
			f.mu.Unlock()
		}), new(loop.Context))
		if l.IsVirtual() { // time stands still until it is completed
			l.Hold()
			f.fut.AddDoneCallback(loop.NewCallback(func(*loop.Future) { l.Release() }), new(loop.Context))
		}
		f.mu.Lock()
		done := f.done
		f.mu.Unlock()
		if done {
			f.deliver()
		}
	}
	return w.asyncio.Future(f.fut), true
}
