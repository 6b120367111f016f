package vm

// This file holds the call frames of a thread: small when shallow, deep when needed.

import (
	"math/bits"
	"unsafe"
)

const (
	inlineFrames = 4 // frames that need no allocation of their own
	firstSegment = 8 // frames in the first segment beyond them; each next is twice as large
)

// A frameStack is gopher-lua's callFrameStack: frames never move once pushed, because frames point at each other.
// The stock ones reserve room for the deepest recursion in advance; this one costs four frames until more are used.
// F is gopher-lua's frame type, whose first field is the frame's index.
type frameStack[F any] struct {
	sp        int
	limit     int
	registers *registry // the thread's, which grow by doubling as the frames do; nil in tests
	more      [][]F
	first     [inlineFrames]F
}

// At returns the frame at index i.
func (s *frameStack[F]) At(i int) *F {
	if i < inlineFrames {
		return &s.first[i]
	}
	i -= inlineFrames
	k := bits.Len(uint(i/firstSegment+1)) - 1
	return &s.more[k][i-firstSegment*(1<<k-1)]
}

// Push adds a frame on top.
func (s *frameStack[F]) Push(f F) {
	i := s.sp
	slot := s.add()
	*slot = f
	*(*int)(unsafe.Pointer(slot)) = i
}

// add puts a frame on top of which all but the index is what was there before.
func (s *frameStack[F]) add() *F {
	i := s.sp
	var slot *F
	if i < inlineFrames {
		slot = &s.first[i]
	} else {
		if i-inlineFrames >= firstSegment*(1<<len(s.more)-1) {
			s.more = append(s.more, make([]F, firstSegment<<len(s.more)))
			if s.registers != nil {
				s.registers.growBy = max(s.registers.growBy, len(s.registers.array))
			}
		}
		slot = s.At(i)
	}
	*(*int)(unsafe.Pointer(slot)) = i
	s.sp = i + 1
	return slot
}

// Pop removes the top frame. Its contents stay readable until the next Push.
func (s *frameStack[F]) Pop() *F {
	if s.sp == 0 {
		return nil
	}
	s.sp--
	return s.At(s.sp)
}

// Last returns the top frame, nil when there is none.
func (s *frameStack[F]) Last() *F {
	if s.sp == 0 {
		return nil
	}
	return s.At(s.sp - 1)
}

// SetSp drops the frames from index sp on.
func (s *frameStack[F]) SetSp(sp int) { s.sp = sp }

// Sp is the number of frames.
func (s *frameStack[F]) Sp() int { return s.sp }

// IsFull tells that one more frame would pass the recursion limit.
func (s *frameStack[F]) IsFull() bool { return s.sp >= s.limit }

// IsEmpty tells that there is no frame.
func (s *frameStack[F]) IsEmpty() bool { return s.sp == 0 }

// FreeAll drops all frames and the room they took.
func (s *frameStack[F]) FreeAll() {
	s.sp = 0
	s.more = nil
}
