package host_test

// This file tests that the host's calls come back, whatever its own functions and values do, and that misuse is an error.

import (
	"context"
	"errors"
	"io/fs"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"moonloop/bindings"
	"moonloop/bindings/host"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

const soon = 20 * time.Millisecond

// within fails the test if fn takes so long that it may never end.
func within(t *testing.T, what string, fn func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); fn() }()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Fatalf("%s does not come back", what)
	}
}

func expect(t *testing.T, what string, err error, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v, want %q in it", what, err, part)
		}
	}
}

// TestStuckInAFunction has a plain Go function not return: calls obey their contexts, Close says what it gave up on.
func TestStuckInAFunction(t *testing.T) {
	w, err := host.New(host.Options{Grace: soon})
	if err != nil {
		t.Fatal(err)
	}
	entered, release := make(chan struct{}, 1), make(chan struct{})
	if err := w.Func("hang", func() { entered <- struct{}{}; <-release }); err != nil {
		t.Fatal(err)
	}
	within(t, "Call", func() {
		ctx, cancel := context.WithCancel(background)
		go func() { <-entered; cancel() }()
		_, err := w.Call(ctx, "hang")
		expect(t, "Call", err, "Go function 'hang'")
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Call: %v", err)
		}
	})
	pending := w.Go(background, "hang")
	within(t, "Close", func() { expect(t, "Close", w.Close(), "gave up", "Go function 'hang'") })
	within(t, "a pending call", func() {
		if _, err := pending.Wait(background); !errors.Is(err, host.ErrClosed) {
			t.Errorf("pending call: %v", err)
		}
	})
	close(release)
	within(t, "Close", func() { _ = w.Close() })
}

// TestPendingCallsAtClose closes a World with a call that waits, one that is in a blocking function and one not begun.
func TestPendingCallsAtClose(t *testing.T) {
	w, err := host.New(host.Options{Grace: soon})
	if err != nil {
		t.Fatal(err)
	}
	started := make(chan struct{}, 1)
	if err := w.Func("block", func(ctx context.Context) { started <- struct{}{}; <-ctx.Done() }); err != nil {
		t.Fatal(err)
	}
	calls := []*host.Call{
		w.Go(background, mustFunction(t, w, "await(asyncio.sleep(1e6))")),
		w.Go(background, "block"),
		w.Go(background, mustFunction(t, w, "while true do pcall(await, asyncio.sleep(1e6)) end")),
	}
	<-started
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	for i, c := range calls {
		if _, err := c.Wait(background); !errors.Is(err, host.ErrClosed) {
			t.Errorf("call %d: %v", i, err)
		}
	}
}

// TestFunctionsThatIgnoreTheirContext has Close say which it gave up on.
func TestFunctionsThatIgnoreTheirContext(t *testing.T) {
	w, err := host.New(host.Options{Grace: soon})
	if err != nil {
		t.Fatal(err)
	}
	entered, release, gone := make(chan struct{}), make(chan struct{}), make(chan struct{})
	if err := w.Func("deaf", func(context.Context) { close(entered); <-release; close(gone) }); err != nil {
		t.Fatal(err)
	}
	within(t, "Call", func() {
		ctx, cancel := context.WithCancel(background)
		go func() { <-entered; cancel() }()
		if _, err := w.Call(ctx, "deaf"); !errors.Is(err, context.Canceled) {
			t.Errorf("Call: %v", err)
		}
	})
	within(t, "Close", func() { expect(t, "Close", w.Close(), "ignore their context: deaf") })
	close(release)
	<-gone
}

type panics struct{ N int }

func (panics) String() string { panic("no text") }

type panicsWriting struct{}

func (panicsWriting) Write([]byte) (int, error) { panic("no room") }

