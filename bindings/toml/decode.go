package toml

// This file reads documents. Package toml of pelletier finds all that is wrong with one; what it makes of it has no order, so
// the tables are made of the syntax.

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm/ltable"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
	lua "github.com/yuin/gopher-lua"
)

// What a document and a value take while they are read, about, in bytes.
const documentCost, valueSize = 32, 64

// decode is decode(text, {bigint=}).
func (m *instance) decode(c native.Call) int {
	text := c.Str(1)
	bigint := c.Options(2, "bigint").Str("bigint", "number")
	if bigint != "number" && bigint != "string" && bigint != "error" {
		c.Raise(loop.Errorf(loop.ValueError, "%s: option bigint: \"number\", \"string\" or \"error\" expected, got %q", c.Name, bigint))
	}
	c.Reserve(documentCost * len(text))
	c.Work(documentCost * len(text))
	root := ltable.New(0, 0)
	c.L.Push(root) // where the limit on memory sees it
	d := decoder{Pace: native.Pace{Call: c}, m: m, bigint: bigint, text: []byte(strings.TrimPrefix(text, "\ufeff"))}
	d.root = &section{table: root}
	d.current = d.root
	d.parser.Reset(d.text)
	for d.parser.NextExpression() {
		node := d.parser.Expression()
		d.at = offset(node)
		switch node.Kind {
		case unstable.Table, unstable.ArrayTable:
			d.header(node, node.Kind == unstable.ArrayTable)
		case unstable.KeyValue:
			d.set(d.current, node)
		}
	}
	if err := d.parser.Error(); err != nil {
		at, msg := 0, err.Error()
		if e := (*unstable.ParserError)(nil); errors.As(err, &e) {
			at, msg = cap(d.text)-cap(e.Highlight), e.Message
		}
		d.wrong(at, msg)
	}
	d.check()
	return 1
}

// offset is where an expression begins: at its first key.
func offset(node *unstable.Node) int {
	it := node.Key()
	it.Next()
	return int(it.Node().Raw.Offset)
}

// wrong raises the error of what is at an offset.
func (d *decoder) wrong(at int, msg string) {
	before := d.text[:max(min(at, len(d.text)), 0)]
	line, column := bytes.Count(before, []byte{'\n'})+1, len(before)-bytes.LastIndexByte(before, '\n')
	d.Raise(native.NewError(DecodeError, d.Name+": line "+strconv.Itoa(line)+", column "+strconv.Itoa(column)+": "+msg,
		native.Fields{"line": line, "column": column}))
}

// A decoder makes Lua values of the syntax of a document. It knows itself which keys are there already: what the library has for
// that looks through all of them for each.
type decoder struct {
	native.Pace
	m             *instance
	bigint        string
	text          []byte
	parser        unstable.Parser
	root, current *section
	at            int // where the expression is

	// Numbers, dates and times are right in their form alone. They are checked at the end, all at once: a line of scalars has
	// each, and offsets where in the text it is.
	scalars []byte
	offsets []uint32
}

// check checks the values of numbers, dates and times.
func (d *decoder) check() {
	var list map[string]any
	err := toml.Unmarshal(append(append([]byte("a = [\n"), d.scalars...), ']'), &list)
	if err == nil {
		return
	}
	var e *toml.DecodeError
	if line, column := 0, 0; errors.As(err, &e) {
		if line, column = e.Position(); line >= 2 && line-2 < len(d.offsets) {
			d.wrong(int(d.offsets[line-2])+column-1, strings.TrimPrefix(err.Error(), "toml: "))
		}
	}
	d.wrong(0, strings.TrimPrefix(err.Error(), "toml: "))
}

// pay tells the limits of a value that has so many bytes beside itself.
func (d *decoder) pay(bytes int) {
	d.Reserve(valueSize + bytes)
	d.Work(valueSize + bytes)
}

func (d *decoder) value(node *unstable.Node, depth int) lua.LValue {
	text := string(node.Data)
	d.pay(len(text))
	switch node.Kind {
	case unstable.Bool:
		return lua.LBool(text == "true")
	case unstable.Integer:
		d.later(node)
		return d.integer(text)
	case unstable.Float:
		d.later(node)
		if strings.HasSuffix(text, "nan") { // of any sign
			return lua.LNumber(math.NaN())
		}
		f, _ := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64) // beyond the range: infinite
		return lua.LNumber(f)
	case unstable.LocalDate, unstable.LocalTime, unstable.LocalDateTime, unstable.DateTime:
		d.later(node)
	case unstable.Array:
		d.deeper(depth)
		list := ltable.New(0, 0)
		for it := node.Children(); it.Next(); {
			list.Append(d.value(it.Node(), depth+1))
		}
		if ltable.Len(list) == 0 {
			list.Metatable = d.m.array
		}
		return list
	case unstable.InlineTable:
		d.deeper(depth)
		p := &section{table: ltable.New(0, 0), depth: depth}
		for it := node.Children(); it.Next(); {
			d.set(p, it.Node())
		}
		return p.table
	}
	return lua.LString(text) // strings, dates and times
}

// later has a number, a date or a time be checked.
func (d *decoder) later(node *unstable.Node) {
	d.scalars = append(append(d.scalars, node.Data...), ",\n"...)
	d.offsets = append(d.offsets, uint32(cap(d.text)-cap(node.Data)))
}

// maxInteger is up to where each integer is a number.
const maxInteger = 1 << 53

func (d *decoder) integer(text string) lua.LValue {
	n, err := strconv.ParseInt(strings.TrimPrefix(text, "+"), 0, 64)
	if err != nil {
		d.check() // it is no number at all, or out of range
		d.Raise(loop.Errorf(loop.ValueError, "%s: the integer %s is out of range", d.Name, text))
	}
	if n > maxInteger || n < -maxInteger {
		switch d.bigint {
		case "string":
			return lua.LString(strconv.FormatInt(n, 10))
		case "error":
			d.Raise(loop.Errorf(loop.ValueError, "%s: the integer %s is not a number exactly", d.Name, text))
		}
	}
	return lua.LNumber(n)
}
