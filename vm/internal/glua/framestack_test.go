package glua

import (
	"testing"

	lua "github.com/yuin/gopher-lua"
)

func TestFrameStackKeepsFramesInPlace(t *testing.T) {
	var s FrameStack[CallFrame]
	s.limit = 1000
	var at []*CallFrame
	for i := range 1000 {
		if s.IsFull() {
			t.Fatalf("full at %d", i)
		}
		s.Push(CallFrame{Idx: -1, Pc: i})
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
	s.Push(CallFrame{})
	s.SetSp(0)
	s.FreeAll()
	if s.Sp() != 0 || s.more != nil {
		t.Error("FreeAll kept something")
	}
}

func TestFrameStackSegments(t *testing.T) {
	var s FrameStack[CallFrame]
	for i := range inlineFrames {
		s.Push(CallFrame{Pc: i})
	}
	if s.more != nil {
		t.Errorf("%d frames took a segment", inlineFrames)
	}
	s.Push(CallFrame{})
	if len(s.more) != 1 || len(s.more[0]) != firstSegment {
		t.Errorf("segments after the first: %d", len(s.more))
	}
	for s.Sp() < inlineFrames+firstSegment*7 {
		s.Push(CallFrame{Pc: s.Sp()})
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
	var s FrameStack[CallFrame]
	s.registers = &Registry{GrowBy: InlineRegisters}
	s.registers.Array = make([]lua.LValue, 500)
	for range inlineFrames + 1 {
		s.Push(CallFrame{})
	}
	if s.registers.GrowBy != 500 {
		t.Errorf("registers grow by %d, want 500", s.registers.GrowBy)
	}
}
