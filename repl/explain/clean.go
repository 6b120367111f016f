package explain

// This file keeps control characters of programs from the terminal, and colours.

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The colours of a text, as what no text has: noncharacters, which finish replaces when all else is clean.
const (
	red   = '\ufdd0'
	green = '\ufdd1'
	faint = '\ufdd2'
	over  = '\ufdd3'
)

func paint(color rune, text string) string {
	if text == "" {
		return ""
	}
	return string(color) + text + string(over)
}

// finish escapes what is not clean yet, and replaces the colours.
func finish(text string, color bool) string {
	text = escape(text, func(r rune) bool { return obeyed(r) && !isColor(r) })
	codes := []string{"", "", "", ""}
	if color {
		codes = []string{"\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[0m"}
	}
	return strings.NewReplacer(string(red), codes[0], string(green), codes[1], string(faint), codes[2], string(over), codes[3]).Replace(text)
}

// Clean escapes what a terminal would obey instead of showing it, as Lua would write it: control characters other than
// line breaks and tabs, bytes that are no text, and what turns the direction of text.
func Clean(text string) string { return escape(text, obeyed) }

func escape(text string, obeyed func(rune) bool) string {
	if !strings.ContainsFunc(text, obeyed) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case !obeyed(r), r == utf8.RuneError && size == 3:
			b.WriteString(text[i : i+size])
		case r == '\r' && strings.HasPrefix(text[i:], "\r\n"):
		case r == '\r':
			b.WriteString(`\r`)
		case r < utf8.RuneSelf || r == utf8.RuneError:
			fmt.Fprintf(&b, `\%03d`, text[i])
		default:
			fmt.Fprintf(&b, `\u{%04X}`, r)
		}
		i += size
	}
	return b.String()
}

func isColor(r rune) bool { return r >= red && r <= over }

// obeyed tells a rune that is not shown as it is; utf8.RuneError may be a byte that is no text.
func obeyed(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20, r >= 0x7f && r < 0xa0, r == utf8.RuneError:
		return true
	}
	return isColor(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}
