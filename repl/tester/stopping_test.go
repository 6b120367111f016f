//go:build unix

package tester

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestStopping sends signals to a run whose cases say, by connections, that they have begun and that they clean up: what
// they have taken is given back, what was finished is summed up, and the second signal ends all at once.
func TestStopping(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	arrived := func() {
		conn, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Read(make([]byte, 1)); err != nil { // it is written in the step that waits, or computes
			t.Error(err)
		}
	}
	file := fmt.Sprintf(head+`
local function say()
  local _, w = await(asyncio.open_connection("127.0.0.1", %d))
  w:write("x")
  w:close()
end
test.after(function() print("after") end)
test.case("first", function() end)
test.case("second", { real_time = true }, function(t)
  t.tempdir()
  t.cleanup(function()
    say() -- the last thing that the process does
    if os.getenv("HANGS") then await(asyncio.sleep(1000)) end
    print("cleaned up")
  end)
  say()
  if os.getenv("COMPUTES") then while true do end end
  await(asyncio.sleep(1000))
end)
test.case("third", function() end)
`, listener.Addr().(*net.TCPAddr).Port)
	for _, c := range []struct {
		name   string
		env    []string
		args   []string
		signal syscall.Signal
		group  bool // it goes to the children too, as from a terminal
		twice  bool
		status int
		want   []string
	}{
		{name: "interrupt", signal: syscall.SIGINT, status: 130,
			want: []string{"ok    first", "stop  second", "a_test.lua:20\n", "| cleaned up", "| after", "1 passed, 1 interrupted in", ", interrupted"}},
		{name: "terminal", signal: syscall.SIGINT, group: true, status: 130,
			want: []string{"ok    first", "stop  second", "| cleaned up", "| after", "1 passed, 1 interrupted in", ", interrupted"}},
		{name: "terminate", signal: syscall.SIGTERM, group: true, status: 143,
			want: []string{"ok    first", "stop  second", "| cleaned up", "1 passed, 1 interrupted in", ", terminated"}},
		{name: "tap", args: []string{"--tap"}, signal: syscall.SIGTERM, status: 143, want: []string{"ok 1 - ", "not ok 2 - ", "Bail out! terminated"}},
		{name: "computes", env: []string{"COMPUTES=1"}, signal: syscall.SIGINT, status: 130,
			want: []string{"stop  second", "a_test.lua:19\n", "| cleaned up", "1 passed, 1 interrupted in"}},
		{name: "twice", env: []string{"HANGS=1"}, signal: syscall.SIGINT, twice: true, status: 130, want: []string{"ok    first", "1 passed in"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			temp := filepath.Join(dir, "temp")
			for _, err := range []error{os.Mkdir(temp, 0o777), os.WriteFile(filepath.Join(dir, "a_test.lua"), []byte(file), 0o666)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			cmd := started(c.args...)
			cmd.Dir, cmd.Env = dir, append(append(os.Environ(), "TMPDIR="+temp), c.env...)
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			send := func() {
				to := cmd.Process.Pid
				if c.group {
					to = -to
				}
				if err := syscall.Kill(to, c.signal); err != nil {
					t.Error(err)
				}
			}
			arrived()
			send()
			arrived()
			if c.twice {
				send()
			}
			_ = cmd.Wait()
			if got := cmd.ProcessState.ExitCode(); got != c.status {
				t.Errorf("status %d, expected %d", got, c.status)
			}
			rest := out.String()
			for _, want := range c.want {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("lacks %q:\n%s", want, out.String())
				}
				rest = after
			}
			left, err := os.ReadDir(temp)
			if err != nil || !c.twice && len(left) > 0 {
				t.Errorf("left in the folder for temporary files: %v, %v", left, err)
			}
		})
	}
}
