// Package tests runs the Lua test scripts of this folder, one subtest a case.
package tests

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"moonloop/bindings"
	"moonloop/bindings/asyncio"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a runtime under virtual time with what it prints.
type world struct {
	modules        *bindings.Modules
	rt             *vm.Runtime
	stdout, stderr bytes.Buffer
}

func newWorld(t testing.TB, debug bool) *world { return makeWorld(t, debug, loop.NewVirtualClock()) }

// makeWorld makes a world with a clock; one with the machine's is for a worker.
func makeWorld(t testing.TB, debug bool, clock loop.Clock) *world {
	t.Helper()
	w := &world{}
	rt, err := vm.New(vm.Options{
		Stdout: &w.stdout, Stderr: &w.stderr, Debug: debug, ReadFile: os.ReadFile, Path: "./?.lua", Clock: clock, Interruptible: clock == nil,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.rt = rt
	options := asyncio.Options{Debug: debug, Clock: clock, Stderr: &w.stderr, OnDeadlock: asyncio.ReportDeadlock(&w.stderr, nil), Network: true}
	options.Worker = func() (*asyncio.Module, error) { return makeWorld(t, debug, nil).modules.Asyncio, nil }
	w.modules = bindings.Open(rt, options, stdlib.Options{Stdout: &w.stdout, Stderr: &w.stderr, Files: stdlib.Machine, Processes: true, Env: true})
	return w
}

// run runs source as the main chunk and closes the world.
func (w *world) run(source, name string) error {
	chunk, err := vm.Compile(source, name)
	if err == nil {
		_, err = w.modules.Asyncio.RunMain(context.Background(), w.rt.Load(chunk))
	}
	if closeErr := w.modules.Close(); err == nil {
		err = closeErr
	}
	if closeErr := w.rt.Close(); err == nil {
		err = closeErr
	}
	return err
}

func (w *world) global(name string, v lua.LValue) { w.rt.State().SetGlobal(name, v) }

// TestScripts runs every case of every script but the traces.
func TestScripts(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "traces" || d.Name() == "twins" || d.Name() == "differential" || d.Name() == "sandbox" || d.Name() == "lib" || d.Name() == "data" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if filepath.Ext(path) == ".lua" && path != "check.lua" {
			t.Run(filepath.ToSlash(strings.TrimSuffix(path, ".lua")), func(t *testing.T) { runScript(t, path) })
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func runScript(t *testing.T, path string) {
	t.Parallel()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	source := string(b)
	for _, name := range caseNames(t, source, path) {
		t.Run(name, func(t *testing.T) { runCase(t, source, path, name) })
	}
}

// caseNames has the script declare its cases without running them.
func caseNames(t *testing.T, source, path string) []string {
	w := newWorld(t, false)
	var names []string
	seen := map[string]bool{}
	w.global("CASES", w.rt.State().NewFunction(func(L *lua.LState) int {
		name := L.CheckString(1)
		if seen[name] {
			t.Errorf("%s: case %q is declared twice", path, name)
		}
		seen[name] = true
		names = append(names, name)
		return 0
	}))
	if err := w.run(source, path); err != nil {
		t.Fatal(text(err))
	}
	if len(names) == 0 {
		t.Fatalf("%s declares no case", path)
	}
	return names
}

func runCase(t *testing.T, source, path, name string) {
	w := newWorld(t, false)
	w.global("CASE", lua.LString(name))
	w.global("REPORTS", w.rt.State().NewFunction(func(L *lua.LState) int {
		L.Push(lua.LString(w.stderr.String()))
		w.stderr.Reset()
		return 1
	}))
	w.global("INTERRUPT", w.rt.State().NewFunction(func(L *lua.LState) int {
		w.modules.Asyncio.Interrupt() // as Ctrl-C does
		return 0
	}))
	if err := w.run(source, path); err != nil {
		t.Error(text(err))
	}
	if w.stderr.Len() > 0 {
		t.Errorf("reported:\n%s", w.stderr.String())
	}
}

func text(err error) string {
	if e, ok := err.(interface{ Traceback() string }); ok {
		return e.Traceback()
	}
	return err.Error()
}

// TestTraces runs the programs whose order of events CPython has recorded.
func TestTraces(t *testing.T) {
	scripts, err := filepath.Glob("traces/*.lua")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no traces: %v", err)
	}
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".lua"), func(t *testing.T) {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(strings.TrimSuffix(path, ".lua") + ".golden")
			if err != nil {
				t.Fatal(err)
			}
			w := newWorld(t, false)
			w.rt.State().GetGlobal("package").(*lua.LTable).RawSetString("path", lua.LString("traces/?.lua;./?.lua"))
			if err := w.run(string(source), path); err != nil {
				t.Error(text(err))
			}
			if got := w.stdout.String(); got != string(want) {
				t.Errorf("got:\n%s\nwant, as CPython:\n%s", got, want)
			}
		})
	}
}
