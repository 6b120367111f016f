package json

// This file writes documents.

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// maxIndent is how many spaces a level may have.
const maxIndent = 32

// keptBuffer is how large a buffer encode keeps for the next time.
const keptBuffer = 64 << 10

// maxText is how long a document may get.
const maxText = 1 << 30

// encode is json.encode(v, options).
func (m *instance) encode(c native.Call) int {
	o := c.Options(2, "indent", "sort_keys")
	e := encoder{m: m, call: c, sort: o.Flag("sort_keys", false)}
	switch v := o.Get("indent").(type) {
	case *lua.LNilType:
	case lua.LString:
		if strings.Trim(string(v), " \t") != "" || len(v) > maxIndent {
			o.FailOption("indent", "at most %d spaces and tabs expected", maxIndent)
		}
		e.pretty, e.indent = true, string(v)
	default:
		n := o.Whole("indent", 0)
		if n < 0 || n > maxIndent {
			o.FailOption("indent", "0 to %d expected, got %d", maxIndent, n)
		}
		e.pretty, e.indent = true, strings.Repeat(" ", int(n))
	}
	return c.Push(lua.LString(m.text(e, c.Arg(1))))
}

// text is the document of v as e writes it; what has no place in one is raised.
func (m *instance) text(e encoder, v lua.LValue) string {
	c := e.call
	e.out = m.buf[:0]
	m.buf = nil // of a call that an error ends, the buffer is dropped
	if w := e.value(v); w != nil {
		c.Raise(loop.Errorf(loop.ValueError, "%s: %s: %s", c.Name, w.path(), w.text))
	}
	c.Work(len(e.out) - e.paid)
	c.Reserve(len(e.out))
	text := string(e.out)
	if cap(e.out) <= keptBuffer {
		m.buf = e.out
	}
	return text
}

// A wrong is a value that has no place in JSON.
type wrong struct {
	text string
	way  []lua.LValue // the keys to it, the last first
	cut  int          // how many of them, the last ones, go round in a circle
}

func (w *wrong) at(key lua.LValue) *wrong {
	w.way = append(w.way, key)
	return w
}

// shownKeys is how many keys of a long way are named at each end.
const shownKeys = 8

// path is the way to the value as Lua writes it, with $ for the whole.
func (w *wrong) path() string {
	path := "$"
	w.way = w.way[w.cut:]
	for i, n := 0, len(w.way); i < n; i++ {
		if i == shownKeys && n > 2*shownKeys {
			path += "…"
			i = n - shownKeys
		}
		switch key := w.way[n-1-i].(type) {
		case lua.LString:
			if isName(string(key)) {
				path += "." + string(key)
			} else {
				path += "[" + strconv.Quote(string(key[:min(len(key), 64)])) + "]"
			}
		default:
			path += "[" + key.String() + "]"
		}
	}
	return path
}

// isName tells whether s can stand after a dot.
func isName(s string) bool {
	for i, ch := range []byte(s) {
		if !(ch == '_' || ch|0x20 >= 'a' && ch|0x20 <= 'z' || i > 0 && ch >= '0' && ch <= '9') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// An encoder writes one document.
type encoder struct {
	m      *instance
	call   native.Call
	sort   bool
	pretty bool
	indent string
	out    []byte
	paid   int           // bytes of out that are paid for
	within []*lua.LTable // the tables around what is written
}

// room makes sure that n bytes more have place, and that what was written is paid for.
func (e *encoder) room(n int) {
	if need := len(e.out) + n; need > cap(e.out) {
		if need > maxText {
			e.call.Raise(loop.Errorf(loop.ValueError, "%s: text of more than %d bytes", e.call.Name, maxText))
		}
		size := max(2*cap(e.out), need, 256)
		e.call.Reserve(size)
		e.out = append(make([]byte, 0, size), e.out...)
	}
	if len(e.out)-e.paid > payAt {
		e.call.Work(len(e.out) - e.paid)
		e.paid = len(e.out)
	}
}

func (e *encoder) value(v lua.LValue) *wrong {
	switch v := v.(type) {
	case lua.LString:
		return e.string(string(v))
	case lua.LNumber:
		return e.number(float64(v))
	case *lua.LTable:
		return e.table(v)
	case lua.LBool:
		if v {
			e.word("true")
		} else {
			e.word("false")
		}
		return nil
	case *lua.LNilType:
		e.word("null")
		return nil
	case *lua.LUserData:
		if v == e.m.null {
			e.word("null")
			return nil
		}
	}
	return &wrong{text: "value that JSON has expected, got " + native.TypeName(v)}
}

func (e *encoder) word(s string) {
	e.room(len(s))
	e.out = append(e.out, s...)
}

func (e *encoder) byte(ch byte) {
	e.room(1)
	e.out = append(e.out, ch)
}

// number writes whole numbers without a point, and others with as few digits as tell them from their neighbours.
func (e *encoder) number(f float64) *wrong {
	e.room(32)
	size := math.Abs(f)
	switch {
	case size < maxExact && f == math.Trunc(f) && (f != 0 || !math.Signbit(f)):
		e.out = strconv.AppendInt(e.out, int64(f), 10)
	case math.IsNaN(f) || math.IsInf(f, 0):
		return &wrong{text: "finite number expected, got " + vm.NumberText(f)}
	case size != 0 && (size < 1e-6 || size >= 1e21):
		e.out = strconv.AppendFloat(e.out, f, 'e', -1, 64)
		if n := len(e.out); e.out[n-2] == '0' && e.out[n-3] == '-' { // e-07
			e.out = append(e.out[:n-2], e.out[n-1])
		}
	default:
		e.out = strconv.AppendFloat(e.out, f, 'f', -1, 64)
	}
	return nil
}

const hexDigits = "0123456789abcdef"

func (e *encoder) string(s string) *wrong {
	if !utf8.ValidString(s) {
		return &wrong{text: notText(s)}
	}
	e.room(len(s) + 2)
	e.out = append(e.out, '"')
	for at := 0; ; {
		n := plain(s, at)
		e.out = append(e.out, s[at:at+n]...)
		if at += n; at == len(s) {
			break
		}
		e.room(len(s) - at + 6 + 2)
		e.out = appendEscape(e.out, s[at])
		at++
	}
	e.byte('"')
	return nil
}

// notText says where a string is not UTF-8.
func notText(s string) string {
	at := 0
	for {
		r, size := utf8.DecodeRuneInString(s[at:])
		if r == utf8.RuneError && size <= 1 {
			return fmt.Sprintf("text in UTF-8 expected, got byte 0x%02x at offset %d", s[at], at)
		}
		at += size
	}
}

func appendEscape(b []byte, ch byte) []byte {
	switch ch {
	case '"', '\\':
		return append(b, '\\', ch)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[ch>>4], hexDigits[ch&15])
}
