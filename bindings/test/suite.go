package test

// This file is Suite: the cases of a file, and how it is loaded.

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Options say what a suite is of, and how it is run.
type Options struct {
	File   string // the test file, as messages name it; needed
	Filter string // only cases whose name has this text
	Only   string // only the case of this name; "": all
	Seeds  int    // run each case with so many seeds, at least; 0: as its option says
	Seed   uint64 // of this run, from 1 on; 0: only cases without seeds run
	// Schedule makes the schedule under which a case runs; nil: the plain order. Cases in real time have none.
	Schedule func(name string) *loop.Schedule
	Steps    bool // results tell of the steps that were taken under a schedule
	// Without are the names of cases that are left out, because they ran before.
	Without map[string]bool
	Timeout time.Duration // real time for a case; 0: DefaultTimeout seconds
	Update  bool          // record snapshots
	// Disk keeps snapshots and makes folders for t.tempdir; nil: cases have neither.
	Disk Disk
	// World makes the World of a machine in a simulated network, see simulate.Options; nil: there is no such network.
	World func(o host.Options) (*host.World, error)
	// OnLoop, if not nil, is told each loop before its case runs in it.
	OnLoop func(l *loop.Loop)
	// Now is the wall clock of cases in real time; nil: the machine's.
	Now func() time.Time
}

// A Disk is what a suite may do with files.
type Disk interface {
	Read(name string) ([]byte, error)
	Write(name string, b []byte) error
	TempDir() (dir string, remove func() error, err error)
}

// A Suite is the cases of one file, in one runtime. Make it with [New], give its Module to the box of the runtime and its
// Now and Output to the runtime's options, then Load and Run.
type Suite struct {
	options Options
	opened  atomic.Bool // the module, in the suite's own runtime
	env     *box.Env
	rt      *vm.Runtime
	source  []string // the lines of the file

	loading bool
	loaded  uint64 // tasks that there were when the file was loaded
	lenient bool   // busted's ways: cases may have one name, and see late
	late    bool   // groups that could not be declared before are declared
	group   *group // that is being declared
	names   map[string]bool
	cases   []*testCase
	ran     map[*testCase]bool // by RunNamed

	clock   *loop.VirtualClock
	real    bool // the clock is the machine's now
	current *running
	t       *lua.LUserData // what bodies get
	class   *native.Class  // of generators
	output  output
	snaps   snapshots
	hurry   hurry
	folders folders

	interruption interruption
}

// A group is a group of cases with its hooks. The file is one without a name.
type group struct {
	name                  string
	parent                *group
	before, after         []lua.LValue
	beforeEach, afterEach []lua.LValue

	opened bool
	failed *Failure // what before raised: no case can run
}

// settings are the options of a case.
type settings struct {
	timeout    float64 // seconds of the loop
	seeds      int
	realTime   bool
	allowLeaks bool
	skip, todo bool
	net        *network // nil: the machine's network

	skipReason, todoReason string
}

// A testCase is a case as it was declared.
type testCase struct {
	settings
	name  string
	group *group
	body  lua.LValue
	args  []lua.LValue // after t
	where string       // it was declared at, "file:line"

	// late is a group, whose function is body, that raised an error when it was to declare its cases. In busted's ways this
	// happens when the cases before it have run: what hooks and cases have set is there then.
	late   bool
	failed *Failure // why it cannot be declared
}

// path are the names of the groups and of the case.
func (k *testCase) path() []string {
	list := []string{k.name}
	for g := k.group; g.parent != nil; g = g.parent {
		list = append([]string{g.name}, list...)
	}
	return list
}

// Separator stands between the names of groups and case.
const Separator = " > "

// Name is the whole name of the case.
func (k *testCase) Name() string { return strings.Join(k.path(), Separator) }

// New makes a suite.
func New(o Options) *Suite {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout * time.Second
	}
	root := &group{}
	return &Suite{options: o, group: root, names: map[string]bool{}, clock: loop.NewVirtualClock()}
}

