package bindings

// This file opens everything a script of the command has.

import (
	"errors"

	"moonloop/bindings/args"
	"moonloop/bindings/asyncio"
	"moonloop/bindings/base64"
	"moonloop/bindings/bit"
	"moonloop/bindings/bit32"
	"moonloop/bindings/box"
	"moonloop/bindings/csv"
	"moonloop/bindings/datetime"
	"moonloop/bindings/env"
	"moonloop/bindings/fs"
	"moonloop/bindings/gzip"
	"moonloop/bindings/hash"
	"moonloop/bindings/http"
	"moonloop/bindings/json"
	"moonloop/bindings/lfs"
	"moonloop/bindings/log"
	"moonloop/bindings/re"
	"moonloop/bindings/socket"
	"moonloop/bindings/stdlib"
	"moonloop/bindings/system"
	"moonloop/bindings/term"
	"moonloop/bindings/test"
	"moonloop/bindings/toml"
	"moonloop/bindings/url"
	"moonloop/bindings/uuid"
	"moonloop/loop"
	"moonloop/vm"
)

// Modules are the modules of one runtime.
type Modules struct {
	Asyncio *asyncio.Module
	Std     *stdlib.Modules
	env     *box.Env
}

// All is every module of the box.
func All() []box.Module {
	return append([]box.Module{
		args.Module,
		base64.Module,
		bit.Module,
		bit32.Module,
		csv.Module,
		datetime.Module,
		env.Module,
		fs.Module,
		gzip.Module,
		hash.Module,
		http.Module,
		json.Module,
		lfs.Module,
		log.Module,
		re.Module,
		socket.Module,
		system.Module,
		term.Module,
		test.Module,
		toml.Module,
		url.Module,
		uuid.Module,
	}, databases()...)
}

// Open installs asyncio, the debug library and the standard library as o grants it.
func Open(rt *vm.Runtime, o asyncio.Options, std stdlib.Options) *Modules {
	m := &Modules{}
	if clock, ok := o.Clock.(*loop.VirtualClock); ok && std.Now == nil {
		std.Now = box.VirtualNow(clock)
	}
	rt.OpenDebug()
	if std.Stall == nil {
		std.Stall = rt.Stall
	}
	m.Std = stdlib.Open(rt.State(), std)
	if o.Files == nil {
		o.Files = std.Files
	}
	o.Processes = o.Processes || std.Processes
	if o.Stdin == nil {
		o.Stdin = std.Stdin
	}
	m.Asyncio = asyncio.Open(rt, o)
	m.env = &box.Env{Runtime: rt, Asyncio: m.Asyncio, Library: std, Std: m.Std}
	box.Install(m.env, All())
	return m
}

// Env is what the modules of the box were opened with.
func (m *Modules) Env() *box.Env { return m.env }

// Close closes the loops and files that scripts left open.
func (m *Modules) Close() error {
	return errors.Join(m.env.Close(), m.Asyncio.Close(), m.Std.Close())
}
