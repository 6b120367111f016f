package main

import (
	"bytes"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// interrupt starts the command, sends it a signal for each line it prints up to count, and returns the rest.
func interrupt(t *testing.T, sig syscall.Signal, count int, code string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := child("-e", code)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	guard := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer guard.Stop()
	var out bytes.Buffer
	buf := make([]byte, 1024)
	for {
		n, err := pipe.Read(buf)
		lines := bytes.Count(buf[:n], []byte("\n"))
		out.Write(buf[:n])
		for ; lines > 0 && count > 0; lines, count = lines-1, count-1 {
			_ = cmd.Process.Signal(sig)
		}
		if err != nil {
			break
		}
	}
	_ = cmd.Wait()
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent Ctrl-C there without a console of its own")
	}
	for _, c := range []struct {
		name   string
		count  int
		code   string
		stdout string
		status int
	}{
		{"the first cancels the main task, whose cleanup may await", 1,
			`local ok, e = pcall(function() print("ready") await(asyncio.sleep(99)) end)
			await(asyncio.sleep(0.01)) print("cleanup", e) error(e, 0)`,
			"ready\ncleanup\tCancelledError\n", 130},
		{"a main task that ignores it goes on", 1,
			`pcall(function() print("ready") await(asyncio.sleep(99)) end) print("goes on")`,
			"ready\ngoes on\n", 0},
		{"the second ends a cleanup that does not end", 2,
			`pcall(function() print("ready") await(asyncio.sleep(99)) end) print("cleaning") await(asyncio.sleep(99)) print("never")`,
			"ready\ncleaning\n", 130},
		{"the second ends a loop that never awaits", 2,
			`print("ready") local t = os.clock() while os.clock() - t < 0.2 do end print("set") while true do end`,
			"ready\nset\n", 130},
		{"asyncio.run is cancelled too", 1,
			`asyncio.run(function() local ok, e = pcall(function() print("ready") await(asyncio.sleep(99)) end) print(e) error(e, 0) end)`,
			"ready\nCancelledError\n", 130},
		{"a script's own handler takes it", 1,
			`local done = asyncio.Future()
			asyncio.get_running_loop():add_signal_handler("SIGINT", function() done:set_result("handled") end)
			print("ready") print(await(done))`,
			"ready\nhandled\n", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr, status := interrupt(t, syscall.SIGINT, c.count, c.code)
			if stdout != c.stdout || status != c.status {
				t.Errorf("printed %q with exit status %d, expected %q with %d; stderr:\n%s", stdout, status, c.stdout, c.status, stderr)
			}
		})
	}
}

func TestTerminate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent SIGTERM there")
	}
	for _, c := range []struct {
		name   string
		count  int
		code   string
		stdout string
		status int
	}{
		{"the first cancels the main task, whose cleanup may await", 1,
			`local ok, e = pcall(function() print("ready") await(asyncio.sleep(99)) end)
			await(asyncio.sleep(0.01)) print("cleanup", e) error(e, 0)`,
			"ready\ncleanup\tCancelledError\n", 143},
		{"the second ends what never awaits", 2,
			`print("ready") local t = os.clock() while os.clock() - t < 0.2 do end print("set") while true do end`,
			"ready\nset\n", 143},
		{"a script's own handler takes it", 1,
			`local done = asyncio.Future()
			asyncio.get_running_loop():add_signal_handler("SIGTERM", function() done:set_result("handled") end)
			print("ready") print(await(done))`,
			"ready\nhandled\n", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr, status := interrupt(t, syscall.SIGTERM, c.count, c.code)
			if stdout != c.stdout || status != c.status {
				t.Errorf("printed %q with exit status %d, expected %q with %d; stderr:\n%s", stdout, status, c.stdout, c.status, stderr)
			}
		})
	}
}
