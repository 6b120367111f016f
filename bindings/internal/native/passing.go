package native

// This file makes the coroutine objects that go straight from a call to await, await(reader:read()), so that no script can
// keep one. They serve again when they have ended.

import (
	"moonloop/loop"
	"moonloop/vm"
)

// A passing is a coroutine object that nobody can keep.
type passing struct {
	object vm.Coroutine
	callee *Callee
	co     loop.Coroutine // nil when it has ended
}

// pass returns a coroutine object around co, which goes straight to await.
func (c Call) pass(co loop.Coroutine) int {
	p := c.spent.Take(true)
	if p == nil {
		p = &passing{callee: c.Callee}
	}
	p.co = co
	c.RT.InitNative(&p.object, p, true)
	return c.Push(&p.object.LUserData)
}

// CoroutineName implements vm.Named.
func (p *passing) CoroutineName() string { return p.callee.Name }

// Resume implements loop.Coroutine.
func (p *passing) Resume(exc error) (loop.Signal, any) {
	sig, v := p.co.Resume(exc)
	if sig == loop.Returned || sig == loop.Raised {
		p.co = nil
		p.callee.spent.End(p)
	}
	return sig, v
}

// Inner implements loop.Wrapping.
func (p *passing) Inner() loop.Coroutine { return p.co }

// Close implements loop.Closer.
func (p *passing) Close() { closeCoroutine(p.co) }

// MemorySize implements vm.Sizer.
func (p *passing) MemorySize(visit func(any)) int {
	visit(p.co)
	return 280
}

// String is what reports call it.
func (p *passing) String() string {
	if s, ok := p.co.(interface{ String() string }); ok {
		return s.String()
	}
	return ""
}