// TestPanicsAreContained has a writer, a String method, a converter and posted functions panic.
func TestPanicsAreContained(t *testing.T) {
	w := world(t, host.Options{Stdout: panicsWriting{}, Stderr: panicsWriting{}, Grace: soon})
	type odd struct{ Value *int }
	err := errors.Join(
		w.Set("object", &panics{}),
		w.Do(func(rt *vm.Runtime) error {
			rt.AddConverter(func(v any) (x lua.LValue, ok bool) {
				if _, ok := v.(odd); ok {
					panic("no conversion")
				}
				return nil, false
			})
			return nil
		}),
	)
	if err != nil {
		t.Fatal(err)
	}
	within(t, "the panics", func() {
		for _, source := range []string{"print('x')", "io.stdout:write('x') io.stdout:flush() print('x')", "return tostring(object)"} {
			_, err := run(t, w, source)
			expect(t, source, err, "panic")
		}
		_, err := run(t, w, "asyncio.create_task(function() error('reported') end) await(asyncio.sleep(0)) await(asyncio.sleep(0))")
		if err != nil {
			t.Errorf("a report: %v", err)
		}
		_, err = w.Call(background, "print", odd{})
		expect(t, "a converter", err, "no conversion")
		expect(t, "Do", w.Do(func(*vm.Runtime) error { panic("done") }), "done")
		if err := w.Post(func(*vm.Runtime) { panic("posted") }); err != nil {
			t.Error(err)
		}
		if n, err := host.One[int](run(t, w, "return 1")); n != 1 || err != nil {
			t.Errorf("afterwards: %d, %v", n, err)
		}
	})
}

// A badDisk panics, as does reading from it.
type badDisk struct{}

func (badDisk) Open(string) (fs.File, error) { panic("no disk") }

// A badReader does what no reader may do.
type badReader func(p []byte) (int, error)

func (r badReader) Read(p []byte) (int, error) { return r(p) }

// TestFilesOfTheHostAreContained has file systems and readers of the host do what they must not, on goroutines of their own.
func TestFilesOfTheHostAreContained(t *testing.T) {
	w := world(t, host.Options{FS: badDisk{}, Source: badDisk{}, Modules: bindings.All(), Grace: soon})
	within(t, "the panics", func() {
		_, err := run(t, w, "return io.open('x')")
		expect(t, "io.open", err, "no disk")
		_, err = run(t, w, "return await(fs.read('x'))")
		expect(t, "fs.read", err, "no disk")
		_, err = w.RunFile(background, nil, "x.lua")
		expect(t, "RunFile", err, "no disk")
	})
	for want, read := range map[string]badReader{
		"no input":       func([]byte) (int, error) { panic("no input") },
		"bytes of":       func(p []byte) (int, error) { return len(p) + 10, nil },
		"runtime.Goexit": func([]byte) (int, error) { runtime.Goexit(); return 0, nil },
	} {
		w := world(t, host.Options{Stdin: read, Grace: soon})
		within(t, want, func() {
			_, err := run(t, w, "return await(asyncio.stdin:read(10))")
			expect(t, "stdin", err, want)
		})
	}
}

// TestWaitingForOneself has functions of the host wait for the World that waits for them.
func TestWaitingForOneself(t *testing.T) {
	w := world(t, host.Options{Grace: soon})
	var got []error
	try := func() {
		_, err := w.Call(background, "tostring", 1)
		_, err2 := w.RunString(background, "return 1", "x")
		_, err3 := w.MemoryUsed()
		_, err4 := w.Go(background, "tostring", 1).Wait(background)
		got = append(got, err, err2, err3, err4, w.Set("x", 1), w.Func("y", func() {}), w.Do(func(*vm.Runtime) error { return nil }), w.Close())
	}
	within(t, "waiting", func() {
		if err := w.Do(func(*vm.Runtime) error { try(); return nil }); err != nil {
			t.Error(err)
		}
		if err := w.Func("try", try); err != nil {
			t.Fatal(err)
		}
		if _, err := run(t, w, "try() table.sort({1, 2, 3}, function(a, b) try() return a < b end)"); err != nil {
			t.Error(err)
		}
		if err := w.Do(func(*vm.Runtime) error { try(); return nil }); err != nil {
			t.Error(err)
		}
	})
	if len(got) < 4*8 {
		t.Errorf("%d errors", len(got))
	}
	for i, err := range got {
		if !errors.Is(err, host.ErrInside) {
			t.Errorf("error %d is %v", i, err)
		}
	}
	other := world(t, host.Options{})
	if err := w.Func("ask", func() (int, error) { return host.One[int](run(t, other, "return 2")) }); err != nil {
		t.Fatal(err)
	}
	if n, err := host.One[int](run(t, w, "return ask()")); n != 2 || err != nil {
		t.Errorf("another World: %d, %v", n, err)
	}
}

