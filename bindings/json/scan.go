package json

// This file reads strings and numbers.

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Each byte of these eight has one bit.
const ones, tops = 0x0101010101010101, 0x8080808080808080

// plain is how many bytes from at on are neither a quote, a backslash nor a control character.
func plain(s string, at int) int {
	b := unsafe.Slice(unsafe.StringData(s), len(s)) // it is only read
	i := at
	for ; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		quote, backslash := x^ones*'"', x^ones*'\\'
		// A top bit is set where a byte is less than a space, or has become zero. What a borrow sets wrongly lies above.
		if ((x-ones*' ')&^x|(quote-ones)&^quote|(backslash-ones)&^backslash)&tops != 0 {
			break
		}
	}
	for i < len(b) && b[i] >= ' ' && b[i] != '"' && b[i] != '\\' {
		i++
	}
	return i - at
}

// string reads a string from its quote on. What it gives is part of the text if that has no escapes in it.
func (d *decoder) string() (s string, ok bool) {
	start := d.at + 1
	i := start + plain(d.text, start)
	if i == len(d.text) {
		d.failAt(d.at, "string without an end")
		return "", false
	}
	switch ch := d.text[i]; ch {
	case '"':
		s = d.text[start:i]
		if !utf8.ValidString(s) {
			d.failText(start, i)
			return "", false
		}
		d.at = i + 1
		return s, true
	case '\\':
		return d.escaped(start, i)
	default:
		d.failControl(i)
		return "", false
	}
}

// failControl says that there is a control character in a string.
func (d *decoder) failControl(at int) {
	d.failAt(at, fmt.Sprintf("control character 0x%02x in a string", d.text[at]))
}

// failText says where the text is not UTF-8.
func (d *decoder) failText(from, to int) {
	for i := from; i < to; {
		r, size := utf8.DecodeRuneInString(d.text[i:to])
		if r == utf8.RuneError && size == 1 {
			d.failAt(i, fmt.Sprintf("text in UTF-8 expected, got byte 0x%02x", d.text[i]))
			return
		}
		i += size
	}
}

// escaped reads on in a string that began at start, from a backslash on.
func (d *decoder) escaped(start, at int) (string, bool) {
	b := append(d.scratch[:0], d.text[start:at]...)
	for i := at; i < len(d.text); {
		switch ch := d.text[i]; {
		case ch == '"':
			if !utf8.Valid(b) {
				d.failText(start, i)
				return "", false
			}
			d.at, d.scratch = i+1, b
			return string(b), true
		case ch == '\\':
			var ok bool
			if b, i, ok = d.escape(b, i); !ok {
				return "", false
			}
		case ch < ' ':
			d.failControl(i)
			return "", false
		default:
			n := plain(d.text, i)
			b = append(b, d.text[i:i+n]...)
			i += n
		}
	}
	d.failAt(start-1, "string without an end")
	return "", false
}

// escape appends what the escape at i stands for, and gives where the next begins.
func (d *decoder) escape(b []byte, i int) ([]byte, int, bool) {
	var ch byte
	if i+1 < len(d.text) {
		ch = d.text[i+1]
	}
	switch ch {
	case '"', '\\', '/':
		return append(b, ch), i + 2, true
	case 'b':
		return append(b, '\b'), i + 2, true
	case 'f':
		return append(b, '\f'), i + 2, true
	case 'n':
		return append(b, '\n'), i + 2, true
	case 'r':
		return append(b, '\r'), i + 2, true
	case 't':
		return append(b, '\t'), i + 2, true
	case 'u':
	default:
		d.failAt(i, "escape that JSON does not have")
		return b, i, false
	}
	r, ok := d.unit(i)
	if !ok {
		return b, i, false
	}
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(b, r), i + 6, true
	}
	if i+7 < len(d.text) && d.text[i+6] == '\\' && d.text[i+7] == 'u' {
		low, ok := d.unit(i + 6)
		if !ok {
			return b, i, false
		}
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return utf8.AppendRune(b, pair), i + 12, true
		}
	}
	d.failAt(i, "surrogate without its other half")
	return b, i, false
}

// unit reads the four digits of the escape at i.
func (d *decoder) unit(i int) (rune, bool) {
	if i+6 <= len(d.text) {
		r := rune(0)
		for _, ch := range []byte(d.text[i+2 : i+6]) {
			switch {
			case ch >= '0' && ch <= '9':
				ch -= '0'
			case ch|0x20 >= 'a' && ch|0x20 <= 'f':
				ch = ch | 0x20 - 'a' + 10
			default:
				r = -1
			}
			if r >= 0 {
				r = r<<4 | rune(ch)
			}
		}
		if r >= 0 {
			return r, true
		}
	}
	d.failAt(i, "four hexadecimal digits expected after \\u")
	return 0, false
}

// exactPowers are those of ten that a number can have without rounding.
var exactPowers = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
	1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// maxExact is up to where all whole numbers are numbers of Lua.
const maxExact = 1 << 53

// number reads a number.
func (d *decoder) number() lua.LValue {
	s, start := d.text, d.at
	i := start
	negative := s[i] == '-'
	if negative {
		i++
	}
	whole := i
	var mantissa uint64
	for i < len(s) && s[i]-'0' <= 9 {
		mantissa = mantissa*10 + uint64(s[i]-'0')
		i++
	}
	digits := i - whole
	if digits == 0 || digits > 1 && s[whole] == '0' {
		d.at = whole + min(digits, 1)
		return d.fail("digit expected, got " + d.here())
	}
	exponent, isInteger := 0, true
	if i < len(s) && s[i] == '.' {
		isInteger = false
		point := i + 1
		for i = point; i < len(s) && s[i]-'0' <= 9; i++ {
			mantissa = mantissa*10 + uint64(s[i]-'0')
		}
		if i == point {
			d.at = i
			return d.fail("digit expected, got " + d.here())
		}
		exponent = point - i
		digits += i - point
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		isInteger = false
		if i++; i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		from := i
		for i < len(s) && s[i]-'0' <= 9 {
			i++
		}
		if i == from {
			d.at = i
			return d.fail("digit expected, got " + d.here())
		}
		digits = math.MaxInt // the slow way
	}
	d.at = i
	// With so few digits nothing was lost, and one division rounds once.
	if digits <= 19 && mantissa <= maxExact && -exponent < len(exactPowers) {
		f := float64(mantissa) / exactPowers[-exponent]
		if negative {
			f = -f
		}
		return d.boxes.Number(f)
	}
	return d.longNumber(start, isInteger)
}

// longNumber is the number between start and the place that is read, which may need rounding.
func (d *decoder) longNumber(start int, isInteger bool) lua.LValue {
	text := d.text[start:d.at]
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return d.failAt(start, "number beyond the range of Lua's")
	}
	if isInteger && math.Abs(f) >= maxExact && d.bigint != "number" && !(math.Abs(f) == maxExact && isExact(text)) {
		if d.bigint == "error" {
			return d.failAt(start, "whole number that Lua's numbers cannot hold")
		}
		return d.boxes.String(string([]byte(text)))
	}
	return d.boxes.Number(f)
}

// isExact tells 2^53 itself from what is rounded to it.
func isExact(text string) bool { return text == "9007199254740992" || text == "-9007199254740992" }
