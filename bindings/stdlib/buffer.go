package stdlib

// This file builds strings under the limit on their length.

import lua "github.com/yuin/gopher-lua"

// buffer collects the bytes of one result and raises before it grows over the
// limit.
type buffer struct {
	m   *Modules
	L   *lua.LState
	max int
	b   []byte
}

// buffer returns an empty buffer for a result of about size bytes.
func (m *Modules) buffer(L *lua.LState, size int) *buffer {
	return &buffer{m: m, L: L, max: m.opts.MaxString, b: make([]byte, 0, min(size, m.opts.MaxString))}
}

// room raises unless n more bytes fit.
func (b *buffer) room(n int) {
	if n > b.max-len(b.b) {
		b.b = nil
		raise(b.L, "resulting string too large")
	}
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

// value returns what was collected.
func (b *buffer) value() lua.LString {
	b.m.charge(len(b.b))
	return lua.LString(b.b)
}

// charge tells the host that a string of n bytes is being made.
func (m *Modules) charge(n int) {
	if m.opts.Charge != nil {
		m.opts.Charge(n)
	}
}
