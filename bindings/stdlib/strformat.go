package stdlib

// This file is string.format and the C conversions behind it.

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// string.format(format, value...) -> s
//
// %s takes any value and uses its __tostring; the others take numbers, and
// %c %d %i %o %u %x %X cut fractions off.
func (m *Modules) strFormat(L *lua.LState) int {
	a := args{L, "format"}
	format, n := a.str(1), 1
	out := m.buffer(L, len(format))
	for {
		i := strings.IndexByte(format, '%')
		if i < 0 {
			out.str(format)
			break
		}
		out.str(format[:i])
		format = format[i+1:]
		if strings.HasPrefix(format, "%") {
			out.byte('%')
			format = format[1:]
			continue
		}
		if n++; n > L.GetTop() {
			a.fail(n, "no value")
		}
		var sp spec
		sp, format = readSpec(L, format)
		formatOne(a, out, n, sp)
	}
	L.Push(out.value())
	return 1
}

// spec is one conversion: %[flags][width][.precision]verb.
type spec struct {
	minus, plus, space, sharp, zero bool

	width int
	prec  int // -1 if none is given
	verb  string
}

// readSpec reads the conversion after a '%' and returns it with the rest.
func readSpec(L *lua.LState, s string) (spec, string) {
	sp := spec{prec: -1}
	flags := len(s) - len(strings.TrimLeft(s, "-+ #0"))
	if flags > 5 {
		raise(L, "invalid format (repeated flags)")
	}
	for _, c := range s[:flags] {
		switch c {
		case '-':
			sp.minus = true
		case '+':
			sp.plus = true
		case ' ':
			sp.space = true
		case '#':
			sp.sharp = true
		case '0':
			sp.zero = true
		}
	}
	s = s[flags:]
	sp.width, s = twoDigits(s)
	if strings.HasPrefix(s, ".") {
		sp.prec, s = twoDigits(s[1:])
	}
	if s != "" && s[0] >= '0' && s[0] <= '9' {
		raise(L, "invalid format (width or precision too long)")
	}
	if s == "" {
		return sp, ""
	}
	sp.verb = s[:1]
	return sp, s[1:]
}

func twoDigits(s string) (n int, rest string) {
	for i := 0; i < 2 && s != "" && s[0] >= '0' && s[0] <= '9'; i++ {
		n = n*10 + int(s[0]-'0')
		s = s[1:]
	}
	return n, s
}

// formatOne appends argument n converted as sp says.
func formatOne(a args, out *buffer, n int, sp spec) {
	switch sp.verb {
	case "c":
		out.str(sp.pad("", string([]byte{byte(cInt(a.num(n)))}), false))
	case "d", "i":
		out.str(sp.signed(cInt(a.num(n))))
	case "o", "u", "x", "X":
		out.str(sp.unsigned(cUint(a.num(n))))
	case "a", "A", "e", "E", "f", "F", "g", "G":
		out.str(sp.float(a.num(n)))
	case "q":
		quote(out, a.str(n))
	case "s":
		s := displayString(a, n)
		if sp.prec >= 0 && sp.prec < len(s) {
			s = s[:sp.prec]
		}
		out.str(sp.pad("", s, false))
	default:
		raise(a.L, fmt.Sprintf("invalid option '%%%s' to 'format'", sp.verb))
	}
}

// displayString is tostring of argument n.
func displayString(a args, n int) string {
	switch v := a.any(n).(type) {
	case lua.LString:
		return string(v)
	case lua.LNumber:
		return NumberString(v)
	default:
		switch s := a.L.ToStringMeta(v).(type) {
		case lua.LString:
			return string(s)
		case lua.LNumber:
			return NumberString(s)
		}
		raise(a.L, "'__tostring' must return a string")
		return ""
	}
}

// quote appends s so that Lua's reader reads it back (%q).
func quote(out *buffer, s string) {
	out.byte('"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '"', '\\', '\n':
			out.byte('\\')
			out.byte(c)
		case '\r':
			out.str(`\r`)
		case 0:
			out.str(`\000`)
		default:
			out.byte(c)
		}
	}
	out.byte('"')
}

// cInt converts as C does on most machines: what does not fit is the lowest
// integer.
func cInt(f float64) int64 {
	if f >= -0x1p63 && f < 0x1p63 {
		return int64(f)
	}
	return math.MinInt64
}

