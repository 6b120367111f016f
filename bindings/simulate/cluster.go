package simulate

// This file is Cluster: the machines and whose turn it is.

import (
	"errors"
	"fmt"
	"math"
	"time"

	"moonloop/bindings/host"
	"moonloop/bindings/netio/simnet"
	"moonloop/loop"
	"moonloop/vm"
)

// Options say what a cluster is made of.
type Options struct {
	Net     simnet.Options // with its Clock, which is that of all
	Crashes Crashes        // by chance; none without
	// Unsynced is how likely it is of a file, from 0 to 1, that a crash loses some of what was written to it and not synced.
	Unsynced float64
	// Disk is between what and what something that the disk of a machine does takes, in seconds.
	Disk     [2]float64
	Schedule *loop.Schedule // of the loops of the machines; nil: the plain order
	// World makes the World of a machine: o has what the cluster decides, and the modules of the box, the source and limits
	// are to be added.
	World func(o host.Options) (*host.World, error)
	// TempDir makes the disk of a machine.
	TempDir func() (dir string, remove func() error, err error)
	// Print is told each line that a machine prints, or writes to standard error.
	Print func(name, line string)
	// Failed is told what the program of a machine has raised, in a callback of the machine's loop.
	Failed func(name string, err error)
	// Place is where code stands, in words; nil: no story tells it.
	Place func(at *vm.Trace) string
	// Reported is told what a machine has reported, and printed: errors that no caller hears of. Lost is told the coroutine
	// objects that a machine has made and not awaited when Close ends it; what a crash interrupts may have been about to.
	Reported func(name string, err error)
	Lost     func(name string, lost vm.Lost)
}

// A Cluster is a number of machines that see each other. It belongs to one goroutine at a time.
type Cluster struct {
	options Options
	net     *simnet.Net
	self    *simnet.Machine // of who looks on
	loop    *loop.Loop      // of who looks on
	hosts   []*Host
	turns   int // in which the network had to wait
	calm    bool
	errs    []error // for Close to tell
	wake    chan struct{}
}

// patience is for how many turns the network waits for loops that do not come to rest.
const patience = 100

// New makes a cluster whose only machine is that of who looks on, by the name self.
func New(o Options, self string) (*Cluster, error) {
	c := &Cluster{wake: make(chan struct{}, 1)}
	if o.Crashes.Rate > 0 {
		o.Net.Sent = c.sent
	}
	c.options, c.net = o, simnet.New(o.Net)
	var err error
	c.self, err = c.net.Machine(self)
	return c, err
}

// Self is the machine of who looks on.
func (c *Cluster) Self() *simnet.Machine { return c.self }

// Drive has the machines go with the loop of who looks on, from now on until Close.
func (c *Cluster) Drive(l *loop.Loop) {
	c.loop = l
	c.options.Net.Clock.Limit(c.limit)
	l.SetSleeper(c)
}

// Close ends all machines, as by a crash, and removes their disks.
func (c *Cluster) Close() error {
	c.options.Net.Clock.Limit(nil)
	c.net.Quiet()
	c.options.Unsynced = 0
	for _, h := range c.hosts {
		h.machine.Crash("")
		h.lost()
		c.note(h.stop())
		c.note(h.discard())
	}
	c.hosts = nil
	return errors.Join(c.errs...)
}

// Start starts a machine with a program, its arguments behind it: see [vm.Runtime.PackList].
func (c *Cluster) Start(name string, program *vm.Parcel) error {
	m, err := c.net.Machine(name)
	if err != nil {
		return err
	}
	h := &Host{c: c, machine: m, program: program}
	c.hosts = append(c.hosts, h)
	return h.start()
}

// Crash ends a machine at once. The second time it does nothing.
func (c *Cluster) Crash(name string) error {
	h, err := c.host(name)
	if err != nil {
		return err
	}
	h.byChance = false
	if h.loop == nil {
		return nil
	}
	h.machine.Crash("")
	return h.stop()
}

// Restart starts a machine again with its program, after a crash if it has not crashed yet.
func (c *Cluster) Restart(name string) error {
	if err := c.Crash(name); err != nil {
		return err
	}
	h, err := c.host(name)
	if err != nil {
		return err
	}
	h.machine.Start()
	return h.start()
}

// Skew sets by how much the wall clock of a machine is before the true one.
func (c *Cluster) Skew(name string, by time.Duration) error {
	h, err := c.host(name)
	if err == nil {
		h.skew = by
	}
	return err
}

// Partition cuts each machine of one list off from each of another.
func (c *Cluster) Partition(a, b []string) error { return c.between(a, b, c.net.Partition) }

// Heal ends a Partition.
func (c *Cluster) Heal(a, b []string) error { return c.between(a, b, c.net.Heal) }

// HealAll ends each Partition.
func (c *Cluster) HealAll() { c.net.HealAll() }

func (c *Cluster) between(a, b []string, do func(x, y *simnet.Machine)) error {
	for _, first := range a {
		for _, second := range b {
			x, err := c.machine(first)
			if err != nil {
				return err
			}
			y, err := c.machine(second)
			if err != nil {
				return err
			}
			if x == y {
				return fmt.Errorf("'%s' is on both sides", first)
			}
			do(x, y)
		}
	}
	return nil
}

func (c *Cluster) machine(name string) (*simnet.Machine, error) {
	if m := c.net.Find(name); m != nil {
		return m, nil
	}
	return nil, fmt.Errorf("there is no host '%s'", name)
}

func (c *Cluster) host(name string) (*Host, error) {
	for _, h := range c.hosts {
		if h.machine.String() == name {
			return h, nil
		}
	}
	return nil, fmt.Errorf("there is no host '%s'", name)
}

// NameOf is the machine that a loop is of, "" if it is of none that was started.
func (c *Cluster) NameOf(l *loop.Loop) string {
	for _, h := range c.hosts {
		if h.loop == l {
			return h.machine.String()
		}
	}
	return ""
}

// Sleep implements loop.Sleeper.
func (c *Cluster) Sleep(d time.Duration) {
	if d == 0 {
		c.turn()
		return
	}
	var over <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		over = t.C
	}
	select {
	case <-c.wake:
	case <-over:
	}
}

// Wake implements loop.Sleeper.
func (c *Cluster) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// turn lets everybody go on who can.
func (c *Cluster) turn() {
	now := c.options.Net.Clock.Now()
	rest := c.loop.Next() > now
	for i := 0; i < len(c.hosts); i++ { // not over: a step may not add any, but tells a failure
		if h := c.hosts[i]; h.loop != nil && h.loop.Next() <= now {
			rest = false
			_, _ = h.loop.RunOnce(false) // what ends the loop of a script does not end the machine
		}
	}
	c.bury()
	if c.turns++; rest || c.turns >= patience {
		c.turns = 0
		c.net.Run()
		c.bury()
	}
}

// limit is how far the clock may go on before somebody else has something to do.
func (c *Cluster) limit(float64) float64 {
	next := c.net.Next()
	for _, h := range c.hosts {
		if h.loop != nil {
			next = min(next, h.loop.Next())
		}
	}
	if math.IsInf(next, -1) {
		return c.options.Net.Clock.Now()
	}
	return next
}
