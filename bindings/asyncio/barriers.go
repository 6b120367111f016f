package asyncio

// This file is the Lua face of barriers.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openBarriers() {
	m.classes.barrier = native.Class{RT: m.rt, Name: "Barrier", Field: barrierField, Methods: func() []native.Entry {
		return methods(m, "Barrier", []method[*loop.Barrier]{
			{"wait", barrierWait},   // barrier:wait(), a coroutine
			{"reset", barrierReset}, // barrier:reset(), a coroutine
			{"abort", barrierAbort}, // barrier:abort(), a coroutine
			{"__tostring", text[*loop.Barrier]},
		})
	}}
	m.define([]function{
		{"Barrier", newBarrier}, // Barrier(parties)
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

func newBarrier(c call) int {
	c.Number(1)
	b, err := loop.NewBarrier(c.Integer(1, 0))
	if err != nil {
		c.Raise(err)
	}
	return c.Push(c.m.classes.barrier.New(b))
}

func barrierWait(c call, b *loop.Barrier) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) { return b.Wait(l), nil })
}

func barrierReset(c call, b *loop.Barrier) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) { return b.Reset(l), nil })
}

func barrierAbort(c call, b *loop.Barrier) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) { return b.Abort(l), nil })
}
