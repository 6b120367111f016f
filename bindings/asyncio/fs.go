package asyncio

// This file is the module fs: files without blocking the loop. Its functions are coroutines.

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"

	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// openFS installs the module fs, where the host grants files.
func (m *Module) openFS() {
	if !m.options.Files {
		return
	}
	b := vm.Build(m.rt.State(), nil, 24)
	vm.SetNatives(b, []native{
		{"read", m.fsRead},                // read(path, {offset=, length=})
		{"write", m.fsWrite},              // write(path, data, {mode=, exclusive=})
		{"append", m.fsAppend},            // append(path, data, {mode=})
		{"atomic_write", m.fsAtomicWrite}, // atomic_write(path, data, {mode=})
		{"lines", m.fsLines},              // for line in lines(path) do: awaits
		{"list", m.fsList},                // list(path): names
		{"walk", m.fsWalk},                // for path, info in walk(path) do: awaits
		{"stat", m.fsStat},                // stat(path): a table
		{"lstat", m.fsLstat},              // lstat(path): of a link itself
		{"exists", m.fsExists},            // exists(path)
		{"mkdir", m.fsMkdir},              // mkdir(path, {parents=, exist_ok=, mode=})
		{"remove", m.fsRemove},            // remove(path, {recursive=, missing_ok=})
		{"rename", m.fsRename},            // rename(from, to)
		{"copy", m.fsCopy},                // copy(from, to)
		{"symlink", m.fsSymlink},          // symlink(target, path)
		{"readlink", m.fsReadlink},        // readlink(path)
		{"chmod", m.fsChmod},              // chmod(path, mode)
		{"realpath", m.fsRealpath},        // realpath(path)
		{"tempfile", m.fsTempFile},        // tempfile({dir=, prefix=, suffix=}): path
		{"tempdir", m.fsTempDir},          // tempdir({dir=, prefix=, suffix=}): path
		{"watch", m.fsWatch},              // watch(path | paths, {recursive=}): a watcher
	})
	m.openWatchers()
	m.rt.SetModule("fs", b.Table())
}

// blocking pushes the coroutine object of a call that takes its time. What fn returns is shown to Lua as it is, but that
// bytes are strings.
func (c call) blocking(fn func(ctx context.Context) (any, error)) int {
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) { return c.m.hub(l).Do(fn, nil), nil })
}

// simple is blocking for a call without a result.
func (c call) simple(fn func() error) int {
	return c.blocking(func(context.Context) (any, error) { return nil, fn() })
}

// whole is an option that is a whole number; def when it is absent.
func (o options) whole(key string, def int64) int64 {
	switch v := o.get(key).(type) {
	case *lua.LNilType:
		return def
	case lua.LNumber:
		if v != lua.LNumber(int64(v)) {
			o.failOption(key, "whole number expected, got %v", float64(v))
		}
		return int64(v)
	default:
		o.failOption(key, "number or nil expected, got %s", o.m.typeName(v))
		return 0
	}
}

// mode is an option that is a file's permissions: a number, or a string of octal digits as "0644".
func (o options) mode(key string, def fs.FileMode) fs.FileMode {
	switch v := o.get(key).(type) {
	case *lua.LNilType:
		return def
	case lua.LNumber:
		return fs.FileMode(uint32(v)) & fs.ModePerm
	case lua.LString:
		return o.octal(string(v), "option "+key)
	}
	o.failOption(key, "number or string of octal digits expected, got %s", o.m.typeName(o.get(key)))
	return 0
}

func (c call) octal(s, where string) fs.FileMode {
	mode := fs.FileMode(0)
	for _, d := range s {
		if d < '0' || d > '7' || mode > 0o777 {
			c.raise(loop.Errorf(loop.ValueError, "%s: %s: octal digits expected, got '%s'", c.name, where, s))
		}
		mode = mode<<3 | fs.FileMode(d-'0')
	}
	return mode & fs.ModePerm
}

func (m *Module) fsRead(L *lua.LState) int {
	c := m.call(L, "fs.read")
	path := c.string(1)
	o := c.options(2, "offset", "length")
	offset, length := o.whole("offset", 0), o.whole("length", -1)
	return c.blocking(func(ctx context.Context) (any, error) {
		b, err := netio.ReadFile(ctx, path, offset, length)
		return lua.LString(b), err
	})
}

func (m *Module) fsWrite(L *lua.LState) int {
	c := m.call(L, "fs.write")
	path, data := c.string(1), c.data(2)
	o := c.options(3, "mode", "exclusive")
	flags, mode := os.O_CREATE|os.O_TRUNC, o.mode("mode", 0o666)
	if o.bool("exclusive") {
		flags = os.O_CREATE | os.O_EXCL
	}
	return c.blocking(func(ctx context.Context) (any, error) {
		return nil, netio.WriteFile(ctx, path, data, flags, mode)
	})
}

func (m *Module) fsAppend(L *lua.LState) int {
	c := m.call(L, "fs.append")
	path, data := c.string(1), c.data(2)
	mode := c.options(3, "mode").mode("mode", 0o666)
	return c.blocking(func(ctx context.Context) (any, error) {
		return nil, netio.WriteFile(ctx, path, data, os.O_CREATE|os.O_APPEND, mode)
	})
}

func (m *Module) fsAtomicWrite(L *lua.LState) int {
	c := m.call(L, "fs.atomic_write")
	path, data := c.string(1), c.data(2)
	mode := c.options(3, "mode").mode("mode", 0)
	return c.blocking(func(ctx context.Context) (any, error) {
		return nil, netio.WriteAtomic(ctx, path, data, mode)
	})
}

