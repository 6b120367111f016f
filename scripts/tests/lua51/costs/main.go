//go:build linux

// Command costs measures what Lua's basic operations cost under Moonloop and under lua5.1, in one run.
//
//	go run ./scripts/tests/lua51/costs [-n 3] [-only pops]
//
// It prints seconds of processor time (of all threads: a busy machine changes it little) and megabytes of memory at the
// peak, each with what an empty script takes left out, the best of n runs, and the ratios. The aims: within 4 times
// lua5.1's time and 3 times its memory.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A cost is an operation, measured by a script.
type cost struct{ name, script string }

// timed begins a script that makes 40,000 lines of source.
const timed = "local list = {} for i = 1, 40000 do list[i] = %s end local source = table.concat(list, '\\n') "

var costs = []cost{
	{"empty", ""},
	{"40,000 constants compiled", fmt.Sprintf(timed, "'k' .. i .. ' = ' .. i .. '.5,'") + "assert(loadstring('return {' .. source .. '}'))()"},
	{"40,000 strings compiled", fmt.Sprintf(timed, "'\"text' .. i .. '\",'") + "assert(loadstring('return {' .. source .. '}'))()"},
	{"40,000 plain statements compiled", fmt.Sprintf(timed, "'x = x + 1'") + "x = 0 assert(loadstring(source))()"},
	{"20,000 local statements compiled", fmt.Sprintf(timed, "i % 2 == 0 and 'do local a = x x = a + 1 end' or ''") + "x = 0 assert(loadstring(source))()"},
	{"40,000 functions compiled", fmt.Sprintf(timed, "'function f() return x end'") + "assert(loadstring(source))()"},
	{"40,000 branches compiled", fmt.Sprintf(timed, "'if x == ' .. i .. ' then y = x end'") + "assert(loadstring(source))()"},
	{"one long concatenation compiled", "local s = 'return ' .. ('x .. '):rep(150) .. 'x' x = 'a' for i = 1, 500 do assert(loadstring(s))() end"},
	{"20,000 small chunks loaded", "for i = 1, 20000 do assert(loadstring('local a = ' .. i .. ' return a + 1'))() end"},
	{"200,000 pushes and pops", "local t = {} for i = 1, 200000 do t[#t + 1] = i end for i = 1, 200000 do t[#t] = nil end"},
	{"200,000 insert and remove", "local t = {} for i = 1, 200000 do table.insert(t, i) end for i = 1, 200000 do table.remove(t) end"},
	{"20,000 next-deletes", "local t = {} for i = 1, 20000 do t['k' .. i] = i end while true do local k = next(t) if k == nil then break end t[k] = nil end"},
	{"200,000 deletes while iterating", "local t = {} for i = 1, 200000 do t['k' .. i] = i end for k in pairs(t) do t[k] = nil end"},
	{"20 keys 600,000 apart", "local t = {} for i = 1, 20 do t[i * 600000] = i end"},
	{"2,000 keys 600,000 apart", "local t = {} for i = 1, 2000 do t[i * 600000] = i end"},
	{"one key of 60,000,000", "local t = {} t[60000000] = 1"},
	{"negative keys, 200,000", "local t = {} for i = 1, 200000 do t[-i] = i end"},
	{"filling backwards, 200,000", "local t = {} for i = 200000, 1, -1 do t[i] = i end assert(#t == 200000)"},
	{"arrays with holes, 400,000", "local t = {} for i = 1, 400000, 2 do t[i] = i end for i = 2, 400000, 2 do t[i] = i end assert(#t == 400000)"},
	{"length, 2,000,000 times", "local t = {} for i = 1, 1000 do t[i] = i end t[1001] = nil local n = 0 for i = 1, 2000000 do n = n + #t end"},
	{"length of a cut array", "local t = {} for i = 1, 100000 do t[i] = i end for i = 100000, 50001, -1 do t[i] = nil end local n = 0 for i = 1, 100000 do n = n + #t end"},
	{"200,000 tables of 2 fields", "local l = {} for i = 1, 200000 do l[i] = {x = i, y = i} end"},
	{"200,000 tables filled later", "local l = {} for i = 1, 200000 do local p = {} p.x = i p.y = i l[i] = p end"},
	{"200,000 arrays of 4", "local l = {} for i = 1, 200000 do l[i] = {i, i, i, i} end"},
	{"one array of 2,000,000", "local t = {} for i = 1, 2000000 do t[i] = i end"},
	{"one hash of 300,000", "local t = {} for i = 1, 300000 do t['k' .. i] = i end"},
	{"sort of 300,000", "local t, x = {}, 42 for i = 1, 300000 do x = (x * 16807) % 2147483647 t[i] = x end table.sort(t)"},
	{"sort of sorted 300,000", "local t = {} for i = 1, 300000 do t[i] = i end table.sort(t) table.sort(t, function(a, b) return a > b end)"},
	{"string built by 20,000 appends", "local s = '' for i = 1, 20000 do s = s .. 'x' end"},
	{"unpack of 200, 20,000 times", "local t = {} for i = 1, 200 do t[i] = i end for i = 1, 20000 do local a, b = unpack(t) end"},
}

