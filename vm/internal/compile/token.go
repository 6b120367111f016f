package compile

// This file lists the kinds of tokens and how messages show them.

import (
	"fmt"
	"strings"
)

// A tokenKind is what a token is: the byte itself for those of one byte, else one of these.
type tokenKind int

const (
	tokEOF tokenKind = iota + 256
	tokError
	tokName
	tokNumber
	tokString
	tokConcat
	tokDots
	tokEq
	tokGe
	tokLe
	tokNe
	tokAnd
	tokBreak
	tokDo
	tokElse
	tokElseif
	tokEnd
	tokFalse
	tokFor
	tokFunction
	tokIf
	tokIn
	tokLocal
	tokNil
	tokNot
	tokOr
	tokRepeat
	tokReturn
	tokThen
	tokTrue
	tokUntil
	tokWhile
)

// kindTexts are the kinds as messages show them, from tokEOF on.
var kindTexts = [...]string{
	"<eof>", "<error>", "<name>", "<number>", "<string>", "..", "...", "==", ">=", "<=", "~=",
	"and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil", "not", "or",
	"repeat", "return", "then", "true", "until", "while",
}

func (k tokenKind) String() string {
	switch {
	case k >= tokEOF:
		return kindTexts[k-tokEOF]
	case k < ' ' || k == 0x7f:
		return fmt.Sprintf("char(%d)", int(k))
	}
	return string([]byte{byte(k)})
}

// A token is a word of the language.
type token struct {
	kind       tokenKind
	pos        Pos     // where it begins
	start, end int     // its bytes in the source
	symbol     *symbol // of a name that is not reserved
	text       string  // of a string
	number     float64 // of a number
}

// A symbol is a text that occurs in the source, held once. A text that is no name is a symbol too.
type symbol struct {
	text  string
	bound int // the variable that it names now: 1 + its place in scopes.bindings, 0 for none
}

// symbols are those of a chunk.
type symbols struct {
	of   map[string]*symbol
	room slab[symbol]
}

// empty makes ready for another chunk.
func (s *symbols) empty() {
	if s.of == nil || len(s.of) > mostKept {
		s.of = map[string]*symbol{}
	}
	clear(s.of)
	s.room.empty()
}

// near is the token as messages show it: a string with its escapes resolved, and all as C sees it, up to a zero byte.
func (t *token) near(source string) string {
	raw := source[t.start:t.end]
	switch t.kind {
	case tokName, tokNumber:
		return upToZero(raw)
	case tokString:
		n := 1
		if raw[0] == '[' {
			n = strings.IndexByte(raw[1:], '[') + 2
		}
		return upToZero(raw[:n] + t.text + raw[len(raw)-n:])
	}
	return t.kind.String()
}

func upToZero(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	return s
}
