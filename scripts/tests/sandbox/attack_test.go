//go:build linux

package sandbox

// This file attacks Worlds in child processes, which are watched from outside: how long they take, what memory, how they end.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"moonloop/bindings"
	"moonloop/bindings/host"
	"moonloop/vm"
)

// What the host of an attack grants: a call's context ends after callTime.
const (
	callTime    = 2 * time.Second
	memoryLimit = 64 << 20
	mostTime    = 2*callTime + time.Second
	mostMemory  = 4*memoryLimit + 64<<20
	mostSpace   = 3 << 30 // of the child's address space, to protect the machine
)

// profiles are what hosts limit: all that the manual shows, all but the time of a step, and memory alone.
var profiles = map[string]vm.Limits{
	"manual": {
		MaxInstructions: 50e6, MaxStepTime: 100 * time.Millisecond, Slice: 100_000,
		MaxMemory: memoryLimit, MaxOutput: 1 << 20, MaxSource: 1 << 20, MaxOpen: 100,
	},
	"steps":  {MaxInstructions: 50e6, Slice: 100_000, MaxMemory: memoryLimit, MaxOutput: 1 << 20, MaxSource: 1 << 20},
	"memory": {MaxMemory: memoryLimit, MaxSource: 1 << 20},
}

// profileVariable tells a child that it is one, folderVariable grants it files there, to read the folder beside it, and connections
// to this machine.
const (
	profileVariable = "MOONLOOP_ATTACK_PROFILE"
	folderVariable  = "MOONLOOP_ATTACK_FOLDER"
)

func init() {
	asChild = func() {
		if profile := os.Getenv(profileVariable); profile != "" {
			child(profile)
		}
	}
}

// child runs the script on standard input in a World and says how that ended.
func child(profile string) {
	limit := syscall.Rlimit{Cur: mostSpace, Max: mostSpace}
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &limit); err != nil {
		fmt.Println("no limit:", err)
		os.Exit(3)
	}
	source, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	stop := bystander()
	o := host.Options{
		Limits: profiles[profile], Grace: callTime / 4, Modules: bindings.All(), Stdout: io.Discard, Stderr: io.Discard, DebugLib: false,
	}
	folder := os.Getenv(folderVariable)
	readable := filepath.Join(filepath.Dir(folder), "readable")
	if folder != "" {
		if err := errors.Join(os.MkdirAll(readable, 0o700), os.WriteFile(filepath.Join(readable, "x"), bytes.Repeat([]byte("a,b,c\n"), 1e5), 0o600)); err != nil {
			fmt.Println(err)
			os.Exit(3)
		}
		o.Read = []string{readable}
		o.Write, o.Connect, o.Listen = []string{folder}, []string{"127.0.0.1:*"}, []string{"127.0.0.1:*"}
	}
	w, err := host.New(o)
	if err == nil {
		err = errors.Join(
			w.Func("host_any", func(v any) any { return v }),
			w.Func("host_list", func(v []any) int { return len(v) }),
			w.Func("host_map", func(v map[string]any) int { return len(v) }),
			w.Func("host_tree", func(v tree) int { return len(v.Children) }),
			w.Func("host_text", func(v string) int { return len(v) }),
			w.Func("host_many", func(v ...any) int { return len(v) }),
			w.Func("host_wait", func(ctx context.Context, v any) any { return v }),
			w.Set("host_object", &object{Name: "x"}),
			w.Set("folder", folder),
			w.Set("readable", readable),
		)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	_, err = w.RunString(ctx, string(source), "attack.lua")
	cancel()
	ran := time.Since(began)
	_ = errors.Is(err, io.EOF) // what a host does with an error ends, too
	text := fmt.Sprint(err)
	var traced interface{ Traceback() string }
	if errors.As(err, &traced) {
		_ = traced.Traceback()
	}
	var limited *vm.LimitError
	if strings.Contains(text, "panic in Go function") || strings.Contains(text, "BUG") {
		fmt.Println("panicked: ", text)
		os.Exit(4)
	}
	errors.As(err, &limited)
	ctx, cancel = context.WithTimeout(context.Background(), 3*callTime)
	if _, after := w.RunString(ctx, "return 1", "after.lua"); after != nil {
		fmt.Println("the World is dead:", after, "after", text)
		os.Exit(5)
	}
	cancel()
	began = time.Now()
	_ = w.Close()
	closed := time.Since(began)
	late := stop()
	if len(text) > 100 {
		text = text[:100]
	}
	kind := "-"
	if limited != nil {
		kind = limited.Limit
	}
	most := peak()
	fmt.Printf("%s ran %v, closed in %v, %d MB, neighbour late by %v: %s\n", kind, ran.Round(time.Millisecond), closed.Round(time.Millisecond), most>>20, late.Round(time.Millisecond), text)
	if most > mostMemory {
		fmt.Println("too much memory")
		os.Exit(8)
	}
	if late > time.Second {
		os.Exit(6)
	}
	os.Exit(0)
}

