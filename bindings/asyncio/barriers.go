package asyncio

// This file is the Lua face of barriers.

import (
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openBarriers() {
	m.barrierMeta.make = func() *lua.LTable {
		return m.fields(m.class("Barrier", []native{
			{"wait", m.barrierWait},   // barrier:wait(), a coroutine
			{"reset", m.barrierReset}, // barrier:reset(), a coroutine
			{"abort", m.barrierAbort}, // barrier:abort(), a coroutine
			{"__tostring", m.text},
		}), "Barrier", barrierField)
	}
	m.define([]native{
		{"Barrier", m.newBarrier}, // Barrier(parties)
	})
}

// barrierField gives b.parties, b.n_waiting and b.broken.
func barrierField(v any, key string) lua.LValue {
	b, ok := v.(*loop.Barrier)
	switch {
	case !ok:
	case key == "parties":
		return lua.LNumber(b.Parties())
	case key == "n_waiting":
		return lua.LNumber(b.Waiting())
	case key == "broken":
		return lua.LBool(b.Broken())
	}
	return nil
}

func (m *Module) newBarrier(L *lua.LState) int {
	c := m.call(L, "Barrier")
	c.number(1)
	b, err := loop.NewBarrier(c.integer(1, 0))
	if err != nil {
		c.raise(err)
	}
	return c.push(m.userdata(b, m.barrierMeta.get()))
}

func (m *Module) selfBarrier(L *lua.LState, name string) (call, *loop.Barrier) {
	return self[*loop.Barrier](m, L, name, "Barrier")
}

func (m *Module) barrierWait(L *lua.LState) int {
	c, b := m.selfBarrier(L, "wait")
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) { return b.Wait(l), nil })
}

func (m *Module) barrierReset(L *lua.LState) int {
	c, b := m.selfBarrier(L, "reset")
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) { return b.Reset(l), nil })
}

func (m *Module) barrierAbort(L *lua.LState) int {
	c, b := m.selfBarrier(L, "abort")
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) { return b.Abort(l), nil })
}
