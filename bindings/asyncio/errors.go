package asyncio

// This file is error classes and isinstance.

import (
	"slices"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// errorClasses are the classes that the module exports.
var errorClasses = []*loop.Class{
	loop.BaseException, loop.Exception, loop.CancelledError, loop.TimeoutError, loop.InvalidStateError, loop.TypeError,
	loop.ValueError, loop.RuntimeError, loop.LookupError, loop.QueueEmpty, loop.QueueFull, loop.QueueShutDown,
	loop.BrokenBarrierError, loop.IncompleteReadError, loop.LimitOverrunError, loop.OSError,
	loop.BaseExceptionGroup, loop.ExceptionGroup,
	loop.KeyboardInterrupt, native.AttributeError,
}

func (m *Module) openErrors() {
	m.build.SetClasses(m.rt, errorClasses)
	m.define([]function{
		{"error_class", errorClass}, // error_class(name [, parent])
		{"isinstance", isInstance},  // isinstance(v, Class | constructor | type | list)
		{"try", try},                // try(body, { {Class, handler, star=}, ..., finally = fn })
	})
	m.rt.SetGroupMethods(m.groupMethods)
	m.rt.SetConstructors(constructorOf)
}

// constructorOf is what makes the instances of a class, of more than a message.
func constructorOf(class *loop.Class) func(args []lua.LValue) (*loop.Error, error) {
	switch {
	case class.IsA(loop.IncompleteReadError):
		return newIncompleteRead
	case class.IsA(loop.LimitOverrunError):
		return newLimitOverrun
	case class.IsA(loop.OSError):
		return func(args []lua.LValue) (*loop.Error, error) { return newOSError(class, args), nil }
	}
	return nil
}

// newOSError is OSError(errno, strerror [, filename]), or OSError(message), as all with other arguments. OSError itself makes one
// of the class that the number has.
func newOSError(class *loop.Class, args []lua.LValue) *loop.Error {
	errno, numbered := args[0].(lua.LNumber)
	if len(args) < 2 || !numbered || errno != lua.LNumber(int32(errno)) || !lua.LVCanConvToString(args[1]) {
		return &loop.Error{Class: class, Msg: args[0]}
	}
	filename := ""
	if len(args) > 2 && args[2] != lua.LNil {
		filename = lua.LVAsString(args[2])
	}
	e := netio.NewOSError(int(errno), lua.LVAsString(args[1]), filename)
	if class != loop.OSError {
		e.Class = class
	}
	return e
}

// newIncompleteRead is IncompleteReadError(partial [, expected]).
func newIncompleteRead(args []lua.LValue) (*loop.Error, error) {
	partial, ok := args[0].(lua.LString)
	if !ok {
		return nil, vm.ArgError("IncompleteReadError", 1, "string expected, got "+native.TypeName(args[0]))
	}
	expected, err := length("IncompleteReadError", args)
	return netio.NewIncompleteRead(string(partial), len(partial), expected), err
}

// newLimitOverrun is LimitOverrunError(message [, consumed]).
func newLimitOverrun(args []lua.LValue) (*loop.Error, error) {
	consumed, err := length("LimitOverrunError", args)
	return netio.NewLimitOverrun(args[0], consumed), err
}

// length is the number of bytes that is the second argument of a class, nil without one.
func length(class string, args []lua.LValue) (any, error) {
	if len(args) < 2 || args[1] == lua.LNil {
		return nil, nil
	}
	n, ok := args[1].(lua.LNumber)
	if !ok || n != lua.LNumber(int(n)) {
		return nil, vm.ArgError(class, 2, "whole number expected, got "+native.TypeName(args[1]))
	}
	return int(n), nil
}

func errorClass(c call) int {
	parent := loop.Exception
	name := c.Str(1)
	if c.Has(2) {
		if parent = vm.ClassOf(c.Arg(2)); parent == nil {
			c.Fail(2, "error class expected, got %s", c.TypeName(2))
		}
	}
	return c.Push(c.m.rt.Class(loop.NewClass(name, parent)))
}

// checkMatcher makes sure that v says what errors to match: a class, "any", the name of a type, or a list of them.
func (m *Module) validMatcher(v lua.LValue) bool {
	switch v := v.(type) {
	case lua.LString:
		return true
	case *lua.LTable:
		all, ok := classesIn(v)
		return ok && !slices.ContainsFunc(all, func(one lua.LValue) bool { return !m.validMatcher(one) })
	}
	return vm.ClassOf(v) != nil
}

// classesIn are what stands in a list of classes and in the lists in it, each list once: a script may make one that is part of
// itself, or of many. ok is false if one is empty.
func classesIn(list *lua.LTable) (all []lua.LValue, ok bool) {
	seen := map[*lua.LTable]bool{list: true}
	ok = true
	for left := []*lua.LTable{list}; len(left) > 0; {
		t := left[len(left)-1]
		left = left[:len(left)-1]
		n := ltable.Len(t)
		ok = ok && n > 0
		for i := 1; i <= n; i++ {
			v := ltable.GetInt(t, i)
			inner, isList := v.(*lua.LTable)
			switch {
			case !isList:
				all = append(all, v)
			case !seen[inner]:
				seen[inner] = true
				left = append(left, inner)
			}
		}
	}
	return all, ok
}

// isA tells whether v is an instance of class: an error class, or the name of a Lua type.
func isA(v, class lua.LValue) bool {
	if name, ok := class.(lua.LString); ok {
		return v.Type().String() == string(name)
	}
	if list, ok := class.(*lua.LTable); ok {
		all, _ := classesIn(list)
		return slices.ContainsFunc(all, func(one lua.LValue) bool { return isA(v, one) })
	}
	want, is := vm.ClassOf(class), vm.ClassOfError(v)
	return want != nil && is != nil && is.IsA(want)
}

func isInstance(c call) int {
	is, ok := c.m.instanceOf(c.Arg(1), c.Arg(2))
	if !ok {
		c.Fail(2, "class or name of a type expected, got %s", c.TypeName(2))
	}
	return c.Push(lua.LBool(is))
}

// matches tells whether a handler for class handles the error v: "any" is everything but a cancellation, and a group with
// one in it.
func matches(v, class lua.LValue) bool {
	if class == lua.LString("any") {
		is := vm.ClassOfError(v)
		return is == nil || !is.IsA(loop.CancelledError) && (!is.IsA(loop.BaseExceptionGroup) || is.IsA(loop.Exception))
	}
	if list, ok := class.(*lua.LTable); ok {
		all, _ := classesIn(list)
		return slices.ContainsFunc(all, func(one lua.LValue) bool { return matches(v, one) })
	}
	return isA(v, class)
}
