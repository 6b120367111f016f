package stdlib

// This file is the utf8 module, Lua 5.3's.

import (
	"math"
	"unicode/utf8"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// charPattern matches exactly one character of a valid string.
const charPattern = "[%z\x01-\x7F\xC2-\xF4][\x80-\xBF]*"

func (m *Modules) utf8Funcs() []vm.GoFunction {
	return []vm.GoFunction{
		{Name: "char", Fn: m.utf8Char},
		{Name: "codepoint", Fn: utf8Codepoint},
		{Name: "codes", Fn: utf8Codes},
		{Name: "len", Fn: utf8Len},
		{Name: "offset", Fn: utf8Offset},
	}
}

// decode reads the character at the beginning of s. Surrogates are taken for
// characters, as in Lua 5.3.
func decode(s string) (code rune, size int, ok bool) {
	if code, size = utf8.DecodeRuneInString(s); code != utf8.RuneError || size > 1 {
		return code, size, true
	}
	if len(s) >= 3 && s[0] == 0xED && s[1]&0xE0 == 0xA0 && isCont(s, 2) {
		return 0xD000 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3, true
	}
	return 0, 0, false
}

// isCont reports whether the byte at i continues a character.
func isCont(s string, i int) bool { return i >= 0 && i < len(s) && s[i]&0xC0 == 0x80 }

// place returns a position argument, from 1; what lies before the beginning is 0, and behind the end at least length+2.
func (a args) place(n, def, length int) int {
	return int(min(position(a.OptInteger(n, int64(def)), length), int64(length)+2))
}

// utf8.char(code...) -> s
func (m *Modules) utf8Char(L *lua.LState) int {
	a := argsOf(L)
	out := m.buffer(L, L.GetTop())
	for n := 1; n <= L.GetTop(); n++ {
		code := a.Integer(n)
		switch {
		case code < 0 || code > utf8.MaxRune:
			a.Fail(n, "value out of range")
		case code >= 0xD800 && code < 0xE000: // what Go's encoder refuses
			out.bytes([]byte{0xED, 0x80 | byte(code>>6)&0x3F, 0x80 | byte(code)&0x3F})
		default:
			out.bytes(utf8.AppendRune(nil, rune(code)))
		}
	}
	L.Push(out.value())
	return 1
}

// utf8.codepoint(s [, i [, j]]) -> code...
func utf8Codepoint(L *lua.LState) int {
	a := argsOf(L)
	s := a.String(1)
	i := a.place(2, 1, len(s))
	j := a.place(3, i, len(s))
	if i < 1 {
		a.Fail(2, "out of range")
	}
	if j > len(s) {
		a.Fail(3, "out of range")
	}
	if j-i >= maxResults || !fitsRegistry(L, j-i+1) {
		raise(L, "string slice too long")
	}
	reserve(L, max(j-i+1, 0))
	n := 0
	for i--; i < j; n++ {
		code, size, ok := decode(s[i:])
		if !ok {
			raise(L, "invalid UTF-8 code")
		}
		L.Push(lua.LNumber(code))
		i += size
	}
	return n
}

// utf8.codes(s) -> iterator of position, code
func utf8Codes(L *lua.LState) int {
	s := argsOf(L).String(1)
	L.Push(L.NewFunction(utf8Next))
	L.Push(lua.LString(s))
	L.Push(lua.LNumber(0))
	return 3
}

// utf8Next steps from the character at position i to the one after it.
func utf8Next(L *lua.LState) int {
	a := argsOf(L)
	s := a.String(1)
	n := int(min(max(a.Integer(2), 0), int64(len(s))))
	for n > 0 && isCont(s, n) { // n is behind the first byte of a character
		n++
	}
	if n >= len(s) {
		L.Push(lua.LNil)
		return 1
	}
	code, size, ok := decode(s[n:])
	if !ok || isCont(s, n+size) {
		raise(L, "invalid UTF-8 code")
	}
	L.Push(lua.LNumber(n + 1))
	L.Push(lua.LNumber(code))
	return 2
}

// utf8.len(s [, i [, j]]) -> count | nil, position of the first invalid byte
func utf8Len(L *lua.LState) int {
	a := argsOf(L)
	s := a.String(1)
	i := a.place(2, 1, len(s))
	j := a.place(3, -1, len(s))
	if i < 1 || i > len(s)+1 {
		a.Fail(2, "initial position out of string")
	}
	if j > len(s) {
		a.Fail(3, "final position out of string")
	}
	n := 0
	for i--; i < j; n++ {
		_, size, ok := decode(s[i:])
		if !ok {
			L.Push(lua.LNil)
			L.Push(lua.LNumber(i + 1))
			return 2
		}
		i += size
	}
	L.Push(lua.LNumber(n))
	return 1
}

// utf8.offset(s, n [, i]) -> position of the n-th character from i | nil
func utf8Offset(L *lua.LState) int {
	a := argsOf(L)
	s, n := a.String(1), int(min(max(a.Integer(2), -math.MaxInt32), math.MaxInt32))
	def := 1
	if n <= 0 {
		def = len(s) + 1
	}
	i := a.place(3, def, len(s)) - 1
	if i < 0 || i > len(s) {
		a.Fail(3, "position out of range")
	}
	if n == 0 { // the beginning of the character that i is in
		for i > 0 && isCont(s, i) {
			i--
		}
		L.Push(lua.LNumber(i + 1))
		return 1
	}
	if isCont(s, i) {
		raise(L, "initial position is a continuation byte")
	}
	if i, n = walk(s, i, n); n != 0 {
		L.Push(lua.LNil)
	} else {
		L.Push(lua.LNumber(i + 1))
	}
	return 1
}

// walk goes from i to the n-th character before (n < 0) or from it on, and
// returns how much of n is left if the string ends on the way.
func walk(s string, i, n int) (at, left int) {
	for n < 0 && i > 0 {
		for i--; i > 0 && isCont(s, i); {
			i--
		}
		n++
	}
	if n > 0 {
		for n--; n > 0 && i < len(s); n-- {
			for i++; isCont(s, i); {
				i++
			}
		}
	}
	return i, n
}
