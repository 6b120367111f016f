//go:build unix

// Command floor measures what the interpreter alone takes for the workloads that need nothing else: coroutines of
// gopher-lua that are resumed in turn, without tasks, futures, handles or a loop around them.
//
//	floor switch [tasks] [steps]
//	floor cpu [rounds]
package main

// This file is the whole program.

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"
)

const worker = `
local yield, each = coroutine.yield, ...
return function() for _ = 1, each do yield() end end`

const compute = `
return function(rounds)
  local state, odd, slots = 1, 0, {}
  for i = 1, 64 do slots[i] = i end
  for _ = 1, rounds do
    state = (state * 1103 + 12345) % 65536
    local slot = state % 64 + 1
    slots[slot] = (slots[slot] + state) % 1000
    if slots[slot] % 2 == 1 then odd = odd + 1 end
  end
  return odd
end`

func main() { os.Exit(run(os.Args[1:])) }

// run takes the name of a workload, or the path of its program, and its arguments.
func run(args []string) int {
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: floor switch [tasks] [steps] | floor cpu [rounds]")
		return 2
	}
	name := strings.TrimSuffix(filepath.Base(args[0]), ".lua")
	argument := func(i, otherwise int) int {
		if i < len(args) {
			if n, err := strconv.Atoi(args[i]); err == nil && n > 0 {
				return n
			}
		}
		return otherwise
	}
	L := lua.NewState()
	defer L.Close()
	var err error
	switch name {
	case "switch":
		err = switches(L, argument(1, 100), argument(2, 1000000))
	case "cpu":
		err = computing(L, argument(1, 3000000))
	default:
		err = fmt.Errorf("floor: no workload %q", name)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// function runs a chunk that returns a function.
func function(L *lua.LState, source string, args ...lua.LValue) (*lua.LFunction, error) {
	chunk, err := L.LoadString(source)
	if err != nil {
		return nil, err
	}
	if err := L.CallByParam(lua.P{Fn: chunk, NRet: 1, Protect: true}, args...); err != nil {
		return nil, err
	}
	fn, ok := L.Get(-1).(*lua.LFunction)
	L.Pop(1)
	if !ok {
		return nil, fmt.Errorf("floor: the chunk returned no function")
	}
	return fn, nil
}

// switches resumes tasks in turn until each has yielded its share of steps.
func switches(L *lua.LState, tasks, steps int) error {
	each := steps / tasks
	fn, err := function(L, worker, lua.LNumber(each))
	if err != nil {
		return err
	}
	threads := make([]*lua.LState, tasks)
	for i := range threads {
		threads[i], _ = L.NewThread()
		if state, err, _ := L.Resume(threads[i], fn); state == lua.ResumeError {
			return err
		}
	}
	start := begin()
	for range each {
		for _, thread := range threads {
			if state, err, _ := L.Resume(thread, fn); state == lua.ResumeError {
				return err
			}
		}
	}
	start.report("switch", each*tasks)
	return nil
}

func computing(L *lua.LState, rounds int) error {
	fn, err := function(L, compute)
	if err != nil {
		return err
	}
	start := begin()
	err = L.CallByParam(lua.P{Fn: fn, NRet: 1, Protect: true}, lua.LNumber(rounds))
	start.report("cpu", rounds)
	return err
}

// clocks are the wall clock and the CPU time of the process.
type clocks struct {
	wall time.Time
	cpu  time.Duration
}

func begin() clocks {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic("BUG: getrusage: " + err.Error())
	}
	return clocks{time.Now(), time.Duration(usage.Utime.Nano() + usage.Stime.Nano())}
}

func (c clocks) report(name string, steps int) {
	now := begin()
	wall, cpu := now.wall.Sub(c.wall), now.cpu-c.cpu
	fmt.Printf("%s %d %.1f %.1f\n", name, steps, float64(wall)/float64(steps), float64(cpu)/float64(steps))
}
