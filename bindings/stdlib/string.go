package stdlib

// This file is the string module without patterns (strmatch.go) and format
// (strformat.go).

import (
	"strings"

	"moonloop/vm"
	"moonloop/vm/lazyregexp"

	lua "github.com/yuin/gopher-lua"
)

// stringFuncs is the string module. Cases and classes are those of ASCII, as
// in the C locale; all lengths and positions count bytes.
func (m *Modules) stringFuncs() []vm.GoFunction {
	return []vm.GoFunction{
		{Name: "byte", Fn: strByte},
		{Name: "char", Fn: m.strChar},
		{Name: "dump", Fn: strDump},
		{Name: "find", Fn: m.strFind},
		{Name: "format", Fn: m.strFormat},
		{Name: "gmatch", Fn: m.strGmatch},
		{Name: "gsub", Fn: m.strGsub},
		{Name: "len", Fn: strLen},
		{Name: "lower", Fn: m.strLower},
		{Name: "match", Fn: m.strMatch},
		{Name: "pack", Fn: m.strPack},
		{Name: "packsize", Fn: strPacksize},
		{Name: "rep", Fn: m.strRep},
		{Name: "reverse", Fn: m.strReverse},
		{Name: "sub", Fn: strSub},
		{Name: "unpack", Fn: strUnpack},
		{Name: "upper", Fn: m.strUpper},
	}
}

// maxResults is the number of values that one call may return.
const maxResults = 1_000_000

// position turns a Lua position, negative from the end, into one from 1; what
// lies before the beginning becomes 0.
func position(pos int64, length int) int64 {
	if pos < 0 {
		pos += int64(length) + 1
	}
	return max(pos, 0)
}

// string.byte(s [, i [, j]]) -> number...
func strByte(L *lua.LState) int {
	a := argsOf(L)
	s := a.String(1)
	i := position(a.OptInteger(2, 1), len(s))
	j := position(a.OptInteger(3, i), len(s))
	i, j = max(i, 1), min(j, int64(len(s)))
	if i > j {
		return 0
	}
	s = s[i-1 : j]
	if len(s) > maxResults || !fitsRegistry(L, len(s)) {
		raise(L, "string slice too long")
	}
	reserve(L, len(s))
	for k := range len(s) {
		L.Push(lua.LNumber(s[k]))
	}
	return len(s)
}

// string.char(number...) -> s
func (m *Modules) strChar(L *lua.LState) int {
	a := argsOf(L)
	b := m.buffer(L, L.GetTop())
	for n := 1; n <= L.GetTop(); n++ {
		c := a.Int(n)
		if c < 0 || c > 255 {
			a.Fail(n, "invalid value")
		}
		b.byte(byte(c))
	}
	L.Push(b.value())
	return 1
}

// asksForLuaJIT is where compat53, which many programs load, compares the first bytes of a function with LuaJIT's. It does
// not expect an error, and is content with no bytes.
var asksForLuaJIT = lazyregexp.New(`\bcompat53[/\\](init|module)\.lua:`)

// string.dump(f) raises: functions have no binary form here.
func strDump(L *lua.LState) int {
	argsOf(L).Function(1)
	if asksForLuaJIT().MatchString(L.Where(1)) {
		L.Push(lua.LString(""))
		return 1
	}
	raise(L, "unable to dump given function")
	return 0
}

// string.len(s) -> number
func strLen(L *lua.LState) int {
	L.Push(lua.LNumber(len(argsOf(L).String(1))))
	return 1
}

// string.lower(s) -> s
func (m *Modules) strLower(L *lua.LState) int {
	L.Push(m.mapBytes(argsOf(L).String(1), func(c byte) byte {
		if c >= 'A' && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}))
	return 1
}

// string.upper(s) -> s
func (m *Modules) strUpper(L *lua.LState) int {
	L.Push(m.mapBytes(argsOf(L).String(1), func(c byte) byte {
		if c >= 'a' && c <= 'z' {
			return c - 'a' + 'A'
		}
		return c
	}))
	return 1
}

func (m *Modules) mapBytes(s string, f func(byte) byte) lua.LString {
	m.charge(len(s))
	b := []byte(s)
	for i, c := range b {
		b[i] = f(c)
	}
	return lua.LString(b)
}

// string.rep(s, n) -> s
func (m *Modules) strRep(L *lua.LState) int {
	a := argsOf(L)
	s, n := a.String(1), a.Int(2)
	if n <= 0 || len(s) == 0 {
		L.Push(lua.LString(""))
		return 1
	}
	if n > m.opts.MaxString/len(s) { // the product might overflow
		raise(L, "resulting string too large")
	}
	m.charge(n * len(s))
	L.Push(lua.LString(strings.Repeat(s, n)))
	return 1
}

// string.reverse(s) -> s
func (m *Modules) strReverse(L *lua.LState) int {
	s := argsOf(L).String(1)
	m.charge(len(s))
	b := make([]byte, len(s))
	for i := range len(s) {
		b[len(s)-1-i] = s[i]
	}
	L.Push(lua.LString(b))
	return 1
}

// string.sub(s, i [, j]) -> s
func strSub(L *lua.LState) int {
	a := argsOf(L)
	s := a.String(1)
	i := max(position(a.Integer(2), len(s)), 1)
	j := min(position(a.OptInteger(3, -1), len(s)), int64(len(s)))
	if i > j {
		L.Push(lua.LString(""))
	} else {
		L.Push(part(s[i-1:j], s))
	}
	return 1
}

// part is p, which is part of s, as a string of its own where it would keep a much larger one alive.
func part(p, s string) lua.LString {
	if len(s) > 256 && len(p) <= len(s)/2 {
		p = strings.Clone(p)
	}
	return lua.LString(p)
}
