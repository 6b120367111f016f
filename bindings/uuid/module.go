// Package uuid is the Lua module uuid: identifiers as RFC 9562 has them, random (v4) and in the order of time (v7).
//
// A host lists [Module] among the modules of its runtime. The bytes come from where the host's random numbers come from,
// and the time from its clock.
package uuid

// This file is the whole module.

import (
	"encoding/binary"
	"encoding/hex"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module uuid.
var Module = box.Module{Name: "uuid", Open: open}

var shape vm.Shape

// A maker makes the identifiers of one runtime.
type maker struct {
	env  *box.Env
	last uint64 // milliseconds since 1970, and twelve bits that count: what the last v7 had
}

func open(e *box.Env) lua.LValue {
	m := &maker{env: e}
	return e.Build("uuid", &shape,
		native.Func("v4", m.v4), // v4(): text
		native.Func("v7", m.v7), // v7(): text, greater than all before
	).Table()
}

func (m *maker) v4(c native.Call) int {
	var b [16]byte
	m.env.RandomBytes(b[:])
	return c.Push(text(b, 4))
}

// v7 has the time in its first bits, then a count that begins anew each millisecond, somewhere in its lower half, and
// then random bits. A clock that goes back, or a count that is used up, goes on from the last.
func (m *maker) v7(c native.Call) int {
	var b [16]byte
	m.env.RandomBytes(b[6:])
	now := uint64(max(m.env.Now().UnixMilli(), 0))<<12 | uint64(binary.BigEndian.Uint16(b[6:])&0x7ff)
	if now>>12 <= m.last>>12 && m.last > 0 {
		now = m.last + 1
	}
	m.last = now
	binary.BigEndian.PutUint64(b[:], now>>12<<16|now&0xfff)
	return c.Push(text(b, 7))
}

// text is the form with dashes, of a version and of RFC 9562's variant.
func text(b [16]byte, version byte) lua.LString {
	b[6] = b[6]&0x0f | version<<4
	b[8] = b[8]&0x3f | 0x80
	var s [36]byte
	hex.Encode(s[:], b[:4])
	hex.Encode(s[9:], b[4:6])
	hex.Encode(s[14:], b[6:8])
	hex.Encode(s[19:], b[8:10])
	hex.Encode(s[24:], b[10:])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return lua.LString(s[:])
}
