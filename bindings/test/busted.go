package test

// This file opens busted's spelling: describe, it, assert.are.equal, spy.

import (
	_ "embed"
	"sync"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// The three parts are written in Lua, since they are about calling and being called. Their frames are left out of what a
// failure shows, as their chunks' names begin with ownChunk.
var (
	//go:embed busted.lua
	bustedSource string
	//go:embed luassert.lua
	luassertSource string
	//go:embed spies.lua
	spiesSource string
)

// The parts are compiled once: each seed of a case has a runtime of its own, and would take more time for them than for itself.
var bustedPart, luassertPart, spiesPart = compiled("busted", &bustedSource), compiled("luassert", &luassertSource), compiled("spies", &spiesSource)

func compiled(name string, source *string) func() (*vm.Chunk, error) {
	return sync.OnceValues(func() (*vm.Chunk, error) { return vm.Compile(*source, ownChunk+" "+name+"]") })
}

// OpenBusted gives the runtime the globals of busted, and its modules to require. With all of them, assert is busted's from
// the beginning, else from the first describe on.
func (s *Suite) OpenBusted(all bool) error {
	L := s.rt.State()
	n := L.NewTable()
	for name, fn := range map[string]func(c native.Call) int{
		"equal":   func(c native.Call) int { return c.Push(lua.LBool(equal(c.RT, c.Arg(1), c.Arg(2)))) },
		"show":    func(c native.Call) int { return c.Push(lua.LString(Show(c.RT, c.Arg(1)))) },
		"text":    func(c native.Call) int { return c.Push(lua.LString(c.RT.ToString(c.L, c.Arg(1)))) },
		"running": func(c native.Call) int { return c.Push(lua.LBool(s.current != nil && !s.loading)) },
		"skip":    s.skip,
		"cleanup": s.addCleanup,
		"misuse": func(c native.Call) int {
			c.Raise(loop.TypeError.New(c.Str(1)))
			return 0
		},
		"fail": func(c native.Call) int {
			a := &assertion{message: c.RT.ToString(c.L, c.Arg(1))}
			if c.Len() >= 3 {
				a.detail = difference(c.RT, c.Arg(2), c.Arg(3))
			}
			text := a.message
			if a.detail != "" {
				text += "\n" + a.detail
			}
			c.Raise(&loop.Error{Class: AssertionError, Msg: text, Cause: a})
			return 0
		},
	} {
		n.RawSetString(name, L.NewFunction(func(L *lua.LState) int { return fn(native.FunctionCall(s.rt, L, name)) }))
	}
	module := s.env.Require("test").(*lua.LTable)
	for _, name := range []string{"case", "group", "before", "after", "before_each", "after_each"} {
		n.RawSetString(name, module.RawGetString(name))
	}
	s.lenient = true
	asserts, err := s.part(luassertPart, n)
	if err != nil {
		return err
	}
	spies, err := s.part(spiesPart, n, asserts)
	if err != nil {
		return err
	}
	busted, err := s.part(bustedPart, n, asserts, spies)
	if err == nil && all {
		_, err = s.rt.Call(busted.(*lua.LTable).RawGetString("enter"))
	}
	return err
}

// part runs one of the chunks.
func (s *Suite) part(compiled func() (*vm.Chunk, error), args ...lua.LValue) (lua.LValue, error) {
	chunk, err := compiled()
	if err != nil {
		return nil, err
	}
	vals, err := s.rt.Call(s.rt.Load(chunk), args...)
	if err != nil {
		return nil, err
	}
	return vals[0], nil
}
