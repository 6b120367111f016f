package stdlib

// This file is table.sort.

import (
	"math/bits"

	lua "github.com/yuin/gopher-lua"
)

// table.sort(t [, less])
//
// The elements are sorted aside and written back at the end, so an error in
// less leaves the table as it was, and less may change the table without harm.
func (m *Modules) tabSort(L *lua.LState) int {
	a := args{L, "sort"}
	t := a.table(1)
	s := sorter{L: L, tick: ticker{m: m, L: L}}
	if !a.missing(2) {
		s.fn = a.function(2)
	}
	s.v = make([]lua.LValue, t.Len())
	for i := range s.v {
		s.v[i] = at(t, i+1)
	}
	s.quick(0, len(s.v)-1, 2*bits.Len(uint(len(s.v))))
	for i, v := range s.v {
		put(t, i+1, v)
	}
	return 0
}

// sorter sorts v by Lua 5.1's quicksort, which notices many order functions
// that are none, and by heapsort where quicksort would take quadratic time.
type sorter struct {
	L    *lua.LState
	fn   *lua.LFunction // nil: the < operator
	v    []lua.LValue
	tick ticker
}

func (s *sorter) less(x, y lua.LValue) bool {
	s.tick.turn()
	if s.fn != nil {
		return lua.LVAsBool(call2(s.L, s.fn, x, y))
	}
	if x, ok := x.(lua.LString); ok {
		if y, ok := y.(lua.LString); ok {
			return x < y
		}
	}
	return s.L.LessThan(x, y)
}

func (s *sorter) swap(i, j int) { s.v[i], s.v[j] = s.v[j], s.v[i] }

// quick sorts v[lo:up+1]; depth is how often it may still divide.
func (s *sorter) quick(lo, up, depth int) {
	for lo < up {
		if depth--; depth < 0 {
			s.heap(lo, up)
			return
		}
		// The median of the ends and the middle goes to the middle.
		if s.less(s.v[up], s.v[lo]) {
			s.swap(lo, up)
		}
		if up-lo == 1 {
			return
		}
		mid := lo + (up-lo)/2
		if s.less(s.v[mid], s.v[lo]) {
			s.swap(mid, lo)
		} else if s.less(s.v[up], s.v[mid]) {
			s.swap(mid, up)
		}
		if up-lo == 2 {
			return
		}
		p := s.partition(lo, up, mid)
		// The smaller part by recursion, the larger one by going on.
		if p-lo < up-p {
			s.quick(lo, p-1, depth)
			lo = p + 1
		} else {
			s.quick(p+1, up, depth)
			up = p - 1
		}
	}
}

// partition divides v[lo:up+1] by the element at mid and returns where that
// ends up. v[lo] <= v[mid] <= v[up] holds, so the scans stop inside unless the
// order is no order.
func (s *sorter) partition(lo, up, mid int) int {
	pivot := s.v[mid]
	s.swap(mid, up-1)
	i, j := lo, up-1
	for {
		for i++; s.less(s.v[i], pivot); i++ {
			if i >= up {
				s.invalid()
			}
		}
		for j--; s.less(pivot, s.v[j]); j-- {
			if j <= lo {
				s.invalid()
			}
		}
		if j < i {
			break
		}
		s.swap(i, j)
	}
	s.swap(up-1, i)
	return i
}

func (s *sorter) invalid() { raise(s.L, "invalid order function for sorting") }

// heap sorts v[lo:up+1]. It ends whatever the order function says.
func (s *sorter) heap(lo, up int) {
	n := up - lo + 1
	for root := n/2 - 1; root >= 0; root-- {
		s.sift(lo, root, n)
	}
	for n--; n > 0; n-- {
		s.swap(lo, lo+n)
		s.sift(lo, 0, n)
	}
}

// sift lets the element at root sink into the heap of n elements from lo.
func (s *sorter) sift(lo, root, n int) {
	for {
		child := 2*root + 1
		if child >= n {
			return
		}
		if child+1 < n && s.less(s.v[lo+child], s.v[lo+child+1]) {
			child++
		}
		if !s.less(s.v[lo+root], s.v[lo+child]) {
			return
		}
		s.swap(lo+root, lo+child)
		root = child
	}
}
