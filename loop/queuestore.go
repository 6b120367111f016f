package loop

// This file holds the orders in which queues give their items.

import (
	"container/heap"
	"slices"
)

// fifo gives the oldest item first. Its head moves through the slice, which is copied down
// when half of it is free.
type fifo struct {
	items []any
	head  int
}

func (s *fifo) Len() int      { return len(s.items) - s.head }
func (s *fifo) Push(item any) { s.items = append(s.items, item) }
func (s *fifo) Items() []any  { return s.items[s.head:] }

func (s *fifo) Pop() any {
	item := s.items[s.head]
	s.items[s.head] = nil
	s.head++
	switch {
	case s.head == len(s.items):
		s.items, s.head = s.items[:0], 0
	case s.head > 64 && 2*s.head > len(s.items):
		s.items = slices.Delete(s.items, 0, s.head)
		s.head = 0
	}
	return item
}

// lifo gives the newest item first.
type lifo struct{ items []any }

func (s *lifo) Len() int      { return len(s.items) }
func (s *lifo) Push(item any) { s.items = append(s.items, item) }
func (s *lifo) Items() []any  { return s.items }

func (s *lifo) Pop() any {
	last := len(s.items) - 1
	item := s.items[last]
	s.items[last] = nil
	s.items = s.items[:last]
	return item
}

// priority gives the least item first.
type priority struct {
	items []any
	less  func(a, b any) bool
}

func (s *priority) Len() int      { return len(s.items) }
func (s *priority) Push(item any) { heap.Push((*itemHeap)(s), item) }
func (s *priority) Pop() any      { return heap.Pop((*itemHeap)(s)) }
func (s *priority) Items() []any  { return s.items }

// itemHeap is a priority store as container/heap wants it.
type itemHeap priority

func (h *itemHeap) Len() int           { return len(h.items) }
func (h *itemHeap) Less(i, j int) bool { return h.less(h.items[i], h.items[j]) }
func (h *itemHeap) Swap(i, j int)      { h.items[i], h.items[j] = h.items[j], h.items[i] }
func (h *itemHeap) Push(item any)      { h.items = append(h.items, item) }

func (h *itemHeap) Pop() any {
	last := len(h.items) - 1
	item := h.items[last]
	h.items[last] = nil
	h.items = h.items[:last]
	return item
}
