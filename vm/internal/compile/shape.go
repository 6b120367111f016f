package compile

// This file tells which names the tables of a constructor have.

import (
	"slices"
	"strings"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// maxShapes is how many a chunk may have: what the tables of one share takes more room than a few of them spare.
const maxShapes = 256

// shape is the number of the shape of a constructor whose fields all have names, few and different ones; else -1. Tables with
// the same names in the same order have one shape in all of a chunk.
func (g *generator) shape(e *TableExpr) int {
	var names []string
	for i := range e.Items {
		key := e.Items[i].Key
		if key == nil {
			continue
		}
		name, ok := key.(*StringExpr)
		if !ok || len(names) == glua.MaxShape || slices.Contains(names, name.Value) {
			return -1
		}
		names = append(names, name.Value)
	}
	if len(names) == 0 {
		return -1
	}
	s := g.c.shapeOf(names, true)
	if s == nil {
		return -1
	}
	if i := slices.Index(g.p.Shapes, s); i >= 0 {
		return i
	}
	g.p.Shapes = append(g.p.Shapes, s)
	return len(g.p.Shapes) - 1
}

// shapeOf is the shape of tables with some names, nil if there are too many.
func (c *compilation) shapeOf(names []string, declared bool) *glua.Shape {
	key := shapeKey{strings.Join(names, "\x00"), len(names), declared}
	s := c.shapes[key]
	if s == nil && len(c.shapes) < maxShapes {
		values := make([]lua.LValue, len(names))
		for i, name := range names {
			values[i] = lua.LString(name)
		}
		s = glua.NewShape(values, declared)
		if c.shapes == nil {
			c.shapes = map[shapeKey]*glua.Shape{}
		}
		c.shapes[key] = s
	}
	return s
}

// A shapeKey is some names.
type shapeKey struct {
	names    string
	number   int
	declared bool
}
