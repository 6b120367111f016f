package host_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"moonloop/bindings/host"
	"moonloop/vm"
)

// TestTaken has two calls take turns: each is told of what its own work has taken, whether it keeps it or not.
func TestTaken(t *testing.T) {
	w, err := host.New(host.Options{Limits: vm.Limits{MaxMemory: 64 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx := context.Background()
	if _, err := w.RunString(ctx, `
		function churn() for i = 1, 100 do local s = ("x"):rep(1e5 + i) await(asyncio.sleep(0)) end end
		function small() for i = 1, 100 do await(asyncio.sleep(0)) end end`, "main.lua"); err != nil {
		t.Fatal(err)
	}
	calls := []*host.Call{w.Go(ctx, "churn"), w.Go(ctx, "small")}
	for _, c := range calls {
		if _, err := c.Wait(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for i, between := range [][2]int64{{10e6, 12e6}, {1, 1e6}} {
		if n := calls[i].Taken(); n < between[0] || n > between[1] {
			t.Errorf("call %d has taken %d bytes", i, n)
		}
	}
	if u := w.Usage(); u.Memory > 32<<20 {
		t.Errorf("%+v", u)
	}
}

// TestTasksOfACall counts what came of calls, in Worlds with limits and without: what a call does not do, or no longer, is not its.
func TestTasksOfACall(t *testing.T) {
	for name, limits := range map[string]vm.Limits{"no limits": {}, "limits": {MaxInstructions: 1e8, MaxMemory: 64 << 20}} {
		w, err := host.New(host.Options{Limits: limits})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		if _, err := w.RunString(ctx, `
			function many(n)
				local loop = asyncio.get_running_loop()
				for i = 1, n do asyncio.create_task(asyncio.sleep(3600)) end
				loop:call_later(3600, print):cancel()
				loop:call_later(3600, print)
				asyncio.create_task(asyncio.sleep(0))
				loop:call_soon(function() loop:call_later(3600, print) end)
				local other = asyncio.new_event_loop()
				other:call_later(3600, print)
				other:call_later(0, print)
				other:close()
				await(asyncio.wait_for(asyncio.sleep(0.001), 3600))
				await(asyncio.wait({asyncio.create_task(asyncio.sleep(0))}, {timeout = 3600}))
				pcall(function() asyncio.timeout(3600, function() error("x") end) end)
				if n == 3 then await(asyncio.Future()) end
			end`, "main.lua"); err != nil {
			t.Fatal(err)
		}
		calls := []*host.Call{w.Go(ctx, "many", 3), w.Go(context.Background(), "many", 2)}
		expect := func(i, tasks, timers int) {
			t.Helper()
			for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
				if calls[i].Tasks() == tasks && calls[i].Timers() == timers {
					return
				}
				if time.Now().After(deadline) {
					t.Fatalf("%s: call %d has %d tasks and %d timers, want %d and %d", name, i, calls[i].Tasks(), calls[i].Timers(), tasks, timers)
				}
			}
		}
		expect(0, 4, 5)
		if _, err := calls[1].Wait(ctx); err != nil {
			t.Fatal(err)
		}
		expect(1, 2, 4)
		if u := w.Usage(); u.Tasks != 6 || u.Timers != 9 {
			t.Errorf("%s: %+v", name, u)
		}
		cancel()
		if _, err := calls[0].Wait(context.Background()); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		for i := range calls {
			expect(i, 0, 0)
		}
	}
}

// TestRefusedIsNotFilled asks for more than there is room for: a caller that catches the error has the time to go on.
func TestRefusedIsNotFilled(t *testing.T) {
	w, err := host.New(host.Options{Limits: vm.Limits{MaxMemory: 16 << 20, MaxInstructions: 1e6}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ok, err := host.One[bool](w.RunString(context.Background(), `return pcall(asyncio.gather, { n = 67108863 })`, "main.lua"))
	if ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
}