// Now is the wall clock as cases see it: it goes with virtual time, and with the machine's in cases in real time.
func (s *Suite) Now() time.Time {
	switch {
	case !s.real:
		return box.VirtualNow(s.clock)()
	case s.options.Now != nil:
		return s.options.Now()
	}
	return time.Now()
}

// Output is where what cases print goes, to be shown with them. Any goroutine may write.
func (s *Suite) Output() io.Writer { return &s.output }

// TakeOutput returns what was printed since it was taken last. Any goroutine may call it.
func (s *Suite) TakeOutput() string { return s.output.take() }

// output collects what is printed.
type output struct {
	mu   sync.Mutex
	b    bytes.Buffer // guarded by mu
	lost int          // guarded by mu; bytes that had no place
}

const maxOutput = 1 << 20 // bytes that are kept of a case

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	room := max(maxOutput-o.b.Len(), 0)
	o.b.Write(p[:min(room, len(p))])
	o.lost += len(p) - min(room, len(p))
	return len(p), nil
}

// take returns what was printed and begins anew.
func (o *output) take() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	text := o.b.String()
	if o.lost > 0 {
		text += "\n… and more that was not kept\n"
	}
	o.b.Reset()
	o.lost = 0
	return text
}

// Open opens the module in the suite's runtime, before Load.
func (s *Suite) Open(e *box.Env) { e.Require("test") }

// Load runs the file, which declares its cases. What it raises, or leaves behind, is a failure of the file.
func (s *Suite) Load(ctx context.Context, source string) *Failure {
	s.source = strings.Split(source, "\n")
	chunk, err := s.rt.CompileFile(source, s.options.File)
	if err != nil {
		return s.failure(err, "")
	}
	m := s.asyncio()
	s.setClock(false)
	s.loading = true
	defer func() { s.loading = false }()
	fn := s.rt.Load(chunk)
	r := &running{suite: s, name: "the file", settings: settings{timeout: DefaultTimeout}}
	r.steps = []step{{fn: fn}}
	if err := r.run(ctx, m); err != nil {
		return s.failure(err, "")
	}
	if len(r.failures) > 0 {
		return &r.failures[0]
	}
	s.loaded = m.TaskNumbers().Load()
	return nil
}

func (s *Suite) asyncio() *asyncio.Module { return s.env.Asyncio }

// setClock chooses the clock of the loops that are made next.
func (s *Suite) setClock(realTime bool) {
	s.real = realTime
	if realTime {
		s.asyncio().SetClock(nil, true)
		return
	}
	s.clock.Restart()
	s.asyncio().SetClock(s.clock, true)
}

// Names are the names of the chosen cases, and the seeds that each runs with: 0 is without.
func (s *Suite) Names() (names []string, seeds []int) {
	for _, k := range s.cases {
		if s.chosen(k) {
			names, seeds = append(names, k.Name()), append(seeds, s.seeds(k))
		}
	}
	return names, seeds
}

// seeds is how many seeds a case runs with.
func (s *Suite) seeds(k *testCase) int {
	if k.skip || k.body == lua.LNil {
		return 0
	}
	return max(k.seeds, s.options.Seeds)
}

func (s *Suite) chosen(k *testCase) bool {
	if only := s.options.Only; only != "" && only != k.Name() {
		return false
	}
	return !s.options.Without[k.Name()] && strings.Contains(k.Name(), s.options.Filter)
}

// due tells whether a case runs with the suite's seed.
func (s *Suite) due(k *testCase) bool {
	n := uint64(s.seeds(k))
	if s.options.Seed == 0 {
		return n == 0
	}
	return s.options.Seed <= n
}

// errSkipped is what t.skip raises.
type errSkipped struct{ reason string }

func (e *errSkipped) Error() string { return "skipped: " + e.reason }

func skipOf(err error) *errSkipped {
	var e *errSkipped
	if errors.As(err, &e) {
		return e
	}
	return nil
}
