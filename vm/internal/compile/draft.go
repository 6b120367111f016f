package compile

// This file is the room in which chunks are compiled: it is used again, and what comes of it is copied at its length.

import (
	"slices"
	"sync"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// A workshop is what it takes to compile a chunk. It serves one after the other.
type workshop struct {
	parser parser
	chunk  Function
	compilation
}

// workshops are those that have nothing to do.
var workshops = sync.Pool{New: func() any {
	w := new(workshop)
	w.empty()
	return w
}}

// compile makes the function of a chunk, and of each statement its code when it has been read.
func (w *workshop) compile(source string, o Options) *Proto {
	w.parser.start(source, o)
	w.options = o
	w.chunk = newChunk()
	g := w.open(&w.chunk, nil)
	w.parser.main = g
	w.parser.chunk(&w.chunk)
	g.statements(w.chunk.Body)
	return w.close(g)
}

// empty lets go of what was compiled last.
func (w *workshop) empty() {
	w.parser.empty()
	w.chunk, w.options, w.work, w.shapes = Function{}, Options{}, 0, nil
	for _, g := range w.idle {
		g.empty()
		if cap(g.insts) > mostDrafted {
			g.draft = draft{}
		}
	}
	if len(w.idle) > mostIdle {
		w.idle = slices.Clone(w.idle[:mostIdle])
	}
}

const (
	mostIdle    = 8
	mostDrafted = 1024
)

// A compilation is what the functions of one chunk share.
type compilation struct {
	options Options
	work    int         // instructions since Options.Work was told
	spare   *blockScope // of those that were left
	idle    []*generator
	shapes  map[shapeKey]*glua.Shape
}

// generator returns one for a function.
func (c *compilation) generator(fn *Function, outer *generator) *generator {
	var g *generator
	if n := len(c.idle); n > 0 {
		g, c.idle = c.idle[n-1], c.idle[:n-1]
	} else {
		g = new(generator)
	}
	g.empty()
	g.c, g.fn, g.outer = c, fn, outer
	return g
}

// A draft is a function whose length is not known yet.
type draft struct {
	insts   []Instruction
	lines   []int
	columns []uint16
	consts  []lua.LValue
	locals  []lua.DbgLocalInfo
}

// empty makes a generator ready for another function.
func (g *generator) empty() {
	clear(g.consts)
	clear(g.draft.locals)
	*g = generator{
		draft:   draft{g.insts[:0], g.lines[:0], g.columns[:0], g.consts[:0], g.draft.locals[:0]},
		active:  emptied(g.active),
		pending: noJump, lastTarget: -1,
	}
}

// done gives the function what was drafted, as long as it is.
func (g *generator) done() {
	p := g.p
	p.Insts, p.Columns, p.Consts = slices.Clone(g.insts), slices.Clone(g.columns), slices.Clone(g.consts)
	p.DbgSourcePositions = slices.Clone(g.lines)
	if n := len(g.lines); n < len(foreignLines) { // gopher-lua asks for the line of instructions of foreignCode
		p.DbgSourcePositions = append(p.DbgSourcePositions, foreignLines[n:]...)
	}
	locals := slices.Clone(g.draft.locals)
	p.DbgLocals = make([]*lua.DbgLocalInfo, len(locals))
	for i := range locals {
		p.DbgLocals[i] = &locals[i]
	}
	g.c.idle = append(g.c.idle, g)
}
