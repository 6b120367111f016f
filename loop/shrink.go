package loop

// This file makes a failing Schedule smaller.

// maxShrinks bounds the runs of Shrink.
const maxShrinks = 500

// Shrink looks for fewer and smaller decisions with which a program still fails than those of s, a parsed schedule that it
// failed with. fails runs it under a schedule and tells whether it fails. What Shrink returns are decisions of such a run, or
// those of s where nothing smaller does.
func (s *Schedule) Shrink(fails func(*Schedule) bool) string {
	k := &shrinking{best: s.recorded(), priorities: s.priorities, fails: fails, left: maxShrinks}
	for progress := true; progress && k.left > 0; {
		progress = k.fewer()
		progress = k.smaller() || progress
	}
	return s.text(k.best)
}

// A shrinking is a call of Shrink.
type shrinking struct {
	best       []decision
	priorities bool // which they are about
	fails      func(*Schedule) bool
	left       int // runs
}

// try runs with other decisions, and takes those that were made if it fails with less than before.
func (k *shrinking) try(all []decision) bool {
	if k.left == 0 {
		return false
	}
	k.left--
	s := &Schedule{replayed: map[uint64]int{}, priorities: k.priorities}
	for _, d := range all {
		s.replayed[d.at] = d.choice
	}
	if !k.fails(s) || !less(s.made, k.best) {
		return false
	}
	k.best = s.made
	return true
}

// less tells whether decisions are fewer, or as many and smaller.
func less(a, b []decision) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	for i := range a {
		if a[i].choice != b[i].choice {
			return a[i].choice < b[i].choice
		}
	}
	for i := range a {
		if a[i].at != b[i].at {
			return a[i].at < b[i].at
		}
	}
	return false
}

// fewer leaves out decisions: halves first, then less and less at a time.
func (k *shrinking) fewer() (progress bool) {
	for size := (len(k.best) + 1) / 2; size > 0; {
		found := false
		for from := 0; from < len(k.best); from += size {
			to := min(from+size, len(k.best))
			if k.try(append(append([]decision{}, k.best[:from]...), k.best[to:]...)) {
				found, progress = true, true
				break
			}
		}
		if size = min(size, len(k.best)); !found {
			size /= 2
		}
	}
	return progress
}

// smaller makes choices smaller.
func (k *shrinking) smaller() (progress bool) {
	for i := 0; i < len(k.best); i++ {
		for choice := 1; i < len(k.best) && choice < k.best[i].choice; choice++ {
			other := append([]decision{}, k.best...)
			other[i].choice = choice
			if k.try(other) {
				progress = true
				break
			}
		}
	}
	return progress
}
