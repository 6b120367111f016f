// Package socket is what programs that measure time, test tools above all, ask of LuaSocket's module socket: the clock
// and a sleep. For the network there is asyncio.
//
// A host lists [Module] among the modules of its runtime. The time comes from its clock.
package socket

// This file is the whole module.

import (
	"moonloop/bindings/box"
	"moonloop/bindings/internal/moments"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module socket.
var Module = box.Module{Name: "socket", Open: open}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	b := e.Build("socket", &shape)
	vm.SetNatives(b, []vm.GoFunction{
		{Name: "gettime", Fn: moments.Wall(e)},
		{Name: "sleep", Fn: moments.Sleep(e, "socket.sleep")},
	})
	return b.Table()
}
