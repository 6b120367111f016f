package native

// This file makes coroutine objects of functions written in Go, and tells the memory limit what they keep alive.

import (
	"fmt"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Start returns a coroutine object to the script: return c.Start(…). The coroutine that it runs is made when it is
// awaited, because not before is it known in which loop.
func (c Call) Start(start func(l *loop.Loop) (loop.Coroutine, error)) int {
	return c.Push(&c.RT.NewNative(c.Name, &deferred{rt: c.RT, start: start, args: c.kept()}).LUserData)
}

// Coroutine returns a coroutine object around a coroutine that has not begun to the script.
func (c Call) Coroutine(co loop.Coroutine) int {
	if args := c.kept(); args != nil {
		co = &keeper{co, args}
	} else if c.RT.Awaited(c.L) {
		return c.pass(co)
	}
	return c.Push(&c.RT.NewNative(c.Name, co).LUserData)
}

// kept are the arguments of a call if a memory limit has to know of them, else nil.
func (c Call) kept() []lua.LValue {
	if !c.RT.LimitsMemory() {
		return nil
	}
	return c.Rest(1)
}

// deferred is a coroutine that start makes when it is awaited.
type deferred struct {
	rt    *vm.Runtime
	start func(l *loop.Loop) (loop.Coroutine, error)
	args  []lua.LValue // what start knows, for the memory limit
	co    loop.Coroutine
}

// Resume implements loop.Coroutine.
func (d *deferred) Resume(exc error) (loop.Signal, any) {
	if d.co == nil {
		if exc != nil {
			return loop.Raised, exc
		}
		var err error
		if d.co, err = d.start(d.rt.Loop()); err != nil {
			return loop.Raised, err
		}
	}
	return d.co.Resume(exc)
}

// String is what the coroutine does, as call graphs show it; "" when that is not known.
func (d *deferred) String() string {
	if s, ok := d.co.(fmt.Stringer); ok {
		return s.String()
	}
	return ""
}

// Inner implements loop.Wrapping.
func (d *deferred) Inner() loop.Coroutine { return d.co }

// Close implements loop.Closer.
func (d *deferred) Close() { closeCoroutine(d.co) }

// MemorySize implements vm.Sizer.
func (d *deferred) MemorySize(visit func(any)) int {
	for _, v := range d.args {
		visit(v)
	}
	visit(d.co)
	return 200 + 16*len(d.args)
}

// A keeper is a coroutine with the arguments that it was made of, for the memory limit.
type keeper struct {
	loop.Coroutine
	args []lua.LValue
}

// MemorySize implements vm.Sizer.
func (k *keeper) MemorySize(visit func(any)) int {
	for _, v := range k.args {
		visit(v)
	}
	visit(k.Coroutine)
	return 48 + 16*len(k.args)
}

// Inner implements loop.Wrapping.
func (k *keeper) Inner() loop.Coroutine { return k.Coroutine }

// Bind implements loop.Binder.
func (k *keeper) Bind(t *loop.Task) {
	if b, ok := k.Coroutine.(loop.Binder); ok {
		b.Bind(t)
	}
}

// Close implements loop.Closer.
func (k *keeper) Close() { closeCoroutine(k.Coroutine) }

// String is what reports call it.
func (k *keeper) String() string { return fmt.Sprint(k.Coroutine) }

// Map is a coroutine that makes of another's result what a script gets.
func Map(co loop.Coroutine, result func(v any) any) loop.Coroutine { return &mapped{co, result} }

type mapped struct {
	loop.Coroutine
	result func(v any) any
}

// Resume implements loop.Coroutine.
func (x *mapped) Resume(exc error) (loop.Signal, any) {
	sig, v := x.Coroutine.Resume(exc)
	if sig == loop.Returned {
		v = x.result(v)
	}
	return sig, v
}

// Inner implements loop.Wrapping.
func (x *mapped) Inner() loop.Coroutine { return x.Coroutine }

// Close implements loop.Closer.
func (x *mapped) Close() { closeCoroutine(x.Coroutine) }

// MemorySize implements vm.Sizer.
func (x *mapped) MemorySize(visit func(any)) int {
	visit(x.Coroutine)
	return 32
}

// Straight is a coroutine whose body waits as it goes along: loop.Func in the task that runs now, to be awaited at once.
// waits says in words what it waits for.
func Straight(l *loop.Loop, waits func() string, body func(co *loop.Co) (any, error)) loop.Coroutine {
	co := loop.Func(body)
	if b, ok := co.(loop.Binder); ok {
		b.Bind(l.CurrentTask())
	}
	return &waitingFor{co, waits}
}

// waitingFor is a function that says what it waits for.
type waitingFor struct {
	loop.Coroutine
	waits func() string
}

// WaitsFor implements loop.Described.
func (s *waitingFor) WaitsFor() string { return s.waits() }

// Close implements loop.Closer.
func (s *waitingFor) Close() { closeCoroutine(s.Coroutine) }

// Ready is a coroutine that returns v at once.
func Ready(v any) loop.Coroutine { return readyCoroutine{v} }

type readyCoroutine struct{ v any }

// Resume implements loop.Coroutine.
func (r readyCoroutine) Resume(exc error) (loop.Signal, any) {
	if exc != nil {
		return loop.Raised, exc
	}
	return loop.Returned, r.v
}

// MemorySize implements vm.Sizer.
func (r readyCoroutine) MemorySize(visit func(any)) int {
	visit(r.v)
	return 16
}

func closeCoroutine(co loop.Coroutine) {
	if c, ok := co.(loop.Closer); ok {
		c.Close()
	}
}
