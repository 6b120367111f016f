//go:build unix

// Command outside loads echo servers from another process, and prints what a round trip costs each of them.
//
//	go run ./scripts/bench/outside [-rounds 5] [-connections 50] [-trips 200000] NAME=PROGRAM,ARGUMENT,… …
//
// Each server is a program that prints the port it listens at on 127.0.0.1, echoes, and ends with its standard input. A
// round loads all of them, one after the other, so that a machine that grows slower does so for all; what is printed are
// medians. The processor time is the server's alone, from its first connection to its last.
package main

// This file is the whole program.

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const size = 64 // bytes of a message

// A cost is what one round trip takes, in nanoseconds.
type cost struct{ wall, cpu, p99 float64 }

func main() {
	rounds := flag.Int("rounds", 5, "how often each server is loaded")
	connections := flag.Int("connections", 50, "how many clients there are at once")
	trips := flag.Int("trips", 200_000, "how many round trips they make together")
	flag.Parse()
	costs := map[string][]cost{}
	var names []string
	for range *rounds {
		for _, arg := range flag.Args() {
			name, command, _ := strings.Cut(arg, "=")
			c, err := load(strings.Split(command, ","), *connections, *trips / *connections)
			if err != nil {
				fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
				os.Exit(1)
			}
			if costs[name] == nil {
				names = append(names, name)
			}
			costs[name] = append(costs[name], c)
		}
	}
	fmt.Println("| ns a round trip | wall clock | the server's CPU | 99th percentile |\n| --- | ---: | ---: | ---: |")
	for _, name := range names {
		fmt.Printf("| %s | %.0f | %.0f | %.0f |\n", name, median(costs[name], func(c cost) float64 { return c.wall }),
			median(costs[name], func(c cost) float64 { return c.cpu }), median(costs[name], func(c cost) float64 { return c.p99 }))
	}
}

func median(all []cost, of func(cost) float64) float64 {
	var values []float64
	for _, c := range all {
		values = append(values, of(c))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// load starts a server, has clients talk to it, and ends it.
func load(command []string, connections, each int) (cost, error) {
	server := exec.Command(command[0], command[1:]...)
	server.Stderr = os.Stderr
	in, err := server.StdinPipe()
	if err != nil {
		return cost{}, err
	}
	out, err := server.StdoutPipe()
	if err != nil {
		return cost{}, err
	}
	if err := server.Start(); err != nil {
		return cost{}, err
	}
	c, err := measure(server.Process.Pid, out, connections, each)
	_ = in.Close()
	if end := server.Wait(); err == nil && end != nil {
		err = end
	}
	return c, err
}

func measure(pid int, out io.Reader, connections, each int) (cost, error) {
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return cost{}, fmt.Errorf("it told no port: %w", err)
	}
	address := "127.0.0.1:" + strings.TrimSpace(line)
	took := make([][]time.Duration, connections)
	errs := make([]error, connections)
	before, err := processorTime(pid)
	if err != nil {
		return cost{}, err
	}
	start := time.Now()
	var wait sync.WaitGroup
	for i := range connections {
		wait.Go(func() { took[i], errs[i] = talk(address, each) })
	}
	wait.Wait()
	wall := time.Since(start)
	for _, err := range errs {
		if err != nil {
			return cost{}, err
		}
	}
	after, err := processorTime(pid)
	if err != nil {
		return cost{}, err
	}
	all := slices.Concat(took...)
	slices.Sort(all)
	n := float64(len(all))
	return cost{float64(wall) / n, float64(after-before) / n, float64(all[len(all)*99/100])}, nil
}

// talk sends messages, one after the other, and waits for each to come back.
func talk(address string, n int) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	message, back := make([]byte, size), make([]byte, size)
	took := make([]time.Duration, n)
	for i := range took {
		start := time.Now()
		if _, err := conn.Write(message); err != nil {
			return nil, err
		}
		if _, err := io.ReadFull(conn, back); err != nil {
			return nil, err
		}
		took[i] = time.Since(start)
	}
	return took, nil
}

// processorTime is what a process has used so far: the first field of schedstat of each of its threads, which counts in
// nanoseconds.
func processorTime(pid int) (time.Duration, error) {
	dir := fmt.Sprintf("/proc/%d/task", pid)
	threads, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	var sum time.Duration
	for _, t := range threads {
		b, err := os.ReadFile(dir + "/" + t.Name() + "/schedstat")
		if err != nil {
			return 0, err
		}
		n, err := strconv.ParseInt(strings.Fields(string(b))[0], 10, 64)
		if err != nil {
			return 0, err
		}
		sum += time.Duration(n)
	}
	return sum, nil
}
