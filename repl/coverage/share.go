package coverage

// This file says how much of a file ran.

import (
	"fmt"

	"moonloop/vm/coverage"
)

// A Share is how many of how many ran.
type Share struct{ Ran, Of int }

func (s *Share) add(o Share) { s.Ran, s.Of = s.Ran+o.Ran, s.Of+o.Of }

func (s *Share) count(n uint64) {
	s.Of++
	if n > 0 {
		s.Ran++
	}
}

// sharesOf are those of a file: of its lines, of the ways of its branches, of its functions.
func sharesOf(f *coverage.File) (lines, branches, functions Share) {
	for _, l := range f.Lines {
		lines.count(l.Count)
	}
	for _, b := range f.Branches {
		branches.count(b.Counts[0])
		branches.count(b.Counts[1])
	}
	for _, fn := range f.Functions {
		functions.count(fn.Count)
	}
	return lines, branches, functions
}

// String is the share in percent, cut and not rounded: 100% is all. It is "-" of nothing.
func (s Share) String() string {
	if s.Of == 0 {
		return "-"
	}
	tenths := s.Ran * 1000 / s.Of
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}
