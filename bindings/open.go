package bindings

// This file opens everything a script of the command has.

import (
	"moonloop/bindings/asyncio"
	"moonloop/bindings/stdlib"
	"moonloop/vm"
)

// Modules are the modules of one runtime.
type Modules struct {
	Asyncio *asyncio.Module
	Std     *stdlib.Modules
}

// Open installs asyncio, the debug library and the standard library as o grants it.
func Open(rt *vm.Runtime, o asyncio.Options, std stdlib.Options) *Modules {
	m := &Modules{}
	rt.OpenDebug()
	m.Std = stdlib.Open(rt.State(), std)
	o.Files = o.Files || std.Files
	o.Processes = o.Processes || std.Processes
	if o.Stdin == nil {
		o.Stdin = std.Stdin
	}
	m.Asyncio = asyncio.Open(rt, o)
	return m
}

// Close closes the loops and files that scripts left open.
func (m *Modules) Close() error {
	err := m.Asyncio.Close()
	if stdErr := m.Std.Close(); err == nil {
		err = stdErr
	}
	return err
}
