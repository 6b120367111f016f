// Package re is the Lua module re: regular expressions in the syntax of RE2, which take time in proportion to the text.
//
// Its functions return what Lua's of the same name do, and are not anchored: a pattern is found anywhere. Positions are
// bytes, counted from 1. A pattern is a string, which is compiled once as long as it is in use, or what re.compile
// returns, whose methods are the same functions.
//
// A host lists [Module] among the modules of its runtime. It grants nothing.
package re

// This file makes the module: each function is there for patterns and as a method of compiled ones.

import (
	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module re.
var Module = box.Module{Name: "re", Open: open}

// instance is the module of one runtime.
type instance struct {
	rt        *vm.Runtime
	class     *native.Class
	cache     *cache
	maxString int  // the length of the longest string that may be made; 0: any
	limited   bool // long searches are interrupted
}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	m := &instance{
		rt: e.Runtime, cache: newCache(e.Runtime), maxString: e.Library.MaxString, limited: e.Library.Interrupt != nil,
	}
	m.class = e.Class("Regex", m.methods)
	m.class.Field = regexField
	return e.Build("re", &shape,
		m.function("match", match),        // match(s, pattern, [init]): captures or the whole; nil
		m.function("find", find),          // find(s, pattern, [init]): first, last, captures; nil
		m.function("gsub", gsub),          // gsub(s, pattern, repl, [n]): text, count; a function may await
		m.function("split", split),        // split(s, pattern, [n]): a list
		m.function("find_all", findAll),   // for captures in find_all(s, pattern) do
		m.function("groups", groups),      // groups(s, pattern, [init]): captures by name; nil
		native.Func("compile", m.compile), // compile(pattern, {i=, m=, s=}): a Regex
		native.Func("escape", escape),     // escape(s): a pattern that matches s
	).Table()
}

func (m *instance) methods() []native.Entry {
	return []native.Entry{
		m.method("match", match),
		m.method("find", find),
		m.method("gsub", gsub),
		m.method("split", split),
		m.method("find_all", findAll),
		m.method("groups", groups),
		native.ToString,
	}
}

// A use is a function or a method being called: what it looks for, in what, and where its other arguments begin.
type use struct {
	native.Call
	m    *instance
	x    *regex
	s    string
	next int // the number of the first argument after these
}

func (m *instance) function(name string, fn func(u use) int) native.Entry {
	return native.Func(name, func(c native.Call) int {
		s := c.Str(1)
		return fn(use{c, m, m.pattern(c, 2), s, 3})
	})
}

func (m *instance) method(name string, fn func(u use) int) native.Entry {
	return native.Method(name, func(c native.Call, x *regex) int {
		return fn(use{c, m, x, c.Str(1), 2})
	})
}

// init is what the search is to begin with: the argument init, 1 when it is absent, counted from the end when it is
// negative. What is before it is as if it was not there.
func (u use) init() int {
	at := u.Integer(u.next, 1)
	if at < 0 {
		at += len(u.s) + 1
	}
	return min(max(at-1, 0), len(u.s))
}
