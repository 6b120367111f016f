package tester

// This file is the process that runs one file.

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"moonloop/bindings"
	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/test"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/coverage"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// childFlag is the first argument of a child; the second is its request.
const childFlag = "--in-this-process"

// stuckStatus is how a child ends whose case cannot be ended.
const stuckStatus = 3

// child runs a file and tells of it on stdout.
func child(text string, stdout, stderr io.Writer) int {
	var req request
	if err := json.Unmarshal([]byte(text), &req); err != nil {
		fmt.Fprintf(stderr, "moonloop test: %v\n", err)
		return 2
	}
	out := &frameWriter{w: stdout, token: req.Token}
	source, err := os.ReadFile(req.File)
	if err != nil {
		out.send(event{Failure: &test.Failure{Kind: "error", Message: err.Error()}})
		out.send(event{End: true})
		return 0
	}
	c := newChildRun(req, out, string(source))
	c.ending.listen(os.Stdin)
	if req.Coverage {
		c.coverage = coverage.NewCollector(project(req.File, req.CoverTests))
	}
	for name := range req.Without {
		c.done[name] = true
	}
	if req.Replay != nil {
		c.replay(*req.Replay)
	} else {
		most := c.run(0)
		for seed := 1; seed <= most && !c.ending.isOver(); seed++ {
			c.run(seed)
		}
	}
	out.send(event{End: true})
	return 0
}

// A childRun is what a child knows of its file.
type childRun struct {
	req      request
	out      *frameWriter
	source   string
	done     map[string]bool     // cases that are told of
	broken   bool                // the file cannot be loaded
	coverage *coverage.Collector // nil: nothing is counted
	sources  *sources            // of the program that was loaded last
	ending   ending
	compiled sync.Map // files, which each seed loads afresh
	room     []byte
}

func newChildRun(req request, out *frameWriter, source string) *childRun {
	return &childRun{req: req, out: out, source: source, done: map[string]bool{}, room: make([]byte, room)}
}

// room is how many bytes the garbage collector counts as used that are not: a seed leaves little, so it would come with every third.
const room = 64 << 20

// run loads the file afresh and runs the cases that are due with a seed, 0 being none. It returns the most seeds that a case
// asks for.
func (c *childRun) run(seed int) (most int) {
	if c.broken {
		return 0
	}
	o := test.Options{Filter: c.req.Filter, Seeds: c.req.Seeds, Seed: uint64(seed), Without: c.done, Update: c.req.Update}
	if seed > 0 {
		o.Schedule = func(name string) *loop.Schedule { return c.scheduleOf(seed, name) }
	}
	s, p, f := c.load(o, c.coverage)
	if f != nil {
		c.fail(f, s)
		return 0
	}
	names, seeds := s.Names()
	last := map[string]int{}
	for i, name := range names {
		last[name] = seeds[i]
		most = max(most, seeds[i])
	}
	s.Run(context.Background(), func(name string) { c.out.send(event{Begin: name}) }, func(r test.Result) bool {
		bad := r.Status == test.Failed || r.Status == test.Interrupted
		if seed >= last[r.Name()] || bad {
			if n := last[r.Name()]; n > 1 && !bad {
				r.Note = fmt.Sprintf("%d seeds", n)
			}
			c.done[r.Name()] = true
			if r.Status == test.Failed && r.Scheduled {
				c.explain(&r)
			}
			c.out.send(event{Result: &r, Coverage: c.covered(p.Runtime())})
		}
		return true
	})
	if err := p.Close(); err != nil {
		c.fail(&test.Failure{Kind: "error", Message: err.Error()}, s)
	}
	c.out.send(event{Coverage: c.covered(nil)})
	return most
}

// covered is what has run since it was told last: of a runtime that goes on, and of those that are closed.
func (c *childRun) covered(rt *vm.Runtime) []coverage.File {
	if c.coverage == nil {
		return nil
	}
	if rt != nil {
		rt.TellCoverage()
	}
	return c.coverage.Take()
}

