package term

// This file is the colours: values that stand for a sequence, in texts that they are put together with.

import (
	"strconv"

	"moonloop/bindings/box"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

var colorsShape vm.Shape

// attributes are what does not name a colour of eight, with the numbers of ECMA-48.
var attributes = []struct {
	name   string
	number int
}{
	{"reset", 0}, {"clear", 0}, {"default", 0}, {"bright", 1}, {"dim", 2}, {"underscore", 4}, {"blink", 5}, {"reverse", 7}, {"hidden", 8},
}

// names are the eight colours: 30 and on for letters, 40 and on for what is behind them.
var names = []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}

// valueField is where a colour keeps its sequence.
const valueField = "value"

func sequence(number int) lua.LString { return lua.LString("\x1b[" + strconv.Itoa(number) + "m") }

// colors makes the table of colours: tables with a field value, which tostring, .. and a call know.
func colors(e *box.Env) *lua.LTable {
	L := e.Runtime.State()
	meta := vm.Build(L, nil, 3)
	vm.SetNatives(meta, []vm.GoFunction{
		{Name: "__tostring", Fn: func(L *lua.LState) int {
			L.Push(lua.LString(text(L, 1)))
			return 1
		}},
		{Name: "__concat", Fn: func(L *lua.LState) int { return join(e, L, text(L, 1), text(L, 2)) }},
		{Name: "__call", Fn: func(L *lua.LState) int { return join(e, L, text(L, 1), text(L, 2), string(sequence(0))) }},
	})
	mt := meta.Table()
	b := e.Build("term.colors", &colorsShape)
	set := func(name string, number int) {
		t := L.NewTable()
		t.RawSetString(valueField, sequence(number))
		t.Metatable = mt
		b.Set(name, t)
	}
	for _, a := range attributes {
		set(a.name, a.number)
	}
	for i, name := range names {
		set(name, 30+i)
		set("on"+name, 40+i)
	}
	return b.Table()
}

// text is argument n, a colour or what tostring makes a text of without asking a metatable.
func text(L *lua.LState, n int) string {
	v := L.Get(n)
	if t, ok := v.(*lua.LTable); ok {
		v = t.RawGetString(valueField)
	}
	if s, ok := vm.TextOf(v); ok {
		return s
	}
	return v.String()
}

func join(e *box.Env, L *lua.LState, parts ...string) int {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	e.Runtime.Reserve(size)
	s := ""
	for _, p := range parts {
		s += p
	}
	L.Push(lua.LString(s))
	return 1
}
