package csv

// This file reads rows: csv.rows and csv.decode.

import (
	"errors"
	"fmt"

	"moonloop/bindings/internal/native"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A reader makes Lua tables of the rows that a parser gives.
type reader struct {
	native.Pace
	*parser
	header bool     // the first row names the columns
	names  []string // the columns, for rows that are tables by name
	row    []string // room
	piece  string   // what the parser was not fed with yet
}

// newReader reads the options, argument 2.
func newReader(c native.Call) *reader {
	o := c.Options(2, "header", "sep", "max_row")
	max := o.Size("max_row")
	if max == 0 {
		max = maxRow
	}
	r := &reader{Pace: native.Pace{Call: c}, parser: newParser(separator(o), max)}
	switch header := o.Get("header"); {
	case header == lua.LTrue:
		r.header = true
	case lua.LVAsBool(header):
		r.names = columns(o)
	}
	return r
}

// pieceSize is how much of a text the parser is fed with at a time.
const pieceSize = 64 << 10

// next is the next row as a table. It is nil if there is none, or if the piece is used up.
func (r *reader) next() (*lua.LTable, error) {
	for {
		row, ok, err := r.parser.next(r.row)
		switch {
		case err != nil:
			return nil, r.wrong(err)
		case !ok && r.piece == "":
			return nil, nil
		case !ok:
			n := min(len(r.piece), pieceSize)
			r.Reserve(n)
			r.Work(n)
			r.feed(r.piece[:n])
			r.piece = r.piece[n:]
			continue
		}
		r.row = row
		size := rowSize + fieldSize*len(row)
		r.Reserve(size)
		r.Work(size)
		if r.header {
			r.header, r.names = false, append([]string{}, row...)
			if err := distinct(row); err != nil {
				return nil, r.wrong(&syntaxError{err.Error(), r.given, 1})
			}
			continue
		}
		return r.table(row)
	}
}

// What a row and its fields take, about, in bytes.
const rowSize, fieldSize = 160, 48

func (r *reader) table(row []string) (*lua.LTable, error) {
	if r.names == nil {
		t := r.RT.State().CreateTable(len(row), 0)
		for _, s := range row {
			t.Append(lua.LString(s))
		}
		return t, nil
	}
	if len(row) > len(r.names) {
		return nil, r.wrong(&syntaxError{fmt.Sprintf("%d fields, for %d columns", len(row), len(r.names)), r.given, 1})
	}
	t := r.RT.State().CreateTable(0, len(row))
	for i, s := range row {
		t.RawSetString(r.names[i], lua.LString(s))
	}
	return t, nil
}

// wrong is a parser's error as scripts see it.
func (r *reader) wrong(err error) error {
	var e *syntaxError
	errors.As(err, &e)
	return native.NewError(DecodeError, r.Name+": "+e.Error(), native.Fields{"line": e.line, "column": e.column})
}

// decode is decode(text, {header=, sep=, max_row=}).
func (m *instance) decode(c native.Call) int {
	r := newReader(c)
	r.piece = c.Str(1)
	list := c.L.NewTable()
	c.L.Push(list) // where the limit on memory sees it
	for {
		row, err := r.next()
		if err != nil {
			c.Raise(err)
		}
		switch {
		case row != nil:
			list.Append(row)
		case r.ended:
			return 1
		default:
			r.end()
		}
	}
}

// rows is rows(text | reader, {header=, sep=, max_row=}).
func (m *instance) rows(c native.Call) int {
	return c.Iterate(&rows{newReader(c), c.Source(1)})
}

// rows is the iterator over the rows of a source.
type rows struct {
	*reader
	source *native.Source
}

// Next implements native.Iterator.
func (it *rows) Next(c native.Call, next vm.Next) vm.Step {
	it.Call = c
	row, err := it.reader.next()
	switch {
	case err != nil:
		return next(nil, err)
	case row != nil:
		return next([]lua.LValue{row}, nil)
	case it.ended:
		return next(nil, nil)
	}
	return it.source.Piece(c, func(vals []lua.LValue, err error) vm.Step {
		switch {
		case err != nil:
			return next(nil, err)
		case len(vals) == 0:
			it.end()
		default:
			it.piece = string(vals[0].(lua.LString))
		}
		return it.Next(c, next)
	})
}

// Close implements native.Iterator.
func (it *rows) Close() {
	it.source.Close()
	it.parser, it.piece = newParser(it.sep, it.max), ""
}

// Holds implements native.Iterator.
func (it *rows) Holds() bool { return it.source.Holds() }

// MemorySize implements vm.Sizer.
func (it *rows) MemorySize(visit func(any)) int {
	visit(it.piece)
	return cap(it.buf) + 32*len(it.fields) + it.source.MemorySize(visit)
}
