package re

// This file searches: one match after the other, in a way that can be interrupted where the host has limits.

import (
	"io"
	"regexp"
	"unicode/utf8"

	"moonloop/bindings/internal/native"
	"moonloop/vm"
)

// A search gives the matches of a pattern in a text one by one, none of which overlap. An empty one does not follow
// right upon another.
type search struct {
	native.Pace
	m    *instance
	x    *regex
	s    string
	at   int // where the next match may begin
	last int // where the last ended; -1 before the first
}

func (u use) search(from int) *search {
	return &search{Pace: native.Pace{Call: u.Call}, m: u.m, x: u.x, s: u.s[from:], last: -1}
}

// next is the next match: where it and its captures begin and end in s, as package regexp has it; nil if there is none.
// It raises what interrupts it.
func (q *search) next() []int {
	for q.at <= len(q.s) {
		loc := q.from(q.at)
		if loc == nil {
			break
		}
		start, end := loc[0], loc[1]
		q.Work(stepCost + end - q.at)
		q.at = end
		if start == end { // lest it is found again
			_, width := utf8.DecodeRuneInString(q.s[end:])
			q.at += max(width, 1)
		}
		if start == end && start == q.last {
			continue
		}
		q.last = end
		return loc
	}
	q.at = len(q.s) + 1
	return nil
}

// from is the leftmost match that begins at a place or later.
func (q *search) from(at int) []int {
	if at == 0 || !q.x.looks {
		return shift(q.run(q.x.re, q.s[at:]), at)
	}
	_, width := utf8.DecodeLastRuneInString(q.s[:at])
	loc := q.run(q.x.behind(q.m.rt), q.s[at-width:])
	if loc == nil {
		return nil
	}
	return shift(loc[2:], at-width)
}

func shift(loc []int, by int) []int {
	for i := range loc {
		if loc[i] >= 0 {
			loc[i] += by
		}
	}
	return loc
}

// stepCost is what a match costs at least, in bytes worked through.
const stepCost = 64

// patience is about how many steps a search may take without being interrupted.
const patience = 1 << 12

// run finds the leftmost match. Package regexp cannot be interrupted, but asks for the text rune by rune if it has to:
// that is slower, and is for hosts with limits and long searches.
func (q *search) run(re *regexp.Regexp, s string) []int {
	if !q.m.limited || len(s)*q.x.size <= patience {
		return re.FindStringSubmatchIndex(s)
	}
	r := &runes{rt: q.m.rt, s: s, each: max(patience/q.x.size, 1)}
	loc := re.FindReaderSubmatchIndex(r)
	if r.err != nil {
		q.Raise(r.err)
	}
	return loc
}

// runes reads a text until it is interrupted.
type runes struct {
	rt        *vm.Runtime
	s         string
	at, count int
	each      int // after how many runes it asks whether to go on
	err       error
}

// ReadRune implements io.RuneReader.
func (r *runes) ReadRune() (rune, int, error) {
	if r.count++; r.count%r.each == 0 && r.err == nil {
		r.err = r.rt.Interrupted()
	}
	if r.at >= len(r.s) || r.err != nil {
		return 0, 0, io.EOF
	}
	c, width := utf8.DecodeRuneInString(r.s[r.at:])
	r.at += width
	return c, width, nil
}
