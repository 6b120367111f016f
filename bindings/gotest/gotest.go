// Package gotest runs a folder of Lua cases as subtests of a Go test, against a World of the host's:
//
//	func TestScripts(t *testing.T) {
//		gotest.Run(t, "testdata/scripts", gotest.Options{Setup: func(t *testing.T, w *host.World) {
//			w.Func("price", func(item string) (int, error) { return shop.Price(item) })
//		}})
//	}
//
// Each file whose name ends with _test.lua is a subtest with a World of its own, each case in it one below. Cases are those
// of the Lua module test: virtual time, a loop a case, what is left behind named by its line. `go test -run
// TestScripts/pool_test/waits` chooses one.
package gotest

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/test"
	"moonloop/loop"
)

// Options say what the Worlds of the files are. The zero value is good, and grants nothing of the machine.
type Options struct {
	// World are the options of each World. Source is the folder of the tests where it is nil, Now goes with the cases'
	// virtual time; Manual is set, and what cases print is part of the test's log.
	World host.Options
	// Setup, if not nil, is called with each World before its file is loaded: it may register functions.
	Setup func(t *testing.T, w *host.World)
	// Timeout is how long a case may take, in real time; 0: a minute.
	Timeout time.Duration
	// Disk lets cases have snapshots and t.tempdir; nil: they have neither. test.OSDisk{} is the machine's.
	Disk test.Disk
	// Update records snapshots.
	Update bool
	// Modules, if not nil, are modules of the box made anew for each World, besides those of World.
	Modules func() []box.Module
}

// Run runs the test files in a folder and below it. It fails if there is no case.
func Run(t *testing.T, dir string, o Options) {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, "_test.lua") {
			files = append(files, path)
		}
		return err
	})
	switch {
	case err != nil:
		t.Fatal(err)
	case len(files) == 0:
		t.Fatalf("gotest: %s has no file whose name ends with _test.lua", dir)
	}
	for _, file := range files {
		name, err := filepath.Rel(dir, strings.TrimSuffix(file, ".lua"))
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.ToSlash(name), func(t *testing.T) { runFile(t, dir, file, o) })
	}
}

// runFile runs one file in a World of its own.
func runFile(t *testing.T, dir, file string, o Options) {
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var w *host.World
	var wo host.Options
	back := func() {}
	s := test.New(test.Options{
		World: func(ho host.Options) (*host.World, error) { // of a machine in a simulated network
			ho.Source, ho.Path, ho.Env, ho.DebugLib, ho.Limits, ho.Modules = wo.Source, wo.Path, wo.Env, wo.DebugLib, wo.Limits, wo.Modules
			ho.Interruptible = true
			return host.New(ho)
		},
		File: filepath.ToSlash(file), Timeout: o.Timeout, Disk: o.Disk, Update: o.Update,
		OnLoop: func(l *loop.Loop) { back = w.Lend(l) },
	})
	s.OnStuck(func(f test.Failure) { panic("gotest: " + file + ": " + f.Message) }) // nothing else ends Go code that computes
	wo = o.World
	wo.Manual, wo.Interruptible = true, true
	wo.Stdout, wo.Stderr = s.Output(), s.Output()
	if wo.Source == nil {
		wo.Source = os.DirFS(dir)
	}
	if wo.Now == nil {
		wo.Now = s.Now
	}
	wo.Modules = append(append([]box.Module{}, wo.Modules...), s.Modules()...)
	if o.Modules != nil {
		wo.Modules = append(wo.Modules, o.Modules()...)
	}
	if w, err = host.New(wo); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	if o.Setup != nil {
		o.Setup(t, w)
	}
	s.Open(w.Env())
	failed := s.Load(t.Context(), string(source))
	back()
	if failed != nil {
		t.Fatalf("%s%s", s.TakeOutput(), failed)
	}
	names, _ := s.Names()
	if len(names) == 0 {
		t.Errorf("gotest: %s has no case", file)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			s.RunNamed(t.Context(), name, func(r test.Result) { report(t, r) })
			back()
		})
	}
}

// report makes a result that of a Go test.
func report(t *testing.T, r test.Result) {
	if r.Output != "" {
		t.Log("printed:\n" + r.Output)
	}
	for _, f := range r.Failures {
		if r.Status == test.Todo {
			t.Logf("todo: %s", f)
			continue
		}
		t.Errorf("\n%s", f)
	}
	switch {
	case r.Status == test.Skipped || r.Status == test.Todo:
		t.Skip(r.Status, r.Reason)
	case r.Seed > 0:
		t.Logf("seed %d", r.Seed)
	}
}
