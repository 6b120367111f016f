package host

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"moonloop/vm"
)

func TestReport(t *testing.T) {
	var got []Report
	var out strings.Builder
	w, err := New(Options{Manual: true, Stderr: &out, Report: func(r Report) {
		got = append(got, r)
		panic("of the host")
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.RunString(context.Background(), `
		local loop = asyncio.get_running_loop()
		loop:call_soon(function() error("in a callback") end)
		loop:call_exception_handler { message = "of my own", extra = 1 }
		local f = async(function() end)
		f()
		asyncio.create_task(function() error({code = 1}) end, {name = "t"})
		await(asyncio.sleep(0)) await(asyncio.sleep(0))`, "main.lua")
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 0 {
		t.Errorf("written: %s", out.String())
	}
	seen := map[string]bool{}
	for _, r := range got {
		text := r.String()
		for _, part := range []string{"of my own", "Exception in callback", "never awaited", "never retrieved"} {
			if !strings.Contains(text, part) {
				continue
			}
			seen[part] = true
			var e *vm.Error
			switch part {
			case "Exception in callback":
				if !errors.As(r.Err, &e) || !strings.Contains(e.Traceback(), "main.lua:3") || r.Details["handle"] == "" {
					t.Errorf("%+v", r)
				}
			case "never retrieved":
				if r.Task != "t" || r.Err == nil {
					t.Errorf("%+v", r)
				}
			case "of my own":
				if r.Details["extra"] != "1" {
					t.Errorf("%+v", r)
				}
			}
		}
	}
	if len(seen) != 4 {
		t.Errorf("%v of %+v", seen, got)
	}
}

// A script cannot fill the host's log.
func TestReportBounded(t *testing.T) {
	n := 0
	w, err := New(Options{Manual: true, Limits: vm.Limits{MaxOutput: 10000}, Report: func(r Report) { n += len(r.String()) }})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.RunString(context.Background(), `
		local loop = asyncio.get_running_loop()
		for i = 1, 1000 do loop:call_exception_handler { message = ("x"):rep(100), more = ("y"):rep(100) } end`, "main.lua")
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	if n == 0 || n > 10000 {
		t.Errorf("%d bytes", n)
	}
}

func TestUsage(t *testing.T) {
	w, err := New(Options{Grace: 50 * time.Millisecond, Limits: vm.Limits{MaxMemory: 64 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if u := w.Usage(); u != (Usage{}) {
		t.Errorf("%+v", u)
	}
	_, err = w.RunString(ctx, `
		kept = ("x"):rep(1e6)
		for i = 1, 5 do asyncio.create_task(asyncio.sleep(3600)) end
		await(asyncio.sleep(0))`, "main.lua")
	if err != nil {
		t.Fatal(err)
	}
	_ = w.Do(func(*vm.Runtime) error { return nil }) // another iteration has begun
	_ = w.Do(func(*vm.Runtime) error { return nil })
	u := w.Usage()
	if u.Tasks != 5 || u.Timers != 5 || u.Instructions == 0 || u.Memory < 1e6 || u.Memory > 8e6 {
		t.Errorf("%+v", u)
	}
	// While the loop does not come back it can be asked too.
	c := w.Go(ctx, "busy")
	<-c.Done()
	if _, err := w.RunString(ctx, `function busy() while true do end end`, "busy.lua"); err != nil {
		t.Fatal(err)
	}
	c = w.Go(ctx, "busy")
	before := c.Instructions()
	for c.Instructions() < before+1e6 {
		select {
		case <-c.Done():
			t.Fatal(c.Wait(context.Background()))
		default:
		}
	}
	if u := w.Usage(); u.Instructions < 1e6 {
		t.Errorf("%+v", u)
	}
	cancel()
	<-c.Done()
	if c.Instructions() < 1e6 {
		t.Errorf("%d", c.Instructions())
	}
}
