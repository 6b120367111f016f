package vm

// This file stops a runtime as a whole, and copies values out of it.

import (
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// Stop ends all Lua code of the runtime, that runs now or is to run later, with an error that it cannot catch; why is
// its reason. It takes effect in runtimes whose [Limits] have the interpreter count. Any goroutine may call it.
func (rt *Runtime) Stop(why error) {
	if rt.meter != nil {
		rt.meter.stop.CompareAndSwap(nil, stopped(why))
		rt.meter.alarm()
	}
}

// Detach copies tables, without their metatables, so that another goroutine may read the values. Functions and userdata
// stay what they are: belonging to the runtime.
func Detach(vals []lua.LValue) []lua.LValue {
	d := detacher{}
	list := make([]lua.LValue, len(vals))
	for i, v := range vals {
		list[i] = d.copy(v, 0)
	}
	return list
}

type detacher map[*lua.LTable]*lua.LTable

func (d detacher) copy(v lua.LValue, depth int) lua.LValue {
	t, ok := v.(*lua.LTable)
	if !ok {
		return v
	}
	if c, ok := d[t]; ok {
		return c
	}
	c := &lua.LTable{Metatable: lua.LNil}
	if isEmptyList(t) {
		c.Metatable = emptyList
	}
	d[t] = c
	if depth < maxNesting {
		for k, x := range ltable.Pairs(t) {
			ltable.Set(c, d.copy(k, depth+1), d.copy(x, depth+1))
		}
	}
	return c
}

// Detached is the error with a value that another goroutine may read.
func (e *Error) Detached() *Error {
	c := *e
	c.Value = Detach([]lua.LValue{e.Value})[0]
	return &c
}
