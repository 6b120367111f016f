package repl

// This file reads the text of an input into tokens, complete or not: for colours, brackets and completion.

import "slices"

// A tokenKind is what a token is.
type tokenKind uint8

const (
	tokenName tokenKind = iota
	tokenKeyword
	tokenNumber
	tokenString
	tokenComment
	tokenMark // a sign of punctuation or an operator
)

// A token is a piece of Lua, the runes from..to of the text.
type token struct {
	kind     tokenKind
	from, to int
	text     string
	open     bool // a string or comment whose end is not there
}

// is tells whether the token is a keyword or mark.
func (t token) is(text string) bool {
	return t.text == text && (t.kind == tokenKeyword || t.kind == tokenMark)
}

// tokens are the tokens of text.
func tokens(text []rune) []token {
	var all []token
	for i := 0; i < len(text); {
		if r := text[i]; r == ' ' || r == '\t' || r == '\n' || r == '\r' {
			i++
			continue
		}
		t := nextToken(text, i)
		t.text = string(text[t.from:t.to])
		if t.kind == tokenName && slices.Contains(keywords, t.text) {
			t.kind = tokenKeyword
		}
		all = append(all, t)
		i = t.to
	}
	return all
}

// nextToken is the token that begins at from, without its text.
func nextToken(text []rune, from int) token {
	at := func(i int) rune {
		if i < len(text) {
			return text[i]
		}
		return 0
	}
	t := token{kind: tokenMark, from: from, to: from + 1}
	switch r := text[from]; {
	case r == '-' && at(from+1) == '-':
		t.kind = tokenComment
		if level, ok := longBracket(text, from+2); ok {
			t.to, t.open = longEnd(text, from+4+level, level)
			return t
		}
		for t.to < len(text) && text[t.to] != '\n' {
			t.to++
		}
		t.open = t.to == len(text)
	case r == '"' || r == '\'':
		t.kind = tokenString
		t.to, t.open = stringEnd(text, from)
	case r == '[':
		if level, ok := longBracket(text, from); ok {
			t.kind = tokenString
			t.to, t.open = longEnd(text, from+2+level, level)
		}
	case isDigit(r) || r == '.' && isDigit(at(from+1)):
		t.kind = tokenNumber
		for t.to < len(text) && (wordRune(text[t.to]) || text[t.to] == '.' || isExponentSign(text, t.to)) {
			t.to++
		}
	case wordRune(r):
		t.kind = tokenName
		for t.to < len(text) && wordRune(text[t.to]) {
			t.to++
		}
	case r == '.':
		for t.to < len(text) && t.to < from+3 && text[t.to] == '.' {
			t.to++
		}
	case at(from+1) == '=' && (r == '=' || r == '~' || r == '<' || r == '>'), r == ':' && at(from+1) == ':':
		t.to++
	}
	return t
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isExponentSign(text []rune, i int) bool {
	return (text[i] == '+' || text[i] == '-') && (text[i-1] == 'e' || text[i-1] == 'E')
}

// longBracket is the level of the long bracket that begins at i: [[ has 0, [=[ has 1.
func longBracket(text []rune, i int) (level int, ok bool) {
	if i >= len(text) || text[i] != '[' {
		return 0, false
	}
	for i++; i < len(text) && text[i] == '='; i++ {
		level++
	}
	return level, i < len(text) && text[i] == '['
}

// longEnd is the place after the long bracket that ends what begins at i.
func longEnd(text []rune, i, level int) (end int, open bool) {
	closing := []rune{']'}
	for range level {
		closing = append(closing, '=')
	}
	closing = append(closing, ']')
	for ; i+len(closing) <= len(text); i++ {
		if slices.Equal(text[i:i+len(closing)], closing) {
			return i + len(closing), false
		}
	}
	return len(text), true
}

// stringEnd is the place after the string that begins at from. A line break ends one that is not closed.
func stringEnd(text []rune, from int) (end int, open bool) {
	for i := from + 1; i < len(text); i++ {
		switch text[i] {
		case text[from]:
			return i + 1, false
		case '\\':
			i++
		case '\n':
			return i, false
		}
	}
	return len(text), true
}

// match is where the brackets are of which the cursor at pos stands on one, or else after one; ok is false where it does not,
// or the other is missing.
func match(all []token, pos int) (one, other int, ok bool) {
	at := slices.IndexFunc(all, func(t token) bool { return t.from == pos && bracket(t) != 0 })
	if at < 0 {
		at = slices.IndexFunc(all, func(t token) bool { return t.to == pos && bracket(t) != 0 })
	}
	if at < 0 {
		return 0, 0, false
	}
	step := bracket(all[at])
	depth := 0
	for i := at; i >= 0 && i < len(all); i += step {
		depth += bracket(all[i])
		if depth == 0 {
			return all[at].from, all[i].from, pairs[all[at].text] == all[i].text
		}
	}
	return 0, 0, false
}

var pairs = map[string]string{"(": ")", "[": "]", "{": "}", ")": "(", "]": "[", "}": "{"}

// bracket is 1 for one that opens, -1 for one that closes, 0 for what is none.
func bracket(t token) int {
	switch {
	case t.kind != tokenMark:
		return 0
	case t.text == "(" || t.text == "[" || t.text == "{":
		return 1
	case t.text == ")" || t.text == "]" || t.text == "}":
		return -1
	}
	return 0
}

// styles are the looks of the runes of text, of an input that is edited at pos; -1: of one that is there to be read.
func styles(text []rune, pos int) []style {
	looks := make([]style, len(text))
	all := tokens(text)
	for _, t := range all {
		look := t.style()
		for i := t.from; i < t.to; i++ {
			looks[i] = look
		}
	}
	if one, other, ok := match(all, pos); ok {
		looks[one], looks[other] = matching, matching
	}
	return looks
}

func (t token) style() style {
	switch t.kind {
	case tokenKeyword:
		if t.text == "nil" || t.text == "true" || t.text == "false" {
			return constant
		}
		return keyword
	case tokenNumber:
		return number
	case tokenString:
		return str
	case tokenComment:
		return faint
	}
	return plain
}
