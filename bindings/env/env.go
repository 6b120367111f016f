// Package env is the Lua module env: variables of the environment in a file.
//
// What it sets is seen by os.getenv and the commands of os.execute and io.popen, in this runtime only. It reads files where
// the host lets scripts open them, and sees the variables that the host grants.
package env

// This file makes the module.

import (
	"errors"
	"io/fs"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module env.
var Module = box.Module{Name: "env", Open: open}

type instance struct{ env *box.Env }

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	m := &instance{e}
	return e.Build("env", &shape,
		native.Func("load", m.load),   // load([file], {override=, missing_ok=}): sets what is unset
		native.Func("parse", m.parse), // parse(text): a table
	).Table()
}

// maxFile is how long a file may be, in bytes.
const maxFile = 1 << 20

// load is load([file], {override=, missing_ok=}): what the file says, of which it sets what is unset.
func (m *instance) load(c native.Call) int {
	file := ".env"
	if c.Has(1) {
		file = c.Str(1)
	}
	o := c.Options(2, "override", "missing_ok")
	override := o.Bool("override")
	if !m.env.Std.HasFiles() {
		c.Raise(&loop.Error{Class: netio.PermissionError, Msg: c.Name + ": this host does not let scripts use files"})
	}
	text, err := m.env.Std.ReadFile(file, maxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist) && o.Bool("missing_ok"):
		return c.Push(c.L.NewTable())
	case err != nil:
		c.Raise(netio.Error(err))
	}
	list := m.read(c, string(text), file+": ", override)
	for _, v := range list {
		if _, set := m.env.Std.Getenv(v.name); set && !override {
			continue
		}
		if err := m.env.Std.Setenv(v.name, v.value); err != nil {
			c.Raise(loop.Errorf(loop.ValueError, "%s: %s: the value of %s has a zero byte", c.Name, file, v.name))
		}
	}
	return c.Push(table(c, list))
}

// parse is parse(text): what a file with this text would say. It sets nothing.
func (m *instance) parse(c native.Call) int {
	return c.Push(table(c, m.read(c, c.Str(1), "", true)))
}

// read reads a text. A name in a value stands for what the text has said before or the environment says; the latter comes
// first unless own does.
func (m *instance) read(c native.Call, text, where string, own bool) []variable {
	c.Reserve(len(text))
	c.Work(len(text))
	p := &parser{text: text, line: 1, max: 16*len(text) + maxFile}
	said := map[string]string{}
	p.lookup = func(name string) (string, bool) {
		value, ok := said[name]
		if env, set := m.env.Std.Getenv(name); set && !(ok && own) {
			return env, true
		}
		return value, ok
	}
	var list []variable
	size, reserved := 0, 0
	for {
		v, err := p.next()
		if err != nil {
			c.Raise(loop.Errorf(loop.ValueError, "%s: %sline %d: %s", c.Name, where, p.line, err))
		}
		if v == nil {
			return list
		}
		if size += variableSize + len(v.name) + len(v.value); size >= reserved {
			reserved = 2 * size
			c.Reserve(reserved) // all of it: nothing else shows what is in the making
		}
		said[v.name] = v.value
		list = append(list, *v)
	}
}

// variableSize is about what a variable takes beside its name and value, in bytes.
const variableSize = 128

func table(c native.Call, list []variable) *lua.LTable {
	t := c.L.CreateTable(0, len(list))
	for _, v := range list {
		t.RawSetString(v.name, lua.LString(v.value))
	}
	return t
}
