package native

// This file reads arguments that are text: bytes that are not UTF-8 are a ValueError.

import (
	"unicode/utf8"

	"moonloop/loop"
)

// Text is argument n as a string in UTF-8.
func (c Call) Text(n int) string {
	s := c.Str(n)
	if at := invalid(s); at >= 0 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: text in UTF-8 expected, got byte 0x%02x at offset %d", c.Name, n, s[at], at))
	}
	return s
}

// Text is an option that is a string in UTF-8; def when it is absent.
func (o Options) Text(key, def string) string {
	s := o.Str(key, def)
	if at := invalid(s); at >= 0 {
		o.Raise(loop.Errorf(loop.ValueError, "%s: option %s: text in UTF-8 expected, got byte 0x%02x at offset %d", o.Name, key, s[at], at))
	}
	return s
}

// invalid is where s stops being UTF-8, from 0; -1 if it is all of it.
func invalid(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}
