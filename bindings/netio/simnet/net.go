package simnet

// This file is Net: the machines, the faults between them, and the queue of what is to happen.

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"net"

	"moonloop/loop"
)

// Options say how a network is. Times are in seconds, of the clock.
type Options struct {
	Clock *loop.VirtualClock // needed
	Seed  uint64             // of latencies
	// Latency is between what and what a piece takes on its way.
	Latency [2]float64
	Drop    float64 // how likely a piece is lost, from 0 to 1
	Reset   float64 // how likely a piece of a stream that arrives breaks its connection, from 0 to 1
	// Partition is how likely two machines are cut off from each other right after one has done what the other can see, from 0
	// to 1, and PartitionFor between what and what that lasts.
	Partition    float64
	PartitionFor [2]float64
	// Bandwidth is how many bytes a second go from one machine to another; 0 is without limit.
	Bandwidth float64
	// Choose makes the decisions: one of n, 0 where nothing is to happen, other than that as often as rate says. nil: at random,
	// by the seed.
	Choose func(n int, rate float64) int
	// Sent, if not nil, is told of what a machine has done that another can see, right after it: in the words that follow "having".
	Sent func(m *Machine, what func() string)
	// Watch, if not nil, is told in words what happens to what is sent.
	Watch func(text string)
}

// A Net is a network.
type Net struct {
	options  Options
	random   *rand.Rand
	machines []*Machine
	byName   map[string]*Machine
	cut      map[pair]uint64  // no way from one machine to the other, and which cut that is of; 0: there is one
	cuts     uint64           // so far
	free     map[pair]float64 // when the line is free again, with a limit of bandwidth
	events   events
	made     uint64 // events so far
	calm     bool   // nothing goes wrong by chance
}

// A pair is the way from one machine to another.
type pair struct{ from, to *Machine }

// New makes a network.
func New(o Options) *Net {
	n := &Net{options: o, byName: map[string]*Machine{}, cut: map[pair]uint64{}, free: map[pair]float64{}}
	n.random = rand.New(rand.NewPCG(o.Seed, 0x6e6574))
	if o.Choose == nil {
		n.options.Choose = func(k int, rate float64) int {
			if n.random.Float64() < rate {
				return 1 + n.random.IntN(k-1)
			}
			return 0
		}
	}
	return n
}

// Choose is [Options].Choose, or what is in its place.
func (n *Net) Choose(k int, rate float64) int { return n.options.Choose(k, rate) }

// Between is a random number, by the seed.
func (n *Net) Between(lo, hi float64) float64 { return lo + (hi-lo)*n.random.Float64() }

// After has fn called by Run, so many seconds from now.
func (n *Net) After(seconds float64, fn func()) { n.at(n.now()+seconds, fn) }

// Machine makes a machine, which is up. It is an error if there is one of that name.
func (n *Net) Machine(name string) (*Machine, error) {
	if n.byName[name] != nil {
		return nil, fmt.Errorf("there is a machine '%s' already", name)
	}
	if len(n.machines) >= 1<<16-2 {
		return nil, fmt.Errorf("too many machines")
	}
	i := len(n.machines) + 1
	m := &Machine{net: n, name: name, ip: net.IPv4(10, 0, byte(i>>8), byte(i)).To4(), ports: map[port]any{}, paths: map[string]*listener{}}
	n.machines = append(n.machines, m)
	n.byName[name] = m
	return m, nil
}

// Find is a machine by its name, nil if there is none.
func (n *Net) Find(name string) *Machine { return n.byName[name] }

// latency is how long something is on its way.
func (n *Net) latency(a, b *Machine) float64 {
	lo, hi := n.options.Latency[0], n.options.Latency[1]
	if a == b {
		return 0
	}
	return n.Between(lo, hi)
}

// leaves is when the last of some bytes leaves a machine.
func (n *Net) leaves(a, b *Machine, bytes int) float64 {
	now := n.now()
	if n.options.Bandwidth <= 0 || a == b {
		return now
	}
	line := pair{a, b}
	n.free[line] = max(now, n.free[line]) + float64(bytes)/n.options.Bandwidth
	return n.free[line]
}

func (n *Net) now() float64 { return n.options.Clock.Now() }

// Quiet has nothing told any more.
func (n *Net) Quiet() { n.options.Watch = nil }

// Tell tells who watches of something, in words.
func (n *Net) Tell(format string, args ...any) {
	if n.options.Watch != nil {
		n.options.Watch(fmt.Sprintf(format, args...))
	}
}

// An event is something that happens at a moment.
type event struct {
	when float64
	made uint64
	fn   func()
}

type events []event

// Len, Less, Swap, Push and Pop implement heap.Interface.
func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].when < e[j].when || e[i].when == e[j].when && e[i].made < e[j].made
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	(*e)[last] = event{}
	*e = (*e)[:last]
	return x
}

// at has fn called at a moment, by Run.
func (n *Net) at(when float64, fn func()) {
	n.made++
	heap.Push(&n.events, event{when, n.made, fn})
}

// Next is the moment of the next event, infinite if there is none.
func (n *Net) Next() float64 {
	if len(n.events) == 0 {
		return math.Inf(1)
	}
	return n.events[0].when
}

// Run has everything happen whose moment has come. What it does to a loop it leaves among the callbacks of that loop.
func (n *Net) Run() {
	for now := n.now(); len(n.events) > 0 && n.events[0].when <= now; {
		heap.Pop(&n.events).(event).fn()
	}
}

// cutAt is how much of n bytes goes into the next piece: programs must not take one write for one read.
func (n *Net) cutAt(bytes int) int {
	const rate = 1. / 8
	if bytes > 1 && n.random.Float64() < rate {
		return 1 + n.random.IntN(bytes-1)
	}
	return bytes
}
