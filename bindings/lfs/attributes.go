package lfs

// This file is what is known of a file.

import (
	"fmt"
	"io/fs"

	"moonloop/bindings/internal/filestat"
	"moonloop/bindings/stdlib"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// An attribute is a field of what attributes returns.
type attribute struct {
	name  string
	value lua.LValue
}

// attributes(path [, name | table])
func (m *instance) attributes(L *lua.LState) int { return m.describe(L, m.disk.Stat, false) }

// symlinkattributes(path [, name | table]): of a link itself, with its target.
func (m *instance) linkAttributes(L *lua.LState) int { return m.describe(L, m.disk.Lstat, true) }

func (m *instance) describe(L *lua.LState, stat func(string) (fs.FileInfo, error), link bool) int {
	a := vm.ParamsOf(L)
	path := a.String(1)
	info, err := stat(path)
	if err != nil {
		text, number := stdlib.ErrorText(err)
		return stdlib.Refuse(L, fmt.Sprintf("cannot obtain information from file '%s': %s", path, text), number)
	}
	list := attributesOf(info)
	if link && info.Mode()&fs.ModeSymlink != 0 {
		if target, err := m.disk.Readlink(path); err == nil {
			list = append(list, attribute{"target", lua.LString(target)})
		}
	}
	if name, ok := vm.TextOf(L.Get(2)); ok {
		for _, x := range list {
			if x.name == name {
				L.Push(x.value)
				return 1
			}
		}
		if !link || name != "target" {
			vm.Fail(L, "invalid attribute name '%s'", name)
		}
		L.Push(lua.LNil)
		return 1
	}
	t, ok := L.Get(2).(*lua.LTable)
	if !ok {
		t = L.CreateTable(0, len(list))
	}
	for _, x := range list {
		ltable.Set(t, lua.LString(x.name), x.value)
	}
	L.Push(t)
	return 1
}

// attributesOf lists what info tells; what only some systems know comes from package filestat.
func attributesOf(info fs.FileInfo) []attribute {
	k := filestat.Of(info)
	n := func(v int64) lua.LNumber { return lua.LNumber(v) }
	list := []attribute{
		{"mode", lua.LString(kind(info.Mode()))},
		{"dev", n(k.Device)},
		{"ino", n(k.Inode)},
		{"nlink", n(k.Links)},
		{"uid", n(k.User)},
		{"gid", n(k.Group)},
		{"rdev", n(k.Special)},
		{"access", n(k.Access.Unix())},
		{"modification", n(info.ModTime().Unix())},
		{"change", n(k.Change.Unix())},
		{"size", n(info.Size())},
		{"permissions", lua.LString(info.Mode().Perm().String()[1:])},
	}
	if k.Blocks >= 0 {
		list = append(list, attribute{"blocks", n(k.Blocks)}, attribute{"blksize", n(k.BlockSize)})
	}
	return list
}

// kind is the word for what a file is.
func kind(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "file"
	case mode.IsDir():
		return "directory"
	case mode&fs.ModeSymlink != 0:
		return "link"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeNamedPipe != 0:
		return "named pipe"
	case mode&fs.ModeCharDevice != 0:
		return "char device"
	case mode&fs.ModeDevice != 0:
		return "block device"
	}
	return "other"
}
