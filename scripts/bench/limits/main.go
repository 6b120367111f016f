// Limits counts what the limits of a World cost: how many instructions of the processor a benchmark takes with them and without.
//
//	go run ./scripts/bench/limits [PROGRAM...]
//
// The counts are valgrind's, which other work on the machine cannot touch. The collector is off: it would run once or twice, by chance,
// and be most of a difference; so the table tells the bytes that a step allocates beside. A PROGRAM is
// as "switch 100 %2000", a benchmark of the folder above with its arguments, of which % marks the number of steps.
package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"moonloop/bindings/host"
	"moonloop/loop"
	"moonloop/vm"
)

// programs are benchmarks of the folder above, with their arguments: % is the number of steps. A step is what a run of four times as
// many takes more, so that the process's begin and end are not in it.
var programs = []string{
	"switch 100 %2000", "spawn_gather %500", "chain %500", "cpu %3000", "switch_pcall 100 %1500", "queue %1000 64", "lock %300 100", "timers %500",
	"call_soon %1500", "cancel %300", "generator %2000", "nested %1000",
}

// limited are the manual's limits, those of work so large that nothing ends by them.
var limited = map[string]vm.Limits{
	"none":    {},
	"counted": {MaxInstructions: math.MaxInt64, MaxStepTime: time.Hour, Slice: 100_000, MaxOutput: 1 << 20, MaxSource: 1 << 20, MaxOpen: 100},
	"limits": {
		MaxInstructions: math.MaxInt64, MaxStepTime: time.Hour, Slice: 100_000, MaxMemory: 64 << 20, MaxOutput: 1 << 20, MaxSource: 1 << 20,
		MaxOpen: 100,
	},
}

func main() {
	var err error
	if args := os.Args[1:]; len(args) > 2 && args[0] == "-run" {
		err = run(args[1], args[2:])
	} else {
		err = table(args)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "limits:", err)
		os.Exit(1)
	}
}

// run runs a program with its arguments in a World that is limited so, and tells how many bytes were allocated.
func run(how string, args []string) error {
	// Under the machine's clock it would count how often the loop wakes for timers, which is a matter of chance.
	w, err := host.New(host.Options{Limits: limited[how], Clock: loop.NewVirtualClock()})
	if err != nil {
		return err
	}
	source, err := os.ReadFile("scripts/bench/" + args[0] + ".lua")
	if err == nil {
		if err = w.Set("arg", args[1:]); err == nil {
			_, err = w.RunString(context.Background(), string(source), args[0]+".lua")
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("allocated:", m.TotalAlloc)
	return errors.Join(err, w.Close())
}

// A cost is what something takes.
type cost struct{ instructions, bytes float64 }

// table prints a row for each program.
func table(chosen []string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		chosen = programs
	}
	fmt.Println("| program | a step without limits | with those of time | and of memory |\n| --- | --- | --- | --- |")
	for _, program := range chosen {
		fmt.Printf("| %s |", steps.ReplaceAllString(program, "N"))
		var first cost
		for _, how := range []string{"none", "counted", "limits"} {
			n, err := step(self, how, program)
			if err != nil {
				return err
			}
			if how == "none" {
				first = n
				fmt.Printf(" %.0f instructions, %.0f bytes |", n.instructions, n.bytes)
			} else {
				fmt.Printf(" %+.1f %%, %+.0f bytes |", 100*(n.instructions/first.instructions-1), n.bytes-first.bytes)
			}
		}
		fmt.Println()
	}
	return nil
}

var steps = regexp.MustCompile(`%(\d+)`)

// step is what a step of the program takes.
func step(self, how, program string) (cost, error) {
	m := steps.FindStringSubmatch(program)
	if m == nil {
		return cost{}, fmt.Errorf("%s: %% and a number of steps expected", program)
	}
	few, err := strconv.Atoi(m[1])
	if err != nil {
		return cost{}, err
	}
	var of [2]cost
	for i, n := range []int{few, 4 * few} {
		if of[i], err = count(self, how, steps.ReplaceAllString(program, strconv.Itoa(n))); err != nil {
			return cost{}, err
		}
	}
	more := float64(3 * few)
	return cost{(of[1].instructions - of[0].instructions) / more, (of[1].bytes - of[0].bytes) / more}, nil
}

var counted = regexp.MustCompile(`(?s)allocated: (\d+).*I +refs: +([\d,]+)`)

// count is what a run takes.
func count(self, how, program string) (cost, error) {
	args := append([]string{"--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", self, "-run", how}, strings.Fields(program)...)
	cmd := exec.Command("valgrind", args...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "GOGC=off", "GODEBUG=cpu.rdtscp=off") // which valgrind does not know
	out, err := cmd.CombinedOutput()
	m := counted.FindSubmatch(out)
	if err != nil || m == nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", program, err, out)
	}
	bytes, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		return cost{}, err
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(string(m[2]), ",", ""), 64)
	return cost{n, bytes}, err
}
