package compile

// This file reads strings and comments.

import "strings"

// maxInterned is how long a string may be to be held only once.
const maxInterned = 40

// hold returns text as one that does not keep the source in memory.
func (lx *lexer) hold(text string) string {
	if len(text) <= maxInterned {
		return lx.intern(text).text
	}
	return strings.Clone(text)
}

// shortString reads a string between quotes.
func (lx *lexer) shortString(t *token) {
	quote := lx.source[lx.at]
	lx.at++
	if text := lx.plain(quote); lx.peek() == int(quote) {
		lx.at++
		t.kind, t.text = tokString, lx.hold(text)
		return
	} else {
		lx.buffer = append(lx.buffer[:0], text...)
	}
	open := false // the string goes on in a line that is not there
	for {
		switch lx.peek() {
		case int(quote):
			lx.at++
			t.kind, t.text = tokString, lx.hold(string(lx.buffer))
			return
		case '\\':
			lx.at++
			c := lx.peek()
			open = c == '\n' || c == '\r' || c < 0
			if !lx.escape() {
				lx.fail(t, "escape sequence too large", string(quote)+string(lx.buffer))
				return
			}
		case '\n', '\r':
			lx.fail(t, "unfinished string", string(quote)+string(lx.buffer))
			return
		case -1:
			lx.fail(t, "unfinished string", tokEOF.String())
			lx.err.Incomplete = open
			return
		default:
			open = false
			lx.buffer = append(lx.buffer, lx.plain(quote)...)
		}
	}
}

// plain reads the bytes of a string that stand for themselves.
func (lx *lexer) plain(quote byte) string {
	from := lx.at
	for lx.at < len(lx.source) {
		if c := lx.source[lx.at]; c == quote || c == '\\' || c == '\n' || c == '\r' {
			break
		}
		lx.at++
	}
	return lx.source[from:lx.at]
}

// escape reads what follows a backslash. It is false for a byte that is none.
func (lx *lexer) escape() bool {
	c := lx.peek()
	switch c {
	case -1:
		return true // the string is found unfinished next
	case '\n', '\r':
		lx.newline()
		lx.buffer = append(lx.buffer, '\n')
		return true
	case 'a':
		c = '\a'
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'v':
		c = '\v'
	case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		n := 0
		for range 3 {
			d := lx.peek()
			if d < '0' || d > '9' {
				break
			}
			n = 10*n + d - '0'
			lx.at++
		}
		if n > 255 {
			return false
		}
		lx.buffer = append(lx.buffer, byte(n))
		return true
	}
	lx.at++
	lx.buffer = append(lx.buffer, byte(c))
	return true
}

// bracket reads [==[ or ]==] up to, but not with, its second bracket and returns how many = are in it. Where there is no
// second bracket it returns -1 less their number.
func (lx *lexer) bracket() int {
	c := lx.peek()
	lx.at++
	from := lx.at
	for lx.peek() == '=' {
		lx.at++
	}
	if n := lx.at - from; lx.peek() != c {
		return -1 - n
	} else {
		return n
	}
}

// longString reads the rest of [==[ … ]==] from the second bracket on.
func (lx *lexer) longString(t *token, level int, unfinished string) {
	lx.at++
	if c := lx.peek(); c == '\n' || c == '\r' {
		lx.newline()
	}
	from := lx.at
	for lx.err == nil {
		switch lx.peek() {
		case -1:
			lx.fail(t, unfinished, tokEOF.String())
			lx.err.Incomplete = true
			if lx.err.Column == 0 {
				lx.err.Column = lx.at - lx.lineStart + 1
			}
		case '[':
			if lx.bracket() == level {
				lx.at++
				if level == 0 {
					lx.fail(t, "nesting of [[...]] is deprecated", "[")
				}
			}
		case ']':
			end := lx.at
			if lx.bracket() == level {
				lx.at++
				t.kind = tokString
				if unfinished == unfinishedString {
					t.text = lx.hold(oneBreak(lx.source[from:end]))
				}
				return
			}
		case '\n', '\r':
			lx.newline()
		default:
			lx.at++
		}
	}
}

const (
	unfinishedString  = "unfinished long string"
	unfinishedComment = "unfinished long comment"
)

// oneBreak makes each line break of s a \n.
func oneBreak(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\n' || c == '\r' {
			if i+1 < len(s) && (s[i+1] == '\n' || s[i+1] == '\r') && s[i+1] != c {
				i++
			}
			c = '\n'
		}
		b = append(b, c)
	}
	return string(b)
}

// comment skips the rest of a comment after its --.
func (lx *lexer) comment(t *token) {
	if lx.peek() == '[' {
		if level := lx.bracket(); level >= 0 {
			lx.longString(t, level, unfinishedComment)
			return
		}
	}
	if n := strings.IndexAny(lx.source[lx.at:], "\r\n"); n >= 0 {
		lx.at += n
	} else {
		lx.at = len(lx.source)
	}
}
