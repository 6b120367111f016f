// Package args is the Lua module args: the arguments of a program, described once for parsing and for its help.
//
// What is wrong with the arguments ends the program with a message and status 2, and --help with the help and status 0,
// where the host grants os.exit. Elsewhere both are an error of class Exit.
package args

// This file makes the module.

import (
	"io"
	"path/filepath"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module args.
var Module = box.Module{Name: "args", Open: open}

// Exit is how parse ends where there is no os.exit; it has status and text.
var Exit = loop.NewClass("Exit", loop.Exception)

type instance struct{ env *box.Env }

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	m := &instance{e}
	b := e.Build("args", &shape,
		native.Func("parse", m.parse), // parse(spec, [list]): a table of values
		native.Func("help", m.help),   // help(spec): text
	)
	b.SetClasses(e.Runtime, []*loop.Class{Exit})
	return b.Table()
}

// parse is parse(spec, [list]): list is the global arg unless it is given.
func (m *instance) parse(c native.Call) int {
	spec := m.spec(c)
	var words []string
	if c.Has(2) {
		words = c.Strings(2)
	} else if t, ok := c.RT.State().G.Global.RawGetString("arg").(*lua.LTable); ok {
		for i := 1; i <= ltable.Len(t); i++ {
			word, _ := vm.TextOf(ltable.GetInt(t, i))
			words = append(words, word)
		}
	}
	for _, word := range words {
		c.Work(len(word) + entryCost + lookCost*spec.size())
	}
	p := newParser(c, spec)
	p.run(words)
	switch {
	case p.shows != "":
		m.exit(c, 0, p.shows)
	case p.problem != "":
		m.exit(c, 2, p.problem)
	}
	t := c.L.NewTable()
	for _, name := range p.order {
		t.RawSetString(name, p.values[name].value(c.L))
	}
	return c.Push(t)
}

// help is help(spec): what --help shows.
func (m *instance) help(c native.Call) int { return c.Push(lua.LString(m.spec(c).help(c))) }

// spec is argument 1 as the description of a program.
func (m *instance) spec(c native.Call) *spec {
	r := reader{c}
	name := "program"
	if t, ok := c.RT.State().G.Global.RawGetString("arg").(*lua.LTable); ok {
		if s, ok := ltable.Get(t, lua.LNumber(0)).(lua.LString); ok && s != "" && s != "-" {
			name = filepath.Base(string(s))
		}
	}
	return r.spec(c.Table(1, "description of the arguments"), "argument 1", name, nil)
}

// exit ends the program, or raises an error.
func (m *instance) exit(c native.Call, status int, text string) {
	exit := m.env.Library.Exit
	if exit == nil {
		c.Raise(native.NewError(Exit, text, native.Fields{"status": status, "text": text}))
	}
	out := c.RT.Stderr()
	if status == 0 {
		out = c.RT.Stdout()
	}
	_, _ = io.WriteString(out, text+"\n") // nothing is left to be done about an error
	exit(status)
	c.Raise(native.NewError(Exit, text, native.Fields{"status": status, "text": text}))
}
