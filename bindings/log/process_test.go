package log_test

// This file holds that lines of a program with many tasks and workers stay whole.

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/log"
	"moonloop/loop"
	"moonloop/vm"
)

// As a child of its own tests, the test binary is a program that runs the script that it is given.
func TestMain(m *testing.M) {
	switch os.Getenv("MOONLOOP_TEST_LOG") {
	case "":
		os.Exit(m.Run())
	case "virtual":
		program(loop.NewVirtualClock())
	default:
		program(nil)
	}
}

func program(clock loop.Clock) {
	source, err := os.ReadFile(os.Args[1])
	if err == nil {
		err = run(string(source), clock)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(source string, clock loop.Clock) error {
	p, err := host.NewProgram(host.ProgramOptions{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Clock: clock, Modules: []box.Module{log.Module},
	})
	if err != nil {
		return err
	}
	chunk, err := vm.Compile(source, "script.lua")
	if err == nil {
		_, err = p.Asyncio().RunMain(context.Background(), p.Runtime().Load(chunk))
	}
	if closeErr := p.Close(); err == nil {
		err = closeErr
	}
	return err
}

// child is the program as a process; time is "virtual" or "real".
func child(t *testing.T, time, source string) *exec.Cmd {
	t.Helper()
	script := filepath.Join(t.TempDir(), "script.lua")
	if err := os.WriteFile(script, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], script)
	cmd.Env = append(os.Environ(), "MOONLOOP_TEST_LOG="+time)
	return cmd
}

const manyLines = `
local LINES = 100
local function worker(who)
  local log = require("moonloop.log")
  for i = 1, LINES do
    log.info(who .. " " .. i .. " " .. ("x"):rep(500))
  end
end
local function task(who)
  local log = require("moonloop.log")
  for i = 1, LINES do
    log.info(who .. " " .. i .. " " .. ("x"):rep(500))
    await(asyncio.sleep(0))
  end
end
local all = {}
for w = 1, 2 do
  all[#all + 1] = asyncio.get_running_loop():run_in_executor(nil, worker, "worker" .. w)
end
for n = 1, 20 do
  all[#all + 1] = async(task)("task" .. n)
end
await(asyncio.gather(unpack(all)))
`

// TestLogLinesStayWhole reads, more slowly than they come, the lines of many tasks and some workers.
func TestLogLinesStayWhole(t *testing.T) {
	cmd := child(t, "real", manyLines)
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	seen, wrong := map[string]int{}, 0
	lines := bufio.NewReaderSize(pipe, 16) // piece by piece: the pipe is full most of the time
	for {
		line, err := lines.ReadString('\n')
		words := strings.Fields(line)
		if len(words) == 5 && words[1] == "INFO" && words[4] == strings.Repeat("x", 500) {
			seen[words[2]+" "+words[3]]++
		} else if line != "" {
			if wrong++; wrong < 5 {
				t.Errorf("there is a line %q", line)
			}
		}
		if err != nil {
			break
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	who := []string{"worker1", "worker2"}
	for n := range 20 {
		who = append(who, fmt.Sprint("task", n+1))
	}
	for _, w := range who {
		for i := range 100 {
			if key := fmt.Sprint(w, " ", i+1); seen[key] != 1 {
				t.Fatalf("the line %q is there %d times", key, seen[key])
			}
		}
	}
}
