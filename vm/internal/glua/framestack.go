package glua

// This file holds the call frames of a thread: small when shallow, deep when needed.

import (
	"math/bits"
	"unsafe"
)

const (
	inlineFrames = 2 // frames that need no allocation of their own
	firstSegment = 8 // frames in the first segment beyond them; each next is twice as large
)

// A FrameStack is gopher-lua's callFrameStack: frames never move once pushed, because frames point at each other.
// The stock ones reserve room for the deepest recursion in advance; this one costs two frames until more are used.
// F is gopher-lua's frame type, whose first field is the frame's index.
type FrameStack[F any] struct {
	Depth     int // frames in use
	limit     int
	registers *Registry // the thread's, which grow by doubling as the frames do; nil in tests
	more      [][]F
	first     [inlineFrames]F
}

// At returns the frame at index i.
func (s *FrameStack[F]) At(i int) *F {
	if i < inlineFrames {
		return &s.first[i]
	}
	i -= inlineFrames
	k := bits.Len(uint(i/firstSegment+1)) - 1
	return &s.more[k][i-firstSegment*(1<<k-1)]
}

// Push adds a frame on top.
func (s *FrameStack[F]) Push(f F) {
	i := s.Depth
	slot := s.Add()
	*slot = f
	*(*int)(unsafe.Pointer(slot)) = i
}

// Add puts a frame on top of which all but the index is what was there before.
func (s *FrameStack[F]) Add() *F {
	i := s.Depth
	var slot *F
	if i < inlineFrames {
		slot = &s.first[i]
	} else {
		if i-inlineFrames >= firstSegment*(1<<len(s.more)-1) {
			s.more = append(s.more, make([]F, firstSegment<<len(s.more)))
			if s.registers != nil {
				s.registers.GrowBy = max(s.registers.GrowBy, len(s.registers.Array))
			}
		}
		slot = s.At(i)
	}
	*(*int)(unsafe.Pointer(slot)) = i
	s.Depth = i + 1
	return slot
}

// Pop removes the top frame. Its contents stay readable until the next Push.
func (s *FrameStack[F]) Pop() *F {
	if s.Depth == 0 {
		return nil
	}
	s.Depth--
	return s.At(s.Depth)
}

// Last returns the top frame, nil when there is none.
func (s *FrameStack[F]) Last() *F {
	if s.Depth == 0 {
		return nil
	}
	return s.At(s.Depth - 1)
}

// SetSp drops the frames from index sp on.
func (s *FrameStack[F]) SetSp(sp int) { s.Depth = sp }

// Sp is the number of frames.
func (s *FrameStack[F]) Sp() int { return s.Depth }

// IsFull tells that one more frame would pass the recursion limit.
func (s *FrameStack[F]) IsFull() bool { return s.Depth >= s.limit }

// IsEmpty tells that there is no frame.
func (s *FrameStack[F]) IsEmpty() bool { return s.Depth == 0 }

// FreeAll drops all frames and the room they took.
func (s *FrameStack[F]) FreeAll() {
	s.Depth = 0
	s.more = nil
}

// Segments is how many segments the frames have taken beyond those that need none.
func (s *FrameStack[F]) Segments() int { return len(s.more) }

// SegmentFrames is how many frames segment k has, from 0.
func SegmentFrames(k int) int { return firstSegment << k }
