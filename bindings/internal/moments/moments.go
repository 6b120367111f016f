// Package moments is what the modules socket and system have in common: functions of the clock as other people's
// programs call them. They go with the clocks that the host grants, and a sleep lets other tasks run.
package moments

// This file is all of it.

import (
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Wall is the function gettime: seconds since 1970, with fractions.
func Wall(e *box.Env) lua.LGFunction {
	return func(L *lua.LState) int {
		now := e.Now()
		L.Push(lua.LNumber(float64(now.Unix()) + float64(now.Nanosecond())/1e9))
		return 1
	}
}

// Steady is the function monotime: seconds since the module was opened, whatever is done to the wall clock.
func Steady(e *box.Env) lua.LGFunction {
	begin := e.Now()
	return func(L *lua.LState) int {
		L.Push(lua.LNumber(e.Now().Sub(begin).Seconds()))
		return 1
	}
}

// longest is as long as C libraries sleep at a time.
const longest = 1<<31 - 1

// Sleep is the function sleep(seconds), which returns the results. name is its name with the module's.
func Sleep(e *box.Env, name string, results ...lua.LValue) lua.LGFunction {
	callee := native.FunctionOf(e.Runtime, name)
	return func(L *lua.LState) int {
		s := vm.ParamsOf(L).Number(1)
		if !(s > 0) {
			s = 0
		}
		c := callee.On(L)
		c.NeedTask()
		length := time.Duration(min(s, longest) * float64(time.Second))
		return e.Runtime.Perform(L, vm.Await(loop.Sleep(e.Runtime.Loop(), loop.After(length), nil), func(_ []lua.LValue, err error) vm.Step {
			return native.Outcome(results, err)
		}))
	}
}
