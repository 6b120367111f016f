// Package pattern matches Lua patterns: character classes and sets, the
// repetitions * + - ?, %b and %f, anchors, captures, position captures and back
// references, with the rules and the error messages of Lua 5.1.
//
// It knows nothing of a Lua state. A [Matcher] ties one pattern to one subject;
// its owner asks for a match at a place ([Matcher.MatchAt]) or for the first one
// from a place on ([Matcher.Find]) and then reads the captures:
//
//	m := pattern.New("key = value", "(%w+) = (%w+)")
//	if _, _, ok, err := m.Find(0); ok && err == nil {
//		fmt.Println(m.Text(0), m.Text(1)) // key value
//	}
//
// Matching backtracks, so a pattern such as ".-.-.-b" may take time that grows
// with a power of the subject's length. [Matcher.Budget] is the way out: it is
// called every [Matcher.Every] steps and ends the match by returning an error.
// The depth of recursion depends on the pattern alone and has a limit.
//
// As in Lua 5.1 a pattern ends at a zero byte (%z matches one), and a capture
// that is not finished is an error when it is read, not when the match ends.
//
// A Matcher belongs to one goroutine at a time. Any input ends in a match, in
// none, or in an error; none panics.
package pattern

// This file holds the Matcher and what its owner may ask of it.

import (
	"errors"
	"strings"
)

const (
	// MaxCaptures is the largest number of captures in one pattern.
	MaxCaptures = 32
	// MaxDepth is how deep the parts of a pattern may make the matcher recurse.
	MaxDepth = 20_000
	// DefaultEvery is the number of steps between two calls of Budget.
	DefaultEvery = 1 << 14
)

// The errors of a malformed pattern, worded as Lua words them.
var (
	ErrEndsWithEscape  = errors.New("malformed pattern (ends with '%')")
	ErrMissingBracket  = errors.New("malformed pattern (missing ']')")
	ErrUnbalanced      = errors.New("unbalanced pattern")
	ErrFrontier        = errors.New("missing '[' after '%f' in pattern")
	ErrPatternCapture  = errors.New("invalid pattern capture")
	ErrCaptureIndex    = errors.New("invalid capture index")
	ErrTooManyCaptures = errors.New("too many captures")
	ErrUnfinished      = errors.New("unfinished capture")
	ErrTooComplex      = errors.New("pattern too complex")
)

// specials are the bytes that make a pattern more than a plain string.
const specials = "^$*+?.([%-"

// IsPlain reports whether pat has no special characters, so that matching it
// is searching for it.
func IsPlain(pat string) bool { return !strings.ContainsAny(beforeZero(pat), specials) }

func beforeZero(pat string) string {
	pat, _, _ = strings.Cut(pat, "\x00")
	return pat
}

// The lengths that mark a capture that is not text.
const (
	unfinished = -1
	position   = -2
)

type capture struct{ start, length int }

// Matcher matches one pattern against one subject. Make it with New, or use one again with Reset.
type Matcher struct {
	// Budget, if set, is called every Every steps. The error it returns
	// ends the match and is returned unchanged. Set it before matching.
	Budget func() error
	// Every is the number of steps between two calls of Budget; 0 means
	// DefaultEvery. A step is one item of the pattern tried at one place.
	Every int

	src, pat string // set by Reset, then only read
	anchored bool   // pat began with '^', which is cut off

	// The state of a match under way.
	caps  [MaxCaptures]capture
	level int // captures begun
	depth int
	steps int // left until Budget is asked
	err   error
}

// New returns a matcher of pat against src. A '^' at the beginning of pat
// anchors it. The pattern is not checked here: as in Lua, what is wrong with
// it is found when a match gets there.
func New(src, pat string) *Matcher {
	m := &Matcher{}
	m.Reset(src, pat)
	return m
}

// Reset makes m what New returns, with the same budget.
func (m *Matcher) Reset(src, pat string) {
	m.ResetUnanchored(src, pat)
	if m.anchored = strings.HasPrefix(pat, "^"); m.anchored {
		m.pat = m.pat[1:]
	}
}

// ResetUnanchored is Reset for gmatch, where a leading '^' is an ordinary character.
func (m *Matcher) ResetUnanchored(src, pat string) {
	m.src, m.pat, m.anchored = src, beforeZero(pat), false
	m.level, m.depth, m.steps, m.err = 0, 0, 0, nil
}

// Anchored reports whether the pattern began with '^'.
func (m *Matcher) Anchored() bool { return m.anchored }

// MatchAt matches at the byte offset at only, and returns where the match
// ends. An offset outside the subject matches nothing.
func (m *Matcher) MatchAt(at int) (end int, ok bool, err error) {
	if at < 0 || at > len(m.src) {
		return 0, false, nil
	}
	m.level, m.depth, m.err = 0, 0, nil
	end = m.match(at, 0)
	switch {
	case m.err != nil:
		m.level = 0
		return 0, false, m.err
	case end < 0:
		m.level = 0
		return 0, false, nil
	}
	return end, true, nil
}

// Find returns the first match that begins at the byte offset from or later;
// an anchored pattern is tried at from alone.
func (m *Matcher) Find(from int) (start, end int, ok bool, err error) {
	lead, hasLead := m.lead()
	for at := max(from, 0); at <= len(m.src); at++ {
		if hasLead && !m.anchored {
			skip := strings.IndexByte(m.src[at:], lead)
			if skip < 0 {
				break
			}
			at += skip
		}
		end, ok, err = m.MatchAt(at)
		if ok || err != nil {
			return at, end, ok, err
		}
		if m.anchored {
			break
		}
	}
	return 0, 0, false, nil
}

// lead returns the byte every match must begin with, if the pattern says so
// plainly; Find then skips to it. Such an item cannot be malformed, and what
// follows it is not looked at where it does not match.
func (m *Matcher) lead() (byte, bool) {
	if m.pat == "" || strings.IndexByte(specials+")", m.pat[0]) >= 0 {
		return 0, false
	}
	if len(m.pat) > 1 && strings.IndexByte("*?-", m.pat[1]) >= 0 {
		return 0, false
	}
	return m.pat[0], true
}

// Captures returns the number of captures of the last match.
func (m *Matcher) Captures() int { return m.level }

// Check returns the error of reading capture i of the last match, counted from 0:
// of one that is not finished, or not there.
func (m *Matcher) Check(i int) error {
	switch {
	case i < 0 || i >= m.level:
		return ErrCaptureIndex
	case m.caps[i].length == unfinished:
		return ErrUnfinished
	}
	return nil
}

// Subject is the string that is searched.
func (m *Matcher) Subject() string { return m.src }

// Text returns the text of capture i, counted from 0; for a position capture
// it is empty. An i that the last match does not have is empty too.
func (m *Matcher) Text(i int) string {
	if i < 0 || i >= m.level || m.caps[i].length < 0 {
		return ""
	}
	c := m.caps[i]
	return m.src[c.start : c.start+c.length]
}

// Position returns the place of capture i if it is a position capture,
// counted from 1 as Lua counts.
func (m *Matcher) Position(i int) (int, bool) {
	if i < 0 || i >= m.level || m.caps[i].length != position {
		return 0, false
	}
	return m.caps[i].start + 1, true
}