// measure is one run.
type measure struct {
	seconds, megabytes float64
	failed             string
}

func main() {
	n := flag.Int("n", 3, "how many runs, of which the best counts")
	only := flag.String("only", "", "a part of the names of what is measured")
	moonloop := flag.String("moonloop", "", "the command; \"\" builds it")
	timeout := flag.Duration("timeout", time.Minute, "how long one run may take")
	flag.Parse()
	if err := run(*n, *only, *moonloop, *timeout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(n int, only, moonloop string, timeout time.Duration) error {
	dir, err := os.MkdirTemp("", "costs-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if moonloop == "" {
		moonloop = filepath.Join(dir, "moonloop")
		if out, err := exec.Command("go", "build", "-o", moonloop, ".").CombinedOutput(); err != nil {
			return fmt.Errorf("build: %w\n%s", err, out)
		}
	}
	script := filepath.Join(dir, "cost.lua")
	var empty [2]measure
	fmt.Printf("%-34s %9s %9s %7s %9s %9s %7s\n", "", "lua5.1 s", "moonloop", "times", "lua5.1 MB", "moonloop", "times")
	for i, c := range costs {
		if i > 0 && !strings.Contains(c.name, only) {
			continue
		}
		if err := os.WriteFile(script, []byte(c.script), 0o600); err != nil {
			return err
		}
		puc, ours := best(n, timeout, "lua5.1", script), best(n, timeout, moonloop, script)
		if i == 0 {
			empty = [2]measure{puc, ours}
		} else {
			puc, ours = puc.less(empty[0]), ours.less(empty[1])
		}
		fmt.Printf("%-34s %9.3f %9.3f %7.1f %9.1f %9.1f %7.1f %s\n", c.name, puc.seconds, ours.seconds, ours.seconds/puc.seconds, puc.megabytes, ours.megabytes, ours.megabytes/puc.megabytes, puc.failed+ours.failed)
	}
	return nil
}

// less takes off what an empty script takes; what is left is at least a millisecond and a tenth of a megabyte, below
// which nothing can be told.
func (m measure) less(empty measure) measure {
	m.seconds = max(m.seconds-empty.seconds, 0.001)
	m.megabytes = max(m.megabytes-empty.megabytes, 0.1)
	return m
}

// best is the fastest of n runs, and the smallest.
func best(n int, timeout time.Duration, command, script string) measure {
	b := once(timeout, command, script)
	for range n - 1 {
		if b.failed != "" {
			break
		}
		m := once(timeout, command, script)
		b.seconds, b.megabytes, b.failed = min(b.seconds, m.seconds), min(b.megabytes, m.megabytes), m.failed
	}
	return b
}

func once(timeout time.Duration, command, script string) measure {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, command, script)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		return measure{failed: err.Error()}
	}
	m := measure{seconds: (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		m.megabytes = float64(usage.Maxrss) / 1024
	}
	if err != nil {
		first, _, _ := strings.Cut(string(out), "\n")
		m.failed = fmt.Sprintf("%s: %v %s", filepath.Base(command), err, first)
	}
	return m
}
