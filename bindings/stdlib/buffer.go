package stdlib

// This file builds strings under the limit on their length.

import (
	"unsafe"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// buffer collects the bytes of one result and raises before it grows over the
// limit.
type buffer struct {
	m   *Modules
	L   *lua.LState
	max int
	b   []byte
}

// keptBuffer is how many bytes a buffer has at most that is used again.
const keptBuffer = 4096

// buffer returns an empty buffer for a result of about size bytes.
func (m *Modules) buffer(L *lua.LState, size int) *buffer {
	b := m.idleBuffer
	if b == nil {
		b = &buffer{m: m, max: m.opts.MaxString}
	}
	m.idleBuffer, b.L = nil, L
	if size = min(size, b.max); size > cap(b.b) {
		b.b = make([]byte, 0, size)
	}
	return b
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

// value returns what was collected, and ends the use of the buffer.
func (b *buffer) value() lua.LValue {
	n := len(b.b)
	b.m.charge(n)
	if n > keptBuffer && cap(b.b)-n <= n/4 {
		return lua.LString(unsafe.String(unsafe.SliceData(b.b), n)) // nobody writes to it any more
	}
	v := vm.Text(b.b)
	b.end()
	return v
}

// same is value where v is known to be what was collected.
func (b *buffer) same(v lua.LValue) lua.LValue {
	b.m.charge(len(b.b))
	b.end()
	return v
}

func (b *buffer) end() {
	if cap(b.b) <= keptBuffer {
		b.b, b.L = b.b[:0], nil
		b.m.idleBuffer = b
	}
}

// charge tells the host that a string of n bytes is being made.
func (m *Modules) charge(n int) {
	if m.opts.Charge != nil {
		m.opts.Charge(n)
	}
}
