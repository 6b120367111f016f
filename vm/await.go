package vm

// This file holds await, the only way by which a task suspends, and async.

import (
	"moonloop/loop"
	"moonloop/vm/internal/compile"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// pauseTask notes what the running task waits for. The Go function that calls it must suspend its thread.
func (rt *Runtime) pauseTask(sig loop.Signal, subject any) {
	rt.paused, rt.signal, rt.subject = pauseTask, sig, subject
}

// Await implements Lua's await(x): it leaves the results on L's stack, or suspends. The Go function that calls it must
// return what it returns.
func (rt *Runtime) Await(L *lua.LState, x lua.LValue) int {
	t, s := rt.here(L)
	if s.root.task == nil {
		rt.raise(rt.asError(loop.Errorf(loop.RuntimeError, "await: no task is running here; only a task (or the main chunk) can await")))
	}
	switch x := x.(type) {
	case *lua.LUserData:
		switch v := x.Value.(type) {
		case *loop.Future:
			return s.settleAwait(t, nil, v)
		case *Coroutine:
			if err := v.use(); err != nil {
				rt.raise(err)
			}
			if v.native != nil {
				return s.settleAwait(t, v.native, nil)
			}
			fn, args := v.fn, v.args
			v.args = nil
			return s.inline(t, fn, args)
		case Awaitable:
			return s.settleAwait(t, v.Await(), nil)
		}
	case *lua.LFunction:
		return s.inline(t, rt.bodyOf(x), nil)
	case *lua.LState:
		c, why := rt.awaitable(x)
		if why != nil {
			rt.raise(why)
		}
		_ = c.use()
		return s.inline(t, c.fn, nil)
	}
	_, why := rt.awaitable(x)
	rt.raise(why)
	return 0
}

// AwaitFunction is the function await. The main loop knows it.
func (rt *Runtime) AwaitFunction() *lua.LFunction {
	if rt.await == nil {
		rt.await = rt.host.NewFunction(func(L *lua.LState) int {
			runtimeOf(L) // or L is no thread of ours
			switch args := threadOf(L).arguments(); len(args) {
			case 0:
				return rt.Await(L, lua.LNil)
			case 1:
				return rt.Await(L, args[0])
			default:
				rt.raise(rt.asError(loop.Errorf(loop.TypeError, "await: 1 argument expected, got %d: gather awaits several", len(args))))
				return 0
			}
		})
	}
	return rt.await
}

// Awaited tells the Go function that runs on L whether what it returns goes straight to await, so that no script can keep
// it.
func (rt *Runtime) Awaited(L *lua.LState) bool {
	state := glua.State(L)
	callee := state.CurrentFrame
	if callee == nil || !callee.Fn.IsG || callee.Parent == nil || callee.Parent.Fn.IsG {
		return false
	}
	caller := callee.Parent
	inst := compile.Of(caller.Fn.Proto).Insts[caller.Pc-1]
	if inst.Op() != compile.Call || inst.D() == 0 {
		return false
	}
	f, ok := state.Reg.Array[callee.Base-1].(*lua.LFunction)
	return ok && f == rt.await
}

// A straight is a Go function whose calls need no object where they go straight to await.
type straight struct {
	fn    *lua.LFunction
	begin func(args []lua.LValue) loop.Coroutine
}

// AwaitStraight has await(fn(...)) await what begin returns, without a call of fn and a coroutine object that no script can see
// there. begin returns nil for arguments that fn itself is to look at.
func (rt *Runtime) AwaitStraight(fn *lua.LFunction, begin func(args []lua.LValue) loop.Coroutine) {
	rt.straights = append(rt.straights, straight{fn, begin})
}

// awaitsBegun is the function that awaits what was begun.
func (rt *Runtime) awaitsBegun() *lua.LFunction {
	if rt.awaitBegun == nil {
		rt.awaitBegun = rt.host.NewFunction(func(L *lua.LState) int {
			t, s := rt.here(L)
			co := rt.begun
			rt.begun = nil
			return s.settleAwait(t, co, nil)
		})
	}
	return rt.awaitBegun
}

// straight begins a call of fn, with n arguments from a register on, that goes straight to await, if it can.
func (t *thread) straight(fn *lua.LFunction, first, n int) bool {
	rt := t.rt
	for i := range rt.straights {
		if s := &rt.straights[i]; s.fn == fn {
			if rt.fiber.root.task == nil || rt.debug {
				return false
			}
			t.OwnAll(first, n)
			if rt.meter != nil {
				rt.meter.note(coroutineSize) // as if there were one: what begins is as large
			}
			rt.begun = s.begin(t.Registers.Array[first : first+n])
			return rt.begun != nil
		}
	}
	return false
}

// awaitBegun awaits what was begun in the place of the call of await, whose results go to the registers from to on. If neither
// is true a call of awaitsBegun is to do it.
func (w *window) awaitBegun(to, results int) (done, suspended bool) {
	t, rt := w.t, w.rt
	if t.nested > 0 {
		return false, false
	}
	vals, err, suspended := rt.fiber.awaitFor(t, rt.begun, nil)
	r := &t.Registers
	switch {
	case suspended:
		rt.begun = nil
		t.Above(w.cf).NRet = results // see thread.deliver
		t.Frames.Depth--
		r.Lower(to)
		t.Parent = nil
		rt.global.CurrentThread = &rt.host.LState
		return false, true
	case err != nil:
		rt.begun = failed{err}
		return false, false
	}
	rt.begun = nil
	if results < 0 {
		t.room(to + len(vals))
		r.Resize(to)
		copy(r.Array[to:], vals)
		r.Top = to + len(vals)
		return true, false
	}
	for i := range results {
		r.Array[to+i] = lua.LNil
		if i < len(vals) {
			r.Array[to+i] = vals[i]
		}
	}
	if r.Top > to+results {
		r.Lower(to + results)
	}
	r.Top = w.end
	return true, false
}

// failed is a coroutine that raises an error.
type failed struct{ err error }

// Resume implements loop.Coroutine.
func (f failed) Resume(error) (loop.Signal, any) { return loop.Raised, f.err }

// body returns the function behind fn, if that is an async one, and if the await of its call is a call within t.
func (t *thread) body(fn *lua.LFunction) *lua.LFunction {
	rt := t.rt
	if !rt.IsAsync(fn) || t.nested > 0 || rt.fiber.root.task == nil || rt.debug {
		return nil
	}
	if body := rt.bodyOf(fn); !body.IsG {
		return body
	}
	return nil
}

func (s *fiber) settleAwait(t *thread, co loop.Coroutine, fut *loop.Future) int {
	vals, err, suspended := s.awaitFor(t, co, fut)
	return s.settle(t, vals, err, suspended)
}

// An inlined call takes the place of the Go function that asked for it.
type inlined struct {
	fn   *lua.LFunction
	args []lua.LValue
}

// inline runs fn in the same task: in the place of the Go function where it can, else on a thread above t.
func (s *fiber) inline(t *thread, fn *lua.LFunction, args []lua.LValue) int {
	if t.nested == 0 {
		s.rt.inlined = inlined{fn, args}
		s.rt.paused = pauseInline
		t.dropArguments()
		return -1
	}
	child := s.rt.newThread()
	child.start(fn, args)
	s.push(child, t, kindCall)
	return s.run(t)
}

// yieldTask is coroutine.yield outside of any coroutine of the script: it belongs to the task.
func (rt *Runtime) yieldTask(L *lua.LState, t *thread, s *fiber) int {
	if s.root.task == nil {
		rt.raise(errorf("attempt to yield from outside a coroutine"))
	}
	if L.GetTop() == 0 {
		rt.pauseTask(loop.Yielded, nil)
	} else {
		rt.pauseTask(loop.BadYield, rt.subjectOf(L.Get(1)))
	}
	return s.settle(t, nil, nil, true)
}

// subjectOf is what the loop is told was yielded.
func (rt *Runtime) subjectOf(v lua.LValue) any {
	if ud, ok := v.(*lua.LUserData); ok {
		if fut, ok := ud.Value.(*loop.Future); ok {
			return fut
		}
	}
	return reprOf{rt, v}
}

type reprOf struct {
	rt *Runtime
	v  lua.LValue
}

func (r reprOf) String() string { return r.rt.Repr(r.v) }

// NewAsync makes the function that async(body) is: its calls return coroutine objects of body.
func (rt *Runtime) NewAsync(L *lua.LState, body *lua.LFunction) *lua.LFunction {
	return L.NewClosure(func(L *lua.LState) int {
		args := append([]lua.LValue(nil), threadOf(L).arguments()...)
		c := &struct {
			Coroutine
			at loose
		}{Coroutine: Coroutine{fn: body, args: args}}
		rt.track(&c.Coroutine, &c.at)
		L.Push(&c.LUserData)
		return 1
	}, body, rt.coroutineMeta)
}

// IsAsync tells whether fn was made by NewAsync.
func (rt *Runtime) IsAsync(fn *lua.LFunction) bool {
	if !fn.IsG || len(fn.Upvalues) != 2 {
		return false
	}
	mark, ok := fn.Upvalues[1].Value().(*lua.LTable)
	return ok && mark == rt.coroutineMeta
}

// bodyOf is what runs when a function is passed where a coroutine is wanted: an async function stands for its call.
func (rt *Runtime) bodyOf(fn *lua.LFunction) *lua.LFunction {
	if rt.IsAsync(fn) {
		return fn.Upvalues[0].Value().(*lua.LFunction)
	}
	return fn
}
