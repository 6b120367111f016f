package check

// This file judges global variables: set by accident, or nowhere.

import (
	"fmt"
	"slices"
	"strings"

	"moonloop/vm/internal/compile"
	"moonloop/vm/nearest"
)

// globals reports those that are set by accident, and those that are nowhere set.
func (c *checker) globals(chunk *compile.Function) {
	var names []string
	for _, x := range c.facts.order {
		names = append(names, x.Name)
	}
	given := c.given()
	strange := 0 // a program that reads many is given them by what runs it
	for _, g := range c.facts.globals {
		if len(g.writes) == 0 && !g.tested && !slices.Contains(c.known.Globals, g.name) && !slices.Contains(given, g.name) {
			strange++
		}
	}
	closed := !c.facts.foreign && strange <= 3
	for _, g := range c.facts.globals {
		switch {
		case strings.HasPrefix(g.name, "("), slices.Contains(c.known.Globals, g.name), c.facts.dynamic:
		case len(g.writes) > 0:
			c.accident(g, chunk, names)
		case !g.tested && !slices.Contains(given, g.name):
			c.nowhere(g, names, closed)
		}
	}
}

// accident reports a global that one function uses for itself, or that is set and never read, under a name much like that
// of a variable.
func (c *checker) accident(g *global, chunk *compile.Function, names []string) {
	if g.tested {
		return
	}
	first := g.writes[0]
	if len(g.reads) == 0 {
		if best := nearest.Within(g.name, names, min(nearest.Tolerance(g.name), 1)); best != "" && len(g.name) > 3 {
			c.report(first.pos, "accidental-global", "did you mean '"+best+"'?", "global '%s' is set and never read", g.name)
		} else if first.in != chunk && !c.facts.foreign && !slices.ContainsFunc(g.writes, func(u use) bool { return u.in != first.in }) {
			c.report(first.pos, "accidental-global", "local "+g.name, "global '%s' is set and never read", g.name)
		}
		return
	}
	within := func(u use) bool {
		for in := u.in; in != nil; in = c.facts.outer[in] {
			if in == first.in {
				return true
			}
		}
		return false
	}
	if first.in == chunk || first.in == nil {
		return
	}
	for _, u := range append(slices.Clone(g.reads), g.writes...) {
		if !within(u) {
			return
		}
	}
	if g.reads[0].pos.Line < first.pos.Line {
		return // it is read first: it keeps something from call to call
	}
	c.report(first.pos, "accidental-global", "local "+g.name, "global '%s' is used in one function only", g.name)
}

// nowhere reports a global that is nowhere set, if nothing else can set it, or if it is much like one that there is.
func (c *checker) nowhere(g *global, names []string, closed bool) {
	at := g.reads[0].pos
	known := c.known.Globals
	if closed {
		known = append(slices.Clone(names), known...)
	}
	best := ""
	if len(g.name) > 3 {
		best = nearest.Within(g.name, known, min(nearest.Tolerance(g.name), 1+len(g.name)/8))
	}
	switch {
	case slices.Contains(laterGlobals, g.name):
	case best != "" && (closed || best[0] == g.name[0]):
		c.report(at, "unknown-name", "did you mean '"+best+"'?", "global '%s' is nowhere set", g.name)
	case closed:
		hint := ""
		if c.known.Members[g.name] != nil && !libraries[g.name] {
			hint = fmt.Sprintf("local %s = require \"moonloop.%s\"", g.name, g.name)
		}
		c.report(at, "unknown-name", hint, "global '%s' is nowhere set", g.name)
	}
}

// given are the globals that a file of tests has from the tool that runs it: busted, or `moonloop test`.
func (c *checker) given() []string {
	for _, g := range c.facts.globals {
		if (g.name == "describe" || g.name == "it") && len(g.reads) > 0 && len(g.writes) == 0 {
			return bustedGlobals
		}
	}
	return nil
}

// bustedGlobals are what busted gives its specs.
var bustedGlobals = strings.Fields(`describe context insulate expose it spec test pending before_each after_each setup teardown
	lazy_setup lazy_teardown strict_setup strict_teardown randomize finally spy stub mock match`)

// laterGlobals are those of other versions of Lua.
var laterGlobals = []string{"utf8", "bit32", "bit", "jit", "warn", "rawlen", "ffi", "loadin", "collectgarbage"}
