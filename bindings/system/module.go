// Package system is what test tools ask of the rock luasystem, the module system: clocks, a sleep, and whether a file is
// a terminal. It is found as system.core too, which is what the rock's own Lua file asks for.
//
// A host lists [Module] among the modules of its runtime. The time comes from its clock.
package system

// This file is the whole module.

import (
	"runtime"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/moments"
	"moonloop/bindings/term"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module system.
var Module = box.Module{Name: "system", Open: open, Parts: []string{"core"}}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	b := e.Build("system", &shape)
	vm.SetNatives(b, []vm.GoFunction{
		{Name: "gettime", Fn: moments.Wall(e)},
		{Name: "monotime", Fn: moments.Steady(e)},
		{Name: "sleep", Fn: moments.Sleep(e, "system.sleep", lua.LTrue)},
		{Name: "isatty", Fn: term.IsTerminal},
	})
	b.Set("windows", lua.LBool(runtime.GOOS == "windows"))
	return b.Table()
}
