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

// shape is the number of the shape of a constructor whose fields all have names, few and different ones; else -1. To its own
// names come those of the fields that the local variable that it is for is given in the same function: they are most likely
// set soon. Tables with the same names in the same order have one shape in all of a chunk.
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
	declared := len(names)
	if e.local != nil {
		for _, name := range e.local.fields {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		if len(names) > glua.MaxShape {
			names = names[:declared]
		}
	}
	if len(names) == 0 {
		return -1
	}
	s := g.c.shapeOf(names, declared)
	if s == nil {
		return -1
	}
	if i := slices.Index(g.p.Shapes, s); i >= 0 {
		return i
	}
	g.p.Shapes = append(g.p.Shapes, s)
	return len(g.p.Shapes) - 1
}

// holds notes that a local variable begins as a table, by itself or as what setmetatable gives.
func holds(l *Local, e Expr) {
	if call, ok := e.(*CallExpr); ok && call.Method == nil && call.Args != nil && len(call.Args.List) > 0 {
		if f, ok := call.Func.(*NameExpr); ok && f.Name == "setmetatable" {
			e = call.Args.List[0]
		}
	}
	if t, ok := e.(*TableExpr); ok {
		t.local = l
	}
}

// noteField notes that a field of a local variable is assigned to.
func noteField(target Expr) {
	e, ok := target.(*IndexExpr)
	if !ok {
		return
	}
	object, ok := e.Object.(*NameExpr)
	if !ok || object.Local == nil || len(object.Local.fields) > glua.MaxShape {
		return
	}
	if key, ok := e.Key.(*StringExpr); ok && !slices.Contains(object.Local.fields, key.Value) {
		object.Local.fields = append(object.Local.fields, key.Value)
	}
}

// shapeOf is the shape of tables with some names, nil if there are too many.
func (c *compilation) shapeOf(names []string, declared int) *glua.Shape {
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
	declared int
}
