package asyncio

// This file is error classes, isinstance, and try.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// errorClasses are the classes that the module exports.
var errorClasses = []*loop.Class{
	loop.BaseException, loop.Exception, loop.CancelledError, loop.TimeoutError, loop.InvalidStateError, loop.TypeError,
	loop.ValueError, loop.RuntimeError, loop.LookupError, loop.QueueEmpty, loop.QueueFull, loop.QueueShutDown,
	loop.BrokenBarrierError, loop.IncompleteReadError, loop.LimitOverrunError, loop.OSError,
	loop.BaseExceptionGroup, loop.ExceptionGroup,
	loop.KeyboardInterrupt,
}

func (m *Module) openErrors() {
	m.build.SetClasses(m.rt, errorClasses)
	m.define([]function{
		{"error_class", errorClass}, // error_class(name [, parent])
		{"isinstance", isInstance},  // isinstance(v, Class)
		{"try", try},                // try(body, { {Class, handler}, ..., finally = fn })
	})
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
		ok := v.Len() > 0
		for i := 1; i <= v.Len(); i++ {
			ok = ok && m.validMatcher(v.RawGetInt(i))
		}
		return ok
	}
	return vm.ClassOf(v) != nil
}

// isA tells whether v is an instance of class: an error class, or the name of a Lua type.
func isA(v, class lua.LValue) bool {
	if name, ok := class.(lua.LString); ok {
		return v.Type().String() == string(name)
	}
	if list, ok := class.(*lua.LTable); ok {
		for i := 1; i <= list.Len(); i++ {
			if isA(v, list.RawGetInt(i)) {
				return true
			}
		}
		return false
	}
	want, is := vm.ClassOf(class), vm.ClassOfError(v)
	return want != nil && is != nil && is.IsA(want)
}

func isInstance(c call) int {
	if !c.m.validMatcher(c.Arg(2)) {
		c.Fail(2, "error class or name of a type expected, got %s", c.TypeName(2))
	}
	return c.Push(lua.LBool(isA(c.Arg(1), c.Arg(2))))
}

// matches tells whether a handler for class handles the error v: "any" is everything but a cancellation.
func matches(v, class lua.LValue) bool {
	if class == lua.LString("any") {
		is := vm.ClassOfError(v)
		return is == nil || !is.IsA(loop.CancelledError)
	}
	if list, ok := class.(*lua.LTable); ok {
		for i := 1; i <= list.Len(); i++ {
			if matches(v, list.RawGetInt(i)) {
				return true
			}
		}
		return false
	}
	return isA(v, class)
}

// try is try(body, { {Class, handler}, ..., finally = fn }).
func try(c call) int {
	body := c.Function(1)
	clauses, ok := c.Arg(2).(*lua.LTable)
	if !ok {
		c.Fail(2, "table of handlers expected, got %s", c.TypeName(2))
	}
	finally := c.checkClauses(clauses)
	ending := func(vals []lua.LValue, err error) vm.Step {
		end := vm.Return(vals...)
		if err != nil {
			end = vm.Raise(err)
		}
		if finally == lua.LNil {
			return end
		}
		return c.m.rt.CallValue(finally, nil, func(_ []lua.LValue, failed error) vm.Step {
			if failed != nil {
				return vm.Raise(failed)
			}
			return end
		})
	}
	return c.m.rt.Perform(c.L, vm.Call(body, nil, func(vals []lua.LValue, err error) vm.Step {
		if err == nil {
			return ending(vals, nil)
		}
		if vm.Fatal(err) {
			return vm.Raise(err)
		}
		v := c.m.rt.Catch(err)
		for i := 1; i <= clauses.Len(); i++ {
			clause := clauses.RawGetInt(i).(*lua.LTable)
			if matches(v, clause.RawGetInt(1)) {
				return c.m.rt.CallValue(clause.RawGetInt(2), []lua.LValue{v}, ending)
			}
		}
		return ending(nil, err)
	}))
}

// checkClauses raises a TypeError if the handlers of try, argument 2, are not well made. It returns finally.
func (c call) checkClauses(clauses *lua.LTable) (finally lua.LValue) {
	names := 0
	if finally = clauses.RawGetString("finally"); finally != lua.LNil {
		if names++; !native.IsCallable(c.m.rt, finally) {
			c.FailOption("finally", "function expected, got %s", native.TypeName(finally))
		}
	}
	for i := 1; i <= clauses.MaxN(); i++ {
		v := clauses.RawGetInt(i)
		if pair, ok := v.(*lua.LTable); v != lua.LNil && (!ok || !c.m.validMatcher(pair.RawGetInt(1)) || !native.IsCallable(c.m.rt, pair.RawGetInt(2))) {
			c.Fail(2, "clause %d: {Class, handler} expected", i)
		}
	}
	if n, others := vm.FieldCounts(clauses); n == names && others == 0 {
		return finally
	}
	clauses.ForEach(func(k, _ lua.LValue) {
		if i, ok := k.(lua.LNumber); (!ok || i < 1 || i > lua.LNumber(clauses.MaxN())) && k != lua.LString("finally") {
			c.Fail(2, "unexpected key '%s'", k.String())
		}
	})
	return finally
}