// A tree is a type that tables are converted to.
type tree struct {
	Value    any
	Children []*tree
	Named    map[string]tree
}

// bystander runs another World, until stop is called. It tells by how much that was late at most.
func bystander() (stop func() time.Duration) {
	w, err := host.New(host.Options{})
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	end, ended := make(chan struct{}), make(chan time.Duration)
	go func() {
		var worst time.Duration
		defer func() { ended <- worst }()
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-end:
				_ = w.Close()
				return
			case <-tick.C:
				began, before := time.Now(), timeOf("self")
				if _, err := w.RunString(context.Background(), "return 1", "bystander.lua"); err != nil {
					fmt.Println("bystander:", err)
					os.Exit(7)
				}
				// What the process has computed meanwhile is what can have kept it; the rest is other programs.
				worst = max(worst, min(time.Since(began), timeOf("self").computed-before.computed))
			}
		}
	}()
	return func() time.Duration {
		close(end)
		return <-ended
	}
}

// program is this test as a program that children run. The race detector has shadow memory several times the size of what a
// program takes, so a child that is measured is built without it.
func program(t *testing.T) string {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if info, ok := debug.ReadBuildInfo(); !ok || !slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return self
	}
	self = filepath.Join(t.TempDir(), "attack.test")
	if out, err := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", self, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return self
}

// attack runs source in a child, which may have files in folder and connections unless that is "", and returns what is wrong
// with how that went, "" if nothing is.
func attack(t *testing.T, program, profile, folder, source string) (wrong, report string) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), profileVariable+"="+profile, folderVariable+"="+folder)
	cmd.Stdin = strings.NewReader(source)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return err.Error(), ""
	}
	ended, watched := make(chan struct{}), make(chan processTime)
	go func() {
		var last processTime
		defer func() { watched <- last }()
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ended:
				return
			case <-tick.C:
				now := timeOf(strconv.Itoa(cmd.Process.Pid))
				if now.computed < last.computed {
					continue // it is just ending
				}
				if last = now; last.own(time.Since(began)) > 3*mostTime {
					cancel()
				}
			}
		}
	}()
	err := cmd.Wait()
	took := time.Since(began)
	close(ended)
	took = (<-watched).own(took)
	text := out.String()
	if len(text) > 600 {
		text = text[:600]
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	report = fmt.Sprintf("%.1f s, %.1f s of them computing: %s", took.Seconds(), cpu.Seconds(), strings.TrimSpace(text))
	switch {
	case err != nil:
		return fmt.Sprintf("%v", err), report
	case took > mostTime:
		return "too long", report
	}
	return "", report
}

// peak is the most memory that this process had, in bytes. What its parent is told of that includes the parent's own, which
// it had before it became another program.
func peak() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	var kilobytes int64
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
		fmt.Println("peak:", err)
		os.Exit(3)
	}
	return kilobytes << 10
}

// A hostile is one script of a file of attacks: it begins at a line "--- what it does".
type hostile struct{ name, source string }

func read(t *testing.T, file string) (all []hostile) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut("\n"+string(text), "\n--- ")
	for _, part := range strings.Split(rest, "\n--- ") {
		name, source, _ := strings.Cut(part, "\n")
		all = append(all, hostile{name, source})
	}
	return all
}

// granted begins the names of files whose attacks have a folder, and connections to this machine.
const granted = "granted_"

// allVariable has TestAttacks make all attacks under all profiles, which takes two hours.
const allVariable = "MOONLOOP_ALL_ATTACKS"

// TestAttacks makes each attack of the folder under each profile; without allVariable one of twenty, as the manual's limits
// have it.
func TestAttacks(t *testing.T) {
	files, err := filepath.Glob("attacks/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatal("no attacks")
	}
	all, self := os.Getenv(allVariable) != "", program(t)
	n := 0
	for _, file := range files {
		for _, h := range read(t, file) {
			for profile := range profiles {
				if !all && (profile != "manual" || n%20 != 0) {
					continue
				}
				t.Run(strings.TrimSuffix(filepath.Base(file), ".lua")+"/"+h.name+"/"+profile, func(t *testing.T) {
					folder := ""
					if strings.HasPrefix(filepath.Base(file), granted) {
						folder = t.TempDir()
					}
					wrong, report := attack(t, self, profile, folder, h.source)
					t.Log(report)
					if wrong != "" {
						t.Error(wrong)
					}
				})
			}
			n++
		}
	}
}
