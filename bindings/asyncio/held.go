package asyncio

// This file tells the memory limit what Lua values the module's own objects keep alive: see vm.Sizer.

import (
	"fmt"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// MemorySize implements vm.Sizer.
func (d doneCallback) MemorySize(visit func(any)) int {
	visit(d.fn)
	return 32
}

// MemorySize implements vm.Sizer.
func (h *luaCall) MemorySize(visit func(any)) int {
	visit(h.fn)
	for _, v := range h.args {
		visit(v)
	}
	visit(h.Handle.Context())
	return 120 + 16*len(h.args)
}

// MemorySize implements vm.Sizer.
func (h *luaHandle) MemorySize(visit func(any)) int { return (*luaCall)(h).MemorySize(visit) }

// MemorySize implements vm.Sizer.
func (d *deferred) MemorySize(visit func(any)) int {
	for _, v := range d.args {
		visit(v)
	}
	visit(d.co)
	return 64 + 16*len(d.args)
}

// MemorySize implements vm.Sizer.
func (s *sleeping) MemorySize(visit func(any)) int {
	visit(s.result)
	visit(s.co)
	return 200
}

// MemorySize implements vm.Sizer.
func (r ready) MemorySize(visit func(any)) int {
	visit(r.v)
	return 16
}

// MemorySize implements vm.Sizer.
func (x *mapped) MemorySize(visit func(any)) int {
	visit(x.Coroutine)
	return 32
}

// MemorySize implements vm.Sizer.
func (x *contextRunner) MemorySize(visit func(any)) int {
	visit(x.body)
	visit(x.ctx)
	return 64
}

// MemorySize implements vm.Sizer.
func (o *luaLoop) MemorySize(visit func(any)) int {
	visit(o.ud)
	visit(o.handler)
	visit(o.factory)
	if o.hub != nil {
		visit(o.hub)
	}
	return 128
}

// MemorySize implements vm.Sizer.
func (r *streamReader) MemorySize(visit func(any)) int {
	if r.Reader != nil {
		visit(r.Reader)
	}
	return 128
}

// MemorySize implements vm.Sizer.
func (x *streamReading) MemorySize(visit func(any)) int {
	visit(x.Coroutine)
	return 32
}

// MemorySize implements vm.Sizer.
func (w *streamWriter) MemorySize(visit func(any)) int {
	visit(w.Conn)
	return 128
}

// MemorySize implements vm.Sizer.
func (e *luaEndpoint) MemorySize(visit func(any)) int {
	visit(e.Endpoint)
	size := 128
	if e.guard != nil {
		size += 128 * len(e.guard.heard)
	}
	return size
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

// Bind implements loop.Binder.
func (k *keeper) Bind(t *loop.Task) {
	if b, ok := k.Coroutine.(loop.Binder); ok {
		b.Bind(t)
	}
}

// Close implements loop.Closer.
func (k *keeper) Close() {
	if c, ok := k.Coroutine.(loop.Closer); ok {
		c.Close()
	}
}

// String is what reports call it.
func (k *keeper) String() string { return fmt.Sprint(k.Coroutine) }

// kept are the arguments of a call if a memory limit has to know of them, else nil.
func (c call) kept() []lua.LValue {
	if !c.m.rt.LimitsMemory() {
		return nil
	}
	return c.rest(1)
}

var _ loop.Callback = (*luaCall)(nil)
