package loop

// This file holds the orders in which queues give their items.

import "slices"

// fifo gives the oldest item first. Its head moves through the slice, which is copied down
// when half of it is free.
type fifo struct {
	items []any
	head  int
}

func (s *fifo) Len() int     { return len(s.items) - s.head }
func (s *fifo) Clear()       { *s = fifo{} }
func (s *fifo) Items() []any { return s.items[s.head:] }

func (s *fifo) Push(item any) error {
	s.items = append(s.items, item)
	return nil
}

func (s *fifo) Pop() (any, error) {
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
	return item, nil
}

// lifo gives the newest item first.
type lifo struct{ items []any }

func (s *lifo) Len() int     { return len(s.items) }
func (s *lifo) Clear()       { s.items = nil }
func (s *lifo) Items() []any { return s.items }

func (s *lifo) Push(item any) error {
	s.items = append(s.items, item)
	return nil
}

func (s *lifo) Pop() (any, error) {
	last := len(s.items) - 1
	item := s.items[last]
	s.items[last] = nil
	s.items = s.items[:last]
	return item, nil
}

// priority gives the least item first. It is a binary heap that sifts as Python's heapq does,
// so that items of which none is less come in the same order. All comparing is done
// before anything is moved: less may fail, and may be code of a script.
type priority struct {
	items []any
	less  func(a, b any) (bool, error)
	busy  bool // comparing
}

func (s *priority) Len() int     { return len(s.items) }
func (s *priority) Clear()       { s.items = nil }
func (s *priority) Items() []any { return s.items }

// compare begins an operation that compares. The queue must not be changed meanwhile.
func (s *priority) compare(find func() error) error {
	if s.busy {
		return RuntimeError.New("PriorityQueue was changed by the comparison of its items")
	}
	s.busy = true
	defer func() { s.busy = false }()
	n := len(s.items)
	err := find()
	if err == nil && n != len(s.items) { // it was cleared
		err = RuntimeError.New("PriorityQueue was changed by the comparison of its items")
	}
	return err
}

func (s *priority) Push(item any) error {
	pos := len(s.items)
	err := s.compare(func() error {
		for pos > 0 {
			parent := (pos - 1) / 2
			if less, err := s.less(item, s.items[parent]); err != nil || !less {
				return err
			}
			pos = parent
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.items = append(s.items, nil)
	for hole := len(s.items) - 1; hole > pos; {
		parent := (hole - 1) / 2
		s.items[hole] = s.items[parent]
		hole = parent
	}
	s.items[pos] = item
	return nil
}

func (s *priority) Pop() (any, error) {
	end := len(s.items) - 1
	last := s.items[end]
	path := []int{0} // where the smaller children are, down to a leaf
	depth := 0       // how deep on the path last belongs
	err := s.compare(func() error {
		for child := 1; child < end; child = 2*path[len(path)-1] + 1 {
			if right := child + 1; right < end {
				less, err := s.less(s.items[child], s.items[right])
				if err != nil {
					return err
				}
				if !less {
					child = right
				}
			}
			path = append(path, child)
		}
		for depth = len(path) - 1; depth > 0; depth-- {
			if less, err := s.less(last, s.items[path[depth]]); err != nil || !less {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	item := s.items[0]
	for i := range depth {
		s.items[path[i]] = s.items[path[i+1]]
	}
	s.items[path[depth]] = last
	s.items[end] = nil
	s.items = s.items[:end]
	return item, nil
}
