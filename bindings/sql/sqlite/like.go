package sqlite

// This file is LIKE and GLOB: see search.go.

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"github.com/ncruces/go-sqlite3"
)

// A pattern is what a text is compared with.
type pattern struct {
	all, one rune // match anything, and any character; -1: nothing does
	escape   rune // -1: nothing does
	sets     bool // [a-z]
	fold     bool // the letters of ASCII are alike
}

// errPattern is SQLite's error of a pattern that is longer than its limit.
var errPattern = errors.New("LIKE or GLOB pattern too complex")

// like(pattern, text [, escape]) is text LIKE pattern.
func like(ctx sqlite3.Context, arg ...sqlite3.Value) {
	p := pattern{all: '%', one: '_', escape: -1, fold: true}
	if len(arg) == 3 && !withBlob(arg) {
		escape := text(arg[2])
		if escape == nil {
			return
		}
		escape = beforeZero(escape)
		if len(escape) > 0 {
			var size int
			if p.escape, size = readRune(escape); size != len(escape) {
				escape = nil
			}
		}
		if len(escape) == 0 {
			ctx.ResultError(errors.New("ESCAPE expression must be a single character"))
			return
		}
		if p.escape == p.all {
			p.all = -1
		}
		if p.escape == p.one {
			p.one = -1
		}
	}
	p.compare(ctx, arg)
}

// glob(pattern, text) is text GLOB pattern.
func glob(ctx sqlite3.Context, arg ...sqlite3.Value) {
	pattern{all: '*', one: '?', escape: -1, sets: true}.compare(ctx, arg)
}

func beforeZero(s []byte) []byte {
	s, _, _ = bytes.Cut(s, []byte{0})
	return s
}

// withBlob tells whether one of both is a blob, which matches nothing in this build of SQLite.
func withBlob(arg []sqlite3.Value) bool {
	return arg[0].Type() == sqlite3.BLOB || arg[1].Type() == sqlite3.BLOB
}

func (p pattern) compare(ctx sqlite3.Context, arg []sqlite3.Value) {
	if withBlob(arg) {
		ctx.ResultBool(false)
		return
	}
	find, in := text(arg[0]), text(arg[1])
	if most := ctx.Conn().Limit(sqlite3.LIMIT_LIKE_PATTERN_LENGTH, -1); len(find) > most {
		ctx.ResultError(errPattern)
		return
	}
	if find == nil || in == nil {
		return
	}
	matches, err := p.match(beforeZero(find), beforeZero(in), paceOf(ctx))
	if err != nil {
		ctx.ResultError(err)
		return
	}
	ctx.ResultBool(matches)
}

// match goes through both. Where they part it goes back to the last wildcard for everything, which takes one character more:
// no earlier one has to.
func (p pattern) match(find, in []byte, pace *pace) (bool, error) {
	back, from, wild := []byte(nil), []byte(nil), false
	for {
		if pace.interrupted(1) {
			return false, sqlite3.INTERRUPT
		}
		var r rune
		size := 0
		if len(find) > 0 {
			r, size = readRune(find)
		}
		switch {
		case size > 0 && r == p.all:
			find = find[size:]
			back, from, wild = find, in, true
			continue
		case size == 0 && len(in) == 0:
			return true, nil
		case size > 0 && len(in) > 0:
			rest, left, ok, steps := p.step(find, in)
			if pace.interrupted(steps) {
				return false, sqlite3.INTERRUPT
			}
			if ok {
				find, in = rest, left
				continue
			}
		}
		if !wild || len(from) == 0 {
			return false, nil
		}
		_, n := readRune(from)
		from = from[n:]
		find, in = back, from
	}
}

// step compares one character, which is not for everything, and gives what is left of both.
func (p pattern) step(find, in []byte) (rest, left []byte, ok bool, steps int) {
	r, n := readRune(find)
	c, m := readRune(in)
	switch {
	case r == p.one:
		return find[n:], in[m:], true, 1
	case p.sets && r == '[':
		rest, ok := set(find[n:], c)
		return rest, in[m:], ok, len(find) - len(rest)
	case p.escape >= 0 && r == p.escape:
		find = find[n:]
		if len(find) == 0 {
			return nil, nil, false, 1
		}
		r, n = readRune(find)
	}
	ok = r == c || p.fold && r < utf8.RuneSelf && c < utf8.RuneSelf && lower(r) == lower(c)
	return find[n:], in[m:], ok, 1
}

func lower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		r += 'a' - 'A'
	}
	return r
}

// set tells whether a character is in a set of GLOB, and gives what follows that. One without an end has nothing in it.
func set(s []byte, c rune) (rest []byte, in bool) {
	next := func() rune {
		if len(s) == 0 {
			return 0
		}
		r, n := readRune(s)
		s = s[n:]
		return r
	}
	invert, prior := false, rune(0)
	r := next()
	if r == '^' {
		invert = true
		r = next()
	}
	if r == ']' {
		in = c == ']'
		r = next()
	}
	for r != 0 && r != ']' {
		if r == '-' && len(s) > 0 && s[0] != ']' && prior > 0 {
			if r = next(); c >= prior && c <= r {
				in = true
			}
			prior = 0
		} else {
			in = in || c == r
			prior = r
		}
		r = next()
	}
	return s, r != 0 && in != invert
}
