package lua51

// This file cuts Lua source into tokens.

import (
	"fmt"
	"strings"
)

// A Token is a piece of source: a name, keyword, number, string or operator.
type Token struct {
	Kind tokenKind
	Text string // as written
	At   int    // its offset
	Line int    // where it begins, from 1
	Gap  string // the white space and comments before it
}

type tokenKind uint8

const (
	tokenEOF tokenKind = iota
	tokenName
	tokenKeyword
	tokenNumber
	tokenString
	tokenOperator
)

var keywords = wordSet("and break do else elseif end false for function if in local nil not or repeat return then true until while")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// A lexer reads tokens and notes which forms of them it has seen.
type lexer struct {
	source string
	at     int
	line   int
	reach  func(string)
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' }

func (x *lexer) peek(n int) byte {
	if x.at+n < len(x.source) {
		return x.source[x.at+n]
	}
	return 0
}

// next is the next token, tokenEOF at the end.
func (x *lexer) next() (Token, error) {
	gap := x.at
	if err := x.skip(); err != nil {
		return Token{}, err
	}
	t := Token{At: x.at, Line: x.line, Gap: x.source[gap:x.at]}
	var err error
	switch c := x.peek(0); {
	case x.at >= len(x.source):
		return t, nil
	case isLetter(c):
		for isLetter(x.peek(0)) || isDigit(x.peek(0)) {
			x.at++
		}
		t.Kind = tokenName
		if keywords[x.source[t.At:x.at]] {
			t.Kind = tokenKeyword
		}
	case isDigit(c) || c == '.' && isDigit(x.peek(1)):
		t.Kind = tokenNumber
		x.number()
	case c == '"' || c == '\'':
		t.Kind = tokenString
		err = x.quoted(c)
	case c == '[' && x.level() >= 0:
		t.Kind = tokenString
		err = x.long("string")
	default:
		t.Kind = tokenOperator
		err = x.operator()
	}
	t.Text = x.source[t.At:x.at]
	x.line += strings.Count(t.Text, "\n")
	return t, err
}

// skip goes over white space and comments.
func (x *lexer) skip() error {
	if x.at == 0 && x.peek(0) == '#' {
		x.reach("comment: first line")
		x.restOfLine()
	}
	for x.at < len(x.source) {
		switch c := x.peek(0); {
		case c == '\n':
			x.line++
			x.at++
		case c == ' ' || '\t' <= c && c <= '\r':
			x.at++
		case c == '-' && x.peek(1) == '-':
			from := x.at
			x.at += 2
			if x.level() < 0 {
				x.reach("comment: short")
				x.restOfLine()
				continue
			}
			if err := x.long("comment"); err != nil {
				return err
			}
			x.line += strings.Count(x.source[from:x.at], "\n")
		default:
			return nil
		}
	}
	return nil
}

func (x *lexer) restOfLine() {
	for x.at < len(x.source) && x.peek(0) != '\n' {
		x.at++
	}
}

// level is that of the long bracket that opens here, -1 if none does.
func (x *lexer) level() int {
	if x.peek(0) != '[' {
		return -1
	}
	n := 0
	for x.peek(1+n) == '=' {
		n++
	}
	if x.peek(1+n) != '[' {
		return -1
	}
	return n
}

func (x *lexer) long(what string) error {
	level := x.level()
	x.reach(fmt.Sprintf("%s: long, level %s", what, []string{"0", "1", "more"}[min(level, 2)]))
	open := level + 2
	if x.peek(open) == '\n' {
		x.reach(what + ": long, begins with a newline")
	}
	end := strings.Index(x.source[x.at+open:], "]"+strings.Repeat("=", level)+"]")
	if end < 0 {
		return fmt.Errorf("line %d: unfinished long %s", x.line, what)
	}
	x.at += open + end + open
	return nil
}

func (x *lexer) quoted(quote byte) error {
	x.reach("string: " + string(quote))
	for x.at++; x.peek(0) != quote; x.at++ {
		switch c := x.peek(0); {
		case x.at >= len(x.source) || c == '\n':
			return fmt.Errorf("line %d: unfinished string", x.line)
		case c == '\\':
			x.at++
			x.escape()
		}
	}
	x.at++
	return nil
}

// escape goes to the last byte of an escape sequence.
func (x *lexer) escape() {
	c := x.peek(0)
	switch {
	case strings.IndexByte("abfnrtv\\\"'", c) >= 0:
		x.reach(`string: \` + string(c))
	case c == '\n':
		x.reach(`string: \ newline`)
	case isDigit(c):
		n := 1
		for n < 3 && isDigit(x.peek(1)) {
			x.at++
			n++
		}
		x.reach(`string: \` + "ddd"[:n])
	default:
		x.reach(`string: \ other`)
	}
}

// number goes over a numeral as Lua does: letters, digits and dots, and a sign after an e.
func (x *lexer) number() {
	from := x.at
	for isDigit(x.peek(0)) || x.peek(0) == '.' {
		x.at++
	}
	if c := x.peek(0); c == 'e' || c == 'E' {
		x.at++
		if c := x.peek(0); c == '+' || c == '-' {
			x.reach("number: exponent " + string(c))
			x.at++
		}
		x.reach("number: exponent " + string(c))
	}
	for isLetter(x.peek(0)) || isDigit(x.peek(0)) {
		x.at++
	}
	switch text := x.source[from:x.at]; {
	case strings.HasPrefix(text, "0x"), strings.HasPrefix(text, "0X"):
		x.reach("number: " + text[:2])
	case strings.HasPrefix(text, "."):
		x.reach("number: .5")
	case strings.HasSuffix(text, "."):
		x.reach("number: 5.")
	case strings.Contains(text, "."):
		x.reach("number: 5.5")
	default:
		x.reach("number: 5")
	}
}

func (x *lexer) operator() error {
	for _, op := range []string{"...", "..", "==", "~=", "<=", ">="} {
		if strings.HasPrefix(x.source[x.at:], op) {
			x.at += len(op)
			return nil
		}
	}
	c := x.peek(0)
	x.at++
	if strings.IndexByte("+-*/%^#<>=(){}[];:,.", c) < 0 {
		return fmt.Errorf("line %d: unexpected %q", x.line, c)
	}
	return nil
}

// Lex cuts source into tokens, the last of which is the end with the white space before it. After an error they are
// those before it.
func Lex(source string) ([]Token, error) { return lexReaching(source, func(string) {}) }

func lexReaching(source string, reach func(string)) ([]Token, error) {
	x := &lexer{source: source, line: 1, reach: reach}
	var list []Token
	for {
		t, err := x.next()
		if err != nil {
			return list, err
		}
		list = append(list, t)
		if t.Kind == tokenEOF {
			return list, nil
		}
	}
}
