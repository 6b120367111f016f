package toml

// This file writes documents: the values of a table first, then the tables below it, each in the order of the script's.

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// maxDepth is how deep tables may nest. A table that is part of itself is deeper.
const maxDepth = 1000

// An encoder writes one document.
type encoder struct {
	native.Pace
	m    *instance
	out  []byte
	paid int      // how much of out the limits know
	path []string // where it is, for headers
}

// encode is encode(t).
func (m *instance) encode(c native.Call) int {
	t := c.Table(1, "table")
	e := &encoder{Pace: native.Pace{Call: c}, m: m}
	top := &place{}
	if e.isArray(t, top) {
		e.fail(top, "table with strings for keys expected, got a list")
	}
	e.table(t, top, 0)
	return c.Push(lua.LString(e.out))
}

// fail raises the error of a value.
func (e *encoder) fail(where *place, format string, args ...any) {
	e.Raise(loop.Errorf(loop.ValueError, "%s: %s: %s", e.Name, where, fmt.Sprintf(format, args...)))
}

// A place is where a value stands, as messages show it: $.a[2]. It is put into words for a message only, because the keys
// of tables within tables may be long.
type place struct {
	up    *place // nil at the top
	key   string
	index int // from 1, in a list
}

func (p *place) under(key string) *place { return &place{up: p, key: key} }

func (p *place) at(i int) *place { return &place{up: p, index: i} }

// String is the way to the place. Of a long one it has the beginning and the end.
func (p *place) String() string {
	var steps []string // from the end on
	for ; p != nil; p = p.up {
		step := "." + p.key
		switch {
		case p.up == nil:
			step = "$"
		case p.index > 0:
			step = "[" + strconv.Itoa(p.index) + "]"
		}
		steps = append(steps, short(step, 100))
	}
	slices.Reverse(steps)
	return strings.ToValidUTF8(short(strings.Join(steps, ""), 100), "\ufffd")
}

// short leaves out the middle of a text with more than so many bytes.
func short(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return s[:most/2] + "…" + s[len(s)-most/2:]
}

// pay tells the limits what was written, and complains when it gets too long.
func (e *encoder) pay() {
	n := len(e.out) - e.paid
	e.paid = len(e.out)
	e.Reserve(n)
	e.Work(n + valueSize)
	if e.m.maxString > 0 && len(e.out) > e.m.maxString {
		e.Raise(loop.Errorf(loop.ValueError, "%s: resulting string too large", e.Name))
	}
}

// isArray tells whether a table is a list. It has no other keys then.
func (e *encoder) isArray(t *lua.LTable, where *place) bool {
	n := ltable.Len(t)
	if n == 0 {
		mt, ok := t.Metatable.(*lua.LTable)
		if !ok {
			return false
		}
		name := mt.RawGetString("__name")
		return name == lua.LString("toml.array") || name == lua.LString("json.array")
	}
	for k := range ltable.Pairs(t) {
		e.Work(1)
		if i, ok := k.(lua.LNumber); !ok || i < 1 || i > lua.LNumber(n) || i != lua.LNumber(int(i)) {
			e.fail(where, "list or table with strings for keys expected, got both")
		}
	}
	return true
}

// tables is v if it has headers of its own: a table, or a list of tables. It is nil if it is a value in a line.
func (e *encoder) tables(v lua.LValue, where *place) (t *lua.LTable, list bool) {
	t, ok := v.(*lua.LTable)
	if !ok {
		return nil, false
	}
	if !e.isArray(t, where) {
		return t, false
	}
	for i := range ltable.Len(t) {
		item, ok := ltable.GetInt(t, i+1).(*lua.LTable)
		if !ok || e.isArray(item, where) {
			return nil, false
		}
	}
	if ltable.Len(t) == 0 {
		return nil, false
	}
	return t, true
}

// table writes the lines of a table whose header is written, and then the tables below it.
func (e *encoder) table(t *lua.LTable, where *place, depth int) {
	if depth > maxDepth {
		e.fail(where, "tables nested more than %d deep", maxDepth)
	}
	type below struct {
		key  string
		t    *lua.LTable
		list bool
	}
	var later []below
	for k, v := range ltable.Pairs(t) {
		key, ok := k.(lua.LString)
		if !ok {
			e.fail(where, "string expected as key, got %s", native.TypeName(k))
		}
		place := where.under(string(key))
		if sub, list := e.tables(v, place); sub != nil {
			later = append(later, below{string(key), sub, list})
			continue
		}
		e.key(string(key), place)
		e.out = append(e.out, " = "...)
		e.value(v, place, depth+1)
		e.out = append(e.out, '\n')
		e.pay()
	}
	for _, b := range later {
		place := where.under(b.key)
		e.path = append(e.path, b.key)
		if b.list {
			for i := range ltable.Len(b.t) {
				e.header("[[", "]]", place)
				e.table(ltable.GetInt(b.t, i+1).(*lua.LTable), place.at(i+1), depth+1)
			}
		} else {
			if e.needsHeader(b.t, place) {
				e.header("[", "]", place)
			}
			e.table(b.t, place, depth+1)
		}
		e.path = e.path[:len(e.path)-1]
	}
}