func (m *Module) fsList(L *lua.LState) int {
	c := m.call(L, "fs.list")
	path := c.string(1)
	return c.blocking(func(context.Context) (any, error) {
		list, err := os.ReadDir(path)
		names := make([]string, len(list))
		for i, d := range list {
			names[i] = d.Name()
		}
		return names, err
	})
}

// fileTypes are the types of files by their mode bits.
func fileType(mode fs.FileMode) string {
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
		return "fifo"
	}
	return "device"
}

// fileInfo is what stat tells: name, type, size in bytes, mtime in seconds, mode.
func (m *Module) fileInfo(info fs.FileInfo) *lua.LTable {
	t := m.rt.State().NewTable()
	t.RawSetString("name", lua.LString(info.Name()))
	t.RawSetString("type", lua.LString(fileType(info.Mode())))
	t.RawSetString("size", lua.LNumber(info.Size()))
	t.RawSetString("mtime", lua.LNumber(float64(info.ModTime().UnixNano())/1e9))
	t.RawSetString("mode", lua.LNumber(info.Mode().Perm()))
	return t
}

func (c call) stat(stat func(path string) (fs.FileInfo, error)) int {
	m, path := c.m, c.string(1)
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) {
		return &mapped{m.hub(l).Do(func(context.Context) (any, error) { return stat(path) }, nil), func(v any) any {
			return m.fileInfo(v.(fs.FileInfo))
		}}, nil
	})
}

func (m *Module) fsStat(L *lua.LState) int  { return m.call(L, "fs.stat").stat(os.Stat) }
func (m *Module) fsLstat(L *lua.LState) int { return m.call(L, "fs.lstat").stat(os.Lstat) }

func (m *Module) fsExists(L *lua.LState) int {
	c := m.call(L, "fs.exists")
	path := c.string(1)
	return c.blocking(func(context.Context) (any, error) {
		_, err := os.Stat(path)
		return err == nil, nil
	})
}

func (m *Module) fsMkdir(L *lua.LState) int {
	c := m.call(L, "fs.mkdir")
	path := c.string(1)
	o := c.options(2, "parents", "exist_ok", "mode")
	mode, parents, existOK := o.mode("mode", 0o777), o.bool("parents"), o.bool("exist_ok")
	return c.simple(func() error {
		if parents {
			if err := os.MkdirAll(filepath.Dir(filepath.Clean(path)), 0o777); err != nil {
				return err
			}
		}
		err := os.Mkdir(path, mode)
		if info, statErr := os.Stat(path); err != nil && existOK && statErr == nil && info.IsDir() {
			return nil
		}
		return err
	})
}

func (m *Module) fsRemove(L *lua.LState) int {
	c := m.call(L, "fs.remove")
	path := c.string(1)
	o := c.options(2, "recursive", "missing_ok")
	recursive, missingOK := o.bool("recursive"), o.bool("missing_ok")
	return c.simple(func() error {
		_, err := os.Lstat(path)
		switch {
		case err != nil && missingOK && os.IsNotExist(err):
			return nil
		case err != nil:
			return err
		case recursive:
			return os.RemoveAll(path)
		}
		return os.Remove(path)
	})
}

func (m *Module) fsRename(L *lua.LState) int {
	c := m.call(L, "fs.rename")
	from, to := c.string(1), c.string(2)
	return c.simple(func() error { return os.Rename(from, to) })
}

func (m *Module) fsCopy(L *lua.LState) int {
	c := m.call(L, "fs.copy")
	from, to := c.string(1), c.string(2)
	return c.blocking(func(ctx context.Context) (any, error) { return nil, netio.CopyFile(ctx, from, to) })
}

func (m *Module) fsSymlink(L *lua.LState) int {
	c := m.call(L, "fs.symlink")
	target, path := c.string(1), c.string(2)
	return c.simple(func() error { return os.Symlink(target, path) })
}

func (m *Module) fsReadlink(L *lua.LState) int {
	c := m.call(L, "fs.readlink")
	path := c.string(1)
	return c.blocking(func(context.Context) (any, error) { return os.Readlink(path) })
}

func (m *Module) fsChmod(L *lua.LState) int {
	c := m.call(L, "fs.chmod")
	path := c.string(1)
	var mode fs.FileMode
	if s, ok := c.get(2).(lua.LString); ok {
		mode = c.octal(string(s), "argument 2")
	} else {
		mode = fs.FileMode(uint32(c.number(2))) & fs.ModePerm
	}
	return c.simple(func() error { return os.Chmod(path, mode) })
}

func (m *Module) fsRealpath(L *lua.LState) int {
	c := m.call(L, "fs.realpath")
	path := c.string(1)
	return c.blocking(func(context.Context) (any, error) {
		full, err := filepath.EvalSymlinks(path)
		if err == nil {
			full, err = filepath.Abs(full)
		}
		return full, err
	})
}

// temp reads the options of tempfile and tempdir.
func (c call) temp() (dir, pattern string) {
	o := c.options(1, "dir", "prefix", "suffix")
	return o.str("dir", ""), o.str("prefix", "tmp") + "*" + o.str("suffix", "")
}

func (m *Module) fsTempFile(L *lua.LState) int {
	c := m.call(L, "fs.tempfile")
	dir, pattern := c.temp()
	return c.blocking(func(context.Context) (any, error) {
		f, err := os.CreateTemp(dir, pattern)
		if err != nil {
			return nil, err
		}
		return f.Name(), f.Close()
	})
}

func (m *Module) fsTempDir(L *lua.LState) int {
	c := m.call(L, "fs.tempdir")
	dir, pattern := c.temp()
	return c.blocking(func(context.Context) (any, error) { return os.MkdirTemp(dir, pattern) })
}
