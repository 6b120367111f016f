package pattern

// This file reads the items that match a single byte: characters, classes, sets.

// classEnd returns the offset behind the single-byte item at p.
func (m *Matcher) classEnd(p int) int {
	pat, start := m.pat, p
	c := pat[p]
	p++
	switch c {
	case '%':
		if p >= len(pat) {
			return m.fail(ErrEndsWithEscape)
		}
		return p + 1
	case '[':
		if p < len(pat) && pat[p] == '^' {
			p++
		}
		// The first character is taken as it is, so that []] is a set.
		for first := true; first || p >= len(pat) || pat[p] != ']'; first = false {
			if p >= len(pat) {
				return m.fail(ErrMissingBracket)
			}
			c := pat[p]
			p++
			if c == '%' && p < len(pat) {
				p++
			}
		}
		m.charge(p - start)
		return p + 1
	}
	return p
}

// single reports whether c matches the item in pat[p:ep].
func (m *Matcher) single(c byte, p, ep int) bool {
	switch m.pat[p] {
	case '.':
		return true
	case '%':
		return inClass(c, m.pat[p+1])
	case '[':
		return m.inSet(c, p, ep-1)
	}
	return m.pat[p] == c
}

// inSet reports whether c is in the set that begins at pat[p] and whose ']' is
// at pat[end].
func (m *Matcher) inSet(c byte, p, end int) bool {
	pat, in := m.pat, true
	m.charge(end - p)
	p++
	if p < end && pat[p] == '^' {
		in = false
		p++
	}
	for p < end {
		switch {
		case pat[p] == '%' && p+1 < len(pat):
			if inClass(c, pat[p+1]) {
				return in
			}
			p += 2
		case p+2 < end && pat[p+1] == '-':
			if pat[p] <= c && c <= pat[p+2] {
				return in
			}
			p += 3
		default:
			if pat[p] == c {
				return in
			}
			p++
		}
	}
	return !in
}

// inClass reports whether c is in the class of the letter class: %a and so on.
// A capital letter means the complement; what is no letter of a class stands
// for itself.
func inClass(c, class byte) bool {
	var in bool
	switch lower(class) {
	case 'a':
		in = isAlpha(c)
	case 'c':
		in = c < ' ' || c == 127
	case 'd':
		in = isDigit(c)
	case 'l':
		in = c >= 'a' && c <= 'z'
	case 'p':
		in = c > ' ' && c < 127 && !isAlpha(c) && !isDigit(c)
	case 's':
		in = c == ' ' || c >= '\t' && c <= '\r'
	case 'u':
		in = c >= 'A' && c <= 'Z'
	case 'w':
		in = isAlpha(c) || isDigit(c)
	case 'x':
		in = isDigit(c) || lower(c) >= 'a' && lower(c) <= 'f'
	case 'z':
		in = c == 0
	default:
		return class == c
	}
	if class >= 'A' && class <= 'Z' {
		return !in
	}
	return in
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func isAlpha(c byte) bool { return lower(c) >= 'a' && lower(c) <= 'z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
