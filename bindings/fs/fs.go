// Package fs is the Lua module fs: files without blocking the event loop. Its functions are coroutines.
//
// A host lists [Module] among the modules of its runtime; scripts have it where the host grants files.
package fs

// This file is the functions on whole files and directories.

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/box"
	"moonloop/bindings/internal/disk"
	"moonloop/bindings/internal/filestat"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module fs. It is a global too.
var Module = box.Module{Name: "fs", Open: open, Global: true}

// instance is the module of one runtime.
type instance struct {
	*asyncio.Module
	rt      *vm.Runtime
	disk    disk.Disk // its methods may be called on any goroutine
	most    int       // bytes that are read at once, as of strings of the library; 0 is any number
	watcher native.Class
	file    native.Class
}

var shape vm.Shape

// open makes the module, where the host grants files.
func open(e *box.Env) lua.LValue {
	d := e.Asyncio.Disk()
	if d == nil {
		return nil
	}
	m := &instance{Module: e.Asyncio, rt: e.Runtime, disk: d, most: e.Library.MaxString}
	m.watcher = native.Class{RT: m.rt, Name: "Watcher", Methods: m.watcherMethods}
	m.file = native.Class{RT: m.rt, Name: "File", Field: fileField, Methods: m.fileMethods}
	b := vm.Build(m.rt.State(), &shape, 24)
	native.Define(b, m.rt, "fs",
		native.Func("open", m.open),                // open(path [, mode], [{mode=},] [body]): a File
		native.Func("read", m.read),                // read(path, {offset=, length=})
		native.Func("write", m.write),              // write(path, data, {mode=, exclusive=})
		native.Func("append", m.appendTo),          // append(path, data, {mode=})
		native.Func("atomic_write", m.atomicWrite), // atomic_write(path, data, {mode=})
		native.Func("lines", m.lines),              // for line in lines(path) do: awaits
		native.Func("list", m.list),                // list(path): names
		native.Func("walk", m.walk),                // for path, info in walk(path) do: awaits
		native.Func("stat", m.stat),                // stat(path): a table
		native.Func("lstat", m.lstat),              // lstat(path): of a link itself
		native.Func("exists", m.exists),            // exists(path)
		native.Func("mkdir", m.mkdir),              // mkdir(path, {parents=, exist_ok=, mode=})
		native.Func("remove", m.remove),            // remove(path, {recursive=, missing_ok=})
		native.Func("rename", m.rename),            // rename(from, to)
		native.Func("copy", m.copy),                // copy(from, to)
		native.Func("symlink", m.symlink),          // symlink(target, path)
		native.Func("readlink", m.readlink),        // readlink(path)
		native.Func("chmod", m.chmod),              // chmod(path, mode)
		native.Func("realpath", m.realpath),        // realpath(path)
		native.Func("tempfile", m.tempFile),        // tempfile({dir=, prefix=, suffix=}): path
		native.Func("tempdir", m.tempDir),          // tempdir({dir=, prefix=, suffix=}): path
		native.Func("watch", m.watch),              // watch(path | paths, {recursive=}): a watcher
	)
	return b.Table()
}

// blocking returns the coroutine object of a call that takes its time.
func (m *instance) blocking(c native.Call, fn func(ctx context.Context) (any, error)) int {
	return m.Blocking(c, fn, nil)
}

// simple is blocking for a call without a result.
func (m *instance) simple(c native.Call, fn func() error) int {
	return m.blocking(c, func(context.Context) (any, error) { return nil, fn() })
}

// mode is an option that is a file's permissions: a number, or a string of octal digits as "0644".
func mode(o native.Options, key string, def fs.FileMode) fs.FileMode {
	switch v := o.Get(key).(type) {
	case *lua.LNilType:
		return def
	case lua.LNumber:
		return fs.FileMode(uint32(v)) & fs.ModePerm
	case lua.LString:
		return octal(o.Call, string(v), "option "+key)
	}
	o.FailOption(key, "number or string of octal digits expected, got %s", native.TypeName(o.Get(key)))
	return 0
}

