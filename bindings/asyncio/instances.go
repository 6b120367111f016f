package asyncio

// This file tells for isinstance what the objects of the module are instances of: the functions that make them stand for
// their classes.

import (
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// kinds are the classes that a function of the module stands for, with what tells their instances.
var kinds = map[string]func(v any) bool{
	"Future": holds[*loop.Future],
	"Task": func(v any) bool {
		f, ok := v.(*loop.Future)
		return ok && f.Task() != nil
	},
	"Timeout":          holds[*loop.Timeout],
	"TaskGroup":        holds[*group],
	"Lock":             holds[*loop.Lock],
	"Event":            holds[*loop.Event],
	"Condition":        holds[*loop.Condition],
	"Barrier":          holds[*loop.Barrier],
	"Semaphore":        holds[*loop.Semaphore],
	"BoundedSemaphore": ofKind("BoundedSemaphore"),
	"Queue":            holds[*loop.Queue],
	"LifoQueue":        ofKind("LifoQueue"),
	"PriorityQueue":    ofKind("PriorityQueue"),
}

func holds[T any](v any) bool {
	_, ok := v.(T)
	return ok
}

// ofKind is for classes that share a Go type with the one they derive from.
func ofKind(name string) func(v any) bool {
	return func(v any) bool {
		x, ok := v.(interface{ Kind() string })
		return ok && x.Kind() == name
	}
}

// instanceOf tells whether v is an instance of class: what validMatcher allows, a function of the module that stands for
// a class, or a list of these. ok is false where class is something else.
func (m *Module) instanceOf(v, class lua.LValue) (is, ok bool) {
	switch class := class.(type) {
	case *lua.LFunction:
		name := m.kindOf(class)
		if name == "" {
			return false, false
		}
		ud, isObject := v.(*lua.LUserData)
		return isObject && kinds[name](ud.Value), true
	case *lua.LTable:
		all, ok := classesIn(class)
		for _, one := range all {
			yes, valid := m.instanceOf(v, one)
			if !valid {
				return false, false
			}
			is = is || yes
		}
		return is, ok
	}
	return m.validMatcher(class) && isA(v, class), m.validMatcher(class)
}

// kindOf is the name of the class that a function of the module stands for, "" when it stands for none.
func (m *Module) kindOf(fn *lua.LFunction) string {
	if m.kindNames == nil {
		m.kindNames = map[*lua.LFunction]string{}
		for name := range kinds {
			if f, ok := m.table.RawGetString(name).(*lua.LFunction); ok {
				m.kindNames[f] = name
			}
		}
	}
	return m.kindNames[fn]
}
