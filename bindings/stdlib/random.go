package stdlib

// This file is math.random: the generator that C's rand has under Linux, so that a program which sets its seed, or does
// not, draws the numbers that it draws under lua5.1.

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// generator adds numbers that lie 3 and 31 draws back.
type generator struct {
	state [31]uint32
	next  int // the oldest of state, which the next draw replaces
}

// maxRandom is C's RAND_MAX.
const maxRandom = math.MaxInt32

// seed begins the sequence of a seed. 0 is 1, which is also where a program begins.
func (g *generator) seed(seed uint32) {
	x := int64(int32(max(seed, 1)))
	for i := range g.state {
		g.state[i] = uint32(x)
		if x = 16807 * x % maxRandom; x < 0 {
			x += maxRandom
		}
	}
	g.next = 3 // the first three stand for themselves once more
	for range 10 * len(g.state) {
		g.draw()
	}
}

// draw is the next number, from 0 to maxRandom.
func (g *generator) draw() uint32 {
	n := len(g.state)
	g.state[g.next] += g.state[(g.next+n-3)%n]
	x := g.state[g.next] >> 1
	g.next = (g.next + 1) % n
	return x
}

// Seed begins math.random's sequence anew, that of Options.Seed.
func (m *Modules) Seed(seed uint64) { m.rng.seed(uint32(seed) ^ uint32(seed>>32)) }

// math.randomseed(x)
func (m *Modules) mathRandomseed(L *lua.LState) int {
	m.rng.seed(uint32(argsOf(L).Int(1)))
	return 0
}

// math.random() -> number in [0, 1)
// math.random(n) -> integer in [1, n]
// math.random(low, high) -> integer in [low, high]
func (m *Modules) mathRandom(L *lua.LState) int {
	a := argsOf(L)
	r := float64(m.rng.draw()%maxRandom) / maxRandom
	switch L.GetTop() {
	case 0:
		L.Push(lua.LNumber(r))
	case 1:
		high := a.Int(1)
		if high < 1 {
			a.Fail(1, "interval is empty")
		}
		L.Push(lua.LNumber(math.Floor(r*float64(high)) + 1))
	case 2:
		low, high := a.Int(1), a.Int(2)
		if low > high {
			a.Fail(2, "interval is empty")
		}
		L.Push(lua.LNumber(math.Floor(r*float64(high-low+1)) + float64(low)))
	default:
		raise(L, "wrong number of arguments")
	}
	return 1
}
