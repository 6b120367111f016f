package json

// This file reads documents that stand in a line each.

import (
	"bytes"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// lines is json.lines(source, options): an iterator over the documents of a source, and the numbers of their lines.
// Empty lines are passed over.
func (m *instance) lines(c native.Call) int {
	return c.Iterate(&lines{m: m, settings: m.settings(c, 2), source: c.Source(1), line: 1})
}

type lines struct {
	settings
	m      *instance
	source *native.Source
	rest   []byte // what was read and not given
	looked int    // how much of it is known to have no end of a line
	ended  bool
	line   int // the number of the line that begins rest
	offset int // of rest
}

// Close implements native.Iterator.
func (it *lines) Close() {
	it.rest, it.looked = nil, 0
	it.source.Close()
}

// Holds implements native.Iterator.
func (it *lines) Holds() bool { return it.source.Holds() }

// MemorySize implements vm.Sizer.
func (it *lines) MemorySize(visit func(any)) int {
	visit(it.null)
	return cap(it.rest) + it.source.MemorySize(visit)
}

// Next implements native.Iterator.
func (it *lines) Next(c native.Call, next vm.Next) vm.Step {
	for {
		end := bytes.IndexByte(it.rest[it.looked:], '\n')
		if end < 0 && !it.ended {
			it.looked = len(it.rest)
			return it.source.Piece(c, func(vals []lua.LValue, err error) vm.Step {
				if err == nil {
					err = it.take(c, vals)
				}
				if err != nil {
					return next(nil, err)
				}
				return it.Next(c, next)
			})
		}
		if it.ended && len(it.rest) == 0 {
			return next(nil, nil)
		}
		line, whole := it.rest, len(it.rest)
		if end >= 0 {
			line, whole = it.rest[:it.looked+end], it.looked+end+1
		}
		number, offset := it.line, it.offset
		text := string(line)
		it.rest, it.looked = it.rest[whole:], 0
		it.offset += whole
		it.line++
		if strings.Trim(text, " \t\r") == "" {
			c.Work(whole)
			continue
		}
		d := decoder{m: it.m, text: text, settings: it.settings, call: c}
		v := d.document()
		if d.fault != nil {
			return next(nil, d.fault.located(number, offset))
		}
		return next([]lua.LValue{v, lua.LNumber(number)}, nil)
	}
}

// take keeps a piece that was read, or notes that there is none.
func (it *lines) take(c native.Call, vals []lua.LValue) error {
	if len(vals) == 0 {
		it.ended = true
		return nil
	}
	piece := string(vals[0].(lua.LString))
	if len(it.rest)+len(piece) > maxText {
		return loop.Errorf(loop.ValueError, "%s: line %d: more than %d bytes", c.Name, it.line, maxText)
	}
	if err := c.RT.Take(len(it.rest) + len(piece)); err != nil {
		return err
	}
	it.rest = append(it.rest, piece...)
	return nil
}
