package compile

// This file turns bytes into tokens.

import (
	"math"
	"strings"
)

// A lexer reads tokens, one after the other. A copy of it reads ahead and leaves it where it is.
type lexer struct {
	source    string
	at        int   // the next byte
	line      int32 // of the next byte
	lineStart int   // where that line begins
	buffer    []byte
	symbols   *symbols // shared with copies
	work      int      // done since it was reported
	err       *SyntaxError
}

// scan returns the next token. When that is a tokError, err tells why.
func (lx *lexer) scan() token {
	from := lx.at
	t := lx.token()
	t.end = lx.at
	lx.work += 1 + (lx.at-from)/64
	if lx.err != nil {
		t.kind = tokError
	}
	return t
}

// peek is the next byte, or -1 at the end of the source.
func (lx *lexer) peek() int {
	if lx.at < len(lx.source) {
		return int(lx.source[lx.at])
	}
	return -1
}

func (lx *lexer) token() token {
	for {
		t := token{start: lx.at, pos: Pos{lx.line, int32(lx.at - lx.lineStart + 1)}}
		if lx.at >= len(lx.source) {
			t.kind = tokEOF
			return t
		}
		c := lx.source[lx.at]
		switch c {
		case '\n', '\r':
			lx.newline()
			continue
		case ' ', '\t', '\v', '\f':
			lx.at++
			continue
		case '-':
			if strings.HasPrefix(lx.source[lx.at:], "--") {
				lx.at += 2
				lx.comment(&t)
				if lx.err != nil {
					return t
				}
				continue
			}
		case '[':
			switch level := lx.bracket(); {
			case level >= 0:
				lx.longString(&t, level, unfinishedString)
				return t
			case level < -1:
				lx.fail(&t, "invalid long string delimiter", lx.source[t.start:lx.at])
				return t
			}
			lx.at = t.start
		case '=':
			return lx.orEqual(t, tokEq)
		case '<':
			return lx.orEqual(t, tokLe)
		case '>':
			return lx.orEqual(t, tokGe)
		case '~':
			return lx.orEqual(t, tokNe)
		case '"', '\'':
			lx.shortString(&t)
			return t
		case '.':
			return lx.dots(t)
		}
		switch {
		case isDigit(c):
			lx.number(&t)
		case isNameByte(c):
			lx.name(&t)
		default:
			lx.at++
			t.kind = tokenKind(c)
		}
		return t
	}
}

// newline skips a line break of one or two bytes.
func (lx *lexer) newline() {
	c := lx.source[lx.at]
	lx.at++
	if lx.at < len(lx.source) {
		if d := lx.source[lx.at]; (d == '\n' || d == '\r') && d != c {
			lx.at++
		}
	}
	lx.line++
	lx.lineStart = lx.at
	if lx.line >= math.MaxInt32-2 {
		lx.err = &SyntaxError{Line: int(lx.line), Message: "chunk has too many lines"}
	}
}

func (lx *lexer) orEqual(t token, equal tokenKind) token {
	t.kind = tokenKind(lx.source[lx.at])
	lx.at++
	if lx.peek() == '=' {
		lx.at++
		t.kind = equal
	}
	return t
}

// accept skips a byte of set. PUC looks for it with strchr, which finds a zero byte in any set.
func (lx *lexer) accept(set string) bool {
	if c := lx.peek(); c == 0 || c > 0 && strings.IndexByte(set, byte(c)) >= 0 {
		lx.at++
		return true
	}
	return false
}

// dots reads what begins with a dot.
func (lx *lexer) dots(t token) token {
	lx.at++
	if lx.accept(".") {
		t.kind = tokConcat
		if lx.accept(".") {
			t.kind = tokDots
		}
		return t
	}
	if c := lx.peek(); c >= '0' && c <= '9' {
		lx.number(&t)
		return t
	}
	t.kind = '.'
	return t
}

func (lx *lexer) name(t *token) {
	for lx.at < len(lx.source) && isNameByte(lx.source[lx.at]) {
		lx.at++
	}
	text := lx.source[t.start:lx.at]
	if t.kind = reserved(text); t.kind == tokName {
		t.symbol = lx.intern(text)
	}
}

// intern returns the symbol for a text. Symbols do not hold on to the source.
func (lx *lexer) intern(text string) *symbol {
	s, ok := lx.symbols.of[text]
	if !ok {
		s = lx.symbols.room.take()
		s.text = kept(text)
		lx.symbols.of[s.text] = s
	}
	return s
}

// kept is a copy of text. Names of metamethods are the same for all chunks and the runtime, by which fields are found
// sooner.
func kept(text string) string {
	if strings.HasPrefix(text, "__") {
		for _, event := range events {
			if event == text {
				return event
			}
		}
	}
	return strings.Clone(text)
}

var events = [...]string{"__index", "__newindex", "__call", "__eq", "__lt", "__le", "__add", "__sub", "__mul", "__div", "__mod", "__pow", "__unm", "__len", "__concat", "__tostring", "__metatable", "__mode", "__name"}

// reserved is the kind of a word: tokName for those that are not reserved.
func reserved(word string) tokenKind {
	switch word {
	case "and":
		return tokAnd
	case "break":
		return tokBreak
	case "do":
		return tokDo
	case "else":
		return tokElse
	case "elseif":
		return tokElseif
	case "end":
		return tokEnd
	case "false":
		return tokFalse
	case "for":
		return tokFor
	case "function":
		return tokFunction
	case "if":
		return tokIf
	case "in":
		return tokIn
	case "local":
		return tokLocal
	case "nil":
		return tokNil
	case "not":
		return tokNot
	case "or":
		return tokOr
	case "repeat":
		return tokRepeat
	case "return":
		return tokReturn
	case "then":
		return tokThen
	case "true":
		return tokTrue
	case "until":
		return tokUntil
	case "while":
		return tokWhile
	}
	return tokName
}

// fail makes of t an error. near is shown as the offending token unless it is "".
func (lx *lexer) fail(t *token, message, near string) {
	t.kind = tokError
	if near != "" {
		message += " near '" + upToZero(near) + "'"
	}
	lx.err = &SyntaxError{Line: int(lx.line), Message: message}
	if t.pos.Line == lx.line {
		lx.err.Column = int(t.pos.Col)
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isNameByte tells whether c can be in a name.
func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '_'
}
