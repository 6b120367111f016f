package stdlib

// This file builds strings under the limit on their length.

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// unpaid is how many bytes of a result the host is told of when it is done. What is longer is paid for as it grows, so that
// it ends where memory or time does, and not when all of it is there.
const unpaid = 64 << 10

// buffer collects the bytes of one result and raises before it grows over the
// limit, or over what the host has room and time for.
type buffer struct {
	m    *Modules
	L    *lua.LState
	max  int
	paid int // bytes that the host was told of
	b    []byte
}

// buffer returns an empty buffer for a result of about size bytes.
func (m *Modules) buffer(L *lua.LState, size int) *buffer {
	return &buffer{m: m, L: L, max: m.opts.MaxString, b: make([]byte, 0, min(size, m.opts.MaxString, unpaid))}
}

// room raises unless n more bytes fit.
func (b *buffer) room(n int) {
	if n > b.max-len(b.b) {
		b.b = nil
		raise(b.L, "resulting string too large")
	}
	long := len(b.b) + n
	if long > max(b.paid, unpaid) {
		b.pay(max(long-b.paid, long/8))
		b.m.interrupted(b.L)
	}
	if long > max(cap(b.b), unpaid) {
		b.b = slices.Grow(b.b, max(n, min(len(b.b), b.max-len(b.b)))) // append's smaller steps would copy it five times
	}
}

// pay tells the host of n more bytes.
func (b *buffer) pay(n int) {
	b.m.charge(n)
	b.paid += n
}

func (b *buffer) str(s string) {
	b.room(len(s))
	b.b = append(b.b, s...)
}

func (b *buffer) bytes(s []byte) {
	b.room(len(s))
	b.b = append(b.b, s...)
}

func (b *buffer) byte(c byte) {
	b.room(1)
	b.b = append(b.b, c)
}

// value returns what was collected. The buffer is not used any more.
func (b *buffer) value() lua.LString {
	if n := len(b.b) - b.paid; n > 0 {
		b.pay(n)
	}
	return lua.LString(b.b)
}

// charge tells the host that a string of n bytes is being made.
func (m *Modules) charge(n int) {
	if m.opts.Charge != nil {
		m.opts.Charge(n)
	}
}
