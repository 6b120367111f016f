package vm

// This file lets another goroutine interrupt Lua code that does not come back by itself, or look at it.

import (
	"context"
	"sync/atomic"

	"moonloop/vm/internal/glua"
)

// Interrupt makes the Lua code that runs now, or else the next that does, raise err at its next call or jump back, once. Any
// goroutine may call it. It needs [Options.Interruptible]; without, it reaches a function that waits, see [Runtime.Stall].
//
// pcall catches err like any other error. Who interrupts because the loop does not answer should [Runtime.Withdraw] the
// interrupt when it does after all.
func (rt *Runtime) Interrupt(err error) {
	rt.InterruptFunc(func() error { return err })
}

// InterruptFunc is Interrupt with the error that look returns; a nil one lets the code go on. look is called where the
// error would be raised, with nothing else running, and may look at the runtime and its loops, not change them.
func (rt *Runtime) InterruptFunc(look func() error) {
	if !rt.stalls.interrupt(look) && rt.interrupt != nil {
		rt.interrupt.pending.Store(&look)
	}
}

// Inspect has look called where an interrupt would be raised, unless one is pending. Any goroutine may call it.
func (rt *Runtime) Inspect(look func()) {
	if !rt.stalls.inspect(look) && rt.interrupt != nil {
		seen := func() error {
			look()
			return nil
		}
		rt.interrupt.pending.CompareAndSwap(nil, &seen)
	}
}

// Withdraw takes back an interrupt, or a look, that no Lua code has seen yet, and reports whether there was one. Any
// goroutine may call it.
func (rt *Runtime) Withdraw() bool {
	return rt.interrupt != nil && rt.interrupt.pending.Swap(nil) != nil
}

// An interrupt is the context of all threads of an interruptible runtime. The main loop asks it at each instruction by
// which code can run for long, on the goroutine that runs Lua, which is where the error can be raised.
type interrupt struct {
	context.Context
	rt      *Runtime
	pending atomic.Pointer[func() error]
}

// Done raises the pending error. Else it is a channel that is never closed.
func (i *interrupt) Done() <-chan struct{} {
	if i.pending.Load() != nil {
		if look := i.pending.Swap(nil); look != nil {
			if err := (*look)(); err != nil {
				i.rt.raise(i.rt.asError(err))
			}
		}
	}
	return nil
}

// serve is Done for the main loop, which is at an instruction of cf that it has not begun.
func (i *interrupt) serve(cf *glua.CallFrame, m *meter, pc int, left int64) {
	cf.Pc = pc
	if m != nil {
		m.left = left
	}
	i.Done()
}

// due tells whether an error is pending. A runtime that is not interruptible has none.
func (i *interrupt) due() bool { return i != nil && i.pending.Load() != nil }

// Err tells natives that run long to stop; their own error gives way to the pending one at the next instruction.
func (i *interrupt) Err() error {
	look := i.pending.Load()
	if look == nil || !i.pending.CompareAndSwap(look, nil) {
		return nil
	}
	err := (*look)()
	if err != nil {
		again := func() error { return err }
		i.pending.Store(&again)
	}
	return err
}

// interruptible has all threads that the runtime makes from now on ask for interrupts.
func (rt *Runtime) interruptible() {
	rt.interrupt = &interrupt{Context: context.Background(), rt: rt}
}
