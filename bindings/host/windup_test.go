package host_test

// This file tests what is left of calls that were ended from outside.

import (
	"context"
	"errors"
	"testing"
	"time"

	"moonloop/bindings/host"
	"moonloop/vm"
)

// tasksOf counts the tasks of a World.
func tasksOf(t *testing.T, w *host.World) int {
	t.Helper()
	n, err := host.One[int](run(t, w, "return #asyncio.all_tasks()"))
	if err != nil {
		t.Fatal(err)
	}
	return n - 1 // less the one that counts
}

// TestEndedCallsLeaveNothing ends calls whose tasks wait, clean up, and refuse to end: when the call is back they are gone.
func TestEndedCallsLeaveNothing(t *testing.T) {
	const left = `
		for i = 1, 3 do asyncio.create_task(function() await(asyncio.sleep(1e6)) end) end
		asyncio.create_task(function()
			local ok, e = pcall(await, asyncio.sleep(1e6))
			asyncio.create_task(function() await(asyncio.sleep(1e6)) end)
			cleaned = true
			error(e, 0)
		end)
		asyncio.create_task(function() while true do pcall(await, asyncio.sleep(1e6)) end end)
		await(asyncio.sleep(0))
		`
	for _, c := range []struct {
		name, end string
		limits    vm.Limits
		cleans    bool
		is        func(error) bool
	}{
		{"context", "await(asyncio.sleep(1e6))", vm.Limits{}, true, func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }},
		{"instructions", "while true do end", vm.Limits{MaxInstructions: 1e6}, false, func(err error) bool {
			var over *vm.LimitError
			return errors.As(err, &over) && over.Limit == "instructions"
		}},
		{"memory", "local t = {} while true do t[#t + 1] = {} end", vm.Limits{MaxMemory: 4 << 20}, false, func(err error) bool {
			var over *vm.LimitError
			return errors.As(err, &over) && over.Limit == "memory"
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world(t, host.Options{Limits: c.limits, Grace: 50 * time.Millisecond})
			ctx, cancel := context.WithTimeout(background, 100*time.Millisecond)
			if c.name != "context" {
				cancel()
				ctx, cancel = context.WithTimeout(background, time.Minute)
			}
			defer cancel()
			if _, err := w.RunString(ctx, left+c.end, "left.lua"); !c.is(err) {
				t.Fatalf("ended with %v", err)
			}
			if n := tasksOf(t, w); n != 0 {
				t.Errorf("%d tasks are left", n)
			}
			if cleaned, err := host.One[bool](run(t, w, "return cleaned == true")); err != nil || c.cleans && !cleaned {
				t.Errorf("cleaned up: %t, %v", cleaned, err)
			}
		})
	}
}

// TestLoopsOfStoppedCalls has calls make event loops until there is no memory left: these go with the call, or no other one
// would find room. One that a script keeps after a call that ended by itself stays.
func TestLoopsOfStoppedCalls(t *testing.T) {
	w, err := host.New(host.Options{Limits: vm.Limits{MaxMemory: 16 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := run(t, w, "kept = asyncio.new_event_loop()"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		var limit *vm.LimitError
		if _, err := run(t, w, "local made = {} while true do made[#made % 50 + 1] = asyncio.new_event_loop() end"); !errors.As(err, &limit) || limit.Limit != "memory" {
			t.Fatal(err)
		}
	}
	if closed, err := host.One[bool](run(t, w, "return kept:is_closed()")); err != nil || closed {
		t.Errorf("closed: %v, %v", closed, err)
	}
}

// TestCloseOfTasksThatWaitForEachOther closes a World whose tasks want a lock before they end, as those do that wait for a
// condition, and one of them ends with it.
func TestCloseOfTasksThatWaitForEachOther(t *testing.T) {
	w, err := host.New(host.Options{Grace: soon})
	if err != nil {
		t.Fatal(err)
	}
	_, err = run(t, w, `
		local c = asyncio.Condition()
		for i = 1, 20 do asyncio.create_task(function() await(c:acquire()) await(c:wait()) end) end
		await(asyncio.sleep(0.01))`)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_ = w.Close()
	if d := time.Since(began); d > 5*time.Second { // it gave up after ten
		t.Errorf("closed in %v", d)
	}
}
