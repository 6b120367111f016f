package json

// This file reads documents.

import (
	"fmt"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// deepest is how deep documents may be, in both directions, and defaultDepth what decode has without max_depth.
const deepest, defaultDepth = 10_000, 1000

// settings are the options of decode and lines.
type settings struct {
	null     lua.LValue
	bigint   string // number, string or error
	maxDepth int
}

func (m *instance) settings(c native.Call, n int) settings {
	o := c.Options(n, "null", "bigint", "max_depth")
	s := settings{null: o.Get("null"), bigint: o.Str("bigint", "number"), maxDepth: int(o.Whole("max_depth", defaultDepth))}
	if s.null == lua.LNil {
		s.null = m.null
	}
	if s.bigint != "number" && s.bigint != "string" && s.bigint != "error" {
		c.Raise(loop.Errorf(loop.ValueError, "%s: option bigint: 'number', 'string' or 'error' expected, got '%s'", c.Name, s.bigint))
	}
	if s.maxDepth < 1 || s.maxDepth > deepest {
		c.Raise(loop.Errorf(loop.ValueError, "%s: option max_depth: 1 to %d expected, got %d", c.Name, deepest, s.maxDepth))
	}
	return s
}

// decode is json.decode(text, options).
func (m *instance) decode(c native.Call) int {
	text := c.Str(1)
	return c.Push(m.read(c, text, m.settings(c, 2)))
}

// read is the value of a document, whose fault it raises.
func (m *instance) read(c native.Call, text string, s settings) lua.LValue {
	d := decoder{m: m, text: text, settings: s, call: c}
	v := d.document()
	if d.fault != nil {
		c.Raise(d.fault.located(1, 0))
	}
	return v
}

// A fault is what is wrong with a document.
type fault struct {
	text string
	at   int // the offset, from 0
	what string
}

// located is the fault as the script's error: of a text that begins at a line, from 1, and an offset of a longer one.
func (f *fault) located(line, offset int) error {
	before := f.text[:min(f.at, len(f.text))]
	line += strings.Count(before, "\n")
	column := len(before) - strings.LastIndexByte(before, '\n')
	offset += f.at + 1
	return native.NewError(DecodeError, fmt.Sprintf("%s: line %d column %d (offset %d)", f.what, line, column, offset),
		native.Fields{"line": line, "column": column, "offset": offset})
}

// A decoder reads one document. Its methods leave the first fault behind, and give nil then.
type decoder struct {
	settings
	m       *instance
	text    string
	at      int
	depth   int
	fault   *fault
	copy    bool // of each string
	boxes   vm.Boxer
	stack   []lua.LValue // the elements of the arrays and objects that have begun
	scratch []byte       // of strings with escapes
	call    native.Call
	paid    int // the bytes before it are paid for
}

// payAt is how many bytes are read before they are paid for.
const payAt = 4096

// What the parts of a document become takes about so many bytes.
const (
	objectSize  = 900 // a table with a few fields
	listSize    = 160
	elementSize = 64
)

// document reads the whole text.
func (d *decoder) document() lua.LValue {
	if d.m.rt.LimitsMemory() {
		d.copy = true
		d.call.Reserve(objectSize*strings.Count(d.text, "{") + listSize*strings.Count(d.text, "[") +
			elementSize*strings.Count(d.text, ",") + len(d.text))
	}
	var room [64]lua.LValue
	d.stack = room[:0]
	d.at = 0
	if strings.HasPrefix(d.text, "\ufeff") {
		d.at = len("\ufeff")
	}
	d.space()
	v := d.value()
	if d.fault != nil {
		return nil
	}
	if d.space(); d.at < len(d.text) {
		return d.fail("end of the text expected, got " + d.here())
	}
	return v
}

// fail notes a fault at the place that is read.
func (d *decoder) fail(what string) lua.LValue { return d.failAt(d.at, what) }

func (d *decoder) failAt(at int, what string) lua.LValue {
	if d.fault == nil {
		d.fault = &fault{d.text, at, what}
	}
	return nil
}

// here names what stands at the place that is read.
func (d *decoder) here() string {
	if d.at >= len(d.text) {
		return "the end"
	}
	if ch := d.text[d.at]; ch > ' ' && ch < 0x7f {
		return "'" + string(rune(ch)) + "'"
	}
	return fmt.Sprintf("byte 0x%02x", d.text[d.at])
}

func (d *decoder) space() {
	for d.at < len(d.text) {
		switch d.text[d.at] {
		case ' ', '\n', '\t', '\r':
			d.at++
		default:
			return
		}
	}
}

// next is the byte at the place that is read, 0 at the end.
func (d *decoder) next() byte {
	if d.at < len(d.text) {
		return d.text[d.at]
	}
	return 0
}

func (d *decoder) value() lua.LValue {
	if d.at-d.paid > payAt {
		d.call.Work(d.at - d.paid)
		d.paid = d.at
	}
	switch ch := d.next(); ch {
	case '"':
		s, ok := d.string()
		if !ok {
			return nil
		}
		if d.copy {
			s = strings.Clone(s)
		}
		return d.boxes.String(s)
	case '{':
		return d.nested((*decoder).object)
	case '[':
		return d.nested((*decoder).list)
	case 't':
		return d.word("true", lua.LTrue)
	case 'f':
		return d.word("false", lua.LFalse)
	case 'n':
		return d.word("null", d.null)
	default:
		if ch == '-' || ch >= '0' && ch <= '9' {
			return d.number()
		}
	}
	return d.fail("value expected, got " + d.here())
}

func (d *decoder) word(w string, v lua.LValue) lua.LValue {
	if !strings.HasPrefix(d.text[d.at:], w) {
		return d.fail("value expected, got " + d.here())
	}
	d.at += len(w)
	return v
}

// nested reads an array or an object.
func (d *decoder) nested(read func(*decoder) lua.LValue) lua.LValue {
	if d.depth++; d.depth > d.maxDepth {
		return d.fail(fmt.Sprintf("more than %d levels deep", d.maxDepth))
	}
	d.at++
	base := len(d.stack)
	v := read(d)
	clear(d.stack[base:])
	d.stack = d.stack[:base]
	d.depth--
	return v
}

// list reads an array after its bracket.
func (d *decoder) list() lua.LValue {
	base := len(d.stack)
	if d.space(); d.next() == ']' {
		d.at++
		return &lua.LTable{Metatable: d.m.array}
	}
	for {
		v := d.value()
		if v == nil {
			return nil
		}
		d.stack = append(d.stack, v)
		d.space()
		switch d.next() {
		case ',':
			d.at++
			d.space()
			continue
		case ']':
			d.at++
			return vm.NewList(d.stack[base:])
		}
		return d.fail("',' or ']' expected, got " + d.here())
	}
}

// object reads an object after its brace.
func (d *decoder) object() lua.LValue {
	base := len(d.stack)
	n := d.m.records.root()
	var wide *lua.LTable // what has more keys, or longer ones, than records take
	if d.space(); d.next() == '}' {
		d.at++
		return &lua.LTable{Metatable: lua.LNil}
	}
	for {
		key, v := d.field()
		if v == nil {
			return nil
		}
		if wide == nil {
			if to := d.m.records.step(n, key); to == nil {
				wide = n.wide(d.m.rt.State(), d.stack[base:])
			} else if to.again {
				d.stack[base+to.place] = v
			} else {
				n = to
				d.stack = append(d.stack, v)
			}
		}
		if wide != nil {
			if d.copy {
				key = strings.Clone(key)
			}
			wide.RawSetString(key, v)
		}
		d.space()
		switch d.next() {
		case ',':
			d.at++
			d.space()
			continue
		case '}':
			d.at++
			if wide != nil {
				return wide
			}
			return n.table(d.stack[base:])
		}
		return d.fail("',' or '}' expected, got " + d.here())
	}
}

// field reads a key and its value.
func (d *decoder) field() (key string, v lua.LValue) {
	if d.next() != '"' {
		return "", d.fail("string for a key expected, got " + d.here())
	}
	key, ok := d.string()
	if !ok {
		return "", nil
	}
	if d.space(); d.next() != ':' {
		return "", d.fail("':' expected, got " + d.here())
	}
	d.at++
	d.space()
	return key, d.value()
}
