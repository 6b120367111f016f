package vm

// This file lets another goroutine interrupt Lua code that does not come back by itself.

import (
	"context"
	"sync/atomic"
)

// Interrupt makes the Lua code that runs now, or else the next that does, raise err at its next call or jump back, once. Any
// goroutine may call it. It needs [Options.Interruptible], and does nothing without.
//
// pcall catches err like any other error. Who interrupts because the loop does not answer should [Runtime.Withdraw] the
// interrupt when it does after all.
func (rt *Runtime) Interrupt(err error) {
	if rt.interrupt != nil {
		rt.interrupt.pending.Store(&err)
	}
}

// Withdraw takes back an interrupt that no Lua code has seen yet, and reports whether there was one. Any goroutine may
// call it.
func (rt *Runtime) Withdraw() bool {
	return rt.interrupt != nil && rt.interrupt.pending.Swap(nil) != nil
}

// An interrupt is the context of all threads of an interruptible runtime. The main loop asks it at each instruction by
// which code can run for long, on the goroutine that runs Lua, which is where the error can be raised.
type interrupt struct {
	context.Context
	rt      *Runtime
	pending atomic.Pointer[error]
}

// Done raises the pending error. Else it is a channel that is never closed.
func (i *interrupt) Done() <-chan struct{} {
	if i.pending.Load() != nil {
		if err := i.pending.Swap(nil); err != nil {
			i.rt.raise(i.rt.asError(*err))
		}
	}
	return nil
}

// due tells whether an error is pending. A runtime that is not interruptible has none.
func (i *interrupt) due() bool { return i != nil && i.pending.Load() != nil }

// Err tells natives that run long to stop; their own error gives way to the pending one at the next instruction.
func (i *interrupt) Err() error {
	if err := i.pending.Load(); err != nil {
		return *err
	}
	return nil
}

// interruptible has all threads that the runtime makes from now on ask for interrupts.
func (rt *Runtime) interruptible() {
	rt.interrupt = &interrupt{Context: context.Background(), rt: rt}
}
