package toml

// This file reads documents. Package toml of pelletier finds all that is wrong with one; what it makes of it has no order, so
// the tables are made of the syntax.

import (
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
const documentCost, valueSize = 16, 64

// decode is decode(text, {bigint=}).
func (m *instance) decode(c native.Call) int {
	text := c.Str(1)
	bigint := c.Options(2, "bigint").Str("bigint", "number")
	if bigint != "number" && bigint != "string" && bigint != "error" {
		c.Raise(loop.Errorf(loop.ValueError, "%s: option bigint: \"number\", \"string\" or \"error\" expected, got %q", c.Name, bigint))
	}
	c.Reserve(documentCost * len(text))
	c.Work(documentCost * len(text))
	text = strings.TrimPrefix(text, "\ufeff")
	var checked map[string]any
	if err := toml.Unmarshal([]byte(text), &checked); err != nil {
		c.Raise(m.wrong(c, err))
	}
	root := c.L.NewTable()
	c.L.Push(root) // where the limit on memory sees it
	d := decoder{Pace: native.Pace{Call: c}, m: m, bigint: bigint}
	p := unstable.Parser{}
	p.Reset([]byte(text))
	for table := root; p.NextExpression(); {
		switch node := p.Expression(); node.Kind {
		case unstable.Table:
			table = d.down(root, keysOf(node), false)
		case unstable.ArrayTable:
			table = d.down(root, keysOf(node), true)
		case unstable.KeyValue:
			d.set(table, node)
		}
	}
	return 1
}

// wrong is an error of the parser as scripts see it.
func (m *instance) wrong(c native.Call, err error) error {
	line, column := 1, 1
	var e *toml.DecodeError
	if errors.As(err, &e) {
		line, column = e.Position()
	}
	msg := strings.TrimPrefix(err.Error(), "toml: ")
	return native.NewError(DecodeError, c.Name+": line "+strconv.Itoa(line)+", column "+strconv.Itoa(column)+": "+msg,
		native.Fields{"line": line, "column": column})
}

// A decoder makes Lua values of the syntax of a document that is known to be right.
type decoder struct {
	native.Pace
	m      *instance
	bigint string
}

// keysOf are the keys of an expression, a.b.c.
func keysOf(node *unstable.Node) []string {
	var keys []string
	for it := node.Key(); it.Next(); {
		keys = append(keys, string(it.Node().Data))
	}
	return keys
}

// down is the table of some keys below t, made where it is not there yet. Of an array it is the last; with another, a new
// one after that.
func (d *decoder) down(t *lua.LTable, keys []string, another bool) *lua.LTable {
	for i, key := range keys {
		d.pay(len(key))
		next, _ := t.RawGetString(key).(*lua.LTable)
		if next == nil {
			next = d.L.NewTable()
			t.RawSetString(key, next)
		}
		switch last := i == len(keys)-1; {
		case last && another:
			table := d.L.NewTable()
			next.Append(table)
			next = table
		case ltable.Len(next) > 0:
			next = ltable.GetInt(next, ltable.Len(next)).(*lua.LTable)
		}
		t = next
	}
	return t
}

// pay tells the limits of a value that has so many bytes beside itself.
func (d *decoder) pay(bytes int) {
	d.Reserve(valueSize + bytes)
	d.Work(valueSize + bytes)
}

// set sets what a line or a part of an inline table says: a.b = value.
func (d *decoder) set(t *lua.LTable, node *unstable.Node) {
	keys := keysOf(node)
	last := len(keys) - 1
	t = d.down(t, keys[:last], false)
	t.RawSetString(keys[last], d.value(node.Value()))
}

func (d *decoder) value(node *unstable.Node) lua.LValue {
	text := string(node.Data)
	d.pay(len(text))
	switch node.Kind {
	case unstable.Bool:
		return lua.LBool(text == "true")
	case unstable.Integer:
		return d.integer(text)
	case unstable.Float:
		if strings.HasSuffix(text, "nan") { // of any sign
			return lua.LNumber(math.NaN())
		}
		f, _ := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64) // beyond the range: infinite
		return lua.LNumber(f)
	case unstable.Array:
		list := d.L.NewTable()
		for it := node.Children(); it.Next(); {
			list.Append(d.value(it.Node()))
		}
		if ltable.Len(list) == 0 {
			list.Metatable = d.m.array
		}
		return list
	case unstable.InlineTable:
		t := d.L.NewTable()
		for it := node.Children(); it.Next(); {
			d.set(t, it.Node())
		}
		return t
	}
	return lua.LString(text) // strings, dates and times
}

// maxInteger is up to where each integer is a number.
const maxInteger = 1 << 53

func (d *decoder) integer(text string) lua.LValue {
	n, err := strconv.ParseInt(strings.TrimPrefix(text, "+"), 0, 64)
	if err != nil { // 0 as its base does not take leading zeros, which the document does not have either
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
