package host_test

import (
	"context"
	"testing"

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
