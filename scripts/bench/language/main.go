//go:build unix

// Command language runs Lua programs that only compute on several interpreters, and prints what processor time and memory
// each takes, as parts of the first one's.
//
//	go run ./scripts/bench/language [-rounds 5] [-only NAME,…] NAME=PROGRAM,ARGUMENT,… …
//
// All must print the same. A round runs every program on every interpreter, one after the other, so that a machine that
// grows slower does so for all; what is printed are medians of processor time, of user and system and of all threads, and the
// greatest resident memory.
package main

// This file is the whole program.

import (
	"bytes"
	"embed"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

//go:embed *.lua
var programs embed.FS

// A cost is what one run took.
type cost struct {
	cpu    time.Duration
	memory int64 // KB
}

func main() {
	rounds := flag.Int("rounds", 5, "how often each program runs on each interpreter")
	only := flag.String("only", "", "names of programs, separated by commas; all without it")
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := compare(*rounds, *only, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// compare runs everything and prints the table.
func compare(rounds int, only string, peers []string) error {
	folder, err := os.MkdirTemp("", "language-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.CopyFS(folder, programs); err != nil {
		return err
	}
	names, err := filepath.Glob(filepath.Join(folder, "*.lua"))
	if err != nil {
		return err
	}
	if only != "" {
		names = slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(strings.Split(only, ","), title(name)) })
	}
	costs := map[string][]cost{} // of a program on an interpreter
	for range rounds {
		for _, name := range names {
			var first []byte
			for i, peer := range peers {
				c, out, err := run(peer, name)
				if err != nil {
					return fmt.Errorf("%s on %s: %w", title(name), peer, err)
				}
				if i == 0 {
					first = out
				} else if !bytes.Equal(out, first) {
					return fmt.Errorf("%s: %s printed %q, %s %q", title(name), peers[0], first, peer, out)
				}
				costs[name+peer] = append(costs[name+peer], c)
			}
		}
	}
	print(names, peers, costs)
	return nil
}

func title(name string) string { return strings.TrimSuffix(filepath.Base(name), ".lua") }

// run runs a program on an interpreter.
func run(peer, name string) (cost, []byte, error) {
	_, command, _ := strings.Cut(peer, "=")
	parts := append(strings.Split(command, ","), name)
	cmd := exec.Command(parts[0], parts[1:]...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return cost{}, nil, err
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return cost{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), int64(usage.Maxrss)}, out, nil
}

// print prints the medians, and the geometric means of the parts.
func print(names, peers []string, costs map[string][]cost) {
	fmt.Print("| program |")
	for _, peer := range peers {
		label, _, _ := strings.Cut(peer, "=")
		fmt.Printf(" %s |", label)
	}
	fmt.Println("\n| --- |" + strings.Repeat(" ---: |", len(peers)))
	sums := make([]float64, len(peers))
	for _, name := range names {
		fmt.Printf("| %s |", title(name))
		base, _ := median(costs[name+peers[0]])
		for i, peer := range peers {
			cpu, memory := median(costs[name+peer])
			part := cpu.Seconds() / base.Seconds()
			sums[i] += math.Log(part)
			fmt.Printf(" %.2f s, %.2f, %d MB |", cpu.Seconds(), part, memory/1024)
		}
		fmt.Println()
	}
	fmt.Print("| geometric mean |")
	for _, sum := range sums {
		fmt.Printf(" %.2f |", math.Exp(sum/float64(len(names))))
	}
	fmt.Println()
}

// median is the median of the times, and the greatest memory.
func median(list []cost) (cpu time.Duration, memory int64) {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b cost) int { return int(a.cpu - b.cpu) })
	for _, c := range list {
		memory = max(memory, c.memory)
	}
	return list[len(list)/2].cpu, memory
}
