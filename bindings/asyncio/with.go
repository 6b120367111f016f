package asyncio

// This file is with: what scripts can enter, as "async with" does in Python.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openWith() {
	m.define([]function{
		{"with", with}, // with(obj, body)
	})
}

// with is with(obj, body): it calls the body inside of obj, and returns the body's values.
func with(c call) int {
	mg := c.m.managerOf(c.Arg(1))
	if mg == nil {
		c.Fail(1, "lock, semaphore or another object that can be entered expected, got %s", c.TypeName(1))
	}
	return c.With(mg, c.Function(2))
}

// managerOf is what stands behind v in with; nil when it cannot be entered.
func (m *Module) managerOf(v lua.LValue) native.Manager {
	if ud, ok := v.(*lua.LUserData); ok {
		switch x := ud.Value.(type) {
		case native.Manager:
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

// locking holds a lock while the body runs.
type locking struct{ lockable }

func (k locking) Enter(c native.Call, next vm.Next) vm.Step {
	c.NeedTask()
	return vm.Await(k.Acquire(c.Running()), func(_ []lua.LValue, err error) vm.Step { return next(nil, err) })
}

func (k locking) Exit(_ native.Call, vals []lua.LValue, err error) vm.Step {
	if releaseErr := k.Release(); releaseErr != nil {
		return vm.Raise(releaseErr)
	}
	return native.Outcome(vals, err)
}

// passing waits at a barrier before the body.
type passing struct{ *loop.Barrier }

func (p passing) Enter(c native.Call, next vm.Next) vm.Step {
	c.NeedTask()
	return vm.Await(p.Wait(c.Running()), next)
}

func (p passing) Exit(_ native.Call, vals []lua.LValue, err error) vm.Step {
	return native.Outcome(vals, err)
}

// scripted is an object whose metatable says what happens: __aenter(obj) gives what the body is called with, and
// __aexit(obj, err) may return true to have done with the error; or only __close(obj, err), as in Lua 5.4.
type scripted struct {
	obj                   lua.LValue
	before, after, closer *lua.LFunction
}

func (s scripted) Enter(c native.Call, next vm.Next) vm.Step {
	if s.before == nil {
		return next([]lua.LValue{s.obj}, nil)
	}
	return native.CallAsync(c.RT, s.before, []lua.LValue{s.obj}, next)
}

func (s scripted) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	var raised lua.LValue = lua.LNil
	if err != nil {
		raised = c.RT.Catch(err)
	}
	fn := s.after
	if fn == nil {
		fn = s.closer
	}
	return native.CallAsync(c.RT, fn, []lua.LValue{s.obj, raised}, func(got []lua.LValue, failed error) vm.Step {
		switch {
		case failed != nil:
			return vm.Raise(failed)
		case s.after != nil && err != nil && len(got) > 0 && lua.LVAsBool(got[0]):
			return vm.Return()
		}
		return native.Outcome(vals, err)
	})
}