// cUint converts negative numbers to their two's complement.
func cUint(f float64) uint64 {
	if f >= 0x1p63 && f < 0x1p64 {
		return uint64(f)
	}
	return uint64(cInt(f))
}

// pad puts prefix and body into the width; zeros go between them.
func (sp spec) pad(prefix, body string, zeros bool) string {
	gap := sp.width - len(prefix) - len(body)
	switch {
	case gap <= 0:
		return prefix + body
	case sp.minus:
		return prefix + body + strings.Repeat(" ", gap)
	case zeros:
		return prefix + strings.Repeat("0", gap) + body
	}
	return strings.Repeat(" ", gap) + prefix + body
}

// sign is what stands before a signed number.
func (sp spec) sign(negative bool) string {
	switch {
	case negative:
		return "-"
	case sp.plus:
		return "+"
	case sp.space:
		return " "
	}
	return ""
}

// digits brings an integer's digits to the precision.
func (sp spec) digits(s string) string {
	if sp.prec == 0 && s == "0" {
		return ""
	}
	return strings.Repeat("0", max(sp.prec-len(s), 0)) + s
}

func (sp spec) signed(i int64) string {
	digits := strings.TrimPrefix(strconv.FormatInt(i, 10), "-")
	return sp.pad(sp.sign(i < 0), sp.digits(digits), sp.zero && sp.prec < 0)
}

func (sp spec) unsigned(u uint64) string {
	base := map[string]int{"o": 8, "u": 10, "x": 16, "X": 16}[sp.verb]
	digits, prefix := sp.digits(strconv.FormatUint(u, base)), ""
	if sp.sharp {
		switch {
		case base == 8 && !strings.HasPrefix(digits, "0"):
			digits = "0" + digits
		case base == 16 && u != 0:
			prefix = "0x"
		}
	}
	s := sp.pad(prefix, digits, sp.zero && sp.prec < 0)
	if sp.verb == "X" {
		s = strings.ToUpper(s)
	}
	return s
}

func (sp spec) float(f float64) string {
	negative := math.Signbit(f) && !math.IsNaN(f)
	body, prefix, zeros := "", sp.sign(negative), sp.zero
	switch f = math.Abs(f); {
	case math.IsNaN(f):
		body, zeros = "nan", false
	case math.IsInf(f, 0):
		body, zeros = "inf", false
	case sp.verb == "a" || sp.verb == "A":
		body = sp.hexFloat(f)
		prefix, body = prefix+body[:2], body[2:]
	case sp.verb == "g" || sp.verb == "G":
		body = sp.general(f)
	default:
		body = sp.point(strconv.FormatFloat(f, sp.verb[0]|0x20, sp.precOr(6), 64))
	}
	s := sp.pad(prefix, body, zeros)
	if sp.verb[0] < 'a' {
		s = strings.ToUpper(s)
	}
	return s
}

func (sp spec) precOr(def int) int {
	if sp.prec < 0 {
		return def
	}
	return sp.prec
}

// point adds the decimal point that the flag # keeps, before the exponent.
func (sp spec) point(s string) string {
	if !sp.sharp || strings.Contains(s, ".") {
		return s
	}
	if i := strings.IndexAny(s, "ep"); i >= 0 {
		return s[:i] + "." + s[i:]
	}
	return s + "."
}

// general is %g: the shorter of %e and %f at a number of significant digits,
// without trailing zeros unless # is given.
func (sp spec) general(f float64) string {
	prec := max(sp.precOr(6), 1)
	s := strconv.FormatFloat(f, 'e', prec-1, 64)
	mantissa, exponent, _ := strings.Cut(s, "e")
	exp, _ := strconv.Atoi(exponent)
	if exp >= -4 && exp < prec {
		mantissa, exponent = strconv.FormatFloat(f, 'f', prec-1-exp, 64), ""
	}
	if sp.sharp {
		mantissa = sp.point(mantissa)
	} else if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	if exponent != "" {
		return mantissa + "e" + exponent
	}
	return mantissa
}

// hexFloat is %a; C writes the exponent with as few digits as it needs.
func (sp spec) hexFloat(f float64) string {
	s := sp.point(strconv.FormatFloat(f, 'x', sp.prec, 64))
	if i := strings.IndexByte(s, 'p'); i >= 0 && len(s) == i+4 && s[i+2] == '0' {
		s = s[:i+2] + s[i+3:]
	}
	return s
}
