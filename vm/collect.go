package vm

// This file is the collection of garbage as scripts see it: weak tables, and collectgarbage.

import (
	"runtime"

	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// setMetatable makes mt, a table or nil, the metatable of tb, which may become weak by it, or plain.
func setMetatable(L *lua.LState, tb *lua.LTable, mt lua.LValue) {
	tb.Metatable = mt
	if n := ltable.Settle(tb); n > 0 {
		if m := runtimeOf(L).meter; m != nil {
			m.note(ltable.WeakSlot * n)
			m.work(entryCost * int64(n))
		}
	}
}

const entryCost = 32 // instructions that take as long as moving an entry

// collect is collectgarbage. Tables become what their metatables say by now, and what nothing refers to any more vanishes
// from weak ones. Scripts under limits must not stop the whole process: for them it vanishes when Go finds it.
func (rt *Runtime) collect() {
	w := walk{rt: rt, settles: true}
	w.roots()
	if m := rt.meter; m != nil {
		m.work((w.size + w.extra) / 128)
		return
	}
	runtime.GC()
}
