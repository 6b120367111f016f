package stdlib

// This file is the part of the string module that works with patterns.

import (
	"strings"

	"moonloop/bindings/stdlib/pattern"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A matcher asks whether it may go on, in the name of the function that runs on L.
type matcher struct {
	pattern.Matcher
	L *lua.LState
}

// newMatcher makes a matcher, for which pattern's functions set what it matches.
func (m *Modules) newMatcher(L *lua.LState) *matcher {
	pm := &matcher{L: L}
	pm.Budget = func() error { return m.interrupt(pm.L) }
	return pm
}

// matcher returns a matcher of a pattern, which done ends the use of.
func (m *Modules) matcher(L *lua.LState, s, pat string) *matcher {
	pm := m.idleMatcher
	if pm == nil {
		pm = m.newMatcher(L)
	}
	m.idleMatcher, pm.L = nil, L
	pm.Reset(s, pat)
	return pm
}

func (m *Modules) done(pm *matcher) {
	pm.Reset("", "")
	pm.L, m.idleMatcher = nil, pm
}

// string.find(s, pattern [, init [, plain]]) -> first, last, capture... | nil
func (m *Modules) strFind(L *lua.LState) int { return m.findOrMatch(L, true) }

// string.match(s, pattern [, init]) -> capture... | nil
func (m *Modules) strMatch(L *lua.LState) int { return m.findOrMatch(L, false) }

func (m *Modules) findOrMatch(L *lua.LState, find bool) int {
	a := argsOf(L)
	s, pat := a.String(1), a.String(2)
	init := int(min(max(position(a.OptInteger(3, 1), len(s))-1, 0), int64(len(s))))
	if find && (lua.LVAsBool(L.Get(4)) || pattern.IsPlain(pat)) {
		at := strings.Index(s[init:], pat)
		if at < 0 {
			L.Push(lua.LNil)
			return 1
		}
		L.Push(lua.LNumber(init + at + 1))
		L.Push(lua.LNumber(init + at + len(pat)))
		return 2
	}
	pm := m.matcher(L, s, pat)
	start, end, ok, err := pm.Find(init)
	switch {
	case err != nil:
		raise(L, "%s", err)
	case !ok:
		m.done(pm)
		L.Push(lua.LNil)
		return 1
	}
	n, whole := 0, s[start:end]
	if find {
		L.Push(lua.LNumber(start + 1))
		L.Push(lua.LNumber(end))
		n, whole = 2, ""
	}
	n += pushCaptures(L, &pm.Matcher, whole, !find)
	m.done(pm)
	return n
}

// captured returns capture i as a Lua value.
func captured(L *lua.LState, pm *pattern.Matcher, i int) lua.LValue {
	if err := pm.Check(i); err != nil {
		raise(L, "%s", err)
	}
	if pos, ok := pm.Position(i); ok {
		return lua.LNumber(pos)
	}
	return part(pm.Text(i), pm.Subject())
}

// pushCaptures pushes all captures; whole stands in where there are none, if
// orWhole.
func pushCaptures(L *lua.LState, pm *pattern.Matcher, whole string, orWhole bool) int {
	n := pm.Captures()
	if n == 0 && orWhole {
		L.Push(part(whole, pm.Subject()))
		return 1
	}
	for i := range n {
		L.Push(captured(L, pm, i))
	}
	return n
}

// matcherSize is about how many bytes the state of a gmatch takes.
const matcherSize = 900

// string.gmatch(s, pattern) -> iterator of capture...
//
// As in Lua 5.1 a '^' at the beginning of the pattern is no anchor.
func (m *Modules) strGmatch(L *lua.LState) int {
	a := argsOf(L)
	s, pat := a.String(1), a.String(2)
	pm, from := m.newMatcher(nil), 0
	pm.ResetUnanchored(s, pat)
	if m.opts.Charge != nil {
		m.opts.Charge(matcherSize)
	}
	L.Push(L.NewClosure(func(L *lua.LState) int {
		pm.L = L
		start, end, ok, err := pm.Find(from)
		pm.L = nil
		if err != nil {
			raise(L, "%s", err)
		}
		if !ok {
			return 0
		}
		if from = end; start == end {
			from++
		}
		return pushCaptures(L, &pm.Matcher, s[start:end], true)
	}, lua.LString(s), lua.LString(pat))) // the upvalues show what it keeps alive
	return 1
}

// string.gsub(s, pattern, repl [, n]) -> s, count
//
// repl is a string, a table or a function; the function may call anything.
func (m *Modules) strGsub(L *lua.LState) int {
	a := argsOf(L)
	s, pat := a.String(1), a.String(2)
	left := a.OptInt(4, len(s)+1)
	switch L.Get(3).(type) {
	case lua.LString, lua.LNumber, *lua.LTable, *lua.LFunction:
	default:
		a.Fail(3, "string/function/table expected")
	}
	pm := m.matcher(L, s, pat)
	out := m.buffer(L, len(s))
	count, at := 0, 0
	for count < left && at <= len(s) {
		start, end, ok, err := pm.Find(at)
		if err != nil {
			raise(L, "%s", err)
		}
		if !ok {
			break
		}
		count++
		out.str(s[at:start])
		replace(a, out, &pm.Matcher, s[start:end])
		if at = end; start == end {
			// An empty match lets the next character through.
			if at < len(s) {
				out.byte(s[at])
			}
			at++
		}
		if pm.Anchored() {
			break
		}
	}
	if at < len(s) {
		out.str(s[at:])
	}
	m.done(pm)
	if subject := L.Get(1); count == 0 && subject.Type() == lua.LTString {
		L.Push(out.same(subject))
	} else {
		L.Push(out.value())
	}
	L.Push(lua.LNumber(count))
	return 2
}

// replace appends what takes the place of one match, argument 3 of gsub
// applied to it.
func replace(a args, out *buffer, pm *pattern.Matcher, whole string) {
	L := a.L
	var value lua.LValue
	switch repl := L.Get(3).(type) {
	case *lua.LFunction:
		L.Push(repl)
		L.Call(pushCaptures(L, pm, whole, true), 1)
		value = L.Get(-1)
		L.Pop(1)
	case *lua.LTable:
		var key lua.LValue = lua.LString(whole)
		if pm.Captures() > 0 {
			key = captured(L, pm, 0)
		}
		value = vm.Index(L, repl, key)
	default:
		expand(L, out, pm, whole, a.String(3))
		return
	}
	if text, ok := vm.TextOf(value); ok {
		out.str(text)
		return
	}
	if lua.LVAsBool(value) {
		raise(L, "invalid replacement value (a %s)", value.Type())
	}
	out.str(whole)
}

// expand appends a replacement string with its %0 to %9 filled in. A % at its
// end becomes the zero byte that C has there.
func expand(L *lua.LState, out *buffer, pm *pattern.Matcher, whole, repl string) {
	for {
		i := strings.IndexByte(repl, '%')
		if i < 0 {
			out.str(repl)
			return
		}
		out.str(repl[:i])
		if i+1 == len(repl) {
			out.byte(0)
			return
		}
		c := repl[i+1]
		repl = repl[i+2:]
		switch n := int(c) - '1'; {
		case c < '0' || c > '9':
			out.byte(c)
		case c == '0' || n == 0 && pm.Captures() == 0:
			out.str(whole)
		default:
			text, _ := vm.TextOf(captured(L, pm, n))
			out.str(text)
		}
	}
}
