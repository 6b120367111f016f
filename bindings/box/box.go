// Package box is the registry of the Lua modules that come with Moonloop, a folder of package bindings each.
//
// A host lists those that its scripts may use, and links no others:
//
//	w, err := host.New(host.Options{Modules: []box.Module{json.Module, http.Module}})
//
// In Lua, require "moonloop.json" is always the module of the box. require "json" finds package.preload and package.path
// first, as any module, and then the box. asyncio is always in it. A module is opened when it is first required.
package box

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	randv2 "math/rand/v2"
	"slices"
	"strings"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/internal/screen"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A Module is a Lua module of the box.
type Module struct {
	Name string
	// Open makes what require returns, in one runtime. nil is that the module is not there, because the host has not
	// granted what it needs.
	Open func(e *Env) lua.LValue
	// Global has the module opened with the runtime and made a global.
	Global bool
	// Parts are fields that require finds as modules too: "NAME.PART". One that is not a field is the module itself.
	Parts []string
	// Absent is why this build of a program does not have the module, and what to do about it; such a module has a Name
	// besides, and whoever requires it is told.
	Absent string
}

// An Env is what the modules of one runtime are opened with.
type Env struct {
	Runtime *vm.Runtime
	Asyncio *asyncio.Module
	// Library is what the host has granted to the standard library: a seed, a clock, files, an environment.
	Library stdlib.Options
	// Std is the standard library, whose files and variables are those of other modules too.
	Std *stdlib.Modules
	// Screen is the terminal that the program writes to; nil: it writes elsewhere.
	Screen *screen.Screen
	// Random is where random bytes come from; nil: the machine. A host that promises the same numbers for the same seed
	// sets it.
	Random io.Reader

	classes []*native.Class
	closers []func() error
	shared  map[any]any
	box     *box
}

// Require is a module of the box, opened, as require "moonloop.NAME" gives it; nil if there is none.
func (e *Env) Require(name string) lua.LValue { return e.box.module(name) }

// Build begins the table of a module: its functions are in it, and values may be set before its Table is taken. The
// shape is the module's own, a variable of its package.
func (e *Env) Build(module string, shape *vm.Shape, list ...native.Entry) *vm.Builder {
	b := vm.Build(e.Runtime.State(), shape, len(list)+8)
	native.Define(b, e.Runtime, module, list...)
	return b
}

// Class makes a class of a module's objects.
func (e *Env) Class(name string, methods func() []native.Entry) *native.Class {
	k := &native.Class{RT: e.Runtime, Name: name, Methods: methods}
	e.classes = append(e.classes, k)
	return k
}

// Classes are those made so far, for tests.
func (e *Env) Classes() []*native.Class { return e.classes }

// Shared is what make made of a key the first time that it was asked for: what modules of one runtime have in common.
func (e *Env) Shared(key any, make func() any) any {
	if e.shared == nil {
		e.shared = map[any]any{}
	}
	v, ok := e.shared[key]
	if !ok {
		v = make()
		e.shared[key] = v
	}
	return v
}

// Now is the wall clock as the host grants it, its location the scripts' local time.
func (e *Env) Now() time.Time {
	if e.Library.Now != nil {
		return e.Library.Now()
	}
	return time.Now()
}

// Seed has all that is random follow from a seed from now on.
func (e *Env) Seed(seed uint64) {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	e.Random = randv2.NewChaCha8(key)
	e.Std.Seed(seed)
}

// RandomBytes fills b with random bytes.
func (e *Env) RandomBytes(b []byte) {
	if e.Random == nil {
		_, _ = rand.Read(b) // it never fails
		return
	}
	_, _ = io.ReadFull(e.Random, b)
}

// OnClose has fn called when the runtime is closed, the last first.
func (e *Env) OnClose(fn func() error) { e.closers = append(e.closers, fn) }

// Close calls what OnClose was given. Who called Install does it, before asyncio is closed.
func (e *Env) Close() error {
	var errs []error
	for n := len(e.closers); n > 0; n = len(e.closers) {
		fn := e.closers[n-1]
		e.closers = e.closers[:n-1]
		errs = append(errs, fn())
	}
	return errors.Join(errs...)
}

