package asyncio

// This file is with: functions that do something before and after a body, as "async with" does in Python.

import (
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A manager is what stands behind "async with": __aenter__ and __aexit__. Both are steps of the function that takes the
// body, so that they and the body can suspend.
type manager interface {
	// enter does what comes before the body and goes on with next: vals are what the body is called with.
	enter(c call, next vm.Next) vm.Step
	// exit does what comes after the body, which returned vals or raised err, and ends the call.
	exit(c call, vals []lua.LValue, err error) vm.Step
}

func (m *Module) openWith() {
	m.define([]native{
		{"with", m.with}, // with(obj, body)
	})
}

// outcome ends a call with what a body returned or raised.
func outcome(vals []lua.LValue, err error) vm.Step {
	if err != nil {
		return vm.Raise(err)
	}
	return vm.Return(vals...)
}

// with is with(obj, body): it calls the body inside of obj, and returns the body's values.
func (m *Module) with(L *lua.LState) int {
	c := m.call(L, "with")
	mg := m.managerOf(c.get(1))
	if mg == nil {
		c.fail(1, "lock, semaphore or another object that can be entered expected, got %s", c.typeName(1))
	}
	return c.within(mg, c.function(2))
}

// managerOf is what stands behind v in with; nil when it cannot be entered.
func (m *Module) managerOf(v lua.LValue) manager {
	if ud, ok := v.(*lua.LUserData); ok {
		switch x := ud.Value.(type) {
		case manager:
			return x
		case *loop.Lock:
			return locking{x}
		case *loop.Condition:
			return locking{x}
		case *loop.Semaphore:
			return locking{x}
		case *loop.Barrier:
			return passing{x}
		case *loop.Timeout:
			return limiting{x, ud}
		}
	}
	L := m.rt.State()
	enter, _ := L.GetMetaField(v, "__aenter").(*lua.LFunction)
	exit, _ := L.GetMetaField(v, "__aexit").(*lua.LFunction)
	closing, _ := L.GetMetaField(v, "__close").(*lua.LFunction)
	if exit == nil && closing == nil {
		return nil
	}
	return scripted{v, enter, exit, closing}
}

// within runs body inside of mg as the rest of the Go function being called.
func (c call) within(mg manager, body *lua.LFunction) int {
	return c.m.rt.Perform(c.L, mg.enter(c, func(vals []lua.LValue, err error) vm.Step {
		if err != nil {
			return vm.Raise(err)
		}
		return c.m.callAsync(body, vals, func(vals []lua.LValue, err error) vm.Step {
			if vm.Fatal(err) {
				return vm.Raise(err)
			}
			return mg.exit(c, vals, err)
		})
	}))
}

// callAsync calls fn, and awaits the coroutine object if that is what it returns: an async function serves as well as a
// plain one.
func (m *Module) callAsync(fn *lua.LFunction, args []lua.LValue, next vm.Next) vm.Step {
	return vm.Call(fn, args, func(vals []lua.LValue, err error) vm.Step {
		if err == nil && len(vals) == 1 && coroutineOf(vals[0]) != nil && m.isAsync(fn) {
			return vm.Call(m.table.RawGetString("await").(*lua.LFunction), vals, next)
		}
		return next(vals, err)
	})
}

// needTask refuses to wait where nothing can.
func (c call) needTask() {
	if !c.m.rt.InTask() {
		c.raise(loop.Errorf(loop.RuntimeError, "%s: await outside of a task", c.name))
	}
}

// A lockable is a loop's object that is taken and given back.
type lockable interface {
	Acquire(l *loop.Loop) loop.Coroutine
	Release() error
}

// locking holds a lockable while the body runs.
type locking struct{ lockable }

func (k locking) enter(c call, next vm.Next) vm.Step {
	c.needTask()
	return vm.Await(k.Acquire(c.running()), func(_ []lua.LValue, err error) vm.Step { return next(nil, err) })
}

func (k locking) exit(_ call, vals []lua.LValue, err error) vm.Step {
	if releaseErr := k.Release(); releaseErr != nil {
		return vm.Raise(releaseErr)
	}
	return outcome(vals, err)
}

// passing waits at a barrier before the body.
type passing struct{ *loop.Barrier }

func (p passing) enter(c call, next vm.Next) vm.Step {
	c.needTask()
	return vm.Await(p.Wait(c.running()), next)
}

func (p passing) exit(_ call, vals []lua.LValue, err error) vm.Step { return outcome(vals, err) }

// scripted is an object whose metatable says what happens: __aenter(obj) gives what the body is called with, and
// __aexit(obj, err) may return true to have done with the error; or only __close(obj, err), as in Lua 5.4.
type scripted struct {
	obj                   lua.LValue
	before, after, closer *lua.LFunction
}

func (s scripted) enter(c call, next vm.Next) vm.Step {
	if s.before == nil {
		return next([]lua.LValue{s.obj}, nil)
	}
	return c.m.callAsync(s.before, []lua.LValue{s.obj}, next)
}

func (s scripted) exit(c call, vals []lua.LValue, err error) vm.Step {
	var raised lua.LValue = lua.LNil
	if err != nil {
		raised = c.m.rt.Catch(err)
	}
	fn := s.after
	if fn == nil {
		fn = s.closer
	}
	return c.m.callAsync(fn, []lua.LValue{s.obj, raised}, func(got []lua.LValue, failed error) vm.Step {
		switch {
		case failed != nil:
			return vm.Raise(failed)
		case s.after != nil && err != nil && len(got) > 0 && lua.LVAsBool(got[0]):
			return vm.Return()
		}
		return outcome(vals, err)
	})
}
