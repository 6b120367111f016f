package native

// This file reads options: tables with the keyword arguments of a call.

import (
	"fmt"
	"slices"
	"time"

	"moonloop/loop"
	"moonloop/vm/ltable"
	"moonloop/vm/nearest"

	lua "github.com/yuin/gopher-lua"
)

// Options are the keyword arguments of a call. What is absent has the value that the reader gives.
type Options struct {
	Call
	table *lua.LTable // nil when there is none
}

// Options reads argument n as a table of the named keyword arguments, which may be absent. Another key is a TypeError
// that names the nearest.
func (c Call) Options(n int, known ...string) Options {
	switch t := c.Arg(n).(type) {
	case *lua.LNilType:
		return Options{c, nil}
	case *lua.LTable:
		return c.OptionsIn(t, fmt.Sprintf("argument %d", n), "option", known)
	}
	c.Fail(n, "table of options expected, got %s", c.TypeName(n))
	return Options{}
}

// OptionsIn are options in a table that is found in another place than an argument. Messages call one of them kind; a nil
// table has none.
func (c Call) OptionsIn(t *lua.LTable, where, kind string, known []string) Options {
	if t == nil {
		return Options{c, nil}
	}
	for k := range ltable.Pairs(t) {
		if name, ok := k.(lua.LString); ok && slices.Contains(known, string(name)) {
			continue
		}
		c.Raise(loop.Errorf(loop.TypeError, "%s: %s: unexpected %s '%s'%s", c.Name, where, kind, k.String(), Nearest(k.String(), known)))
	}
	return Options{c, t}
}

// Nearest asks, in words that end a message, whether a name that nobody knows was meant to be one of those known.
func Nearest(name string, known []string) string {
	best := nearest.Of(name, known)
	if best == "" {
		return ""
	}
	return " (did you mean '" + best + "'?)"
}

// Get is an option as the script gave it, nil when it is absent.
func (o Options) Get(key string) lua.LValue {
	if o.table == nil {
		return lua.LNil
	}
	return o.table.RawGetString(key)
}

// Bool is an option as a boolean, as Lua takes any value; false when it is absent.
func (o Options) Bool(key string) bool { return lua.LVAsBool(o.Get(key)) }

// Flag is an option that is a boolean; def when it is absent.
func (o Options) Flag(key string, def bool) bool {
	v := o.Get(key)
	if v == lua.LNil {
		return def
	}
	return lua.LVAsBool(v)
}

// Number is an option that is a number; def when it is absent.
func (o Options) Number(key string, def float64) float64 {
	switch v := o.Get(key).(type) {
	case *lua.LNilType:
		return def
	case lua.LNumber:
		return float64(v)
	default:
		o.FailOption(key, "number expected, got %s", TypeName(v))
		return 0
	}
}

// Whole is an option that is a whole number; def when it is absent.
func (o Options) Whole(key string, def int64) int64 {
	switch v := o.Get(key).(type) {
	case *lua.LNilType:
		return def
	case lua.LNumber:
		if v != lua.LNumber(int64(v)) {
			o.FailOption(key, "whole number expected, got %v", float64(v))
		}
		return int64(v)
	default:
		o.FailOption(key, "number or nil expected, got %s", TypeName(v))
		return 0
	}
}

// Size is an option that is a positive number of bytes; 0 when it is absent.
func (o Options) Size(key string) int {
	switch v := o.Get(key).(type) {
	case *lua.LNilType:
		return 0
	case lua.LNumber:
		if v <= 0 || v != lua.LNumber(int(v)) {
			o.Raise(loop.Errorf(loop.ValueError, "%s: option %s: positive whole number expected, got %v", o.Name, key, float64(v)))
		}
		return int(v)
	default:
		o.FailOption(key, "number or nil expected, got %s", TypeName(v))
		return 0
	}
}

// Str is an option that is a string; def when it is absent.
func (o Options) Str(key, def string) string {
	switch v := o.Get(key).(type) {
	case *lua.LNilType:
		return def
	case lua.LString:
		return string(v)
	default:
		o.FailOption(key, "string or nil expected, got %s", TypeName(v))
		return ""
	}
}

// Timeout is an option that is a time in seconds, which may be absent.
func (o Options) Timeout(key string) loop.Span {
	switch v := o.Get(key).(type) {
	case *lua.LNilType:
		return loop.Span{}
	case lua.LNumber:
		s := loop.Seconds(float64(v))
		if err := s.Check(key); err != nil {
			o.Raise(err)
		}
		return s
	default:
		o.FailOption(key, "number or nil expected, got %s", TypeName(v))
		return loop.Span{}
	}
}

// Duration is an option in seconds as Go has it; 0 when it is absent.
func (o Options) Duration(key string) time.Duration {
	if s := o.Timeout(key); s.Given() {
		return time.Duration(s.Seconds() * float64(time.Second))
	}
	return 0
}

// Function is an option that is to be called; nil when it is absent.
func (o Options) Function(key string) *lua.LFunction {
	v := o.Get(key)
	if v == lua.LNil {
		return nil
	}
	if !IsCallable(o.RT, v) {
		o.FailOption(key, "function expected, got %s", TypeName(v))
	}
	return asFunction(o.RT, v)
}
