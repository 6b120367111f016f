package main

// This file holds what becomes of that which workers and tasks write: lines of a log, and files that nobody closed.

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
	script := filepath.Join(t.TempDir(), "script.lua")
	if err := os.WriteFile(script, []byte(manyLines), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := child(script)
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

// TestWorkersCloseTheirFiles holds that what a worker has written is there, also if it did not close the file.
func TestWorkersCloseTheirFiles(t *testing.T) {
	dir := t.TempDir()
	script, kept := filepath.Join(dir, "script.lua"), filepath.Join(dir, "kept.txt")
	source := `await(asyncio.get_running_loop():run_in_executor(nil, function(path)
		FILE = io.open(path, "w")
		FILE:write("kept")
	end, ...))`
	if err := os.WriteFile(script, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := child(script, kept).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%v, printed %q", err, out)
	}
	if b, err := os.ReadFile(kept); string(b) != "kept" {
		t.Errorf("the file has %q, %v", b, err)
	}
}