// load loads the file afresh into a program, which the caller closes if there is no failure.
func (c *childRun) load(o test.Options, covered *coverage.Collector) (*test.Suite, *host.Program, *test.Failure) {
	o.File, o.Timeout, o.Disk = c.req.File, c.req.Timeout, test.OSDisk{}
	read := newSources(c.source)
	c.sources = read
	o.World = func(o host.Options) (*host.World, error) {
		o.Source, o.Path, o.Modules, o.DebugLib, o.Interruptible, o.Compiled = read, searchPath(c.req.File), bindings.All(), true, true, &c.compiled
		return host.New(o)
	}
	s := test.New(o)
	s.OnStuck(func(f test.Failure) {
		c.out.send(event{Stuck: &f, Output: s.TakeOutput()})
		_ = s.RemoveFolders() // nobody is left to be told
		os.Exit(stuckStatus)
	})
	var p *host.Program
	p, err := host.NewProgram(host.ProgramOptions{
		Stdout: s.Output(), Stderr: s.Output(), Path: searchPath(c.req.File), Modules: modules(s),
		Now: s.Now, Seed: o.Seed, Interruptible: true, Coverage: covered, Compiled: &c.compiled, ReadFile: read.readFile,
		Exit: func(code int) {
			c.out.send(event{Exit: &code, Output: s.TakeOutput(), Coverage: c.covered(p.Runtime())})
			_ = s.RemoveFolders()
			os.Exit(code)
		},
	})
	if err != nil {
		return s, nil, &test.Failure{Kind: "error", Message: err.Error()}
	}
	setArg(p.Runtime(), c.req.File)
	s.Open(p.Env())
	c.ending.use(s)
	if err := s.OpenBusted(isSpec(c.req.File)); err != nil {
		_ = p.Close()
		return s, nil, &test.Failure{Kind: "error", Message: err.Error()}
	}
	if f := s.Load(context.Background(), c.source); f != nil {
		_ = p.Close()
		return s, nil, f
	}
	return s, p, nil
}

func (c *childRun) fail(f *test.Failure, s *test.Suite) {
	c.broken = true
	if s.Interrupted() {
		return // it was not loaded to its end
	}
	c.out.send(event{Failure: f, Output: s.TakeOutput()})
}

// setArg sets the global arg as if the file were a script; one of busted's as if busted ran it: by a Lua that is told where
// to look.
func setArg(rt *vm.Runtime, file string) {
	words := []string{file}
	first := 0
	if isSpec(file) {
		self, _ := os.Executable()
		words = []string{self, "-e", "local lua_path = '" + searchPath(file) + "' package.path = lua_path -- as busted does", "busted", file}
		first = -3
	}
	arg := rt.State().NewTable()
	for i, word := range words {
		ltable.Set(arg, lua.LNumber(first+i), lua.LString(word))
	}
	rt.State().SetGlobal("arg", arg)
}

// isSpec tells whether a file is one of busted's.
func isSpec(file string) bool { return strings.HasSuffix(file, "_spec.lua") }

// searchPath is where a test file's require looks: as in a plain script, and then in the folders where projects have their
// sources and beside the file.
func searchPath(file string) string {
	path := os.Getenv("LUA_PATH")
	if path == "" {
		path = ";;"
	}
	dir := filepath.ToSlash(filepath.Dir(file))
	return strings.Join([]string{path, "./src/?.lua", "./src/?/init.lua", "./lua/?.lua", "./lua/?/init.lua", dir + "/?.lua", dir + "/?/init.lua"}, ";")
}

// modules are those of the box, with the suite's test.
func modules(s *test.Suite) []box.Module {
	var list []box.Module
	for _, m := range bindings.All() {
		if m.Name != test.Module.Name {
			list = append(list, m)
		}
	}
	return append(list, s.Modules()...)
}
