package glua

// This file makes values of numbers, many in one allocation.

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// Numbers makes values of numbers: a value points to its number.
type Numbers struct {
	Few bool // memory is limited: a number that is kept keeps those that were made with it

	block []lua.LNumber
	used  int           // of the block
	cells []lua.LNumber // for threads that will need some
}

// more makes room for numbers.
func (b *Numbers) more() {
	n := 32
	if b.Few {
		n = 8
	}
	b.block, b.used = make([]lua.LNumber, n), 0
}

// small are the boxes of the numbers from 0 on, shared by all.
var small = func() (boxes [1024]lua.LNumber) {
	for i := range boxes {
		boxes[i] = lua.LNumber(i)
	}
	return boxes
}()

// Box returns v as a value.
func (b *Numbers) Box(v lua.LNumber) lua.LValue {
	var p *lua.LNumber
	if i := int(v); uint(i) < uint(len(small)) && math.Float64bits(float64(i)) == math.Float64bits(float64(v)) {
		p = &small[i]
	} else {
		if b.used == len(b.block) {
			b.more()
		}
		p = &b.block[b.used]
		b.used++
		*p = v
	}
	return Number(p)
}

// row is room for the cells of a thread with few registers.
func (b *Numbers) row() []lua.LNumber {
	const n = InlineRegisters
	if len(b.cells) == 0 {
		rows := 16
		if b.Few {
			rows = 1
		}
		b.cells = make([]lua.LNumber, rows*n)
	}
	row := b.cells[:n:n]
	b.cells = b.cells[n:]
	return row
}
