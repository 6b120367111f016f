package csv

// This file writes rows.

import (
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A writer makes the text of rows.
type writer struct {
	native.Pace
	out strings.Builder
	sep byte
	max int // the length of the longest string that may be made; 0: any
}

// encode is encode(rows, {header=, sep=}).
func (m *instance) encode(c native.Call) int {
	rows := c.Table(1, "list of rows")
	o := c.Options(2, "header", "sep")
	w := &writer{Pace: native.Pace{Call: c}, sep: separator(o), max: m.maxString}
	names := w.names(o, rows)
	if names != nil {
		w.row(len(names), func(i int) lua.LValue { return lua.LString(names[i]) }, "the header")
	}
	for i := 1; i <= ltable.Len(rows); i++ {
		row, ok := ltable.GetInt(rows, i).(*lua.LTable)
		where := "row " + lua.LNumber(i).String()
		if !ok {
			c.Fail(1, "%s: table expected, got %s", where, native.TypeName(ltable.GetInt(rows, i)))
		}
		if names != nil {
			w.row(len(names), func(i int) lua.LValue { return row.RawGetString(names[i]) }, where)
		} else {
			w.row(length(row), func(i int) lua.LValue { return ltable.Get(row, lua.LNumber(i+1)) }, where)
		}
	}
	return c.Push(lua.LString(w.out.String()))
}

// names are the columns of rows that are tables by name; nil for rows that are lists. true takes them of the first row.
func (w *writer) names(o native.Options, rows *lua.LTable) []string {
	header := o.Get("header")
	if !lua.LVAsBool(header) {
		return nil
	}
	if header != lua.LTrue {
		return columns(o)
	}
	names := []string{}
	if first, ok := ltable.GetInt(rows, 1).(*lua.LTable); ok {
		for k := range ltable.Pairs(first) {
			name, ok := k.(lua.LString)
			if !ok {
				w.Fail(1, "row 1: names of columns expected as keys, got %s", native.TypeName(k))
			}
			names = append(names, string(name))
		}
	}
	return names
}

// length is how many fields a list has: its n, if it has one, counts those that are nil.
func length(row *lua.LTable) int {
	if n, ok := row.RawGetString("n").(lua.LNumber); ok && n >= 0 && n == lua.LNumber(int(n)) {
		return int(n)
	}
	return ltable.Len(row)
}

// row writes n fields. where says which row it is.
func (w *writer) row(n int, value func(i int) lua.LValue, where string) {
	before := w.out.Len()
	for i := range n {
		if i > 0 {
			w.out.WriteByte(w.sep)
		}
		text, ok := textOf(value(i))
		if !ok {
			w.Raise(loop.Errorf(loop.ValueError, "%s: %s, field %d: string, number, boolean or nil expected, got %s", w.Name, where, i+1,
				native.TypeName(value(i))))
		}
		if w.max > 0 && w.out.Len()+len(text) >= w.max {
			w.Raise(loop.Errorf(loop.ValueError, "%s: resulting string too large", w.Name))
		}
		w.Reserve(len(text) + 1)
		w.Work(len(text) + fieldCost)
		w.field(text, n == 1)
	}
	if w.out.Len() > before || n > 0 {
		w.out.WriteByte('\n')
	}
}

// fieldCost is what a field costs at least, in bytes worked through.
const fieldCost = 32

// textOf is a value as a field.
func textOf(v lua.LValue) (string, bool) {
	switch v := v.(type) {
	case *lua.LNilType:
		return "", true
	case lua.LBool:
		return v.String(), true
	}
	return vm.TextOf(v)
}

// field writes a field, in quotes if it needs them. A row with nothing but an empty field would be an empty line.
func (w *writer) field(s string, alone bool) {
	if alone && s == "" || strings.IndexByte(s, w.sep) >= 0 || strings.ContainsAny(s, "\"\r\n") {
		w.out.WriteByte('"')
		w.out.WriteString(strings.ReplaceAll(s, `"`, `""`))
		w.out.WriteByte('"')
		return
	}
	w.out.WriteString(s)
}
