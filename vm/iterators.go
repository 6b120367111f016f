package vm

// This file closes the iterators that for loops walk, however the loops are left.

import lua "github.com/yuin/gopher-lua"

// A Closer is the value of a userdata that, as the iterator of a for loop, is closed when the loop is left, however that
// happens. It is a pointer, may be closed more than once, and must not call Lua code or wait.
//
// A loop in a coroutine that nobody resumes again is never left. If Holds says that the iterator holds something beyond
// memory, it is closed when the task ends that began the loop, at the latest.
type Closer interface {
	CloseIterator()
	Holds() bool
}

// An openIterator is an iterator that a for loop walks, which closes it.
type openIterator struct {
	register int
	it       Closer
	root     *fiber // that closes it at its end, if the loop may be dropped
}

// closeLater notes the iterator at a register, if it is one that is to be closed.
func (t *thread) closeLater(ud *lua.LUserData, register int) {
	it, ok := ud.Value.(Closer)
	if !ok {
		return
	}
	o := openIterator{register: register, it: it}
	if s := t.rt.fiber; t.co != nil && s != nil && it.Holds() {
		o.root = s.root
		if o.root.walked == nil {
			o.root.walked = map[Closer]bool{}
		}
		o.root.walked[it] = true
	}
	s := t.extended()
	s.closers = append(s.closers, o)
	t.loops++
}

// closesAbove tells whether an iterator in register base or above waits to be closed.
func (t *thread) closesAbove(base int) bool {
	return t.loops > 0 && t.side.closers[t.loops-1].register >= base
}

// closeIterators closes the iterators of the loops in registers from base on, the innermost first.
func (t *thread) closeIterators(base int) {
	for t.closesAbove(base) {
		t.loops--
		s := t.side
		o := s.closers[t.loops]
		s.closers[t.loops] = openIterator{}
		s.closers = s.closers[:t.loops]
		o.it.CloseIterator()
		if o.root != nil {
			delete(o.root.walked, o.it)
		}
	}
}

// closeWalked closes what loops in coroutines still walk when the fiber of a task, or of a callback, has ended.
func (s *fiber) closeWalked() {
	for it := range s.walked {
		it.CloseIterator()
	}
	s.walked = nil
}
