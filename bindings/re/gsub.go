package re

// This file is gsub.

import (
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A substitution is a call of gsub under way.
type substitution struct {
	use
	q     *search
	out   []byte
	end   int // of the text that is in out already
	count int // of matches
	left  int // how many more matches may be replaced
}

// gsub is gsub(s, pattern, repl, [n]): repl is a string in which %0 to %9 are captures, a table that is asked for the
// first capture, or a function that is called with the captures and may await. Where these give false or nil, the text
// stays.
func gsub(u use) int {
	g := &substitution{use: u, q: u.search(0), left: u.Integer(u.next+1, len(u.s)+1)}
	switch repl := u.Arg(u.next).(type) {
	case lua.LString:
		return g.all(func(loc []int) { g.expand(string(repl), loc) })
	case lua.LNumber:
		return g.all(func([]int) { g.add(repl.String()) })
	case *lua.LTable:
		return g.all(func(loc []int) {
			var value lua.LValue = lua.LNil
			if key := captures(g.s, loc)[0]; key != lua.LNil {
				value = u.L.GetTable(repl, key)
			}
			g.replace(value, loc)
		})
	}
	if !native.IsCallable(u.RT, u.Arg(u.next)) {
		u.Fail(u.next, "string, table or function expected, got %s", u.TypeName(u.next))
	}
	return u.RT.Perform(u.L, g.call(u.Function(u.next)))
}

// all replaces without the script's help.
func (g *substitution) all(replace func(loc []int)) int {
	for loc := g.match(); loc != nil; loc = g.match() {
		replace(loc)
	}
	return g.PushAll(g.result())
}

// call replaces by what a function returns, from the next match on.
func (g *substitution) call(fn *lua.LFunction) vm.Step {
	loc := g.match()
	if loc == nil {
		return vm.Return(g.result()...)
	}
	return vm.Call(fn, captures(g.s, loc), func(vals []lua.LValue, err error) vm.Step {
		if err != nil {
			return vm.Raise(err)
		}
		g.replace(append(vals, lua.LNil)[0], loc)
		return g.call(fn)
	})
}

// match goes on to the next match, nil if there is none or no more are to be replaced.
func (g *substitution) match() []int {
	if g.left <= 0 {
		return nil
	}
	loc := g.q.next()
	if loc == nil {
		return nil
	}
	g.left--
	g.count++
	g.add(g.s[g.end:loc[0]])
	g.end = loc[1]
	return loc
}

// result is what gsub returns.
func (g *substitution) result() []lua.LValue {
	g.add(g.s[g.end:])
	return []lua.LValue{lua.LString(g.out), lua.LNumber(g.count)}
}

// add appends to the result, as far as the host allows.
func (g *substitution) add(s string) {
	if g.m.maxString > 0 && len(g.out)+len(s) > g.m.maxString {
		g.Raise(loop.Errorf(loop.ValueError, "%s: resulting string too large", g.Name))
	}
	g.RT.Reserve(len(s))
	g.out = append(g.out, s...)
}

// replace appends what a table or a function has given for a match.
func (g *substitution) replace(value lua.LValue, loc []int) {
	if text, ok := vm.TextOf(value); ok {
		g.add(text)
		return
	}
	if lua.LVAsBool(value) {
		g.Fail(g.next, "string, number, false or nil expected as replacement, got %s", native.TypeName(value))
	}
	g.add(g.s[loc[0]:loc[1]])
}

// expand appends a replacement string, its captures filled in. %1 is the whole match where the pattern has no captures.
func (g *substitution) expand(repl string, loc []int) {
	for {
		i := strings.IndexByte(repl, '%')
		if i < 0 {
			g.add(repl)
			return
		}
		g.add(repl[:i])
		if i+1 == len(repl) {
			g.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: '%%' at the end of the replacement", g.Name, g.next))
		}
		escaped := repl[i+1 : i+2]
		repl = repl[i+2:]
		n := int(escaped[0]) - '0'
		switch {
		case n < 0 || n > 9:
			g.add(escaped)
		case n == 1 && len(loc) == 2:
			g.add(g.s[loc[0]:loc[1]])
		case 2*n >= len(loc):
			g.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: no capture %%%d in the pattern", g.Name, g.next, n))
		case loc[2*n] >= 0:
			g.add(g.s[loc[2*n]:loc[2*n+1]])
		}
	}
}
