package asyncio

// This file copies context variables to the workers of executors.

import (
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// carryContexts has the context variables that a function uses be copied with it. A copy has the value that the variable has
// in the context which is sent. They travel with a function only: another runtime can do nothing with a variable that it
// gets as a result.
func (m *Module) carryContexts() {
	m.rt.Carry(func(value any) (lua.LValue, bool) {
		v, ok := value.(*contextVar)
		if !ok || m.sent == nil {
			return nil, false
		}
		state := m.rt.State().NewTable()
		state.RawSetString("name", lua.LString(v.Name()))
		if x, ok := v.Get(new(loop.Context)); ok {
			state.RawSetString("default", x.(lua.LValue))
		}
		if x, ok := m.sent.Lookup(v.ContextVar); ok {
			state.RawSetString("value", x.(lua.LValue))
		}
		return state, true
	}, func() (*lua.LUserData, func(lua.LValue)) {
		v := &contextVar{}
		m.enlist(v)
		return &v.ud, func(state lua.LValue) {
			t := state.(*lua.LTable)
			v.define(string(t.RawGetString("name").(lua.LString)), t.RawGetString("default"))
			if x := t.RawGetString("value"); x != lua.LNil {
				v.Set(m.context(), x)
			}
		}
	})
}

// send packs values with the context variables that they refer to, as those are in ctx.
func (m *Module) send(vals []lua.LValue, ctx *loop.Context) (*vm.Parcel, error) {
	m.carryContexts()
	m.sent = ctx
	defer func() { m.sent = nil }()
	return m.rt.PackList(vals, itemName)
}