func octal(c native.Call, s, where string) fs.FileMode {
	mode := fs.FileMode(0)
	for _, d := range s {
		if d < '0' || d > '7' || mode > 0o777 {
			c.Raise(loop.Errorf(loop.ValueError, "%s: %s: octal digits expected, got '%s'", c.Name, where, s))
		}
		mode = mode<<3 | fs.FileMode(d-'0')
	}
	return mode & fs.ModePerm
}

func (m *instance) read(c native.Call) int {
	path := c.Path(1)
	o := c.Options(2, "offset", "length")
	offset, length := o.Whole("offset", 0), o.Whole("length", -1)
	if offset < 0 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: option offset: 0 or more expected, got %d", c.Name, offset))
	}
	return m.blocking(c, func(ctx context.Context) (any, error) {
		b, err := netio.ReadFile(ctx, m.disk, path, offset, length, int64(m.most))
		return lua.LString(b), err
	})
}

func (m *instance) write(c native.Call) int {
	path, data := c.Path(1), c.Bytes(2)
	o := c.Options(3, "mode", "exclusive")
	flags, perm := os.O_CREATE|os.O_TRUNC, mode(o, "mode", 0o666)
	if o.Bool("exclusive") {
		flags = os.O_CREATE | os.O_EXCL
	}
	return m.blocking(c, func(ctx context.Context) (any, error) {
		return nil, netio.WriteFile(ctx, m.disk, path, data, flags, perm)
	})
}

func (m *instance) appendTo(c native.Call) int {
	path, data := c.Path(1), c.Bytes(2)
	perm := mode(c.Options(3, "mode"), "mode", 0o666)
	return m.blocking(c, func(ctx context.Context) (any, error) {
		return nil, netio.WriteFile(ctx, m.disk, path, data, os.O_CREATE|os.O_APPEND, perm)
	})
}

func (m *instance) atomicWrite(c native.Call) int {
	path, data := c.Path(1), c.Bytes(2)
	perm := mode(c.Options(3, "mode"), "mode", 0)
	return m.blocking(c, func(ctx context.Context) (any, error) {
		return nil, netio.WriteAtomic(ctx, m.disk, path, data, perm)
	})
}

