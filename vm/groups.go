package vm

// This file divides error groups by their members, for the methods of groups and for handlers that take a part of one.

import (
	"sync"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// maxGroupDepth is how deep groups may stand within groups where they are divided.
const maxGroupDepth = 200

// IsGroup tells whether v is an error object that is a group.
func IsGroup(v lua.LValue) bool {
	o := errorObjectOf(v)
	return o != nil && o.Err.Class.IsA(loop.BaseExceptionGroup)
}

// SplitGroup divides the group that v is by its members, those of groups within it too: match is a group of the same form
// with the members for which matches says true, rest one with the others, each nil where there are none. matches is asked
// of each group first, which it can take as a whole: v itself is then match. It may call Lua, and raise.
func (rt *Runtime) SplitGroup(v lua.LValue, matches func(lua.LValue) bool) (match, rest lua.LValue) {
	d := division{rt: rt, matches: matches, known: map[*loop.Error]parts{}}
	p := d.group(errorObjectOf(v), 0)
	return rt.valueOrNil(p.match), rt.valueOrNil(p.rest)
}

// DeriveGroup is a group of errors with the message, the traceback, the cause and the context of the group that v is.
func (rt *Runtime) DeriveGroup(v lua.LValue, errs []error) lua.LValue {
	return rt.valueOrNil(rt.derive(errorObjectOf(v), errs))
}

func (rt *Runtime) valueOrNil(err *loop.Error) lua.LValue {
	if err == nil {
		return lua.LNil
	}
	return &rt.errorObject(err).LUserData
}

// derive is nil for no errors.
func (rt *Runtime) derive(o *ErrorObject, errs []error) *loop.Error {
	if len(errs) == 0 {
		return nil
	}
	rt.Reserve(slotSize * cap(errs))
	err := loop.NewExceptionGroup(o.Err.Msg, errs)
	err.Cause, err.Context = o.Err.Cause, o.Err.Context
	rt.errorObject(err).trace = o.trace
	return err
}

// parts are what a group is divided into.
type parts struct{ match, rest *loop.Error }

// A division is the work of dividing one group. A group that stands in it more than once is divided once.
type division struct {
	rt      *Runtime
	matches func(lua.LValue) bool
	known   map[*loop.Error]parts
}

func (d *division) group(o *ErrorObject, depth int) parts {
	if p, ok := d.known[o.Err]; ok {
		return p
	}
	if depth > maxGroupDepth {
		d.rt.raise(d.rt.asError(loop.Errorf(loop.RuntimeError, "more than %d groups within each other", maxGroupDepth)))
	}
	var p parts
	if d.matches(&o.LUserData) {
		p.match = o.Err
	} else {
		var match, rest []error
		for _, err := range o.Err.Errors {
			v := d.rt.ErrorValue(err)
			switch inner := errorObjectOf(v); {
			case inner != nil && inner.Err.Class.IsA(loop.BaseExceptionGroup):
				q := d.group(inner, depth+1)
				match, rest = appendGroup(match, q.match), appendGroup(rest, q.rest)
			case d.matches(v):
				match = append(match, err)
			default:
				rest = append(rest, err)
			}
		}
		p = parts{d.rt.derive(o, match), d.rt.derive(o, rest)}
	}
	d.known[o.Err] = p
	return p
}

func appendGroup(errs []error, err *loop.Error) []error {
	if err == nil {
		return errs
	}
	return append(errs, err)
}

// SetGroupMethods gives error objects that are groups methods; make is called when one is first asked for.
func (rt *Runtime) SetGroupMethods(make func() *lua.LTable) {
	rt.groupMethods = sync.OnceValue(make)
}

// groupMethod is a method of groups, nil when there is none of that name.
func (rt *Runtime) groupMethod(name string) lua.LValue {
	if rt.groupMethods == nil {
		return lua.LNil
	}
	return rt.groupMethods().RawGetString(name)
}
