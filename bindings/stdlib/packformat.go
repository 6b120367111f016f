package stdlib

// This file reads the formats of string.pack and string.unpack, which are Lua 5.3's.

import lua "github.com/yuin/gopher-lua"

// Sizes and alignment of C's types on 64-bit systems.
const (
	shortSize   = 2
	intSize     = 4
	longSize    = 8
	integerSize = 8 // of lua_Integer and size_t
	floatSize   = 4
	doubleSize  = 8
	maxAlign    = 8
	maxIntSize  = 16 // that a format may ask for
	maxPacked   = 1<<31 - 1
	maxFormat   = 1 << 16 // bytes of a format, so that reading it needs no look at limits of time
)

// itemKind is what a piece of a format stands for.
type itemKind int

const (
	itemInt itemKind = iota
	itemUint
	itemFloat
	itemChars  // a string of fixed size
	itemString // a string after its length
	itemZero   // a string that ends with a zero byte
	itemPad    // a byte of padding
	itemAlign  // alignment alone
	itemNone   // an option that changes the ones after it
)

// An item is one piece of a format: what it stands for, its bytes, and the bytes that align it.
type item struct {
	kind    itemKind
	size    int
	padding int
}

// packFormat reads a format, which is argument 1 of a function.
type packFormat struct {
	a        args
	text     string
	big      bool // the byte order
	maxAlign int
}

func newPackFormat(a args) *packFormat {
	f := &packFormat{a: a, text: a.String(1), maxAlign: 1}
	if len(f.text) > maxFormat {
		a.Fail(1, "format too long")
	}
	return f
}

// next takes the next item, which comes at offset total; ok is false at the end of the format.
func (f *packFormat) next(total int) (it item, ok bool) {
	if f.text == "" {
		return item{}, false
	}
	it = f.option()
	align := it.size
	switch it.kind {
	case itemAlign:
		if f.text == "" {
			f.a.Fail(1, "invalid next option for option 'X'")
		}
		aligned := f.option()
		if aligned.kind == itemChars || aligned.size == 0 {
			f.a.Fail(1, "invalid next option for option 'X'")
		}
		align, it.size = aligned.size, 0
	case itemInt, itemUint, itemFloat, itemString:
	default:
		align = 1
	}
	if align = min(align, f.maxAlign); align > 1 {
		if align&(align-1) != 0 {
			f.a.Fail(1, "format asks for alignment not power of 2")
		}
		it.padding = (align - total&(align-1)) & (align - 1)
	}
	return it, true
}

// option takes one option. The size of a string after its length is that of the length.
func (f *packFormat) option() item {
	c := f.text[0]
	f.text = f.text[1:]
	switch c {
	case 'b':
		return item{kind: itemInt, size: 1}
	case 'B':
		return item{kind: itemUint, size: 1}
	case 'h':
		return item{kind: itemInt, size: shortSize}
	case 'H':
		return item{kind: itemUint, size: shortSize}
	case 'i':
		return item{kind: itemInt, size: f.limited(intSize)}
	case 'I':
		return item{kind: itemUint, size: f.limited(intSize)}
	case 'l':
		return item{kind: itemInt, size: longSize}
	case 'L':
		return item{kind: itemUint, size: longSize}
	case 'j':
		return item{kind: itemInt, size: integerSize}
	case 'J', 'T':
		return item{kind: itemUint, size: integerSize}
	case 'f':
		return item{kind: itemFloat, size: floatSize}
	case 'd', 'n':
		return item{kind: itemFloat, size: doubleSize}
	case 's':
		return item{kind: itemString, size: f.limited(integerSize)}
	case 'c':
		size := f.number(-1)
		if size < 0 {
			raise(f.a.L, "missing size for format option 'c'")
		}
		return item{kind: itemChars, size: size}
	case 'z':
		return item{kind: itemZero}
	case 'x':
		return item{kind: itemPad, size: 1}
	case 'X':
		return item{kind: itemAlign}
	case ' ':
	case '<', '=':
		f.big = false
	case '>':
		f.big = true
	case '!':
		f.maxAlign = f.limited(maxAlign)
	default:
		raise(f.a.L, "invalid format option '%c'", c)
	}
	return item{kind: itemNone}
}

// number takes the digits that come next.
func (f *packFormat) number(def int) int {
	if f.text == "" || f.text[0] < '0' || f.text[0] > '9' {
		return def
	}
	n := 0
	for f.text != "" && f.text[0] >= '0' && f.text[0] <= '9' && n <= (maxPacked-9)/10 {
		n = n*10 + int(f.text[0]-'0')
		f.text = f.text[1:]
	}
	return n
}

func (f *packFormat) limited(def int) int {
	n := f.number(def)
	if n < 1 || n > maxIntSize {
		raise(f.a.L, "integral size (%d) out of limits [1,%d]", n, maxIntSize)
	}
	return n
}

// string.packsize(format) -> number
func strPacksize(L *lua.LState) int {
	f := newPackFormat(argsOf(L))
	total := 0
	for it, ok := f.next(0); ok; it, ok = f.next(total) {
		if it.kind == itemString || it.kind == itemZero {
			f.a.Fail(1, "variable-size format in packsize")
		}
		if it.size+it.padding > maxPacked-total {
			f.a.Fail(1, "format result too large")
		}
		total += it.size + it.padding
	}
	L.Push(lua.LNumber(total))
	return 1
}
