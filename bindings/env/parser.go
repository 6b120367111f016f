package env

// This file reads the form of .env files. It knows no Lua.

import (
	"errors"
	"strings"
)

// A variable is a line of a file.
type variable struct{ name, value string }

// A parser goes through a text. Its messages never show values: these may be passwords.
type parser struct {
	text   string // what is left
	line   int
	lookup func(name string) (value string, ok bool)
	max    int // how long all values together may be: names in values can make much of little
}

// next is the next variable, nil at the end.
func (p *parser) next() (*variable, error) {
	p.blank()
	if p.text == "" {
		return nil, nil
	}
	if rest, ok := strings.CutPrefix(p.text, "export"); ok && rest != "" && (rest[0] == ' ' || rest[0] == '\t') {
		p.text = strings.TrimLeft(rest, " \t")
	}
	name := p.name()
	if name == "" {
		return nil, errors.New("name of a variable expected")
	}
	p.text = strings.TrimLeft(p.text, " \t")
	rest, ok := strings.CutPrefix(p.text, "=")
	if !ok {
		return nil, errors.New("'=' expected after the name " + name)
	}
	p.text = strings.TrimLeft(rest, " \t")
	value, err := p.value()
	if err != nil {
		return nil, err
	}
	if p.max -= len(value); p.max < 0 {
		return nil, errors.New("the values are too long")
	}
	return &variable{name, value}, nil
}

// blank passes over empty lines and comments.
func (p *parser) blank() {
	for p.text != "" {
		switch p.text[0] {
		case '\n':
			p.line++
			fallthrough
		case ' ', '\t', '\r':
			p.text = p.text[1:]
		case '#':
			p.skipLine()
		default:
			return
		}
	}
}

// skipLine goes to the end of the line.
func (p *parser) skipLine() {
	end := strings.IndexByte(p.text, '\n')
	if end < 0 {
		end = len(p.text)
	}
	p.text = p.text[end:]
}

// name takes a name off the text, "" if there is none.
func (p *parser) name() string {
	end := 0
	for end < len(p.text) && inName(p.text[end], end > 0) {
		end++
	}
	name := p.text[:end]
	p.text = p.text[end:]
	return name
}

func inName(c byte, later bool) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || later && (c >= '0' && c <= '9' || c == '.' || c == '-')
}

// value takes a value and the rest of its line off the text.
func (p *parser) value() (string, error) {
	if p.text == "" || p.text[0] != '"' && p.text[0] != '\'' {
		return p.bare()
	}
	quote := p.text[0]
	p.text = p.text[1:]
	value, err := "", error(nil)
	if quote == '"' {
		value, err = p.double()
	} else if end := strings.IndexByte(p.text, '\''); end >= 0 {
		value, p.text = p.text[:end], p.text[end+1:]
		p.line += strings.Count(value, "\n")
	} else {
		err = errUnclosed
	}
	if err != nil {
		return "", err
	}
	p.text = strings.TrimLeft(p.text, " \t\r")
	if p.text != "" && p.text[0] != '\n' && p.text[0] != '#' {
		return "", errors.New("end of the line or a comment expected after the closing quote")
	}
	p.skipLine()
	return value, nil
}

var errUnclosed = errors.New("the quote is not closed")

// bare is a value without quotes: up to the end of the line, or to a comment after a space.
func (p *parser) bare() (string, error) {
	end := strings.IndexByte(p.text, '\n')
	if end < 0 {
		end = len(p.text)
	}
	line := p.text[:end]
	p.text = p.text[end:]
	if strings.HasPrefix(line, "#") {
		line = ""
	}
	for i := 1; i < len(line); i++ {
		if line[i] == '#' && (line[i-1] == ' ' || line[i-1] == '\t') {
			line = line[:i]
			break
		}
	}
	return p.expand(strings.TrimRight(line, " \t\r"), plain)
}

// double is a value in double quotes, up to its closing quote: it has escapes, names and line ends.
func (p *parser) double() (string, error) {
	for i := 0; i < len(p.text); i++ {
		switch p.text[i] {
		case '\\':
			i++
		case '"':
			inside := p.text[:i]
			p.text = p.text[i+1:]
			value, err := p.expand(inside, escapes)
			p.line += strings.Count(inside, "\n")
			return value, err
		}
	}
	return "", errUnclosed
}

// escapes are what a backslash and a letter stand for. Before another character it stands for itself.
var escapes = map[byte]string{'n': "\n", 'r': "\r", 't': "\t", '\\': "\\", '"': "\"", '$': "$"}

// plain are the escapes of values without quotes, where a backslash is part of a path.
var plain = map[byte]string{'$': "$"}

// expand fills in escapes and names: $NAME, ${NAME}, ${NAME:-what it is if it is unset or empty}.
func (p *parser) expand(s string, escapes map[byte]string) (string, error) {
	var out strings.Builder
	for {
		i := strings.IndexAny(s, "\\$")
		if i < 0 || i+1 == len(s) {
			out.WriteString(s)
			return out.String(), nil
		}
		out.WriteString(s[:i])
		special, c := s[i], s[i+1]
		s = s[i+1:]
		if special == '\\' {
			text, ok := escapes[c]
			if !ok {
				text = "\\" + s[:1]
			}
			out.WriteString(text)
			s = s[1:]
			continue
		}
		value, rest, err := p.reference(s)
		if err != nil {
			return "", err
		}
		if out.WriteString(value); out.Len() > p.max {
			return "", errors.New("the values are too long")
		}
		s = rest
	}
}

// reference reads what comes after a dollar, and gives what it stands for.
func (p *parser) reference(s string) (value, rest string, err error) {
	inner := parser{text: strings.TrimPrefix(s, "{")}
	braces := len(inner.text) < len(s)
	name := inner.name()
	if !braces {
		name = strings.TrimRight(name, ".-") // a sentence may end after it
	}
	switch {
	case name == "" && braces:
		return "", "", errors.New("name expected after '${'")
	case name == "":
		return "$", s, nil
	}
	value, _ = p.lookup(name)
	if !braces {
		return value, s[len(name):], nil
	}
	instead, rest, ok := strings.Cut(inner.text, "}")
	if !ok {
		return "", "", errors.New("'}' expected after '${" + name + "'")
	}
	if instead != "" {
		def, ok := strings.CutPrefix(instead, ":-")
		if !ok {
			return "", "", errors.New("'}' or ':-' expected after '${" + name + "'")
		}
		if value == "" {
			value = def
		}
	}
	return value, rest, nil
}
