package test

// This file is t.check: a property is tried with many values, and a value it fails for is made simple.

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

const (
	runs      = 100  // of check, unless told
	maxShrink = 1000 // tries to find a simpler value
)

// A checking is a call of check.
type checking struct {
	s     *Suite
	r     *running
	c     native.Call
	gen   generator
	tuple tuple // in gen's place
	fn    lua.LValue
	runs  int
	seed  uint64

	best     []uint64 // the simplest choices that fail
	failed   error    // what they raise
	values   []lua.LValue
	tries    int
	improved int
}

// check is check(gen, [{runs=, seed=},] fn).
func (s *Suite) check(c native.Call) int {
	k := &checking{s: s, r: s.running(c), c: c}
	k.gen = s.generator(c, 1)
	if ud, ok := c.Arg(1).(*lua.LUserData); ok {
		k.tuple, _ = ud.Value.(tuple)
	}
	o, body := c.Body(2, "runs", "seed")
	if body == nil {
		c.Fail(2, "function expected, got %s", c.TypeName(2))
	}
	k.fn, k.runs = body, int(o.Whole("runs", runs))
	h := fnv.New64a()
	_, _ = h.Write([]byte(k.r.name))
	k.seed = uint64(o.Whole("seed", int64(h.Sum64()>>12))) + s.options.Seed
	return c.RT.Perform(c.L, k.try(0))
}

// make makes the values of a source.
func (k *checking) make(src *source) []lua.LValue {
	if k.tuple != nil {
		return k.tuple.values(k.c, src)
	}
	return []lua.LValue{src.make(k.c, k.gen)}
}

// call calls the property with what src gives and goes on with next.
func (k *checking) call(src *source, next func(vals []lua.LValue, err error) vm.Step) vm.Step {
	args := k.make(src)
	return native.CallAwaited(k.c.RT, k.fn, args, func(vals []lua.LValue, err error) vm.Step {
		if err == nil && len(vals) > 0 && vals[0] == lua.LFalse {
			err = &loop.Error{Class: AssertionError, Msg: "the function returned false", Cause: &assertion{message: "the function returned false"}}
		}
		if skipOf(err) != nil || err != nil && (vm.Fatal(err) || loop.IsCancelled(err) && k.r.main.Cancelling() > 0) {
			return vm.Raise(err)
		}
		return next(args, err)
	})
}

// try is run n.
func (k *checking) try(n int) vm.Step {
	if n >= k.runs {
		return vm.Return()
	}
	src := &source{random: rand.New(rand.NewPCG(k.seed, uint64(n)))}
	return k.call(src, func(args []lua.LValue, err error) vm.Step {
		if err == nil {
			return k.try(n + 1)
		}
		k.best, k.failed, k.values = src.taken, err, args
		return k.shrink(k.candidates(), n+1)
	})
}

// candidates are simpler sequences than the best so far, one after the other: with some choices less, and with smaller ones.
func (k *checking) candidates() func() ([]uint64, bool) {
	best := k.best
	var list [][]uint64
	for size := 8; size > 0; size /= 2 {
		for at := len(best) - size; at >= 0; at -= max(1, size/2) {
			list = append(list, slices.Concat(best[:at], best[at+size:]))
		}
	}
	for i, v := range best {
		for _, less := range []uint64{0, v / 2, v - v/4, v - 1} {
			if less < v {
				c := slices.Clone(best)
				c[i] = less
				list = append(list, c)
			}
		}
	}
	return func() ([]uint64, bool) {
		if len(list) == 0 {
			return nil, false
		}
		next := list[0]
		list = list[1:]
		return next, true
	}
}

// simpler tells whether a sequence is shorter, or as long and smaller.
func simpler(a, b []uint64) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return slices.Compare(a, b) < 0
}

// shrink tries candidates until none fails any more, and raises then.
func (k *checking) shrink(next func() ([]uint64, bool), n int) vm.Step {
	choices, ok := next()
	if !ok || k.tries >= maxShrink {
		return vm.Raise(k.failure(n))
	}
	k.tries++
	src := &source{choices: choices}
	return k.call(src, func(args []lua.LValue, err error) vm.Step {
		if err == nil || !simpler(src.taken, k.best) {
			return k.shrink(next, n)
		}
		k.best, k.failed, k.values = src.taken, err, args
		k.improved++
		return k.shrink(k.candidates(), n)
	})
}

// failure is the error of the simplest values that fail.
func (k *checking) failure(n int) error {
	var shown []string
	for _, v := range k.values {
		shown = append(shown, Show(k.c.RT, v))
	}
	f := &k.s.failures(k.failed, "")[0]
	a := &assertion{message: fmt.Sprintf("t.check: it fails in run %d of %d (seed %d), made simpler %d times, for\n%s", n, k.runs, k.seed-k.s.options.Seed, k.improved, indent(strings.Join(shown, ",\n"), "  "))}
	a.detail = f.Message
	if f.Detail != "" {
		a.detail += "\n" + f.Detail
	} else if f.Trace != "" {
		a.detail = f.Trace
	}
	a.where = f.Where
	fields := map[string]any{"values": vm.NewList(k.values), "seed": float64(k.seed)}
	a.fields = fields
	return &loop.Error{Class: AssertionError, Msg: a.message + "\n" + a.detail, Cause: a}
}
