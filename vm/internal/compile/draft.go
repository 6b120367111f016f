package compile

// This file is the room in which functions are made: their lengths are known at the end only.

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// A compilation is what the functions of one chunk share.
type compilation struct {
	options Options
	work    int // instructions since Options.Work was told
	drafts  []draft
	first   struct { // the first draft's
		insts   [32]Instruction
		lines   [32]int
		columns [32]uint16
		consts  [fewConstants]lua.LValue
	}
}

func newCompilation(o Options) *compilation {
	c := &compilation{options: o}
	c.drafts = append(c.drafts, draft{c.first.insts[:], c.first.lines[:], c.first.columns[:], c.first.consts[:]})
	return c
}

// A draft is room for a function whose length is not known yet.
type draft struct {
	insts   []Instruction
	lines   []int
	columns []uint16
	consts  []lua.LValue
}

// begin gives a generator room.
func (c *compilation) begin(g *generator) {
	var d draft
	if n := len(c.drafts); n > 0 {
		d, c.drafts = c.drafts[n-1], c.drafts[:n-1]
	}
	g.p.Insts, g.lines, g.p.Columns, g.p.Consts = d.insts[:0], d.lines[:0], d.columns[:0], d.consts[:0]
}

// end makes what a generator has made as long as it is, and has its room used again.
func (c *compilation) end(g *generator) {
	p := g.p
	c.drafts = append(c.drafts, draft{p.Insts, g.lines, p.Columns, p.Consts})
	if len(p.Insts) < len(foreignLines) { // gopher-lua asks for the line of instructions of foreignCode
		p.DbgSourcePositions = append(slices.Clone(g.lines), foreignLines[len(p.Insts):]...)
	} else {
		p.DbgSourcePositions = slices.Clone(g.lines)
	}
	p.Insts, p.Columns, p.Consts = slices.Clone(p.Insts), slices.Clone(p.Columns), slices.Clone(p.Consts)
}
