package vm

// This file makes the tables of modules and classes, quickly: a runtime has some hundreds of functions before its script
// runs.

import (
	"maps"
	"slices"
	"sync"

	"moonloop/loop"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// A Builder fills one new table whose keys are strings. It belongs to the runtime's goroutine, as the table does.
type Builder struct {
	L     *lua.LState
	t     *lua.LTable
	shape *Shape
	names []string // in order; one that is set twice is there twice
}

// A Shape is what the tables of one module have in common in all runtimes: the order of their keys. The zero Shape is
// ready; the first table that is built with it makes it, and it never changes again. Any goroutine may use it.
type Shape struct {
	once  sync.Once
	names []string
	keys  []lua.LValue
	index map[lua.LValue]int
}

// Build begins a table that is to have about n keys. A module gives the Shape that all of its tables share; with nil
// the table has one of its own.
func Build(L *lua.LState, shape *Shape, n int) *Builder {
	return buildIn(L, L.CreateTable(0, max(n, 1)), shape, n)
}

// buildIn is Build for an empty table that there is already.
func buildIn(L *lua.LState, t *lua.LTable, shape *Shape, n int) *Builder {
	return &Builder{L: L, t: t, shape: shape, names: make([]string, 0, n)}
}

// Set sets a field.
func (b *Builder) Set(name string, v lua.LValue) {
	glua.Table(b.t).Strdict[name] = v
	b.names = append(b.names, name)
}

// Get is the field of that name as it was set, nil if it was not.
func (b *Builder) Get(name string) lua.LValue { return b.t.RawGetString(name) }

// A GoFunction is a Go function of a library and its name in Lua.
type GoFunction struct {
	Name string
	Fn   lua.LGFunction
}

// SetNatives sets Go functions, in the order of the list. They are allocated together.
func SetNatives(b *Builder, list []GoFunction) {
	functions := make([]lua.LFunction, len(list))
	for i, n := range list {
		f := &functions[i]
		f.IsG, f.Env, f.GFunction = true, b.L.Env, n.Fn
		b.Set(n.Name, f)
	}
}

// SetClasses sets error classes under their names.
func (b *Builder) SetClasses(rt *Runtime, classes []*loop.Class) {
	values := make([]lua.LUserData, len(classes))
	for i, c := range classes {
		if rt.classes[c] == nil {
			ud := &values[i]
			ud.Value, ud.Metatable, ud.Env = c, rt.classMeta, rt.host.Env
			rt.classes[c] = ud
		}
		b.Set(c.Name, rt.classes[c])
	}
}

// Table ends the building and returns the table, which is one like others from now on.
func (b *Builder) Table() *lua.LTable {
	s := b.shape
	if s == nil {
		s = new(Shape)
	}
	s.once.Do(func() { s.make(b.names) })
	if !slices.Equal(s.names, b.names) { // the host has granted this runtime other functions
		s = new(Shape)
		s.make(b.names)
	}
	l := glua.Table(b.t)
	l.Keys = s.keys[:len(s.keys):len(s.keys)] // gopher-lua only appends to them
	l.K2i = s.index
	if b.shape != nil {
		l.K2i = maps.Clone(s.index)
	}
	return b.t
}

func (s *Shape) make(names []string) {
	s.names = names
	boxed := make([]lua.LString, len(names))
	s.keys, s.index = make([]lua.LValue, 0, len(names)), make(map[lua.LValue]int, len(names))
	for i, name := range names {
		boxed[i] = lua.LString(name)
		key := glua.String(&boxed[i])
		if _, ok := s.index[key]; !ok {
			s.index[key] = len(s.keys)
			s.keys = append(s.keys, key)
		}
	}
}
