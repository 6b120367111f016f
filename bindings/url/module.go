// Package url is the Lua module url: addresses as RFC 3986 has them, and the fields of forms and queries.
//
// What parse gives is what was written, in parts: what build makes of them is the same address. A host lists [Module]
// among the modules of its runtime. It grants nothing.
package url

// This file makes the module, and converts between parts and tables.

import (
	"math"
	"strconv"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module url.
var Module = box.Module{Name: "url", Open: open}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	return e.Build("url", &shape,
		native.Func("parse", parse),     // parse(s): {scheme, user, password, host, port, path, query, fragment}
		native.Func("build", build),     // build(parts): s
		native.Func("join", join),       // join(base, reference): s
		native.Func("quote", quote),     // quote(s, {safe=, plus=}): text
		native.Func("unquote", unquote), // unquote(text, {plus=}): s
		native.Func("query", query),     // query(text): fields; query(fields): text
	).Table()
}

// address is argument n, read; what is wrong with it is a ValueError, which does not show it: it may have a password.
func address(c native.Call, n int) parts {
	s := c.Text(n)
	c.Work(len(s))
	p, err := split(s)
	if err != nil {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: %v", c.Name, n, err))
	}
	return p
}

// names are the fields of parts in Lua.
var names = []string{"scheme", "user", "password", "host", "port", "path", "query", "fragment"}

func parse(c native.Call) int {
	p := address(c, 1)
	user, password, host, port, err := p.server()
	if err != nil {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument 1: %v", c.Name, err))
	}
	t := c.L.CreateTable(0, len(names))
	for i, v := range []*string{p.scheme, user, password, host, port, &p.path, p.query, p.fragment} {
		if v == nil {
			continue
		}
		value := lua.LValue(lua.LString(*v))
		if names[i] == "port" {
			n, _ := strconv.Atoi(*v) // server has seen that it is one
			value = lua.LNumber(n)
		}
		t.RawSetString(names[i], value)
	}
	return c.Push(t)
}

func build(c native.Call) int {
	o := c.OptionsIn(c.Table(1, "table of parts"), "argument 1", "part", names)
	p, err := assemble(func(name string) *string { return part(o, name) })
	if err != nil {
		c.Raise(loop.Errorf(loop.ValueError, "%s: %v", c.Name, err))
	}
	s := p.String()
	c.Work(len(s))
	return c.Push(lua.LString(s))
}

// part is a field of the table that build is given; nil when it is absent.
func part(o native.Options, name string) *string {
	v := o.Get(name)
	switch x := v.(type) {
	case *lua.LNilType:
		return nil
	case lua.LNumber:
		if name == "port" {
			if x < 0 || x > math.MaxUint16 || x != lua.LNumber(int(x)) {
				o.Raise(loop.Errorf(loop.ValueError, "%s: part port: 0 to 65535 expected, got %v", o.Name, float64(x)))
			}
			s := strconv.Itoa(int(x))
			return &s
		}
	case *lua.LTable:
		if name == "query" {
			s := fieldsText(o.Call, x)
			return &s
		}
	case lua.LString:
		s := o.Text(name, "")
		return &s
	}
	o.FailOption(name, "string expected, got %s", native.TypeName(v))
	return nil
}

func join(c native.Call) int {
	s := address(c, 1).resolve(address(c, 2)).String()
	return c.Push(lua.LString(s))
}

func quote(c native.Call) int {
	s := c.Str(1)
	o := c.Options(2, "safe", "plus")
	c.Reserve(4 * len(s))
	c.Work(len(s))
	return c.Push(lua.LString(escape(s, o.Str("safe", ""), o.Bool("plus"))))
}

func unquote(c native.Call) int {
	s := c.Str(1)
	plus := c.Options(2, "plus").Bool("plus")
	c.Reserve(len(s))
	c.Work(len(s))
	return c.Push(lua.LString(unescaped(c, 1, s, plus)))
}

// unescaped is what a text stands for; an escape that is none is a ValueError about argument n.
func unescaped(c native.Call, n int, s string, plus bool) string {
	text, at := unescape(s, plus)
	if at >= 0 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: two hexadecimal digits expected after %% at offset %d", c.Name, n, at+1))
	}
	return text
}
