package lfs

// This file walks a directory.

import (
	"moonloop/bindings/internal/native"
	"moonloop/bindings/stdlib"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A directory is the names that a walk has before it. They are read at once, so that nothing is left open.
type directory struct {
	names  []string
	closed bool
}

// MemorySize implements vm.Sizer.
func (d *directory) MemorySize(func(any)) int {
	size := 64
	for _, name := range d.names {
		size += 16 + len(name)
	}
	return size
}

// dir(path): for name in lfs.dir(path) do
func (m *instance) dir(L *lua.LState) int {
	path := vm.ParamsOf(L).String(1)
	names, err := m.disk.Names(path)
	if err != nil {
		text, _ := stdlib.ErrorText(err)
		vm.Fail(L, "cannot open %s: %s", path, text)
	}
	d := &directory{names: append([]string{".", ".."}, names...)}
	m.directory.RT.Reserve(d.MemorySize(nil))
	L.Push(L.NewFunction(next))
	L.Push(m.directory.New(d))
	return 2
}

func directoryMethods() []native.Entry {
	return []native.Entry{
		{Name: "next", Bind: func(*native.Callee, string) lua.LGFunction { return next }},
		{Name: "close", Bind: func(*native.Callee, string) lua.LGFunction { return closeDirectory }},
	}
}

// self is the directory that argument 1 is.
func self(L *lua.LState) *directory {
	if ud, ok := L.Get(1).(*lua.LUserData); ok {
		if d, ok := ud.Value.(*directory); ok {
			return d
		}
	}
	vm.ParamsOf(L).WrongType(1, "directory metatable")
	return nil
}

// next is the next name; nil is the end, and closes the directory.
func next(L *lua.LState) int {
	d := self(L)
	switch {
	case d.closed:
		vm.BadArgument(L, 1, "closed directory")
	case len(d.names) == 0:
		d.closed = true
		L.Push(lua.LNil)
	default:
		L.Push(lua.LString(d.names[0]))
		d.names = d.names[1:]
	}
	return 1
}

func closeDirectory(L *lua.LState) int {
	d := self(L)
	d.closed, d.names = true, nil
	return 0
}
