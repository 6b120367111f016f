package stdlib

// This file is table.sort.

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// table.sort(t [, less])
//
// What only < decides is sorted aside. Otherwise the elements are sorted where they are, in the steps of Lua 5.1's
// quicksort: the order of elements that are neither before the other, what less is called with, what an error in it
// leaves behind and which order functions are refused are then those of Lua 5.1. Two exceptions keep the time within
// n log n: long lists that are sorted or reversed are noticed, and input made against quicksort goes to heapsort.
func (m *Modules) tabSort(L *lua.LState) int {
	a := argsOf(L)
	t := a.Writable(1)
	s := sorter{L: L, t: t, tick: ticker{m: m, L: L}}
	n := ltable.Len(t)
	if a.Missing(2) {
		if s.plain(n) {
			return 0
		}
	} else {
		s.fn = a.Function(2)
	}
	if n >= longList && s.ordered(n) {
		return 0
	}
	s.left = 4*n*bits.Len(uint(n)) + 1024
	s.quick(1, n)
	return 0
}

// longList is how many elements a list has that is looked at before it is sorted by quicksort.
const longList = 128

// sorter sorts t by an order.
type sorter struct {
	L    *lua.LState
	t    *lua.LTable
	fn   *lua.LFunction // nil: the < operator
	tick ticker
	left int // comparisons until quicksort is given up
}

// plain sorts a list of numbers or of strings, where equal elements cannot be told apart. It has done nothing when it
// returns false.
func (s *sorter) plain(n int) bool {
	if n == 0 {
		return true
	}
	s.tick.m.charge(16 * n)
	v := make([]lua.LValue, n)
	kind := ltable.GetInt(s.t, 1).Type()
	for i := range v {
		x := ltable.GetInt(s.t, i+1)
		if v[i] = x; x.Type() != kind {
			return false
		}
		if f, ok := x.(lua.LNumber); ok && (f != f || f == 0 && math.Signbit(float64(f))) {
			return false
		}
	}
	switch kind {
	case lua.LTNumber:
		slices.SortFunc(v, func(x, y lua.LValue) int {
			s.tick.turn()
			switch x, y := x.(lua.LNumber), y.(lua.LNumber); {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
	case lua.LTString:
		slices.SortFunc(v, func(x, y lua.LValue) int {
			s.tick.turn()
			return strings.Compare(string(x.(lua.LString)), string(y.(lua.LString)))
		})
	default:
		return false
	}
	for i, x := range v {
		ltable.SetInt(s.t, i+1, x)
	}
	return true
}

// ordered reports whether the list is sorted already, or was the other way round and is turned. Both are certain only
// where each two neighbours differ in order.
func (s *sorter) ordered(n int) bool {
	up := s.less(s.at(1), s.at(2))
	for i := 1; i < n; i++ {
		x, y := s.at(i), s.at(i+1)
		if !up {
			x, y = y, x
		}
		if (i > 1 || !up) && !s.less(x, y) || s.less(y, x) {
			return false
		}
	}
	for i, j := 1, n; !up && i < j; i, j = i+1, j-1 {
		s.swap(i, j)
	}
	return true
}

func (s *sorter) at(i int) lua.LValue { return ltable.GetInt(s.t, i) }

func (s *sorter) swap(i, j int) {
	x, y := s.at(i), s.at(j)
	ltable.SetInt(s.t, i, y)
	ltable.SetInt(s.t, j, x)
}

// less is whether x comes before y.
func (s *sorter) less(x, y lua.LValue) bool {
	s.tick.turn()
	s.left--
	if s.fn != nil {
		return lua.LVAsBool(vm.CallIn(s.L, s.fn, x, y))
	}
	switch a := x.(type) {
	case lua.LNumber:
		if b, ok := y.(lua.LNumber); ok {
			return a < b
		}
	case lua.LString:
		if b, ok := y.(lua.LString); ok {
			return a < b
		}
	}
	if x.Type() == y.Type() {
		if op := s.L.GetMetaField(x, "__lt"); op != lua.LNil && op == s.L.GetMetaField(y, "__lt") {
			return lua.LVAsBool(vm.CallIn(s.L, op, x, y))
		}
	}
	s.incomparable(x.Type().String(), y.Type().String())
	return false
}

// incomparable raises Lua's error for values of these types, without a position: the comparison is not in Lua code.
// Lua 5.1 takes types for the same that have the same third letter.
func (s *sorter) incomparable(x, y string) {
	if x[2] == y[2] {
		vm.FailPlain(s.L, "attempt to compare two %s values", x)
	}
	vm.FailPlain(s.L, "attempt to compare %s with %s", x, y)
}

// quick sorts the elements from lo to up.
func (s *sorter) quick(lo, up int) {
	for lo < up {
		if s.left < 0 {
			s.heap(lo, up)
			return
		}
		// The median of the ends and the middle goes to the middle.
		if s.less(s.at(up), s.at(lo)) {
			s.swap(lo, up)
		}
		if up-lo == 1 {
			return
		}
		mid := (lo + up) / 2
		if s.less(s.at(mid), s.at(lo)) {
			s.swap(mid, lo)
		} else if s.less(s.at(up), s.at(mid)) {
			s.swap(mid, up)
		}
		if up-lo == 2 {
			return
		}
		p := s.partition(lo, up, mid)
		// The smaller part by recursion, the larger one by going on.
		if p-lo < up-p {
			s.quick(lo, p-1)
			lo = p + 1
		} else {
			s.quick(p+1, up)
			up = p - 1
		}
	}
}

// partition divides the elements from lo to up by the one at mid and returns where that ends up. None is before that at
// lo, and it is before none at up, so the scans stop inside unless the order is no order.
func (s *sorter) partition(lo, up, mid int) int {
	pivot := s.at(mid)
	s.swap(mid, up-1)
	i, j := lo, up-1
	for {
		for i++; s.less(s.at(i), pivot); i++ {
			if i > up {
				s.invalid()
			}
		}
		for j--; s.less(pivot, s.at(j)); j-- {
			if j < lo {
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

// heap sorts the elements from lo to up. It ends whatever the order function says.
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
		if child+1 < n && s.less(s.at(lo+child), s.at(lo+child+1)) {
			child++
		}
		if !s.less(s.at(lo+root), s.at(lo+child)) {
			return
		}
		s.swap(lo+root, lo+child)
		root = child
	}
}
