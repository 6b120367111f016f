package simulate

// This file crashes machines by chance, at the moments at which somebody outside can see a difference.

import (
	"fmt"
	"slices"

	"moonloop/bindings/netio/simnet"
	"moonloop/vm"
)

// Crashes are crashes by chance.
type Crashes struct {
	Rate   float64    // how likely one is right after something that others can see, from 0 to 1
	Hosts  []string   // machines that may crash; nil: all
	Down   [2]float64 // between how many and how many seconds until the machine starts again
	AtOnce int        // machines that may be down at once, for whatever reason; 0: one
}

// sent is told by the network what a machine has done.
func (c *Cluster) sent(m *simnet.Machine, what func() string) {
	for _, h := range c.hosts {
		if h.machine == m {
			c.crashAfter(h, what)
			return
		}
	}
}

// crashAfter is a moment at which a machine may crash: it has just done what can be seen from outside, and nothing behind it.
func (c *Cluster) crashAfter(h *Host, what func() string) {
	o := &c.options.Crashes
	if o.Rate == 0 || c.calm || h.loop == nil || h.crashed || o.Hosts != nil && !slices.Contains(o.Hosts, h.machine.String()) {
		return
	}
	down := 0
	for _, other := range c.hosts {
		if other.loop == nil || other.crashed {
			down++
		}
	}
	if down >= max(o.AtOnce, 1) || c.net.Choose(2, o.Rate) == 0 {
		return
	}
	h.crashHere(what())
	life := h.lives
	c.net.After(c.net.Between(o.Down[0], o.Down[1]), func() {
		if h.lives == life && h.byChance {
			c.startAgain(h)
		}
	})
}

// crashHere has the power fail in the middle of what the machine's code does: not an instruction more of it runs.
func (h *Host) crashHere(what string) {
	rt := h.world.Runtime()
	if at, _ := rt.Position().(*vm.Trace); at != nil && h.c.options.Place != nil {
		if where := h.c.options.Place(at); where != "" {
			what += ", at " + where
		}
	}
	h.crashed, h.byChance = true, true
	h.machine.Crash(fmt.Sprintf(", having %s", what))
	h.out.end()
	rt.Stop(errCrashed)
	_ = rt.Interrupted() // it is looked at the next instruction, not the next thousand
}

// bury ends the lives of machines that have crashed since it was called last.
func (c *Cluster) bury() {
	for _, h := range c.hosts {
		if h.crashed && h.loop != nil {
			c.note(h.stop())
		}
	}
}

// startAgain starts a machine that is down.
func (c *Cluster) startAgain(h *Host) {
	c.bury()
	h.machine.Start()
	c.note(h.start())
}

// Calm ends all that goes wrong by chance: machines that have crashed by it start again, each Partition ends, nothing is lost.
func (c *Cluster) Calm() {
	c.calm = true
	c.net.Calm()
	for _, h := range c.hosts {
		if h.byChance {
			c.startAgain(h)
		}
	}
}

func (c *Cluster) note(err error) {
	if err != nil {
		c.errs = append(c.errs, err)
	}
}
