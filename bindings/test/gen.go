package test

// This file makes random values for t.check.

import (
	"math"
	"math/rand/v2"
	"strings"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A source is where generators take their choices from: a sequence of numbers, of which 0 is always the simplest choice.
// What is made of them follows from the sequence alone, so a simpler value is found by a simpler sequence, whatever the
// generators are made of (see check.go).
type source struct {
	choices []uint64   // to be repeated
	random  *rand.Rand // makes the others; nil: they are 0
	taken   []uint64
	calls   int // of generators in generators
}

// choose takes a choice from 0 to n.
func (s *source) choose(n uint64) uint64 {
	i := len(s.taken)
	v := uint64(0)
	switch {
	case i < len(s.choices):
		v = min(s.choices[i], n)
	case s.random == nil:
	case n == math.MaxUint64:
		v = s.random.Uint64()
	case s.random.IntN(8) == 0: // the ends find more than their share
		v = []uint64{0, n, min(1, n)}[s.random.IntN(3)]
	default:
		v = s.random.Uint64N(n + 1)
	}
	s.taken = append(s.taken, v)
	return v
}

// maxCalls is how many generators one value may be made of.
const maxCalls = 100_000

// A generator makes a value of choices.
type generator func(c native.Call, s *source) lua.LValue

// A tuple is a generator whose list is passed as several arguments.
type tuple []generator

// generators is the table test.gen.
func (s *Suite) generators(e *box.Env) *lua.LTable {
	class := &native.Class{RT: e.Runtime, Name: "generator"}
	s.class = class
	make1 := func(name string, fn func(c native.Call) generator) native.Entry {
		return native.Func(name, func(c native.Call) int { return c.Push(class.New(fn(c))) })
	}
	return e.Build("test.gen", nil,
		make1("int", genInt),             // int([lo, [hi]])
		make1("number", genNumber),       // number([lo, [hi]])
		make1("boolean", genBoolean),     // boolean()
		make1("string", genString),       // string({max=, chars=})
		make1("list", s.genList),         // list(gen, {min=, max=})
		make1("record", s.genRecord),     // record{name = gen}
		make1("one_of", s.genOneOf),      // one_of(value or gen, ...)
		make1("map", s.genMap),           // map(gen, fn)
		native.Func("tuple", s.genTuple), // tuple(gen, ...): check passes its values as arguments
	).Table()
}

// genInt makes whole numbers, 0 or the nearest to it being the simplest.
func genInt(c native.Call) generator {
	lo, hi := c.Integer(1, -1000), c.Integer(2, 1000)
	if c.Has(1) && !c.Has(2) && lo > hi {
		hi = lo + 1000
	}
	if lo > hi {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument 2: a number that is not less than %d expected, got %d", c.Name, lo, hi))
	}
	return func(_ native.Call, s *source) lua.LValue { return lua.LNumber(s.whole(lo, hi)) }
}

// whole takes a number from lo to hi.
func (s *source) whole(lo, hi int) int {
	switch {
	case lo >= 0:
		return lo + int(s.choose(uint64(hi-lo)))
	case hi <= 0:
		return hi - int(s.choose(uint64(hi-lo)))
	case s.choose(1) == 0:
		return int(s.choose(uint64(hi)))
	}
	return -int(s.choose(uint64(-lo)))
}

// genNumber makes numbers, whole ones being simpler.
func genNumber(c native.Call) generator {
	lo, hi := -1e6, 1e6
	if c.Has(1) {
		lo = c.Number(1)
	}
	if c.Has(2) {
		hi = c.Number(2)
	}
	if !(lo <= hi) || math.Abs(lo) > 1e15 || math.Abs(hi) > 1e15 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: two numbers in order, between -1e15 and 1e15, expected", c.Name))
	}
	return func(_ native.Call, s *source) lua.LValue {
		first, last := int(math.Ceil(lo)), int(math.Floor(hi))
		if first > last {
			return lua.LNumber(lo + (hi-lo)*float64(s.choose(1<<20))/(1<<20))
		}
		v := float64(s.whole(first, last))
		if s.choose(1) == 1 {
			v += float64(s.choose(999)) / 1000
		}
		return lua.LNumber(math.Min(math.Max(v, lo), hi))
	}
}

func genBoolean(native.Call) generator {
	return func(_ native.Call, s *source) lua.LValue { return lua.LBool(s.choose(1) == 1) }
}

// more takes the choice whether a sequence that has n items goes on.
func (s *source) more(n, least, most int) bool {
	switch {
	case n < least:
		return true
	case n >= most:
		return false
	}
	return s.choose(uint64(max(1, most/2))) > 0
}

const printable = "a0 AbZz9_-.,:;!?'\"\\/()[]{}<>=+*%$#@&|~^`"

