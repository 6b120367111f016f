// Package log is the Lua module log: lines about what a program does, and how far it has come.
//
// A line leaves in one piece, before the function returns: lines of several tasks, workers and processes do not mix, and
// none is lost at the end. Each runtime has a setup of its own. Lines go to the error stream or to a file that the host lets
// scripts write.
package log

// This file makes the module.

import (
	"os"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module log.
var Module = box.Module{Name: "log", Open: open}

// A level is how much a line matters.
type level int

const (
	debug level = iota
	info
	warning
	failure
)

var levels = []string{debug: "debug", info: "info", warning: "warning", failure: "error"}

// instance is the module of one runtime., with its setup.
type instance struct {
	env      *box.Env
	progress *native.Class
	least    level    // of lines that are written
	json     bool     // they are objects in JSON
	file     *os.File // where they go; nil: the error stream
	line     []byte   // room
}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	m := &instance{env: e, least: info}
	m.progress = e.Class("Progress", m.progressMethods)
	m.progress.Field = progressField
	e.OnClose(m.closeFile)
	return e.Build("log", &shape,
		m.leveled("debug", debug), // debug(text, [fields]), and so the next
		m.leveled("info", info),
		m.leveled("warning", warning),
		m.leveled("error", failure),
		native.Func("setup", m.setup),           // setup({level=, format=, file=})
		native.Func("progress", m.openProgress), // progress([total], [{title=, unit=, every=},] [body]): a Progress
	).Table()
}

// leveled is a function that writes lines of a level.
func (m *instance) leveled(name string, at level) native.Entry {
	return native.Func(name, func(c native.Call) int {
		var fields *lua.LTable
		if c.Has(2) {
			fields = c.Table(2, "table of fields")
		}
		if c.Len() == 0 {
			c.Fail(1, "text expected, got no value")
		}
		if at >= m.least {
			m.write(c, at, c.RT.ToString(c.L, c.Arg(1)), fields)
		}
		return 0
	})
}

// setup is setup({level=, format=, file=}). What is absent is as it was at first.
func (m *instance) setup(c native.Call) int {
	o := c.Options(1, "level", "format", "file")
	least := choice(o, "level", info, levels)
	json := choice(o, "format", 0, []string{"text", "json"}) == 1
	var file *os.File
	if name := o.Str("file", ""); name != "" {
		if !m.env.Std.HasFiles() {
			c.Raise(&loop.Error{Class: netio.PermissionError, Msg: c.Name + ": this host does not let scripts use files"})
		}
		var err error
		if file, err = m.env.Std.AppendFile(name); err != nil {
			c.Raise(netio.Error(err))
		}
	}
	err := m.closeFile()
	m.least, m.json, m.file = least, json, file
	if err != nil {
		c.Raise(netio.Error(err))
	}
	return 0
}

// choice is an option that is one of some words, as its number.
func choice[T ~int](o native.Options, key string, def T, words []string) T {
	given := o.Str(key, words[def])
	for i, word := range words {
		if word == given {
			return T(i)
		}
	}
	o.Raise(loop.Errorf(loop.ValueError, "%s: option %s: one of %v expected, got %q", o.Name, key, words, given))
	return def
}

func (m *instance) closeFile() error {
	if m.file == nil {
		return nil
	}
	err := m.file.Close()
	m.file = nil
	return err
}
