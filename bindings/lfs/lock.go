package lfs

// This file locks files, and directories by a file in them.

import (
	"os"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/stdlib"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// openFile is argument 1, an open file of the machine; what names the function in messages.
func openFile(L *lua.LState, what string) *os.File {
	stream, ok := stdlib.Stream(L.Get(1))
	if !ok {
		vm.ParamsOf(L).WrongType(1, "FILE*")
	}
	f, ok := stream.(*os.File)
	if !ok {
		vm.Fail(L, "%s: closed file", what)
	}
	return f
}

// locked pushes true, or nil with the error's text.
func locked(L *lua.LState, err error) int {
	if err != nil {
		text, _ := stdlib.ErrorText(err)
		L.Push(lua.LNil)
		L.Push(lua.LString(text))
		return 2
	}
	L.Push(lua.LTrue)
	return 1
}

// lock(file, mode [, start [, length]]): mode is "r" or "w". It does not wait.
func lock(L *lua.LState) int {
	a, f := vm.ParamsOf(L), openFile(L, "lock")
	mode := a.String(2)
	if !strings.HasPrefix(mode, "r") && !strings.HasPrefix(mode, "w") {
		vm.Fail(L, "lock: invalid mode")
	}
	return locked(L, lockFile(f, mode[0] == 'w', a.OptInteger(3, 0), a.OptInteger(4, 0)))
}

// unlock(file [, start [, length]])
func unlock(L *lua.LState) int {
	a, f := vm.ParamsOf(L), openFile(L, "unlock")
	return locked(L, unlockFile(f, a.OptInteger(2, 0), a.OptInteger(3, 0)))
}

// setmode(file, mode): files are binary on every system.
func setMode(L *lua.LState) int {
	openFile(L, "setmode")
	vm.ParamsOf(L).Option(2, "", "binary", "text")
	L.Push(lua.LTrue)
	L.Push(lua.LString("binary"))
	return 2
}

// A directoryLock is the file in a directory that says it is locked.
type directoryLock struct{ path string }

// MemorySize implements vm.Sizer.
func (d *directoryLock) MemorySize(func(any)) int { return 64 + len(d.path) }

// lockName is the file in a directory that locks it, as LuaFileSystem names it.
const lockName = "/lockfile.lfs"

// lock_dir(path)
func (m *instance) lockDir(L *lua.LState) int {
	d := &directoryLock{vm.ParamsOf(L).String(1) + lockName}
	f, err := m.disk.OpenFile(d.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return locked(L, err)
	}
	L.Push(m.lock.New(d))
	return 1
}

func (m *instance) lockMethods() []native.Entry {
	return []native.Entry{
		native.Method("free", func(_ native.Call, d *directoryLock) int { // the second time does nothing
			if d.path != "" {
				m.disk.Remove(d.path) // who removed it has freed it
				d.path = ""
			}
			return 0
		}),
	}
}