// genString makes texts of some characters, "a" being the simplest.
func genString(c native.Call) generator {
	o := c.Options(1, "max", "min", "chars")
	least, most := int(o.Whole("min", 0)), int(o.Whole("max", 20))
	chars := strings.Split(o.Text("chars", printable+"éλ☾\n"), "")
	if len(chars) == 0 || least < 0 || most < least || most > 1<<16 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: min, max in order, up to 65536, and some characters expected", c.Name))
	}
	return func(_ native.Call, s *source) lua.LValue {
		var b strings.Builder
		for n := 0; s.more(n, least, most); n++ {
			b.WriteString(chars[s.choose(uint64(len(chars)-1))])
		}
		return lua.LString(b.String())
	}
}

func (s *Suite) genList(c native.Call) generator {
	item := s.generator(c, 1)
	o := c.Options(2, "min", "max")
	least := int(o.Whole("min", 0))
	most := int(o.Whole("max", int64(max(10, least))))
	if least < 0 || most < least || most > 1<<16 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: min, max in order, up to 65536, expected", c.Name))
	}
	return func(c native.Call, s *source) lua.LValue {
		t := c.L.NewTable()
		for n := 0; s.more(n, least, most); n++ {
			ltable.Set(t, lua.LNumber(n+1), s.make(c, item))
		}
		return t
	}
}

func (s *Suite) genRecord(c native.Call) generator {
	fields := c.Table(1, "table of generators")
	var keys []lua.LValue
	var gens []generator
	for k, v := range ltable.Pairs(fields) {
		g := s.generatorOf(v)
		if g == nil {
			c.Fail(1, "field %s: generator expected, got %s", k.String(), native.TypeName(v))
		}
		keys, gens = append(keys, k), append(gens, g)
	}
	return func(c native.Call, s *source) lua.LValue {
		t := c.L.NewTable()
		for i, g := range gens {
			ltable.Set(t, keys[i], s.make(c, g))
		}
		return t
	}
}

// genOneOf chooses among values and generators, the first being the simplest.
func (s *Suite) genOneOf(c native.Call) generator {
	choices := c.Rest(1)
	if len(choices) == 0 {
		c.Fail(1, "value or generator expected, got no value")
	}
	return func(c native.Call, src *source) lua.LValue {
		v := choices[src.choose(uint64(len(choices)-1))]
		if ud, ok := v.(*lua.LUserData); ok {
			if g := s.generatorOf(ud); g != nil {
				return src.make(c, g)
			}
		}
		return v
	}
}

// genMap makes values of a generator's by a function, which cannot await.
func (s *Suite) genMap(c native.Call) generator {
	g, fn := s.generator(c, 1), c.Callable(2)
	return func(c native.Call, s *source) lua.LValue { return first(c, fn, s.make(c, g)) }
}

func first(c native.Call, fn lua.LValue, args ...lua.LValue) lua.LValue {
	vals, err := c.RT.Call(fn, args...)
	if err != nil {
		c.Raise(err)
	}
	if len(vals) == 0 {
		return lua.LNil
	}
	return vals[0]
}

func (s *Suite) genTuple(c native.Call) int {
	var all tuple
	for i := range c.Len() {
		all = append(all, s.generator(c, i+1))
	}
	return c.Push(s.class.New(all))
}

// make makes one value.
func (s *source) make(c native.Call, g generator) lua.LValue {
	if s.calls++; s.calls > maxCalls {
		c.Raise(loop.Errorf(loop.ValueError, "%s: a value is made of more than %d parts", c.Name, maxCalls))
	}
	c.Work(64)
	return g(c, s)
}

// generator is argument n as a generator: one of test.gen, or a function that is called with draw, which makes a value of a
// generator.
func (s *Suite) generator(c native.Call, n int) generator {
	g := s.generatorOf(c.Arg(n))
	if g == nil {
		c.Fail(n, "generator expected, got %s", c.TypeName(n))
	}
	return g
}

func (s *Suite) generatorOf(v lua.LValue) generator {
	switch v := v.(type) {
	case *lua.LUserData:
		switch g := v.Value.(type) {
		case generator:
			return g
		case tuple:
			return g.list
		}
	case *lua.LFunction:
		return func(c native.Call, src *source) lua.LValue {
			draw := c.L.NewFunction(func(L *lua.LState) int {
				c := native.FunctionCall(s.rt, L, "draw")
				return c.Push(src.make(c, s.generator(c, 1)))
			})
			return first(c, v, draw)
		}
	}
	return nil
}

// list makes the values of a tuple as a list.
func (g tuple) list(c native.Call, s *source) lua.LValue { return vm.NewList(g.values(c, s)) }

func (g tuple) values(c native.Call, s *source) []lua.LValue {
	vals := make([]lua.LValue, len(g))
	for i := range g {
		vals[i] = s.make(c, g[i])
	}
	return vals
}
