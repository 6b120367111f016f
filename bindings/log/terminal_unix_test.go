//go:build unix

package log_test

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/creack/pty"
)

const withBar = `
local log = require("moonloop.log")
log.progress(10, { title = "work" }, function(p)
  for i = 1, 10 do
    await(asyncio.sleep(1))
    p:add()
    print("line " .. i)
    if i == 5 then
      log.warning("half")
      io.write("un")
      p:add(0)
      io.write("broken\n")
      os.execute("echo from a process")
    end
  end
end)
`

// TestProgressOnATerminal holds that a bar is drawn, and that nothing of it is left in the lines around it.
func TestProgressOnATerminal(t *testing.T) {
	cmd := child(t, "virtual", withBar)
	cmd.Env = append(cmd.Env, "TERM=xterm")
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	all, _ := io.ReadAll(terminal) // Linux ends it with an error
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	raw := strings.ReplaceAll(string(all), "\r\n", "\n")
	if bar := "work  50% [##########----------] 5/10 1/s 0:05 left"; !strings.Contains(raw, bar) {
		t.Errorf("there is no %q in %q", bar, raw)
	}
	// What is left of a line is what was written after the cursor went back for the last time.
	shown := regexp.MustCompile(`(?m)^.*\r(?:\x1b\[K)?`).ReplaceAllString(raw, "")
	want := "line 1\nline 2\nline 3\nline 4\nline 5\n2000-01-01T00:00:05.000Z WARNING half\nunbroken\nfrom a process\n" +
		"line 6\nline 7\nline 8\nline 9\nline 10\n" +
		"2000-01-01T00:00:10.000Z INFO    work count=10 total=10 percent=100 rate=1 seconds=10\n"
	if shown != want {
		t.Errorf("the terminal shows\n%q\nwant\n%q", shown, want)
	}
}
