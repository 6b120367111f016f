package vm

// This file remembers which values were seen, by their addresses.

import "unsafe"

// A seenSet is a set of addresses, with open addressing: a walk asks it for every value.
type seenSet struct {
	slots []uintptr
	n     int
}

func (s *seenSet) init(size int) { s.slots = make([]uintptr, size) }

// add puts p, which is not 0, into the set and tells whether it was not there.
func (s *seenSet) add(p uintptr) bool {
	if 2*s.n >= len(s.slots) {
		old := s.slots
		s.init(2 * len(old))
		for _, q := range old {
			if q != 0 {
				s.slots[s.find(q)] = q
			}
		}
	}
	i := s.find(p)
	if s.slots[i] == p {
		return false
	}
	s.slots[i] = p
	s.n++
	return true
}

// has tells whether p is in the set.
func (s *seenSet) has(p uintptr) bool { return s.slots[s.find(p)] == p }

func (s *seenSet) find(p uintptr) int {
	mask := uintptr(len(s.slots) - 1)
	i := (p >> 3) * 0x9E3779B97F4A7C15 >> 20 & mask
	for s.slots[i] != 0 && s.slots[i] != p {
		i = (i + 1) & mask
	}
	return int(i)
}

// pointee is the address of what x, a pointer, points to; 0 for nil.
func pointee(x any) uintptr { return uintptr((*[2]unsafe.Pointer)(unsafe.Pointer(&x))[1]) }

// textAddress is where the bytes of s are.
func textAddress(s string) uintptr { return uintptr(unsafe.Pointer(unsafe.StringData(s))) }