// needsHeader tells whether a table says anything itself. One that has nothing but tables is there through these.
func (e *encoder) needsHeader(t *lua.LTable, where *place) bool {
	empty := true
	for _, v := range ltable.Pairs(t) {
		empty = false
		if sub, _ := e.tables(v, where); sub == nil {
			return true
		}
	}
	return empty
}

func (e *encoder) header(open, close string, where *place) {
	if len(e.out) > 0 {
		e.out = append(e.out, '\n')
	}
	e.out = append(e.out, open...)
	for i, key := range e.path {
		if i > 0 {
			e.out = append(e.out, '.')
		}
		e.key(key, where)
		e.pay()
	}
	e.out = append(e.out, close+"\n"...)
	e.pay()
}

// key writes a key, in quotes if it needs them.
func (e *encoder) key(s string, where *place) {
	bare := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !bare(r) }) < 0 {
		e.out = append(e.out, s...)
		return
	}
	e.text(s, where)
}

// value writes a value in one line.
func (e *encoder) value(v lua.LValue, where *place, depth int) {
	if depth > maxDepth {
		e.fail(where, "tables nested more than %d deep", maxDepth)
	}
	e.pay()
	switch v := v.(type) {
	case lua.LBool:
		e.out = strconv.AppendBool(e.out, bool(v))
	case lua.LNumber:
		e.number(float64(v))
	case lua.LString:
		e.text(string(v), where)
	case *lua.LUserData:
		t, ok := v.Value.(time.Time)
		if !ok {
			e.fail(where, "no form in TOML for %s", native.TypeName(v))
		}
		e.out = t.AppendFormat(e.out, time.RFC3339Nano)
	case *lua.LTable:
		if e.isArray(v, where) {
			e.out = append(e.out, '[')
			for i := range ltable.Len(v) {
				if i > 0 {
					e.out = append(e.out, ", "...)
				}
				e.value(ltable.GetInt(v, i+1), where.at(i+1), depth+1)
			}
			e.out = append(e.out, ']')
			return
		}
		separator := "{ "
		for k, x := range ltable.Pairs(v) {
			key, ok := k.(lua.LString)
			if !ok {
				e.fail(where, "string expected as key, got %s", native.TypeName(k))
			}
			e.out = append(e.out, separator...)
			separator = ", "
			e.key(string(key), where)
			e.out = append(e.out, " = "...)
			e.value(x, where.under(string(key)), depth+1)
		}
		if separator == "{ " {
			e.out = append(e.out, "{}"...)
		} else {
			e.out = append(e.out, " }"...)
		}
	default:
		e.fail(where, "no form in TOML for %s", native.TypeName(v))
	}
}

// number writes an integer if it is one and exact, else a float.
func (e *encoder) number(f float64) {
	switch {
	case math.IsNaN(f):
		e.out = append(e.out, "nan"...)
	case math.IsInf(f, 0):
		e.out = append(e.out, map[bool]string{true: "inf", false: "-inf"}[f > 0]...)
	case f == math.Trunc(f) && math.Abs(f) <= maxInteger:
		e.out = strconv.AppendInt(e.out, int64(f), 10)
	default:
		e.out = strconv.AppendFloat(e.out, f, 'g', -1, 64)
	}
}

// text writes a basic string.
func (e *encoder) text(s string, where *place) {
	if !utf8.ValidString(s) {
		e.fail(where, "text in UTF-8 expected")
	}
	e.out = append(e.out, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			e.out = append(e.out, '\\', byte(r))
		case r == '\n':
			e.out = append(e.out, `\n`...)
		case r == '\t':
			e.out = append(e.out, `\t`...)
		case r == '\r':
			e.out = append(e.out, `\r`...)
		case r < ' ' || r == 0x7f:
			e.out = fmt.Appendf(e.out, `\u%04X`, r)
		default:
			e.out = utf8.AppendRune(e.out, r)
		}
	}
	e.out = append(e.out, '"')
}
