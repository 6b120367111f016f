package loop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
)

// wrapped is an error of an embedding that has a loop's error inside.
type wrapped struct{ inner error }

func (w wrapped) Error() string { return "wrapped" }
func (w wrapped) Unwrap() error { return w.inner }

func TestErrorIs(t *testing.T) {
	own := NewClass("Own", ValueError)
	for _, c := range []struct {
		err    error
		target error
		want   bool
	}{
		{TimeoutError.New(nil), TimeoutError, true},
		{TimeoutError.New(nil), OSError, true},
		{TimeoutError.New(nil), Exception, true},
		{TimeoutError.New(nil), ValueError, false},
		{TimeoutError.New(nil), context.DeadlineExceeded, true},
		{TimeoutError.New(nil), context.Canceled, false},
		{CancelledError.New(nil), context.Canceled, true},
		{CancelledError.New(nil), Exception, false},
		{CancelledError.New(nil), BaseException, true},
		{KeyboardInterrupt.New(nil), Exception, false},
		{BrokenBarrierError.New(nil), RuntimeError, true},
		{own.New(1), ValueError, true},
		{wrapped{own.New(1)}, own, true},
		{TimeoutError.from(CancelledError.New(nil)), context.Canceled, false},
		{&Error{Class: OSError, Cause: io.EOF}, io.EOF, true},
		{&Error{Class: ExceptionGroup, Errors: []error{io.EOF, own.New(nil)}}, own, true},
		{&Error{Class: ExceptionGroup, Cause: io.ErrClosedPipe, Errors: []error{io.EOF}}, io.ErrClosedPipe, true},
		{&PanicError{Value: io.EOF}, io.EOF, true},
	} {
		if got := errors.Is(c.err, c.target); got != c.want {
			t.Errorf("errors.Is(%v, %v): got %t, want %t", c.err, c.target, got, c.want)
		}
	}
}

func TestErrorText(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{TimeoutError.New("too slow"), "TimeoutError: too slow"},
		{CancelledError.New(nil), "CancelledError"},
		{CancelledError.New(""), "CancelledError"},
		{Errorf(ValueError, "got %d", 3), "ValueError: got 3"},
		{ValueError.New(7), "ValueError: 7"},
		{TypeError, "TypeError"},
		{&PanicError{Value: 1}, "panic: 1"},
	} {
		equal(t, "text", c.err.Error(), c.want)
	}
}

func TestIsCancelled(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{nil, false},
		{io.EOF, false},
		{CancelledError.New(nil), true},
		{wrapped{CancelledError.New(nil)}, true},
		{NewClass("Mine", CancelledError).New(nil), true},
		{TimeoutError.from(CancelledError.New(nil)), false},
		{fmt.Errorf("while: %w", ValueError.New(nil)), false},
	} {
		equal(t, fmt.Sprint(c.err), IsCancelled(c.err), c.want)
	}
}

func TestContext(t *testing.T) {
	l, _ := testLoop(t)
	v, d := NewContextVar("v"), NewContextVar("d", 5)
	ctx := l.Context()
	get := func(c *Context) any {
		x, ok := v.Get(c)
		if !ok {
			return "none"
		}
		return x
	}
	equal(t, "unset", get(ctx), "none")
	x, ok := d.Get(ctx)
	equal(t, "default", x, any(5))
	equal(t, "has default", ok, true)

	t1 := v.Set(ctx, 1)
	copied := ctx.Copy()
	t2 := v.Set(ctx, 2)
	equal(t, "copy keeps", get(copied), any(1))
	v.Set(copied, 3)
	equal(t, "original keeps", get(ctx), any(2))
	equal(t, "wrong context", ClassOf(v.Reset(copied, t2)), ValueError)
	equal(t, "wrong variable", ClassOf(d.Reset(ctx, t2)), ValueError)
	equal(t, "reset", v.Reset(ctx, t2), nil)
	equal(t, "after reset", get(ctx), any(1))
	equal(t, "second reset", ClassOf(v.Reset(ctx, t2)), RuntimeError)
	equal(t, "reset to none", v.Reset(ctx, t1), nil)
	equal(t, "after all", get(ctx), "none")

	err := copied.Run(l, func() {
		equal(t, "inside", get(l.Context()), any(3))
		equal(t, "again", ClassOf(copied.Run(l, func() {})), RuntimeError)
		equal(t, "outer", ClassOf(ctx.Run(l, func() {})), RuntimeError)
		other := l.Context().Copy()
		equal(t, "nested", other.Run(l, func() {
			equal(t, "held", ClassOf(copied.Run(l, func() {})), RuntimeError)
		}), nil)
	})
	equal(t, "run", err, nil)
	equal(t, "back", l.Context(), ctx)
}

func TestTaskContext(t *testing.T) {
	l, _ := testLoop(t)
	v := NewContextVar("v")
	v.Set(l.Context(), "outer")
	seen := func() any { x, _ := v.Get(l.Context()); return x }
	runFunc(t, l, func(co *Co) (any, error) {
		equal(t, "inherited", seen(), any("outer"))
		v.Set(l.Context(), "main")
		child := mustTask(t, l, Func(func(co *Co) (any, error) {
			equal(t, "child", seen(), any("main"))
			v.Set(l.Context(), "child")
			co.Yield()
			return nil, nil
		}), TaskOptions{})
		shared := mustTask(t, l, Func(func(*Co) (any, error) {
			v.Set(l.Context(), "shared")
			return nil, nil
		}), TaskOptions{Context: co.Task().Context()})
		f := newFuture(l)
		f.AddDoneCallback(NewCallback(func(*Future) { equal(t, "callback", seen(), any("main")) }), nil)
		l.CallSoonFunc(func() { equal(t, "soon", seen(), any("main")); v.Set(l.Context(), "soon") })
		f.SetResult(nil)
		co.Await(child)
		co.Await(shared)
		equal(t, "task in the same context", seen(), any("shared"))
		eager := mustTask(t, l, Func(func(co *Co) (any, error) {
			v.Set(l.Context(), "eager")
			return nil, nil
		}), TaskOptions{Eager: true})
		equal(t, "eager is done", eager.Done(), true)
		equal(t, "after eager", seen(), any("shared"))
		_, err := l.CreateTask(Func(nil), TaskOptions{Eager: true, Context: l.Context()})
		equal(t, "eager in the current context", ClassOf(err), RuntimeError)
		return nil, nil
	})
	equal(t, "outside", seen(), any("outer"))
}
