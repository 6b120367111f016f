package log

// This file makes a line and writes it in one piece.

import (
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// timeFormat is how lines show when they were written.
const timeFormat = "2006-01-02T15:04:05.000Z07:00"

// keptLine is how large a buffer is kept for the next line.
const keptLine = 64 << 10

// lineCost is what a line costs at least, in bytes worked through.
const lineCost = 256

// write writes a line.
func (m *instance) write(c native.Call, at level, text string, fields *lua.LTable) {
	c.Reserve(2 * len(text))
	c.Work(lineCost + len(text))
	e := encoder{c, m.line[:0]}
	m.line = nil // while a value's __tostring writes another
	if now := m.env.Now().Format(timeFormat); m.json {
		e.out = append(e.out, `{"time":"`+now+`","level":"`+levels[at]+`","text":`...)
		e.quote(text)
		e.members(fields, ",", 0)
		e.out = append(e.out, '}', '\n')
	} else {
		e.out = append(e.out, now+" "+strings.ToUpper(levels[at])...)
		for range len("WARNING") - len(levels[at]) {
			e.out = append(e.out, ' ')
		}
		e.out = append(e.out, ' ')
		e.plain(text)
		e.pairs(fields)
		e.out = append(e.out, '\n')
	}
	c.Reserve(len(e.out))
	var err error
	if m.file != nil {
		err = writeAll(m.file, e.out)
	} else {
		err = writeAll(c.RT.Stderr(), e.out)
	}
	if cap(e.out) <= keptLine {
		m.line = e.out
	}
	var limit *loop.Error
	if errors.As(err, &limit) || m.file != nil && err != nil { // an error stream that is closed is none
		c.Raise(netio.Error(err))
	}
}

// patience is how long a line waits before it tries again to go into what is full, and says so instead of blocking.
const patience = time.Millisecond

// writeAll writes all of a line.
func writeAll(w io.Writer, line []byte) error {
	for {
		n, err := w.Write(line)
		if !errors.Is(err, syscall.EAGAIN) {
			return err
		}
		line = line[n:]
		time.Sleep(patience)
	}
}

// An encoder appends texts and values to a line.
type encoder struct {
	native.Call
	out []byte
}

// plain appends a text with what could begin another line escaped.
func (e *encoder) plain(s string) {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r < ' ' || r == 0x7f || r == '\u0085' || r == '\u2028' || r == '\u2029' || r == utf8.RuneError && size == 1 {
			e.out = appendEscape(e.out, s[i:i+size])
		} else {
			e.out = append(e.out, s[i:i+size]...)
		}
		i += size
	}
}

func appendEscape(out []byte, s string) []byte {
	quoted := strconv.AppendQuoteToASCII(nil, s)
	return append(out, quoted[1:len(quoted)-1]...)
}

// pairs appends fields as key=value.
func (e *encoder) pairs(fields *lua.LTable) {
	if fields == nil {
		return
	}
	for k, v := range ltable.Pairs(fields) {
		if e.full() {
			return
		}
		e.out = append(e.out, ' ')
		e.word(e.RT.ToString(e.L, k))
		e.out = append(e.out, '=')
		if t, ok := v.(*lua.LTable); ok && e.L.GetMetaField(t, "__tostring") == lua.LNil {
			e.value(t, 1)
		} else {
			e.word(e.RT.ToString(e.L, v))
		}
	}
}

// word appends a text as it is if it is one word, else in quotes.
func (e *encoder) word(s string) {
	if s == "" || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == '"' || r == '=' || r == '\\' || !strconv.IsPrint(r) }) {
		e.out = strconv.AppendQuote(e.out, s)
		return
	}
	e.out = append(e.out, s...)
}

// members appends the fields of an object in JSON, each after what separates it; the first after first.
func (e *encoder) members(fields *lua.LTable, first string, depth int) {
	if fields == nil {
		return
	}
	for k, v := range ltable.Pairs(fields) {
		if e.full() {
			return
		}
		e.out = append(e.out, first...)
		name := e.RT.ToString(e.L, k)
		if depth == 0 && (name == "time" || name == "level" || name == "text") { // the line's own come first
			name += "_"
		}
		e.quote(name)
		e.out = append(e.out, ':')
		e.value(v, depth+1)
		first = ","
	}
}

// valueCost is what a value costs at least, in bytes worked through.
const valueCost = 32

// maxDepth is how deep tables in fields are shown.
const maxDepth = 8

// value appends a value in JSON; what JSON has nothing for is its text.
func (e *encoder) value(v lua.LValue, depth int) {
	e.Work(valueCost) // a table that is in many places makes much of little
	switch v := v.(type) {
	case lua.LBool:
		e.out = strconv.AppendBool(e.out, bool(v))
		return
	case lua.LNumber:
		if f := float64(v); !math.IsNaN(f) && !math.IsInf(f, 0) {
			e.out = append(e.out, vm.NumberText(f)...)
			return
		}
	case *lua.LTable:
		if e.L.GetMetaField(v, "__tostring") != lua.LNil {
			break
		}
		if depth > maxDepth {
			e.quote("…")
			return
		}
		if n := ltable.Len(v); n > 0 {
			for i := range n {
				if i > 0 && e.full() {
					break
				}
				e.out = append(e.out, "[,"[min(i, 1)])
				e.value(ltable.GetInt(v, i+1), depth+1)
			}
			e.out = append(e.out, ']')
			return
		}
		e.out = append(e.out, '{')
		e.members(v, "", depth)
		e.out = append(e.out, '}')
		return
	}
	e.quote(e.RT.ToString(e.L, v))
}

// maxLine is how long a line may be before what else fields have is left out, in bytes.
const maxLine = 1 << 16

func (e *encoder) full() bool { return len(e.out) > maxLine }

// quote appends a string in JSON. Bytes that are not UTF-8 become the character that stands for such.
func (e *encoder) quote(s string) {
	e.out = append(e.out, '"')
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '"' || r == '\\':
			e.out = append(e.out, '\\', byte(r))
		case r == '\n':
			e.out = append(e.out, '\\', 'n')
		case r == '\t':
			e.out = append(e.out, '\\', 't')
		case r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029':
			const hex = "0123456789abcdef"
			e.out = append(e.out, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		case r == utf8.RuneError && size == 1:
			e.out = append(e.out, "\ufffd"...)
		default:
			e.out = append(e.out, s[i:i+size]...)
		}
		i += size
	}
	e.out = append(e.out, '"')
}
