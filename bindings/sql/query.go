package sql

// This file finds the placeholders of SQL. It knows no Lua.

import (
	"strconv"
	"strings"

	"moonloop/loop"
)

// A query is SQL as the database takes it, and what its parameters are.
type query struct {
	text  string
	names []string // of the parameters, if they have names
	count int      // of parameters
	many  bool     // there is more than one statement
}

// parse reads SQL. Placeholders are ? or $1 or :name, of one kind in a statement; ?? is a question mark. What stands in
// strings, quoted names and comments is none.
func parse(q string, d Dialect) (*query, error) {
	s := scanner{q: q, d: d, places: map[string]int{}}
	for s.at < len(q) {
		if err := s.step(); err != nil {
			return nil, err
		}
	}
	s.out.WriteString(q[s.done:])
	kind := ""
	for _, k := range []struct {
		is   bool
		name string
	}{{s.plain > 0, "?"}, {s.highest > 0, "$1"}, {len(s.names) > 0, ":name"}} {
		if k.is && kind != "" {
			return nil, loop.Errorf(loop.ValueError, "placeholders of one kind expected, got %s and %s", kind, k.name)
		}
		if k.is {
			kind = k.name
		}
	}
	return &query{s.out.String(), s.names, s.plain + s.highest + len(s.names), s.many}, nil
}

type scanner struct {
	q        string
	d        Dialect
	at, done int // how far it was read, and copied
	out      strings.Builder
	plain    int            // how many ? there were
	highest  int            // the highest $n
	names    []string       // of :name
	places   map[string]int // of the names, from 1
	ended    bool           // a statement has ended
	many     bool
}

// put replaces what stands before end by a placeholder.
func (s *scanner) put(end, number int) {
	s.out.WriteString(s.q[s.done:s.at])
	s.out.WriteByte(s.d.Placeholder)
	s.out.WriteString(strconv.Itoa(number))
	s.at, s.done = end, end
}

func (s *scanner) step() error {
	q, c := s.q, s.q[s.at]
	next := byte(0)
	if s.at+1 < len(q) {
		next = q[s.at+1]
	}
	if c == '-' && next == '-' {
		s.skip("\n")
		return nil
	}
	if c == '/' && next == '*' {
		s.comment()
		return nil
	}
	if c > ' ' {
		s.many = s.many || s.ended && c != ';'
	}
	switch {
	case c == ';':
		s.ended = true
		s.at++
	case c == '\'':
		s.quoted('\'', s.d.Dollars && s.at > 0 && (q[s.at-1]|0x20) == 'e' && (s.at == 1 || !inName(q[s.at-2])))
	case c == '"' || c == '`' && !s.d.Dollars:
		s.quoted(c, false)
	case c == '[' && s.d.Brackets:
		s.skip("]")
	case inName(c):
		for s.at < len(q) && (inName(q[s.at]) || q[s.at] == '$') {
			s.at++
		}
	case c == '?' && next == '?':
		s.out.WriteString(q[s.done:s.at])
		s.at += 2
		s.done = s.at - 1
	case c == '?' && isDigit(next), c == '$' && isDigit(next):
		return s.numbered()
	case c == '?':
		s.plain++
		s.put(s.at+1, s.plain)
	case c == '$' && s.d.Dollars:
		s.dollars()
	case c == ':' && next == ':':
		s.at += 2
	case c == ':' && inName(next) && !isDigit(next):
		end := s.at + 1
		for end < len(q) && inName(q[end]) {
			end++
		}
		name := q[s.at+1 : end]
		if s.places[name] == 0 {
			s.names = append(s.names, name)
			s.places[name] = len(s.names)
		}
		s.put(end, s.places[name])
	default:
		s.at++
	}
	return nil
}

// maxParameters is how many parameters a statement may have.
const maxParameters = 32766

// numbered is $1.
func (s *scanner) numbered() error {
	end := s.at + 1
	for end < len(s.q) && isDigit(s.q[end]) {
		end++
	}
	n, err := strconv.Atoi(s.q[s.at+1 : end])
	if err != nil || n < 1 || n > maxParameters {
		return loop.Errorf(loop.ValueError, "placeholder between $1 and $%d expected, got %s", maxParameters, s.q[s.at:end])
	}
	s.highest = max(s.highest, n)
	s.put(end, n)
	return nil
}

// skip goes behind what ends with end, or to the end.
func (s *scanner) skip(end string) {
	if n := strings.Index(s.q[s.at:], end); n >= 0 {
		s.at += n + len(end)
		return
	}
	s.at = len(s.q)
}

// quoted goes behind a string or a name in quotes.
func (s *scanner) quoted(quote byte, escapes bool) {
	for s.at++; s.at < len(s.q); s.at++ {
		switch c := s.q[s.at]; {
		case c == '\\' && escapes:
			s.at++
		case c == quote:
			s.at++
			return // a doubled quote begins another string
		}
	}
	s.at = min(s.at, len(s.q))
}

func (s *scanner) comment() {
	for depth := 0; s.at < len(s.q); {
		switch {
		case strings.HasPrefix(s.q[s.at:], "/*") && (depth == 0 || s.d.Dollars):
			depth++
			s.at += 2
		case strings.HasPrefix(s.q[s.at:], "*/"):
			s.at += 2
			if depth--; depth == 0 {
				return
			}
		default:
			s.at++
		}
	}
}

// dollars goes behind $tag$ text $tag$, or behind a dollar.
func (s *scanner) dollars() {
	end := s.at + 1
	for end < len(s.q) && inName(s.q[end]) {
		end++
	}
	if end == len(s.q) || s.q[end] != '$' {
		s.at++
		return
	}
	tag := s.q[s.at : end+1]
	s.at = end + 1
	s.skip(tag)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// inName tells whether c is part of a name that is not quoted.
func inName(c byte) bool {
	return c == '_' || isDigit(c) || (c|0x20) >= 'a' && (c|0x20) <= 'z' || c >= 0x80
}
