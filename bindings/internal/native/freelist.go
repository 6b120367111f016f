package native

// This file keeps the coroutine objects that nobody can have kept for the next use.

// maxReused is how many objects of a kind are kept.
const maxReused = 1024

// A FreeList is objects that went straight to await, and have ended. Most awaits are of such, so that they cost no
// garbage. vm.Runtime.Awaited tells which ones they are.
type FreeList[T any] struct{ free []*T }

// Take returns an object as End left it, if one is wanted that is awaited at once; nil if there is none.
func (p *FreeList[T]) Take(awaited bool) *T {
	n := len(p.free)
	if n == 0 || !awaited {
		return nil
	}
	x := p.free[n-1]
	p.free[n-1] = nil
	p.free = p.free[:n-1]
	return x
}

// End keeps x, which must not refer to anything anymore.
func (p *FreeList[T]) End(x *T) {
	if len(p.free) < maxReused {
		p.free = append(p.free, x)
	}
}