// TestManualOnTwoGoroutines uses a Manual World while it is in use.
func TestManualOnTwoGoroutines(t *testing.T) {
	w := world(t, host.Options{Manual: true, Grace: soon})
	in, out := make(chan struct{}), make(chan struct{})
	if err := w.Func("meet", func() { in <- struct{}{}; <-out }); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := run(t, w, "meet()"); err != nil {
			t.Error(err)
		}
	})
	<-in
	lifetime := w.Context()
	within(t, "the second goroutine", func() {
		if d, ok := w.Timeout(); d != 0 || !ok {
			t.Errorf("Timeout: %v, %v, but RunOnce is to be asked", d, ok)
		}
		_, err := w.RunOnce(true)
		_, err2 := run(t, w, "return 1")
		for i, err := range []error{err, err2, w.Set("x", 1), w.Close()} {
			if !errors.Is(err, host.ErrBusy) {
				t.Errorf("error %d is %v", i, err)
			}
		}
	})
	close(out)
	wg.Wait()
	if lifetime.Err() != nil {
		t.Error("the World's context has ended before it")
	}
	if err := w.Close(); err != nil || lifetime.Err() == nil {
		t.Errorf("Close: %v, and the World's context goes on", err)
	}
}

func TestNilContext(t *testing.T) {
	w := world(t, host.Options{})
	var none context.Context
	_, err := w.Call(none, "tostring", 1)
	_, err2 := w.RunString(none, "return 1", "x")
	_, err3 := w.Go(background, "tostring", 1).Wait(none)
	for _, err := range []error{err, err2, err3} {
		expect(t, "nil context", err, "context is nil")
	}
}

// TestValuesOfAnotherWorld gives a World what results of another have: copies of tables, and errors for what is not to be shared.
func TestValuesOfAnotherWorld(t *testing.T) {
	a, b := world(t, host.Options{}), world(t, host.Options{})
	r, err := run(t, a, "return function() return 1 end, coroutine.create(function() end), asyncio.Lock(), { { x = 1 }, print }, { { x = 1 } }, {}")
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range r[:4] {
		for what, err := range map[string]error{
			"argument": second(run(t, b, "return 1", v)), "list": second(run(t, b, "return 1", []any{1, v})), "Set": b.Set("x", v),
			"Module": b.Module("m", map[string]any{"x": v}), "function": second(b.Call(background, v)),
		} {
			if i == 3 && what == "function" {
				continue // a table is none
			}
			expect(t, what, err, "of another World")
		}
		if i < 3 {
			if same, err := host.One[bool](run(t, a, "local a, b = ... kept = kept or a return a == b[1]", v, []any{v})); !same || err != nil {
				t.Errorf("value %d in its own World: %v, %v", i, same, err)
			}
		}
	}
	for _, w := range []*host.World{a, b, a} { // each has a table of its own
		if n, err := host.One[int](run(t, w, "local t = ... t[1].x = t[1].x + 1 t.new = true return t[1].x", r[4])); n != 2 || err != nil {
			t.Errorf("a table: %d, %v", n, err)
		}
		if ok, err := host.One[bool](run(t, w, "local t = ... local empty = next(t) == nil t.x = 1 return empty", r[5])); !ok || err != nil {
			t.Errorf("an empty table: %v, %v", ok, err)
		}
	}
	f := b.NewFuture()
	if err := errors.Join(b.Set("f", f), f.Complete(r[0])); err != nil {
		t.Fatal(err)
	}
	_, err = run(t, b, "return await(f)")
	expect(t, "a future", err, "of another World")
	_, err = run(t, a, "error({ print })")
	if e := (*vm.Error)(nil); !errors.As(err, &e) {
		t.Errorf("an error: %v", err)
	} else if err := b.Set("x", e.Value); err == nil {
		t.Error("the value of an error is let in")
	}
}

func second[T any](_ T, err error) error { return err }
