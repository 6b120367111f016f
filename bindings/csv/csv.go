// Package csv is the Lua module csv: tables of text, as RFC 4180 has them and as programs write them.
//
// Rows are read one by one from a text, a reader or an iterator of any length; of the text no more than a row and a piece
// is kept. Fields are strings, of any bytes.
//
// A host lists [Module] among the modules of its runtime. It grants nothing.
package csv

// This file makes the module and reads its options.

import (
	"errors"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module csv.
var Module = box.Module{Name: "csv", Open: open}

// DecodeError is the error of a text that is not in the form; it has line and column.
var DecodeError = loop.NewClass("DecodeError", loop.ValueError)

type instance struct {
	rt        *vm.Runtime
	maxString int // the length of the longest string that may be made; 0: any
}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	m := &instance{e.Runtime, e.Library.MaxString}
	b := e.Build("csv", &shape,
		native.Func("rows", m.rows),     // for row in rows(text | reader, {header=, sep=, max_row=}) do: may await
		native.Func("decode", m.decode), // decode(text, {header=, sep=, max_row=}): a list of rows
		native.Func("encode", m.encode), // encode(rows, {header=, sep=}): text
	)
	b.SetClasses(m.rt, []*loop.Class{DecodeError})
	return b.Table()
}

// maxRow is how many bytes a row may have unless an option says otherwise.
const maxRow = 1 << 26

// separator is the option sep.
func separator(o native.Options) byte {
	sep := o.Str("sep", ",")
	if len(sep) != 1 || sep[0] >= 0x80 || sep == "\"" || sep == "\n" || sep == "\r" {
		o.Raise(loop.Errorf(loop.ValueError, "%s: option sep: one ASCII character expected that is no quote and ends no line", o.Name))
	}
	return sep[0]
}

// nameCost is what a name of a column costs, in bytes worked through.
const nameCost = 256

// columns is the option header as a list of names.
func columns(o native.Options) []string {
	list, ok := o.Get("header").(*lua.LTable)
	if !ok {
		o.FailOption("header", "boolean or list of names expected, got %s", native.TypeName(o.Get("header")))
	}
	names := make([]string, ltable.Len(list))
	o.Work(len(names) * nameCost)
	for i := range names {
		name, ok := ltable.GetInt(list, i+1).(lua.LString)
		if !ok {
			o.FailOption("header", "item %d: string expected, got %s", i+1, native.TypeName(ltable.GetInt(list, i+1)))
		}
		names[i] = string(name)
	}
	if err := distinct(names); err != nil {
		o.Raise(loop.Errorf(loop.ValueError, "%s: option header: %s", o.Name, err))
	}
	return names
}

// distinct complains about a name that is there twice.
func distinct(names []string) error {
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		if seen[name] {
			return errors.New("two columns are named '" + name + "'")
		}
		seen[name] = true
	}
	return nil
}
