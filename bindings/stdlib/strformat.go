package stdlib

// This file is string.format and the C conversions behind it.

import (
	"math"
	"strconv"
	"strings"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// string.format(format, value...) -> s
//
// %c %d %i %o %u %x %X cut fractions off; %s and the result of %c end at a zero byte, as in C.
func (m *Modules) strFormat(L *lua.LState) int {
	a := argsOf(L)
	format, n := a.String(1), 1
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
			a.Fail(n, "no value")
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
	prec  int  // -1 if none is given
	verb  byte // 0 if the format ends
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
	sp.verb = s[0]
	return sp, s[1:]
}

func twoDigits(s string) (n int, rest string) {
	for i := 0; i < 2 && s != "" && s[0] >= '0' && s[0] <= '9'; i++ {
		n = n*10 + int(s[0]-'0')
		s = s[1:]
	}
	return n, s
}

// longText is from how many bytes on %s without a precision takes a string whole: C's buffer has no room for it.
const longText = 100

// formatOne appends argument n converted as sp says.
func formatOne(a args, out *buffer, n int, sp spec) {
	switch sp.verb {
	case 'c':
		out.str(cString(sp.pad("", string([]byte{cChar(a.Number(n))}), false)))
	case 'd', 'i':
		out.str(sp.signed(vm.ToInteger(a.Number(n))))
	case 'o', 'u', 'x', 'X':
		out.str(sp.unsigned(cUint(a.Number(n))))
	case 'e', 'E', 'f', 'g', 'G':
		out.str(sp.float(a.Number(n)))
	case 'q':
		quote(out, a.String(n))
	case 's':
		s := a.String(n)
		if sp.prec < 0 && len(s) >= longText {
			out.str(s)
			return
		}
		s = cString(s)
		if sp.prec >= 0 && sp.prec < len(s) {
			s = s[:sp.prec]
		}
		out.str(sp.pad("", s, false))
	case 0:
		raise(a.L, "invalid option '%%' to 'format'")
	default:
		raise(a.L, "invalid option '%%%s' to 'format'", string([]byte{sp.verb}))
	}
}

// cChar is the byte that C makes of a number by way of an int.
func cChar(f float64) byte {
	if f > math.MinInt32-1 && f < math.MaxInt32+1 {
		return byte(int32(f))
	}
	return 0
}

// cString is s as C sees it: up to a zero byte.
func cString(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	return s
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

// cUint converts negative numbers to their two's complement, and what is too large to 0.
func cUint(f float64) uint64 {
	switch {
	case f >= 0x1p64:
		return 0
	case f >= 0x1p63:
		return uint64(f)
	}
	return uint64(vm.ToInteger(f))
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
	base := 16
	switch sp.verb {
	case 'o':
		base = 8
	case 'u':
		base = 10
	}
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
	if sp.verb == 'X' {
		s = strings.ToUpper(s)
	}
	return s
}

func (sp spec) float(f float64) string {
	negative := math.Signbit(f)
	if math.IsNaN(f) {
		negative = vm.NegativeNaN(f)
	}
	body, zeros := "", sp.zero
	switch f = math.Abs(f); {
	case math.IsNaN(f):
		body, zeros = "nan", false
	case math.IsInf(f, 0):
		body, zeros = "inf", false
	case sp.verb|0x20 == 'g':
		body = sp.general(f)
	default:
		body = sp.point(strconv.FormatFloat(f, sp.verb|0x20, sp.precOr(6), 64))
	}
	s := sp.pad(sp.sign(negative), body, zeros)
	if sp.verb < 'a' {
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
	if i := strings.IndexByte(s, 'e'); i >= 0 {
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
