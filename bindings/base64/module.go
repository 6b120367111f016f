// Package base64 is the Lua module base64: bytes as letters, as RFC 4648 has them.
//
// A host lists [Module] among the modules of its runtime. It grants nothing.
package base64

// This file is the whole module.

import (
	"encoding/base64"
	"errors"
	"strings"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module base64.
var Module = box.Module{Name: "base64", Open: open}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	return e.Build("base64", &shape,
		native.Func("encode", encode), // encode(s, {url=}): text
		native.Func("decode", decode), // decode(text, {url=}): s
	).Table()
}

// The encodings are strict: of several texts that could stand for the same bytes only one is taken.
var (
	standard = base64.StdEncoding.Strict()
	forURLs  = base64.RawURLEncoding.Strict()
)

func encode(c native.Call) int {
	s, enc := c.Str(1), standard
	if c.Options(2, "url").Bool("url") {
		enc = forURLs
	}
	n := enc.EncodedLen(len(s))
	c.Reserve(2 * n)
	c.Work(n / 4)
	return c.Push(lua.LString(enc.EncodeToString([]byte(s))))
}

func decode(c native.Call) int {
	s, enc := c.Str(1), standard
	if c.Options(2, "url").Bool("url") {
		enc = forURLs
		if bare := strings.TrimRight(s, "="); len(s)%4 == 0 && len(s)-len(bare) <= 2 {
			s = bare
		}
	}
	c.Reserve(2 * len(s))
	c.Work(len(s) / 4)
	b, err := enc.DecodeString(s)
	var at base64.CorruptInputError
	if errors.As(err, &at) {
		c.Raise(loop.Errorf(loop.ValueError, "%s: base64 expected, got something else at offset %d of %d", c.Name, min(int(at)+1, len(s)), len(s)))
	}
	return c.Push(lua.LString(b))
}
