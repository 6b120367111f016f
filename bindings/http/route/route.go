// Package route finds what answers a request: patterns of paths, of which the most specific one that fits wins, in
// whatever order they were added. It knows of no server and no scripting language.
//
// A pattern is segments between slashes: text, {name} for one segment that is not empty, or at the end {name...} for all
// that is left. Segment by segment from the left, text goes before {name}, and {name} before {name...}.
//
// Paths are divided as they were sent and decoded afterwards: %2F never makes a segment more.
package route

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// ErrEscape is the error of a path with a % that two hexadecimal digits do not follow.
var ErrEscape = errors.New("a path with a wrong escape")

// A Table has the routes of an application. The zero Table is empty and ready. It may be read by several goroutines
// while nobody adds to it.
type Table[T any] struct {
	root  node[T]
	exact map[string]*node[T] // the patterns that are text only, which no other is more specific than
}

// A node is what begins alike in several patterns.
type node[T any] struct {
	text   map[string]*node[T]
	one    *node[T]
	rest   *node[T]
	routes []*Route[T] // in the order they were added, a method each
}

// A Route is a pattern with a method and what was added for it.
type Route[T any] struct {
	Method  string
	Pattern string
	Names   []string // of the segments in braces
	Value   T
}

// A Match is what Find has found.
type Match[T any] struct {
	Route  *Route[T] // nil: none
	Values []string  // of Route.Names, decoded
	// Allow has the methods that there are routes with for the path, when none is for the method. It is sorted.
	Allow []string
}

// Add adds a route. The error is about the pattern: it is wrong, or there is one like it.
func (t *Table[T]) Add(method, pattern string, value T) error {
	if !strings.HasPrefix(pattern, "/") {
		return fmt.Errorf("path '%s': it must begin with /", pattern)
	}
	r := &Route[T]{Method: method, Pattern: pattern, Value: value}
	n := &t.root
	for left, more := pattern[1:], true; more; {
		var segment string
		segment, left, more = strings.Cut(left, "/")
		name, braces := cutBraces(segment)
		switch {
		case !braces && strings.ContainsAny(segment, "{}"):
			return fmt.Errorf("path '%s': '%s' is neither text nor a name in braces", pattern, segment)
		case !braces:
			n = n.child(segment)
			continue
		}
		name, all := strings.CutSuffix(name, "...")
		switch {
		case name == "" || strings.ContainsAny(name, "{}."):
			return fmt.Errorf("path '%s': '%s' names nothing", pattern, segment)
		case all && more:
			return fmt.Errorf("path '%s': '%s' must be the last segment", pattern, segment)
		case slices.Contains(r.Names, name):
			return fmt.Errorf("path '%s': two segments are named '%s'", pattern, name)
		}
		r.Names = append(r.Names, name)
		n = n.braces(all)
	}
	if other := n.route(method); other != nil {
		return fmt.Errorf("path '%s': there is a route for %s %s already", pattern, method, other.Pattern)
	}
	n.routes = append(n.routes, r)
	if len(r.Names) == 0 {
		if t.exact == nil {
			t.exact = map[string]*node[T]{}
		}
		t.exact[pattern] = n
	}
	return nil
}

func cutBraces(segment string) (name string, ok bool) {
	if len(segment) < 2 || segment[0] != '{' || segment[len(segment)-1] != '}' {
		return "", false
	}
	return segment[1 : len(segment)-1], true
}

func (n *node[T]) child(text string) *node[T] {
	if n.text == nil {
		n.text = map[string]*node[T]{}
	}
	if n.text[text] == nil {
		n.text[text] = &node[T]{}
	}
	return n.text[text]
}

func (n *node[T]) braces(all bool) *node[T] {
	where := &n.one
	if all {
		where = &n.rest
	}
	if *where == nil {
		*where = &node[T]{}
	}
	return *where
}

// route is the route of a node for a method; that of GET serves HEAD too.
func (n *node[T]) route(method string) *Route[T] {
	for _, r := range n.routes {
		if r.Method == method {
			return r
		}
	}
	return nil
}

func (n *node[T]) serving(method string) *Route[T] {
	r := n.route(method)
	if r == nil && method == "HEAD" {
		r = n.route("GET")
	}
	return r
}

// All are the routes, in no order that means anything.
func (t *Table[T]) All() iter.Seq[*Route[T]] {
	return func(yield func(*Route[T]) bool) { t.root.all(yield) }
}

func (n *node[T]) all(yield func(*Route[T]) bool) bool {
	for _, r := range n.routes {
		if !yield(r) {
			return false
		}
	}
	for _, child := range n.text {
		if !child.all(yield) {
			return false
		}
	}
	return (n.one == nil || n.one.all(yield)) && (n.rest == nil || n.rest.all(yield))
}

// Find looks for the route of a path as it was sent, without the query. The error is ErrEscape.
func (t *Table[T]) Find(method, path string) (Match[T], error) {
	if n := t.exact[path]; n != nil {
		if r := n.serving(method); r != nil {
			return Match[T]{Route: r}, nil
		}
	}
	if !strings.HasPrefix(path, "/") {
		return Match[T]{}, nil
	}
	s := search[T]{method: method}
	s.walk(&t.root, path[1:], true)
	if s.bad {
		return Match[T]{}, ErrEscape
	}
	if s.found == nil {
		slices.Sort(s.allow)
		s.allow = slices.Compact(s.allow)
		return Match[T]{Allow: s.allow}, nil
	}
	return Match[T]{Route: s.found, Values: s.values}, nil
}

// A search is a call of Find. It visits each node once at most: what a path costs is bounded by the number of patterns.
type search[T any] struct {
	method string
	values []string
	found  *Route[T]
	allow  []string
	bad    bool
}

// walk looks below n for what is left of the path; more is false when nothing is, not even an empty segment.
func (s *search[T]) walk(n *node[T], left string, more bool) bool {
	if !more {
		return s.take(n)
	}
	segment, after, further := strings.Cut(left, "/")
	text, err := Unescape(segment)
	if err != nil {
		s.bad = true
		return false
	}
	if next := n.text[text]; next != nil && s.walk(next, after, further) {
		return true
	}
	if n.one != nil && text != "" && s.with(text, func() bool { return s.walk(n.one, after, further) }) {
		return true
	}
	if n.rest == nil || s.bad {
		return false
	}
	rest, err := Unescape(left)
	if err != nil {
		s.bad = true
		return false
	}
	return s.with(rest, func() bool { return s.take(n.rest) })
}

// with does what has value among the values, and keeps it there if that finds a route.
func (s *search[T]) with(value string, do func() bool) bool {
	n := len(s.values)
	s.values = append(s.values, value)
	if do() {
		return true
	}
	s.values = s.values[:n]
	return false
}

// take ends the search if n has a route for the method.
func (s *search[T]) take(n *node[T]) bool {
	if s.found = n.serving(s.method); s.found != nil {
		return true
	}
	for _, r := range n.routes {
		s.allow = append(s.allow, r.Method)
		if r.Method == "GET" {
			s.allow = append(s.allow, "HEAD")
		}
	}
	return false
}

// Unescape decodes %41. The error is ErrEscape.
func Unescape(s string) (string, error) {
	if strings.IndexByte(s, '%') < 0 {
		return s, nil
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b.WriteByte(s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", ErrEscape
		}
		high, low := digit(s[i+1]), digit(s[i+2])
		if high < 0 || low < 0 {
			return "", ErrEscape
		}
		b.WriteByte(byte(high<<4 | low))
		i += 2
	}
	return b.String(), nil
}

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
