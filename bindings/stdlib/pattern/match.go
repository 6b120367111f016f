package pattern

// This file is the backtracking matcher. Offsets into the subject are called s,
// offsets into the pattern p; a negative result means no match, or m.err.

// none is the result of a match that failed.
const none = -1

// fail ends the whole match with err. Every loop that tries alternatives looks
// at m.err, so that the error is not taken for one more failed alternative.
func (m *Matcher) fail(err error) int {
	if m.err == nil {
		m.err = err
	}
	return none
}

// step counts one step and reports whether the match may go on.
func (m *Matcher) step() bool {
	if m.Budget == nil {
		return true
	}
	// steps carries over from one match to the next: many short matches are
	// as long as one long match.
	if m.steps--; m.steps > 0 {
		return true
	}
	if m.steps < 0 { // the very first step
		m.steps = m.interval()
		return true
	}
	m.steps = m.interval()
	if err := m.Budget(); err != nil {
		m.fail(err)
		return false
	}
	return true
}

// perStep is how many bytes of the pattern, or of a capture, are looked at in the time of a step.
const perStep = 16

// charge counts the steps that n bytes of the pattern or of a capture are worth; the next step asks Budget if they were many.
func (m *Matcher) charge(n int) {
	if n >= perStep {
		m.steps = max(m.steps-n/perStep, 1)
	}
}

// interval is Every, or what it stands for.
func (m *Matcher) interval() int {
	if m.Every > 0 {
		return m.Every
	}
	return DefaultEvery
}

// match matches the pattern from p against the subject from s and returns the
// end of the match. Simple items advance in the loop; only captures and
// repetitions recurse, once each, so the depth is bounded by the pattern.
func (m *Matcher) match(s, p int) int {
	if m.depth++; m.depth > MaxDepth {
		return m.fail(ErrTooComplex)
	}
	end := m.items(s, p)
	m.depth--
	return end
}

// items is match within its depth.
func (m *Matcher) items(s, p int) int {
	for p < len(m.pat) {
		if !m.step() {
			return none
		}
		switch m.pat[p] {
		case '(':
			return m.startCapture(s, p)
		case ')':
			return m.endCapture(s, p+1)
		case '$':
			if p+1 == len(m.pat) {
				if s == len(m.src) {
					return s
				}
				return none
			}
		case '%':
			if next, ok := m.special(s, p); ok {
				if next.s < 0 {
					return none
				}
				s, p = next.s, next.p
				continue
			}
		}
		ep := m.classEnd(p)
		if ep < 0 {
			return none
		}
		if ep < len(m.pat) {
			switch m.pat[ep] {
			case '?':
				if s < len(m.src) && m.single(m.src[s], p, ep) {
					if res := m.match(s+1, ep+1); res >= 0 || m.err != nil {
						return res
					}
				}
				p = ep + 1
				continue
			case '*':
				return m.maxExpand(s, p, ep, 0)
			case '+':
				return m.maxExpand(s, p, ep, 1)
			case '-':
				return m.minExpand(s, p, ep)
			}
		}
		if s >= len(m.src) || !m.single(m.src[s], p, ep) {
			return none
		}
		s, p = s+1, ep
	}
	return s
}

// place is where to go on after an item; s is negative where it did not match.
type place struct{ s, p int }

// special matches the items %b, %f and %1 to %9 at p; ok is false for every
// other escape, which is a character class.
func (m *Matcher) special(s, p int) (next place, ok bool) {
	if p+1 >= len(m.pat) {
		return place{}, false
	}
	switch c := m.pat[p+1]; {
	case c == 'b':
		return place{m.balance(s, p+2), p + 4}, true
	case c == 'f':
		p += 2
		if p >= len(m.pat) || m.pat[p] != '[' {
			return place{m.fail(ErrFrontier), p}, true
		}
		ep := m.classEnd(p)
		if ep < 0 {
			return place{none, p}, true
		}
		if m.inSet(m.byteAt(s-1), p, ep-1) || !m.inSet(m.byteAt(s), p, ep-1) {
			return place{none, p}, true
		}
		return place{s, ep}, true
	case isDigit(c):
		return place{m.backReference(s, c), p + 2}, true
	}
	return place{}, false
}

// byteAt is the byte at s, and zero outside the subject.
func (m *Matcher) byteAt(s int) byte {
	if s < 0 || s >= len(m.src) {
		return 0
	}
	return m.src[s]
}

// maxExpand matches the item in pat[p:ep] as often as it can, at least least
// times, and then the rest of the pattern, giving back one at a time.
func (m *Matcher) maxExpand(s, p, ep, least int) int {
	n := 0
	for s+n < len(m.src) && m.single(m.src[s+n], p, ep) {
		if !m.step() {
			return none
		}
		n++
	}
	for ; n >= least; n-- {
		if res := m.match(s+n, ep+1); res >= 0 || m.err != nil {
			return res
		}
		if !m.step() {
			return none
		}
	}
	return none
}

// minExpand matches the item in pat[p:ep] as seldom as it can.
func (m *Matcher) minExpand(s, p, ep int) int {
	for {
		if res := m.match(s, ep+1); res >= 0 || m.err != nil {
			return res
		}
		if s >= len(m.src) || !m.single(m.src[s], p, ep) || !m.step() {
			return none
		}
		s++
	}
}

// balance matches %bxy at s, where p is the offset of x.
func (m *Matcher) balance(s, p int) int {
	if p+1 >= len(m.pat) {
		return m.fail(ErrUnbalanced)
	}
	open, shut := m.pat[p], m.pat[p+1]
	if s >= len(m.src) || m.src[s] != open {
		return none
	}
	nested := 1
	for s++; s < len(m.src); s++ {
		switch {
		case !m.step():
			return none
		case m.src[s] == shut: // first, because x and y may be the same
			if nested--; nested == 0 {
				return s + 1
			}
		case m.src[s] == open:
			nested++
		}
	}
	return none
}

// startCapture begins the capture whose '(' is at p.
func (m *Matcher) startCapture(s, p int) int {
	if m.level >= MaxCaptures {
		return m.fail(ErrTooManyCaptures)
	}
	length := unfinished
	p++
	if p < len(m.pat) && m.pat[p] == ')' {
		length = position
		p++
	}
	m.caps[m.level] = capture{s, length}
	m.level++
	res := m.match(s, p)
	if res < 0 {
		m.level--
	}
	return res
}

// endCapture ends the innermost capture that is open; p is after its ')'.
func (m *Matcher) endCapture(s, p int) int {
	l := m.level - 1
	for l >= 0 && m.caps[l].length != unfinished {
		l--
	}
	if l < 0 {
		return m.fail(ErrPatternCapture)
	}
	m.caps[l].length = s - m.caps[l].start
	res := m.match(s, p)
	if res < 0 {
		m.caps[l].length = unfinished
	}
	return res
}

// backReference matches the text of the capture named by the digit c.
func (m *Matcher) backReference(s int, c byte) int {
	l := int(c) - '1'
	if l < 0 || l >= m.level || m.caps[l].length == unfinished {
		return m.fail(ErrCaptureIndex)
	}
	if m.caps[l].length == position {
		return none // as in C, where its length is larger than any subject
	}
	text := m.Text(l)
	m.charge(len(text))
	if len(m.src)-s < len(text) || m.src[s:s+len(text)] != text {
		return none
	}
	return s + len(text)
}
