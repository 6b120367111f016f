package url

// This file is percent-encoding.

import "strings"

// unreserved tells whether a byte stands for itself everywhere.
func unreserved(ch byte) bool {
	return ch|0x20 >= 'a' && ch|0x20 <= 'z' || ch >= '0' && ch <= '9' || ch == '-' || ch == '.' || ch == '_' || ch == '~'
}

const hexDigits = "0123456789ABCDEF"

// escape writes all bytes as %XX but those that are unreserved or in safe; with plus a space is a plus.
func escape(s, safe string, plus bool) string { return encode(s, safe, plus, false) }

// fixed is a part as it may stand in an address: what may not stand there is escaped, what is escaped already stays.
// others are the bytes that may stand there besides the unreserved.
func fixed(s, others string) string { return encode(s, others, false, true) }

// encode is escape; with keep, escapes that are there already stay.
func encode(s, safe string, plus, keep bool) string {
	var b strings.Builder
	for i := range len(s) {
		ch := s[i]
		plain := unreserved(ch) || strings.IndexByte(safe, ch) >= 0 && !(ch == '+' && plus)
		if ch == '%' && keep {
			_, plain = hexByte(s[i+1:])
		}
		switch {
		case plain:
			b.WriteByte(ch)
		case ch == ' ' && plus:
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte(hexDigits[ch>>4])
			b.WriteByte(hexDigits[ch&15])
		}
	}
	return b.String()
}

// unescape is what a text stands for; at is the offset of an escape that is none, from 0, else -1.
func unescape(s string, plus bool) (text string, at int) {
	if !strings.ContainsAny(s, "%+") {
		return s, -1
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; {
		case ch == '+' && plus:
			b = append(b, ' ')
		case ch == '%':
			v, ok := hexByte(s[i+1:])
			if !ok {
				return "", i
			}
			b = append(b, v)
			i += 2
		default:
			b = append(b, ch)
		}
	}
	return string(b), -1
}

// hexByte reads two hexadecimal digits.
func hexByte(s string) (byte, bool) {
	if len(s) < 2 {
		return 0, false
	}
	high, low := digit(s[0]), digit(s[1])
	return high<<4 | low&15, high < 16 && low < 16
}

// digit is the value of a hexadecimal digit, 255 of another byte.
func digit(ch byte) byte {
	switch {
	case ch >= '0' && ch <= '9':
		return ch - '0'
	case ch|0x20 >= 'a' && ch|0x20 <= 'f':
		return ch | 0x20 - 'a' + 10
	}
	return 255
}
