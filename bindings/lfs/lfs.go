// Package lfs is the Lua module lfs, LuaFileSystem as other people's programs call it: directories and what is known of
// files. Its functions wait for the disk, as those of io do; module fs has some that let other tasks run.
//
// A host lists [Module] among the modules of its runtime. Scripts see the files that io.open sees: those of the machine,
// those below a root, or a file system that can only be read.
package lfs

// This file is the functions on paths.

import (
	"fmt"
	"syscall"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/stdlib"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module lfs.
var Module = box.Module{Name: "lfs", Open: open}

// instance is the module of one runtime.
type instance struct {
	disk      stdlib.Disk
	directory *native.Class
	lock      *native.Class
}

var shape vm.Shape

// open makes the module, where the host grants files.
func open(e *box.Env) lua.LValue {
	d := e.Asyncio.Disk()
	if d == nil {
		return nil
	}
	m := &instance{disk: d}
	m.directory = e.Class("Directory", directoryMethods)
	m.lock = e.Class("DirectoryLock", m.lockMethods)
	b := e.Build("lfs", &shape)
	vm.SetNatives(b, []vm.GoFunction{
		{Name: "attributes", Fn: m.attributes},
		{Name: "chdir", Fn: m.chdir},
		{Name: "currentdir", Fn: m.currentDir},
		{Name: "dir", Fn: m.dir},
		{Name: "link", Fn: m.link},
		{Name: "lock", Fn: lock},
		{Name: "lock_dir", Fn: m.lockDir},
		{Name: "mkdir", Fn: m.mkdir},
		{Name: "rmdir", Fn: m.rmdir},
		{Name: "setmode", Fn: setMode},
		{Name: "symlinkattributes", Fn: m.linkAttributes},
		{Name: "touch", Fn: m.touch},
		{Name: "unlock", Fn: unlock},
	})
	b.Set("_VERSION", lua.LString("LuaFileSystem 1.8.0"))
	return b.Table()
}

// chdir(path)
func (m *instance) chdir(L *lua.LState) int {
	path := vm.ParamsOf(L).String(1)
	err := m.disk.Chdir(path)
	if err == nil {
		return stdlib.Outcome(L, nil)
	}
	text, _ := stdlib.ErrorText(err)
	L.Push(lua.LNil)
	L.Push(lua.LString(fmt.Sprintf("Unable to change working directory to '%s'\n%s\n", path, text)))
	return 2
}

// currentdir()
func (m *instance) currentDir(L *lua.LState) int {
	dir, err := m.disk.Getwd()
	if err != nil {
		return stdlib.Outcome(L, err)
	}
	L.Push(lua.LString(dir))
	return 1
}

// mkdir(path)
func (m *instance) mkdir(L *lua.LState) int {
	return stdlib.Outcome(L, m.disk.Mkdir(vm.ParamsOf(L).String(1), 0o775))
}

// rmdir(path)
func (m *instance) rmdir(L *lua.LState) int {
	path := vm.ParamsOf(L).String(1)
	info, err := m.disk.Lstat(path)
	if err == nil && !info.IsDir() {
		err = syscall.ENOTDIR
	}
	if err == nil {
		err = m.disk.Remove(path)
	}
	return stdlib.Outcome(L, err)
}

// link(old, new [, symbolic])
func (m *instance) link(L *lua.LState) int {
	a := vm.ParamsOf(L)
	from, to := a.String(1), a.String(2)
	if lua.LVAsBool(L.Get(3)) {
		return stdlib.Outcome(L, m.disk.Symlink(from, to))
	}
	return stdlib.Outcome(L, m.disk.Link(from, to))
}

// touch(path [, access [, modification]])
func (m *instance) touch(L *lua.LState) int {
	a := vm.ParamsOf(L)
	path := a.String(1)
	if a.Missing(2) {
		now := time.Now()
		return stdlib.Outcome(L, m.disk.Chtimes(path, now, now))
	}
	access := a.Integer(2)
	modification := a.OptInteger(3, access)
	return stdlib.Outcome(L, m.disk.Chtimes(path, time.Unix(access, 0), time.Unix(modification, 0)))
}
