// Limits counts what the limits of a World cost: how many instructions of the processor a benchmark takes with them and without.
//
//	go run ./scripts/bench/limits [PROGRAM...]
//
// The counts are valgrind's, which other work on the machine cannot touch; they are of all threads, the collector's too. A PROGRAM is
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
	"strconv"
	"strings"
	"time"

	"moonloop/bindings/host"
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

// run runs a program with its arguments in a World that is limited so.
func run(how string, args []string) error {
	w, err := host.New(host.Options{Limits: limited[how]})
	if err != nil {
		return err
	}
	source, err := os.ReadFile("scripts/bench/" + args[0] + ".lua")
	if err == nil {
		if err = w.Set("arg", args[1:]); err == nil {
			_, err = w.RunString(context.Background(), string(source), args[0]+".lua")
		}
	}
	return errors.Join(err, w.Close())
}

// table prints a row for each program.
func table(chosen []string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		chosen = programs
	}
	fmt.Println("| program | instructions a step without limits | with those of time | and of memory |\n| --- | --- | --- | --- |")
	for _, program := range chosen {
		fmt.Printf("| %s |", steps.ReplaceAllString(program, "N"))
		var first float64
		for _, how := range []string{"none", "counted", "limits"} {
			n, err := step(self, how, program)
			if err != nil {
				return err
			}
			if how == "none" {
				first = n
				fmt.Printf(" %.0f |", n)
			} else {
				fmt.Printf(" %+.1f %% |", 100*(n/first-1))
			}
		}
		fmt.Println()
	}
	return nil
}

var steps = regexp.MustCompile(`%(\d+)`)

// step is how many instructions a step of the program takes.
func step(self, how, program string) (float64, error) {
	m := steps.FindStringSubmatch(program)
	if m == nil {
		return 0, fmt.Errorf("%s: %% and a number of steps expected", program)
	}
	few, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, err
	}
	var counts [2]float64
	for i, n := range []int{few, 4 * few} {
		if counts[i], err = count(self, how, steps.ReplaceAllString(program, strconv.Itoa(n))); err != nil {
			return 0, err
		}
	}
	return (counts[1] - counts[0]) / float64(3*few), nil
}

var counted = regexp.MustCompile(`I +refs: +([\d,]+)`)

// count is how many instructions a run takes.
func count(self, how, program string) (float64, error) {
	args := append([]string{"--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", self, "-run", how}, strings.Fields(program)...)
	cmd := exec.Command("valgrind", args...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "GODEBUG=cpu.rdtscp=off") // which valgrind does not know
	out, err := cmd.CombinedOutput()
	m := counted.FindSubmatch(out)
	if err != nil || m == nil {
		return 0, fmt.Errorf("%s: %w\n%s", program, err, out)
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(string(m[1]), ",", ""), 64)
	return n, err
}
