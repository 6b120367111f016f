package vm

// This file makes texts of numbers and numbers of texts, as Lua 5.1 does: by C's %.14g and strtod.

import (
	"errors"
	"math"
	"runtime"
	"strconv"
	"strings"
)

// NumberText is the text of a number wherever a script can see one: in tostring, concatenation, messages.
func NumberText(f float64) string {
	if i := int64(f); i >= 0 && i < 100 && float64(i) == f && !math.Signbit(f) {
		return strconv.Itoa(int(i)) // allocates nothing
	}
	var buf [32]byte
	return string(appendNumber(buf[:0], f))
}

// exactInteger is below what %.14g shows all digits of.
const exactInteger = 1e14

// appendNumber appends NumberText(f) to b.
func appendNumber(b []byte, f float64) []byte {
	switch {
	case f > -exactInteger && f < exactInteger:
		if i := int64(f); float64(i) == f && (i != 0 || !math.Signbit(f)) {
			return strconv.AppendInt(b, i, 10)
		}
	case math.IsNaN(f):
		if NegativeNaN(f) {
			b = append(b, '-')
		}
		return append(b, "nan"...)
	case math.IsInf(f, 1):
		return append(b, "inf"...)
	case math.IsInf(f, -1):
		return append(b, "-inf"...)
	}
	return strconv.AppendFloat(b, f, 'g', 14, 64)
}

// NaN is a number that is none, as x86-64 makes one of 0/0: it reads -nan. C's library and Go's differ in the signs of
// theirs, and so do processors.
func NaN(negative bool) float64 {
	if negative == (runtime.GOARCH == "amd64" || runtime.GOARCH == "386") {
		return math.Float64frombits(0xfff8000000000000)
	}
	return math.Float64frombits(0x7ff8000000000000)
}

// NegativeNaN tells whether a NaN reads -nan.
func NegativeNaN(f float64) bool {
	return math.Signbit(f) == math.Signbit(NaN(true))
}

// ParseNumber reads a number as Lua does in tonumber(s) and where it takes a string for a number: what C's strtod reads
// (decimal, hexadecimal, inf, nan), with white space around it. What follows a zero byte is not seen.
func ParseNumber(s string) (float64, bool) {
	s = strings.Trim(beforeZero(s), " \t\n\v\f\r")
	digits, negative := s, false
	if digits != "" && (digits[0] == '-' || digits[0] == '+') {
		negative, digits = digits[0] == '-', digits[1:]
	}
	if digits == "" {
		return 0, false
	}
	var f float64
	switch c := digits[0] | 0x20; {
	case c == 'i' || c == 'n':
		var ok bool
		if f, ok = parseSpecial(strings.ToLower(digits)); !ok {
			return 0, false
		}
	case len(digits) > 1 && digits[0] == '0' && digits[1]|0x20 == 'x':
		var ok bool
		if f, ok = parseHexadecimal(digits); !ok {
			return 0, false
		}
	case c == '.' || c >= '0' && c <= '9':
		if strings.IndexByte(digits, '_') >= 0 { // Go's own
			return 0, false
		}
		var err error
		if f, err = strconv.ParseFloat(digits, 64); err != nil && !math.IsInf(f, 0) {
			return 0, false
		}
	default:
		return 0, false
	}
	if negative {
		f = -f
	}
	return f, true
}

// parseSpecial reads what is no digits: inf, infinity, nan, nan(letters).
func parseSpecial(s string) (float64, bool) {
	switch s {
	case "inf", "infinity":
		return math.Inf(1), true
	case "nan":
		return NaN(false), true
	}
	if rest, ok := strings.CutPrefix(s, "nan("); ok {
		if rest, ok = strings.CutSuffix(rest, ")"); ok {
			for _, c := range []byte(rest) {
				if c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
					return 0, false
				}
			}
			return NaN(false), true
		}
	}
	return 0, false
}

// parseHexadecimal reads 0x and digits, with a point and a binary exponent as C's strtod has them.
func parseHexadecimal(s string) (float64, bool) {
	if strings.IndexByte(s, '_') >= 0 {
		return 0, false
	}
	if !strings.ContainsAny(s, "pP") {
		s += "p0"
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil || math.IsInf(f, 0)
}

// parseDigits reads a whole number in a base from 2 to 36, as C's strtoul does: with a sign, which turns the number
// round in 64 bits, and no further than they go.
func parseDigits(s string, base int) (float64, bool) {
	s = strings.ToLower(strings.Trim(beforeZero(s), " \t\n\v\f\r"))
	rest, negative := strings.CutPrefix(s, "-")
	if !negative {
		rest = strings.TrimPrefix(s, "+")
	}
	if digits, ok := strings.CutPrefix(rest, "0x"); ok && base == 16 {
		rest = digits
	}
	if rest == "" || rest[0] == '+' || rest[0] == '-' || strings.IndexByte(rest, '_') >= 0 {
		return 0, false
	}
	n, err := strconv.ParseUint(rest, base, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return math.MaxUint64, true
	case err != nil:
		return 0, false
	case negative:
		n = -n
	}
	return float64(n), true
}

// beforeZero is s as C sees it: up to a zero byte.
func beforeZero(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	return s
}
