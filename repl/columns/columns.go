// Package columns measures text on a terminal: how many columns it takes.
package columns

import (
	"fmt"
	"strings"
	"unicode"
)

// wide are the ranges of runes that take two columns: East Asian ones, and those shown as pictures.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, {0x231a, 0x231b, 1}, {0x2329, 0x232a, 1}, {0x23e9, 0x23ec, 1}, {0x23f0, 0x23f0, 1},
		{0x23f3, 0x23f3, 1}, {0x25fd, 0x25fe, 1}, {0x2614, 0x2615, 1}, {0x2648, 0x2653, 1}, {0x267f, 0x267f, 1},
		{0x2693, 0x2693, 1}, {0x26a1, 0x26a1, 1}, {0x26aa, 0x26ab, 1}, {0x26bd, 0x26be, 1}, {0x26c4, 0x26c5, 1},
		{0x26ce, 0x26ce, 1}, {0x26d4, 0x26d4, 1}, {0x26ea, 0x26ea, 1}, {0x26f2, 0x26f3, 1}, {0x26f5, 0x26f5, 1},
		{0x26fa, 0x26fa, 1}, {0x26fd, 0x26fd, 1}, {0x2705, 0x2705, 1}, {0x270a, 0x270b, 1}, {0x2728, 0x2728, 1},
		{0x274c, 0x274c, 1}, {0x274e, 0x274e, 1}, {0x2753, 0x2755, 1}, {0x2757, 0x2757, 1}, {0x2795, 0x2797, 1},
		{0x27b0, 0x27b0, 1}, {0x27bf, 0x27bf, 1}, {0x2b1b, 0x2b1c, 1}, {0x2b50, 0x2b50, 1}, {0x2b55, 0x2b55, 1},
		{0x2e80, 0x303e, 1}, {0x3041, 0x33ff, 1}, {0x3400, 0x4dbf, 1}, {0x4e00, 0xa4cf, 1}, {0xa960, 0xa97c, 1},
		{0xac00, 0xd7a3, 1}, {0xf900, 0xfaff, 1}, {0xfe10, 0xfe19, 1}, {0xfe30, 0xfe6f, 1}, {0xff01, 0xff60, 1},
		{0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{
		{0x16fe0, 0x18aff, 1}, {0x1b000, 0x1b2fb, 1}, {0x1f004, 0x1f004, 1}, {0x1f0cf, 0x1f0cf, 1},
		{0x1f18e, 0x1f18e, 1}, {0x1f191, 0x1f19a, 1}, {0x1f200, 0x1f320, 1}, {0x1f32d, 0x1f335, 1},
		{0x1f337, 0x1f37c, 1}, {0x1f37e, 0x1f393, 1}, {0x1f3a0, 0x1f3ca, 1}, {0x1f3cf, 0x1f3d3, 1},
		{0x1f3e0, 0x1f3f0, 1}, {0x1f3f4, 0x1f3f4, 1}, {0x1f3f8, 0x1f43e, 1}, {0x1f440, 0x1f440, 1},
		{0x1f442, 0x1f4fc, 1}, {0x1f4ff, 0x1f53d, 1}, {0x1f54b, 0x1f54e, 1}, {0x1f550, 0x1f567, 1},
		{0x1f57a, 0x1f57a, 1}, {0x1f595, 0x1f596, 1}, {0x1f5a4, 0x1f5a4, 1}, {0x1f5fb, 0x1f64f, 1},
		{0x1f680, 0x1f6c5, 1}, {0x1f6cc, 0x1f6cc, 1}, {0x1f6d0, 0x1f6d2, 1}, {0x1f6d5, 0x1f6d7, 1},
		{0x1f6dc, 0x1f6df, 1}, {0x1f6eb, 0x1f6ec, 1}, {0x1f6f4, 0x1f6fc, 1}, {0x1f7e0, 0x1f7eb, 1},
		{0x1f90c, 0x1f93a, 1}, {0x1f93c, 0x1f945, 1}, {0x1f947, 0x1f9ff, 1}, {0x1fa70, 0x1faff, 1},
		{0x20000, 0x3fffd, 1},
	},
}

// OfRune is how many columns r takes. Control characters take none: they are not printed as they are.
func OfRune(r rune) int {
	switch {
	case r < 0x20 || r >= 0x7f && r < 0xa0:
		return 0
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// Of is how many columns s takes, without its escape sequences.
func Of(s string) int {
	var c Cursor
	c.Write([]byte(s), 0)
	return c.Col
}

// Glyph is how the editor shows r: itself, or something printable in its place.
func Glyph(r rune) (text string, width int) {
	switch {
	case r == '\t':
		return "    ", 4
	case r < 0x20:
		return "^" + string(r+'@'), 2
	case Turns(r):
		return fmt.Sprintf("<%04X>", r), 6
	case r >= 0x7f && r < 0xa0, !unicode.IsPrint(r) && OfRune(r) == 1:
		return "?", 1
	}
	return string(r), OfRune(r)
}

// Turns tells whether r turns the direction of the text around it, which would show it in another order than it is read.
func Turns(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }

// A Cursor follows in which column of the terminal the cursor is while bytes are printed.
type Cursor struct {
	Col    int
	escape byte // inside of an escape sequence: its first byte after ESC, or ESC itself
	part   []byte
}

// Write follows p on a terminal of the given width; 0 is one without end.
func (c *Cursor) Write(p []byte, width int) {
	if len(c.part) > 0 {
		p = append(c.part, p...)
		c.part = nil
	}
	s := string(p)
	for i, r := range s {
		if r == '\uFFFD' && len(s)-i < 4 && !strings.HasPrefix(s[i:], "\uFFFD") {
			c.part = []byte(s[i:]) // a rune that is cut in two
			return
		}
		c.rune(r, width)
	}
}

func (c *Cursor) rune(r rune, width int) {
	switch {
	case c.escape == 0x1b:
		c.escape = 0
		if r == '[' || r == ']' {
			c.escape = byte(r)
		}
		return
	case c.escape == '[':
		if r >= 0x40 && r <= 0x7e {
			c.escape = 0
		}
		return
	case c.escape == ']':
		if r == 7 {
			c.escape = 0
		} else if r == 0x1b {
			c.escape = 0x1b
		}
		return
	}
	switch r {
	case 0x1b:
		c.escape = 0x1b
	case '\n', '\r':
		c.Col = 0
	case '\b':
		c.Col = max(0, c.Col-1)
	case '\t':
		c.Col = (c.Col/8 + 1) * 8
		if width > 0 {
			c.Col = min(c.Col, width-1)
		}
	default:
		w := OfRune(r)
		if width > 0 && c.Col+w > width {
			c.Col = 0
		}
		c.Col += w
	}
}