// prefix is what the names of the box's modules begin with where nothing else is meant.
const prefix = "moonloop."

// virtualBegin is what the wall clock shows when virtual time begins.
var virtualBegin = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// VirtualNow is a wall clock that goes with virtual time.
func VirtualNow(clock *loop.VirtualClock) func() time.Time {
	return func() time.Time { return virtualBegin.Add(time.Duration(clock.Now() * float64(time.Second))) }
}

// Install puts modules into the box of a runtime, before any script has run.
func Install(e *Env, modules []Module) {
	b := &box{env: e, modules: modules, opened: map[string]lua.LValue{"asyncio": e.Asyncio.Table()}}
	e.box = b
	L := e.Runtime.State()
	pkg := L.G.Global.RawGetString("package").(*lua.LTable)
	loaders := pkg.RawGetString("loaders").(*lua.LTable)
	// Programs call the loaders by number: the box is part of the first and of the last.
	first, last := ltable.GetInt(loaders, 1).(*lua.LFunction), ltable.GetInt(loaders, ltable.Len(loaders)).(*lua.LFunction)
	loaders.RawSetInt(1, L.NewFunction(func(L *lua.LState) int {
		if n := b.load(L, true); n > 0 {
			return n
		}
		return first.GFunction(L)
	}))
	loaders.RawSetInt(ltable.Len(loaders), L.NewFunction(func(L *lua.LState) int {
		n := last.GFunction(L)
		return max(n, b.load(L, false))
	}))
	loaded := pkg.RawGetString("loaded").(*lua.LTable)
	e.Runtime.OnMissing(func(name string) lua.LValue {
		v := b.module(strings.TrimPrefix(name, prefix))
		if v != nil {
			loaded.RawSetString(name, v) // as require does
		}
		return v
	})
	for _, m := range modules {
		if m.Global {
			if v := b.module(m.Name); v != nil {
				e.Runtime.SetModule(m.Name, v)
			}
		}
	}
}

type box struct {
	env     *Env
	modules []Module
	opened  map[string]lua.LValue
}

// load is a loader as package.loaders has it: for names with the prefix, or for those without.
func (b *box) load(L *lua.LState, prefixed bool) int {
	name, ok := L.Get(1).(lua.LString)
	short, has := strings.CutPrefix(string(name), prefix)
	if !ok || has != prefixed {
		return 0
	}
	v := b.module(short)
	switch {
	case v != nil:
		L.Push(L.NewFunction(func(L *lua.LState) int {
			L.Push(v)
			return 1
		}))
	case b.absent(short) != "":
		b.env.Runtime.Throw(b.env.Runtime.NewError(lua.LString(fmt.Sprintf("module '%s' not found: %s", string(name), b.absent(short)))))
	case prefixed: // and nowhere else
		text := fmt.Sprintf("module '%s' not found:\n\tno module '%s' in the box", string(name), short)
		b.env.Runtime.Throw(b.env.Runtime.NewError(lua.LString(text)))
	default:
		return 0
	}
	return 1
}

// absent is why this build does not have a module; "" if it has it, or there is none.
func (b *box) absent(name string) string {
	if i := slices.IndexFunc(b.modules, func(m Module) bool { return m.Name == name }); i >= 0 {
		return b.modules[i].Absent
	}
	return ""
}

// module is a module by its name, opened; nil if there is none.
func (b *box) module(name string) lua.LValue {
	if v, ok := b.opened[name]; ok {
		return v
	}
	whole, part, isPart := strings.Cut(name, ".")
	for _, m := range b.modules {
		switch {
		case m.Absent != "":
		case m.Name == name:
			v := m.Open(b.env)
			if v != nil {
				b.opened[name] = v
			}
			return v
		case isPart && m.Name == whole && slices.Contains(m.Parts, part):
			return b.part(whole, part)
		}
	}
	return nil
}

// part is a part of a module.
func (b *box) part(whole, part string) lua.LValue {
	t, ok := b.module(whole).(*lua.LTable)
	if !ok {
		return nil
	}
	if v := t.RawGetString(part); v != lua.LNil {
		return v
	}
	return t
}
