package stdlib

// This file is string.pack and string.unpack, Lua 5.3's. Numbers here are doubles: an integer is a number that has no
// fraction, and an unsigned one of eight bytes is read as what it is, and not as a negative one.

import (
	"math"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// string.pack(format, value...) -> s
func (m *Modules) strPack(L *lua.LState) int {
	a := argsOf(L)
	f, out, n := newPackFormat(a), m.buffer(L, 0), 1
	for it, ok := f.next(0); ok; it, ok = f.next(len(out.b)) {
		out.fill(it.padding)
		switch it.kind {
		case itemInt, itemUint:
			n++
			out.integer(f.integer(n, it), it.size, f.big)
		case itemFloat:
			n++
			out.float(a.Number(n), it.size, f.big)
		case itemChars:
			n++
			s := a.String(n)
			if len(s) > it.size {
				a.Fail(n, "string longer than given size")
			}
			out.str(s)
			out.fill(it.size - len(s))
		case itemString:
			n++
			s := a.String(n)
			if it.size < integerSize && uint64(len(s)) >= 1<<(8*it.size) {
				a.Fail(n, "string length does not fit in given size")
			}
			out.integer(packed{low: uint64(len(s))}, it.size, f.big)
			out.str(s)
		case itemZero:
			n++
			s := a.String(n)
			if strings.IndexByte(s, 0) >= 0 {
				a.Fail(n, "string contains zeros")
			}
			out.str(s)
			out.byte(0)
		case itemPad:
			out.byte(0)
		}
	}
	L.Push(out.value())
	return 1
}

// packed is an integer as it is packed: 64 bits, and what all bits above them are.
type packed struct {
	low      uint64
	negative bool
}

// integer is argument n, which has to fit into the item.
func (f *packFormat) integer(n int, it item) packed {
	x := f.a.Number(n)
	if x != math.Trunc(x) || x < -1<<63 || x >= 1<<64 || it.kind == itemInt && x >= 1<<63 {
		f.a.Fail(n, "number has no integer representation")
	}
	if it.size < integerSize {
		limit := math.Ldexp(1, 8*it.size)
		switch {
		case it.kind == itemInt && (x < -limit/2 || x >= limit/2):
			f.a.Fail(n, "integer overflow")
		case it.kind == itemUint && (x < 0 || x >= limit):
			f.a.Fail(n, "unsigned overflow")
		}
	}
	if x < 0 {
		return packed{uint64(int64(x)), it.kind == itemInt}
	}
	return packed{low: uint64(x)}
}

// fill appends n zero bytes.
func (b *buffer) fill(n int) {
	b.room(n)
	b.b = append(b.b, make([]byte, n)...)
}

// integer appends the lowest size bytes of v.
func (b *buffer) integer(v packed, size int, big bool) {
	b.room(size)
	at := len(b.b)
	for i := range size {
		c := byte(v.low >> (8 * i))
		if i >= integerSize && v.negative {
			c = 0xFF
		}
		b.b = append(b.b, c)
	}
	if big {
		slices.Reverse(b.b[at:])
	}
}

// float appends a number of four or eight bytes.
func (b *buffer) float(x float64, size int, big bool) {
	bits := math.Float64bits(x)
	if size == floatSize {
		bits = uint64(math.Float32bits(float32(x)))
	}
	b.integer(packed{low: bits}, size, big)
}

// string.unpack(format, s [, pos]) -> value..., the position behind them
func strUnpack(L *lua.LState) int {
	a := argsOf(L)
	f, s := newPackFormat(a), a.String(2)
	at := position(a.OptInteger(3, 1), len(s)) - 1
	if at < 0 || at > int64(len(s)) {
		a.Fail(3, "initial position out of string")
	}
	r := unpacker{f: f, s: s, pos: int(at)}
	values, room := 0, 0 // results, and how many the stack has room for
	for it, ok := f.next(r.pos); ok; it, ok = f.next(r.pos) {
		if it.padding+it.size > len(s)-r.pos {
			a.Fail(2, "data string too short")
		}
		r.pos += it.padding
		v := r.value(it)
		if v == nil {
			continue
		}
		if values >= room {
			if room = 2*values + 16; values >= maxResults || !fitsRegistry(L, room) {
				raise(L, "too many results to unpack")
			}
			reserve(L, room-values+1)
		}
		values++
		L.Push(v)
	}
	L.Push(lua.LNumber(r.pos + 1))
	return values + 1
}

// An unpacker reads items from a string.
type unpacker struct {
	f   *packFormat
	s   string
	pos int
}

// take takes n bytes, which are there.
func (r *unpacker) take(n int) string {
	s := r.s[r.pos : r.pos+n]
	r.pos += n
	return s
}

// value reads an item, nil if it has no value.
func (r *unpacker) value(it item) lua.LValue {
	switch it.kind {
	case itemInt, itemUint:
		return r.integer(it.size, it.kind == itemInt)
	case itemFloat:
		bits := r.bits(it.size)
		if it.size == floatSize {
			return lua.LNumber(math.Float32frombits(uint32(bits)))
		}
		return lua.LNumber(math.Float64frombits(bits))
	case itemChars:
		return lua.LString(r.take(it.size))
	case itemString:
		length := float64(r.integer(it.size, false))
		if length > float64(len(r.s)-r.pos) {
			r.f.a.Fail(2, "data string too short")
		}
		return lua.LString(r.take(int(length)))
	case itemZero:
		end := strings.IndexByte(r.s[r.pos:], 0)
		if end < 0 {
			r.f.a.Fail(2, "unfinished string for format 'z'")
		}
		text := lua.LString(r.take(end))
		r.pos++
		return text
	}
	r.pos += it.size
	return nil
}

// bits reads size bytes, at most eight.
func (r *unpacker) bits(size int) (bits uint64) {
	text := r.take(size)
	for i := range size {
		if r.f.big {
			bits = bits<<8 | uint64(text[i])
		} else {
			bits |= uint64(text[i]) << (8 * i)
		}
	}
	return bits
}

// integer reads an integer of size bytes. What a longer one than eight has more is the sign of it.
func (r *unpacker) integer(size int, signed bool) lua.LNumber {
	if size <= integerSize {
		bits, shift := r.bits(size), 64-8*size
		if signed {
			return lua.LNumber(int64(bits<<shift) >> shift)
		}
		return lua.LNumber(bits)
	}
	var bits uint64
	var more string
	if r.f.big {
		more = r.take(size - integerSize)
		bits = r.bits(integerSize)
	} else {
		bits = r.bits(integerSize)
		more = r.take(size - integerSize)
	}
	negative := signed && bits>>63 == 1 && strings.Count(more, "\xFF") == len(more)
	if !negative && strings.Count(more, "\x00") != len(more) {
		raise(r.f.a.L, "%d-byte integer does not fit into Lua Integer", size)
	}
	if negative {
		return lua.LNumber(int64(bits))
	}
	return lua.LNumber(bits)
}
