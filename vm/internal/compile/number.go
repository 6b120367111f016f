package compile

// This file reads numbers.

import (
	"strconv"
	"strings"
)

// number reads as far as a number may go and then looks whether it is one, as PUC does: 3x is a malformed number.
func (lx *lexer) number(t *token) {
	for lx.at < len(lx.source) && (isDigit(lx.source[lx.at]) || lx.source[lx.at] == '.') {
		lx.at++
	}
	if lx.accept("Ee") {
		lx.accept("+-")
	}
	for lx.at < len(lx.source) && isNameByte(lx.source[lx.at]) {
		lx.at++
	}
	text := upToZero(lx.source[t.start:lx.at])
	v, ok := parseNumeral(text)
	if !ok {
		lx.fail(t, "malformed number", text)
		return
	}
	t.kind, t.number = tokNumber, v
}

// parseNumeral is what C's strtod makes of all of s, which has no sign or space before it. What is too large is
// infinite.
func parseNumeral(s string) (float64, bool) {
	digits, exponent, hex := isDigit, "eE", false
	mantissa := s
	if strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X") {
		digits, exponent, hex = isHexDigit, "pP", true
		mantissa = s[2:]
	}
	rest := skip(mantissa, digits)
	n := len(mantissa) - len(rest)
	if strings.HasPrefix(rest, ".") {
		fraction := skip(rest[1:], digits)
		n += len(rest) - 1 - len(fraction)
		rest = fraction
	}
	if n == 0 {
		return 0, false
	}
	if rest == "" {
		if hex {
			s += "p0" // which Go asks for
		}
	} else if strings.IndexByte(exponent, rest[0]) < 0 {
		return 0, false
	} else {
		power := strings.TrimPrefix(rest[1:], "-")
		if len(power) == len(rest)-1 {
			power = strings.TrimPrefix(power, "+")
		}
		if power == "" || skip(power, isDigit) != "" {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil || err.(*strconv.NumError).Err == strconv.ErrRange
}

// skip cuts the bytes that are of a sort from the front of s.
func skip(s string, sort func(byte) bool) string {
	i := 0
	for i < len(s) && sort(s[i]) {
		i++
	}
	return s[i:]
}

func isHexDigit(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }
