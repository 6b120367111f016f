package test

// This file is the simulated network of a case: its options, and the functions of t that start hosts and break things.

import (
	"fmt"
	"hash/fnv"
	"math"
	"time"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio/simnet"
	"moonloop/bindings/simulate"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// caseHost is the name that the case itself has in its network.
const caseHost = "case"

// defaultLatency is between what and what a piece takes on its way, in seconds.
var defaultLatency = [2]float64{0.001, 0.01}

// netOptions are the options within net.
var netOptions = []string{"latency", "drop", "reset", "bandwidth", "partition", "crash", "unsynced", "disk"}

// What goes wrong by chance lasts so long, in seconds, when nothing is said.
var (
	defaultPartition = [2]float64{0.1, 5}
	defaultDown      = [2]float64{0, 1}
)

// A network is what the option net says.
type network struct {
	simnet.Options
	crashes  simulate.Crashes
	unsynced float64
	disk     [2]float64
}

// netOf reads the option net: true has all of it as it is when nothing is said, false is no such network.
func netOf(c native.Call, v lua.LValue) *network {
	if v == lua.LFalse {
		return nil
	}
	n := &network{Options: simnet.Options{Latency: defaultLatency}}
	t, ok := v.(*lua.LTable)
	switch {
	case v == lua.LTrue:
		return n
	case !ok:
		c.FailOption("net", "table or boolean expected, got %s", native.TypeName(v))
	}
	o := c.OptionsIn(t, "option net", "option", netOptions)
	n.Drop, n.Reset, n.unsynced = rateOf(c, "drop", o.Get("drop")), rateOf(c, "reset", o.Get("reset")), rateOf(c, "unsynced", o.Get("unsynced"))
	n.chances(c, o)
	if n.Bandwidth = o.Number("bandwidth", 0); !(n.Bandwidth >= 0) {
		c.FailOption("net", "bandwidth: a positive number of bytes a second expected, got %v", n.Bandwidth)
	}
	n.Latency, n.disk = spanOf(c, "latency", o.Get("latency"), defaultLatency), spanOf(c, "disk", o.Get("disk"), [2]float64{})
	return n
}

// chances reads what goes wrong by chance: how likely it is, or a table with more.
func (n *network) chances(c native.Call, o native.Options) {
	n.PartitionFor, n.crashes.Down, n.crashes.AtOnce = defaultPartition, defaultDown, 1
	switch v := o.Get("partition").(type) {
	case *lua.LTable:
		p := c.OptionsIn(v, "option partition", "option", []string{"rate", "lasts"})
		n.Partition = rateOf(c, "partition: rate", p.Get("rate"))
		n.PartitionFor = spanOf(c, "partition: lasts", p.Get("lasts"), defaultPartition)
	default:
		n.Partition = rateOf(c, "partition", v)
	}
	switch v := o.Get("crash").(type) {
	case *lua.LTable:
		p := c.OptionsIn(v, "option crash", "option", []string{"rate", "hosts", "down", "at_once"})
		n.crashes.Rate = rateOf(c, "crash: rate", p.Get("rate"))
		n.crashes.Down = spanOf(c, "crash: down", p.Get("down"), defaultDown)
		if n.crashes.AtOnce = int(p.Number("at_once", 1)); n.crashes.AtOnce < 1 {
			c.FailOption("net", "crash: at_once: a number from 1 on expected, got %d", n.crashes.AtOnce)
		}
		switch list := p.Get("hosts").(type) {
		case *lua.LNilType:
		case *lua.LTable:
			n.crashes.Hosts = []string{}
			for i := 1; i <= ltable.Len(list); i++ {
				n.crashes.Hosts = append(n.crashes.Hosts, ltable.GetInt(list, i).String())
			}
		default:
			c.FailOption("net", "crash: hosts: a list of names expected, got %s", native.TypeName(list))
		}
	default:
		n.crashes.Rate = rateOf(c, "crash", v)
	}
}

// rateOf reads how likely something is; nil is never.
func rateOf(c native.Call, name string, v lua.LValue) float64 {
	switch v := v.(type) {
	case *lua.LNilType:
		return 0
	case lua.LNumber:
		if v >= 0 && v <= 1 {
			return float64(v)
		}
		c.FailOption("net", "%s: a number from 0 to 1 expected, got %v", name, float64(v))
	}
	c.FailOption("net", "%s: a number from 0 to 1 expected, got %s", name, native.TypeName(v))
	return 0
}

// spanOf reads a number of seconds, or {from, to}.
func spanOf(c native.Call, name string, v lua.LValue, usual [2]float64) (span [2]float64) {
	switch v := v.(type) {
	case *lua.LNilType:
		return usual
	case lua.LNumber:
		span = [2]float64{float64(v), float64(v)}
	case *lua.LTable:
		lo, ok := ltable.GetInt(v, 1).(lua.LNumber)
		hi, ok2 := ltable.GetInt(v, 2).(lua.LNumber)
		if !ok || !ok2 {
			c.FailOption("net", "%s: {from, to} in seconds expected", name)
		}
		span = [2]float64{float64(lo), float64(hi)}
	default:
		c.FailOption("net", "%s: a number of seconds or {from, to} expected, got %s", name, native.TypeName(v))
	}
	if lo, hi := span[0], span[1]; !(lo >= 0 && lo <= hi && hi < math.MaxInt32) {
		c.FailOption("net", "%s: from 0 on, the lesser first, expected, got {%v, %v}", name, lo, hi)
	}
	return span
}

// simulate makes the network of the case, if it has one. end is to be called when the case is over.
func (r *running) simulate(schedule *scheduled) (end func() error, err error) {
	s := r.suite
	if r.net == nil {
		return func() error { return nil }, nil
	}
	o := r.net.Options
	o.Clock = s.clock
	h := fnv.New64a()
	_, _ = h.Write([]byte(r.name))
	o.Seed = h.Sum64() + s.options.Seed
	if schedule != nil {
		o.Choose = schedule.schedule.Choose
		if s.options.Steps {
			o.Watch = schedule.network
		}
	}
	disk := s.options.Disk
	if disk == nil {
		disk = OSDisk{}
	}
	r.cluster, err = simulate.New(simulate.Options{
		Net: o, Crashes: r.net.crashes, Unsynced: r.net.unsynced, Disk: r.net.disk, Place: s.placeIn, Schedule: schedule.used(), World: s.options.World, TempDir: func() (string, func() error, error) { return s.folders.make(disk) },
		Failed: r.hostFailed, Reported: r.hostReported, Lost: r.hostLost,
		Print: func(host, line string) {
			_, _ = fmt.Fprintf(&s.output, "[%s] %s", host, line)
			if schedule != nil && s.options.Steps {
				schedule.printed(host, line)
			}
		},
	}, caseHost)
	if err != nil {
		return func() error { return nil }, err
	}
	if schedule != nil {
		schedule.cluster = r.cluster
	}
	s.asyncio().SetNetwork(r.cluster.Self())
	s.env.Std.Refuse(simulate.Refusal)
	return func() error {
		s.asyncio().SetNetwork(nil)
		s.env.Std.Refuse("")
		c := r.cluster
		r.cluster = nil
		return c.Close()
	}, nil
}

// hostFailed ends the case because of what the program of a host has raised.
func (r *running) hostFailed(name string, err error) {
	if r.cluster == nil || r.timedOut {
		return
	}
	f := r.suite.failure(err, "host "+name)
	r.failures = append(r.failures, *f)
	r.timedOut = true // it is over: what it raises from now on is no failure of its own
	r.main.Cancel(nil)
}

// hostReported keeps what does not hold in a host where no function of its program raises it.
func (r *running) hostReported(name string, err error) {
	if isAssertion(err) {
		r.note(err, "host "+name+", in the background")
	}
}

// hostLost keeps the coroutine objects that a host has made and never awaited.
func (r *running) hostLost(name string, lost vm.Lost) {
	if !r.allowLeaks && !r.timedOut {
		r.lost("host "+name+": ", lost)
	}
}

// simulated is the network of the case that runs.
func (s *Suite) simulated(c native.Call) *simulate.Cluster {
	r := s.running(c)
	if r.cluster == nil {
		c.Raise(loop.Errorf(loop.RuntimeError, "%s: the case has no simulated network: its option net is not set", c.Name))
	}
	return r.cluster
}

// done raises what a cluster says.
func done(c native.Call, err error) int {
	if err != nil {
		c.Raise(loop.Errorf(loop.ValueError, "%s: %v", c.Name, err))
	}
	return 0
}

// startHost is host(name, module | fn, ...): the name.
func (s *Suite) startHost(c native.Call) int {
	cluster := s.simulated(c)
	name := c.Text(1)
	if name == "" || name == "localhost" {
		c.Fail(1, "a name that a host may have expected, got '%s'", name)
	}
	switch v := c.Arg(2).(type) {
	case lua.LString:
	case *lua.LFunction:
		if v.IsG {
			c.Fail(2, "the name of a module or a Lua function expected, got a function of Go")
		}
	default:
		c.Fail(2, "the name of a module or a function expected, got %s", c.TypeName(2))
	}
	program, err := s.rt.PackList(c.Rest(2), func(i int) string {
		if i == 0 {
			return "the function"
		}
		return "an argument"
	})
	if err != nil {
		c.Raise(loop.Errorf(loop.TypeError, "%s: %v", c.Name, err))
	}
	if err := cluster.Start(name, program); err != nil {
		done(c, err)
	}
	return c.Push(lua.LString(name))
}

// names is argument n as the names of hosts.
func names(c native.Call, n int) []string {
	t, ok := c.Arg(n).(*lua.LTable)
	if !ok {
		return []string{c.Text(n)}
	}
	var list []string
	for i := 1; i <= ltable.Len(t); i++ {
		name, ok := ltable.GetInt(t, i).(lua.LString)
		if !ok {
			c.Fail(n, "item %d: a name expected, got %s", i, native.TypeName(ltable.GetInt(t, i)))
		}
		list = append(list, string(name))
	}
	return list
}

func (s *Suite) partition(c native.Call) int {
	return done(c, s.simulated(c).Partition(names(c, 1), names(c, 2)))
}

func (s *Suite) heal(c native.Call) int {
	cluster := s.simulated(c)
	if c.Len() == 0 {
		cluster.HealAll()
		return 0
	}
	return done(c, cluster.Heal(names(c, 1), names(c, 2)))
}

func (s *Suite) crash(c native.Call) int   { return done(c, s.simulated(c).Crash(c.Text(1))) }
func (s *Suite) restart(c native.Call) int { return done(c, s.simulated(c).Restart(c.Text(1))) }

// calm ends what goes wrong by chance.
func (s *Suite) calm(c native.Call) int {
	s.simulated(c).Calm()
	return 0
}

func (s *Suite) skew(c native.Call) int {
	seconds := c.Number(2)
	if !(math.Abs(seconds) < 1e9) {
		c.Fail(2, "a number of seconds expected, got %v", seconds)
	}
	return done(c, s.simulated(c).Skew(c.Text(1), time.Duration(seconds*float64(time.Second))))
}
