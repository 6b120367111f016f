package native

// This file runs bodies inside of something, as "async with" does in Python.

import (
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A Manager is what stands behind "async with": __aenter__ and __aexit__. Both are steps of the function that takes the
// body, so that they and the body can suspend. What userdata holds, and is a Manager, can be given to asyncio.with.
type Manager interface {
	// Enter does what comes before the body and goes on with next: vals are what the body is called with.
	Enter(c Call, next vm.Next) vm.Step
	// Exit does what comes after the body, which returned vals or raised err, and ends the call; see [Outcome].
	Exit(c Call, vals []lua.LValue, err error) vm.Step
}

// Outcome ends a call with what a body returned or raised.
func Outcome(vals []lua.LValue, err error) vm.Step {
	if err != nil {
		return vm.Raise(err)
	}
	return vm.Return(vals...)
}

// With runs body inside of mg as the rest of the Go function being called, which returns what With returns.
func (c Call) With(mg Manager, body *lua.LFunction) int {
	return c.RT.Perform(c.L, mg.Enter(c, func(vals []lua.LValue, err error) vm.Step {
		if err != nil {
			return vm.Raise(err)
		}
		return CallAsync(c.RT, body, vals, func(vals []lua.LValue, err error) vm.Step {
			if vm.Fatal(err) {
				return vm.Raise(err)
			}
			return mg.Exit(c, vals, err)
		})
	}))
}

// Body reads what ends the arguments of a function that takes a body: f(…, [options,] body), or f(…, body, options), from
// argument n on. The body is nil where there is none.
func (c Call) Body(n int, known ...string) (Options, *lua.LFunction) {
	_, options := c.Arg(n).(*lua.LTable)
	switch {
	case c.Has(n) && !options:
		return c.Options(n+1, known...), c.Function(n)
	case c.Has(n + 1):
		return c.Options(n, known...), c.Function(n + 1)
	}
	return c.Options(n, known...), nil
}

// CallAsync calls fn, and awaits the coroutine object if that is what it returns: an async function serves as well as a
// plain one.
func CallAsync(rt *vm.Runtime, fn *lua.LFunction, args []lua.LValue, next vm.Next) vm.Step {
	return vm.Call(fn, args, func(vals []lua.LValue, err error) vm.Step {
		if err == nil && len(vals) == 1 && CoroutineOf(vals[0]) != nil && rt.IsAsync(fn) {
			return vm.Call(rt.AwaitFunction(), vals, next)
		}
		return next(vals, err)
	})
}

// CallAwaited calls any value that can be called, and awaits the coroutine object that it returns first, if it does.
func CallAwaited(rt *vm.Runtime, fn lua.LValue, args []lua.LValue, next vm.Next) vm.Step {
	return rt.CallValue(fn, args, func(vals []lua.LValue, err error) vm.Step {
		if err == nil && len(vals) > 0 {
			if co := CoroutineOf(vals[0]); co != nil {
				return vm.Await(co, next)
			}
		}
		return next(vals, err)
	})
}

// CoroutineOf is the coroutine object that v is, or nil.
func CoroutineOf(v lua.LValue) *vm.Coroutine {
	if ud, ok := v.(*lua.LUserData); ok {
		if c, ok := ud.Value.(*vm.Coroutine); ok {
			return c
		}
	}
	return nil
}
