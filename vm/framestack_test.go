package vm

import (
	"testing"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

func TestFrameStackKeepsFramesInPlace(t *testing.T) {
	var s frameStack[callFrame]
	s.limit = 1000
	var at []*callFrame
	for i := range 1000 {
		if s.IsFull() {
			t.Fatalf("full at %d", i)
		}
		s.Push(callFrame{Idx: -1, Pc: i})
		at = append(at, s.Last())
	}
	if !s.IsFull() {
		t.Error("not full at its limit")
	}
	for i, f := range at {
		if s.At(i) != f || f.Pc != i || f.Idx != i {
			t.Fatalf("frame %d moved or has another index: %+v", i, *s.At(i))
		}
	}
	for i := 999; i >= 0; i-- {
		if f := s.Pop(); f != at[i] {
			t.Fatalf("popped %p, want %p", f, at[i])
		}
	}
	if !s.IsEmpty() || s.Pop() != nil || s.Last() != nil {
		t.Error("an empty stack has a frame")
	}
	s.Push(callFrame{})
	s.SetSp(0)
	s.FreeAll()
	if s.Sp() != 0 || s.more != nil {
		t.Error("FreeAll kept something")
	}
}

func TestFrameStackSegments(t *testing.T) {
	var s frameStack[callFrame]
	for i := range inlineFrames {
		s.Push(callFrame{Pc: i})
	}
	if s.more != nil {
		t.Errorf("%d frames took a segment", inlineFrames)
	}
	s.Push(callFrame{})
	if len(s.more) != 1 || len(s.more[0]) != firstSegment {
		t.Errorf("segments after the first: %d", len(s.more))
	}
	for s.Sp() < inlineFrames+firstSegment*7 {
		s.Push(callFrame{Pc: s.Sp()})
	}
	if len(s.more) != 3 {
		t.Errorf("%d segments hold %d frames, want 3", len(s.more), s.Sp())
	}
	for i := range s.Sp() {
		if s.At(i).Idx != i {
			t.Errorf("frame %d has index %d", i, s.At(i).Idx)
		}
	}
}

// TestFramesGrowRegisters: deep recursion must not copy the registers at every few calls.
func TestFramesGrowRegisters(t *testing.T) {
	var s frameStack[callFrame]
	s.registers = &registry{growBy: inlineSlots}
	s.registers.array = make([]lua.LValue, 500)
	for range inlineFrames + 1 {
		s.Push(callFrame{})
	}
	if s.registers.growBy != 500 {
		t.Errorf("registers grow by %d, want 500", s.registers.growBy)
	}
}

// TestThreadIsSmall holds the size of a thread that has not gone deep: memory of a suspended task is mostly this.
func TestThreadIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(thread{}); size > 1400 {
		t.Errorf("a thread takes %d bytes", size)
	}
}
