package sqlite

// This file has functions of SQL that search one text for another, in the place of SQLite's own, which take the product of
// both lengths for it and cannot be interrupted meanwhile: hours, for texts of megabytes. These do the same and can be.

import (
	"bytes"
	"context"
	"unicode/utf8"

	"github.com/ncruces/go-sqlite3"
)

// searches replaces the functions of a connection. Texts that they make are at most so many bytes long.
func searches(db *sqlite3.Conn, most int) error {
	const flags = sqlite3.DETERMINISTIC | sqlite3.INNOCUOUS
	for _, f := range []struct {
		name string
		args int
		fn   sqlite3.ScalarFunction
	}{
		{"instr", 2, instr},
		{"replace", 3, func(ctx sqlite3.Context, arg ...sqlite3.Value) { replace(ctx, most, arg) }},
		{"trim", 2, func(ctx sqlite3.Context, arg ...sqlite3.Value) { trim(ctx, arg, true, true) }},
		{"ltrim", 2, func(ctx sqlite3.Context, arg ...sqlite3.Value) { trim(ctx, arg, true, false) }},
		{"rtrim", 2, func(ctx sqlite3.Context, arg ...sqlite3.Value) { trim(ctx, arg, false, true) }},
		{"like", 2, like},
		{"like", 3, like},
		{"glob", 2, glob},
	} {
		if err := db.CreateFunction(f.name, f.args, flags, f.fn); err != nil {
			return err
		}
	}
	return nil
}

// A pace asks now and then whether to go on.
type pace struct {
	ctx   context.Context
	steps int
}

// interrupted notes some steps of work. After it is true, nothing more is to be done.
func (p *pace) interrupted(steps int) bool {
	const between = 1 << 16
	if p.steps += steps; p.steps < between {
		return false
	}
	p.steps = 0
	return p.ctx.Err() != nil
}

func paceOf(ctx sqlite3.Context) *pace { return &pace{ctx: ctx.Conn().GetInterrupt()} }

// text is a copy of a value as text, since SQLite may move its own when the next one is looked at. It is nil for NULL.
func text(v sqlite3.Value) []byte {
	if v.Type() == sqlite3.NULL {
		return nil
	}
	return append([]byte{}, v.RawText()...)
}

func isContinuation(b byte) bool { return b&0xc0 == 0x80 }

// instr(haystack, needle) counts characters, or bytes where both are blobs.
func instr(ctx sqlite3.Context, arg ...sqlite3.Value) {
	isText := arg[0].Type() != sqlite3.BLOB || arg[1].Type() != sqlite3.BLOB
	var in, find []byte
	if isText {
		in, find = text(arg[0]), text(arg[1])
		if in == nil || find == nil {
			return
		}
	} else {
		in, find = append([]byte{}, arg[0].RawBlob()...), append([]byte{}, arg[1].RawBlob()...)
	}
	at := -1
	switch {
	case !isText || len(find) == 0 || !isContinuation(find[0]):
		at = bytes.Index(in, find)
	case bytes.HasPrefix(in, find): // else it would begin within a character
		at = 0
	}
	if at > 0 && isText {
		characters := 0
		for _, b := range in[1 : at+1] {
			if !isContinuation(b) {
				characters++
			}
		}
		at = characters
	}
	ctx.ResultInt(at + 1)
}

// replace(text, from, to)
func replace(ctx sqlite3.Context, most int, arg []sqlite3.Value) {
	in, from := text(arg[0]), text(arg[1])
	if in == nil || from == nil {
		return
	}
	if len(from) == 0 || from[0] == 0 {
		ctx.ResultText(string(in))
		return
	}
	to := text(arg[2])
	if to == nil {
		return
	}
	if n := bytes.Count(in, from); len(in)+n*(len(to)-len(from)) > most {
		ctx.ResultError(sqlite3.TOOBIG)
		return
	}
	ctx.ResultText(string(bytes.ReplaceAll(in, from, to)))
}

// trim(text, characters), of one side or both
func trim(ctx sqlite3.Context, arg []sqlite3.Value, left, right bool) {
	in := text(arg[0])
	if in == nil {
		return
	}
	set := text(arg[1])
	if set == nil {
		return
	}
	set = beforeZero(set)
	p := paceOf(ctx)
	var single [utf8.RuneSelf]bool // characters of ASCII
	var longer []byte              // the others
	for rest := set; len(rest) > 0; {
		n := characterSize(rest)
		if rest[0] < utf8.RuneSelf {
			single[rest[0]] = true
		} else {
			longer = append(longer, rest[:n]...)
		}
		rest = rest[n:]
	}
	// cut takes characters off one end as long as there are any.
	cut := func(end func(s []byte) byte, has func(s, character []byte) bool, rest func(n int) []byte) bool {
		for len(in) > 0 {
			n := 0
			if c := end(in); c < utf8.RuneSelf && single[c] {
				n = 1
			}
			for set := longer; n == 0 && len(set) > 0; {
				size := characterSize(set)
				if p.interrupted(size) {
					return false
				}
				if has(in, set[:size]) {
					n = size
				}
				set = set[size:]
			}
			if n == 0 {
				break
			}
			in = rest(n)
		}
		return true
	}
	ok := true
	if left {
		ok = cut(func(s []byte) byte { return s[0] }, bytes.HasPrefix, func(n int) []byte { return in[n:] })
	}
	if ok && right {
		ok = cut(func(s []byte) byte { return s[len(s)-1] }, bytes.HasSuffix, func(n int) []byte { return in[:len(in)-n] })
	}
	if !ok {
		ctx.ResultError(sqlite3.INTERRUPT)
		return
	}
	ctx.ResultText(string(in))
}

// characterSize is how many bytes the first character has.
func characterSize(s []byte) int {
	n := 1
	for s[0] >= 0xc0 && n < len(s) && isContinuation(s[n]) {
		n++
	}
	return n
}

// readRune reads a character as SQLite does, which takes invalid UTF-8 as U+FFFD and as many continuations as there are.
func readRune(s []byte) (r rune, size int) {
	c := uint32(s[0])
	if c < 0xc0 {
		return rune(c), 1
	}
	switch size = 1; {
	case c < 0xe0:
		c &= 0x1f
	case c < 0xf0:
		c &= 0x0f
	case c < 0xf8:
		c &= 0x07
	case c < 0xfc:
		c &= 0x03
	case c < 0xfe:
		c &= 0x01
	default:
		c = 0
	}
	for ; size < len(s) && isContinuation(s[size]); size++ {
		c = c<<6 + uint32(s[size]&0x3f)
	}
	if c < 0x80 || c&0xfffff800 == 0xd800 || c&0xfffffffe == 0xfffe {
		c = utf8.RuneError
	}
	return rune(c), size
}