func (m *instance) list(c native.Call) int {
	path := c.Path(1)
	return m.blocking(c, func(ctx context.Context) (any, error) { return netio.Names(ctx, m.disk, path) })
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

func seconds(t time.Time) lua.LNumber { return lua.LNumber(float64(t.UnixNano()) / 1e9) }

// fileInfo is what stat tells: name, type, size in bytes, mode; mtime, atime and ctime in seconds; but on Windows dev,
// inode, nlink, uid and gid.
func (m *instance) fileInfo(info fs.FileInfo) *lua.LTable {
	t := m.rt.State().NewTable()
	t.RawSetString("name", lua.LString(info.Name()))
	t.RawSetString("type", lua.LString(fileType(info.Mode())))
	t.RawSetString("size", lua.LNumber(info.Size()))
	t.RawSetString("mtime", seconds(info.ModTime()))
	t.RawSetString("mode", lua.LNumber(info.Mode().Perm()))
	k := filestat.Of(info)
	t.RawSetString("atime", seconds(k.Access))
	t.RawSetString("ctime", seconds(k.Change))
	if k.Owned {
		t.RawSetString("dev", lua.LNumber(k.Device))
		t.RawSetString("inode", lua.LNumber(k.Inode))
		t.RawSetString("nlink", lua.LNumber(k.Links))
		t.RawSetString("uid", lua.LNumber(k.User))
		t.RawSetString("gid", lua.LNumber(k.Group))
	}
	return t
}

func (m *instance) stat(c native.Call) int { return m.info(c, m.disk.Stat) }

func (m *instance) lstat(c native.Call) int { return m.info(c, m.disk.Lstat) }

// info returns the coroutine object of stat or lstat.
func (m *instance) info(c native.Call, stat func(path string) (fs.FileInfo, error)) int {
	path := c.Path(1)
	return m.Blocking(c, func(context.Context) (any, error) { return stat(path) }, func(v any) any {
		return m.fileInfo(v.(fs.FileInfo))
	})
}

func (m *instance) exists(c native.Call) int {
	path := c.Path(1)
	return m.blocking(c, func(context.Context) (any, error) {
		_, err := m.disk.Stat(path)
		return err == nil, nil
	})
}

func (m *instance) mkdir(c native.Call) int {
	path := c.Path(1)
	o := c.Options(2, "parents", "exist_ok", "mode")
	perm, parents, existOK := mode(o, "mode", 0o777), o.Bool("parents"), o.Bool("exist_ok")
	return m.simple(c, func() error {
		if parents {
			if err := m.disk.MkdirAll(filepath.Dir(filepath.Clean(path)), 0o777); err != nil {
				return err
			}
		}
		err := m.disk.Mkdir(path, perm)
		if info, statErr := m.disk.Stat(path); err != nil && existOK && statErr == nil && info.IsDir() {
			return nil
		}
		return err
	})
}

func (m *instance) remove(c native.Call) int {
	path := c.Path(1)
	o := c.Options(2, "recursive", "missing_ok")
	recursive, missingOK := o.Bool("recursive"), o.Bool("missing_ok")
	return m.simple(c, func() error {
		_, err := m.disk.Lstat(path)
		switch {
		case err != nil && missingOK && os.IsNotExist(err):
			return nil
		case err != nil:
			return err
		case recursive:
			return m.disk.RemoveAll(path)
		}
		return m.disk.Remove(path)
	})
}

func (m *instance) rename(c native.Call) int {
	from, to := c.Path(1), c.Path(2)
	return m.simple(c, func() error { return m.disk.Rename(from, to) })
}

func (m *instance) copy(c native.Call) int {
	from, to := c.Path(1), c.Path(2)
	return m.blocking(c, func(ctx context.Context) (any, error) { return nil, netio.CopyFile(ctx, m.disk, from, to) })
}

func (m *instance) symlink(c native.Call) int {
	target, path := c.Path(1), c.Path(2)
	return m.simple(c, func() error { return m.disk.Symlink(target, path) })
}

func (m *instance) readlink(c native.Call) int {
	path := c.Path(1)
	return m.blocking(c, func(context.Context) (any, error) { return m.disk.Readlink(path) })
}

func (m *instance) chmod(c native.Call) int {
	path := c.Path(1)
	var mode fs.FileMode
	if s, ok := c.Arg(2).(lua.LString); ok {
		mode = octal(c, string(s), "argument 2")
	} else {
		mode = fs.FileMode(uint32(c.Number(2))) & fs.ModePerm
	}
	return m.simple(c, func() error { return m.disk.Chmod(path, mode) })
}

func (m *instance) realpath(c native.Call) int {
	path := c.Path(1)
	return m.blocking(c, func(context.Context) (any, error) {
		return m.disk.Real(path)
	})
}

// temp reads the options of tempfile and tempdir.
func temp(c native.Call) (dir, pattern string) {
	o := c.Options(1, "dir", "prefix", "suffix")
	return c.NoNul(o.Str("dir", "")), c.NoNul(o.Str("prefix", "tmp")) + "*" + c.NoNul(o.Str("suffix", ""))
}

func (m *instance) tempFile(c native.Call) int {
	dir, pattern := temp(c)
	return m.blocking(c, func(context.Context) (any, error) {
		f, name, err := disk.CreateTemp(m.disk, dir, pattern)
		if err != nil {
			return nil, err
		}
		return name, f.Close()
	})
}

func (m *instance) tempDir(c native.Call) int {
	dir, pattern := temp(c)
	return m.blocking(c, func(context.Context) (any, error) { return disk.MkdirTemp(m.disk, dir, pattern) })
}
