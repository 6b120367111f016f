package host_test

// This file has Go functions end the goroutine that a World is on.

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"moonloop/bindings/host"
)

// TestGoexit has Go functions end the goroutines that they are on.
func TestGoexit(t *testing.T) {
	w, err := host.New(host.Options{Grace: soon})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(
		w.Func("exit", runtime.Goexit),
		w.Func("exit_blocking", func(context.Context) { runtime.Goexit() }),
	)
	if err != nil {
		t.Fatal(err)
	}
	within(t, "a blocking function", func() {
		_, err := w.Call(background, "exit_blocking")
		expect(t, "blocking", err, "runtime.Goexit")
	})
	within(t, "a plain function", func() {
		waiting := w.Go(background, mustFunction(t, w, "await(asyncio.sleep(1e6))"))
		_, err := w.Call(background, "exit")
		expect(t, "plain", err, "runtime.Goexit")
		_, err = waiting.Wait(background)
		expect(t, "another call", err, "runtime.Goexit")
	})
	within(t, "a call after it", func() {
		if _, err := w.Call(background, "exit"); !errors.Is(err, host.ErrClosed) {
			t.Errorf("after it: %v", err)
		}
	})
	within(t, "Close", func() { expect(t, "Close", w.Close(), "runtime.Goexit") })
}

// TestGoexitOfAManualWorld has a Go function end the goroutine on which the host runs a World.
func TestGoexitOfAManualWorld(t *testing.T) {
	w, err := host.New(host.Options{Grace: soon, Manual: true})
	if err == nil {
		err = w.Func("exit", runtime.Goexit)
	}
	if err != nil {
		t.Fatal(err)
	}
	waiting := w.Go(background, mustFunction(t, w, "await(asyncio.sleep(1e6))"))
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, err := w.Call(background, "exit")
		t.Errorf("the goroutine goes on: %v", err)
	}()
	<-gone
	within(t, "what comes after it", func() {
		_, err := waiting.Wait(background)
		expect(t, "another call", err, "runtime.Goexit")
		_, err = w.Call(background, "exit")
		for i, err := range []error{err, w.Poll(1), w.Set("x", 1)} {
			if !errors.Is(err, host.ErrClosed) {
				t.Errorf("%d after it: %v", i, err)
			}
		}
		expect(t, "Close", w.Close(), "runtime.Goexit")
	})
}

// TestGoexitWhileClosing has the report of what is left behind end the World's goroutine.
func TestGoexitWhileClosing(t *testing.T) {
	w, err := host.New(host.Options{Grace: soon, Report: func(host.Report) { runtime.Goexit() }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, w, "kept = asyncio.create_task(function() pcall(await, asyncio.sleep(1e6)) error('x') end) await(asyncio.sleep(0))"); err != nil {
		t.Fatal(err)
	}
	within(t, "Close", func() { _ = w.Close() })
}

// TestGoexitOfCleanup has a task that cleans up, while its World closes, end the goroutine that closes it.
func TestGoexitOfCleanup(t *testing.T) {
	for _, manual := range []bool{false, true} {
		w, err := host.New(host.Options{Grace: soon, Manual: manual})
		if err == nil {
			err = w.Func("exit", runtime.Goexit)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := run(t, w, "kept = asyncio.create_task(function() pcall(await, asyncio.sleep(1e6)) exit() end) await(asyncio.sleep(0))"); err != nil {
			t.Fatal(err)
		}
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			if err := w.Close(); manual {
				t.Errorf("the goroutine goes on: %v", err)
			}
		}()
		<-gone
		within(t, "Close once more", func() { expect(t, "Close", w.Close(), "runtime.Goexit") })
	}
}
