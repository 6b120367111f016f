package fs

// This file is fs.lines and fs.walk: iterators, which await.

import (
	"context"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// linesAtOnce is how many bytes of a file lines reads at a time.
const linesAtOnce = 256 << 10

// lines is fs.lines(path [, "L"]): an iterator over the lines of a file of any size; "L" keeps the newlines.
func (m *instance) lines(c native.Call) int {
	return c.Iterate(&lines{m: m, path: c.Path(1), keep: c.Has(2) && c.Str(2) == "L"})
}

type lines struct {
	m      *instance
	path   string
	keep   bool
	offset int64  // of what comes after rest
	rest   string // what was read and not given
	ended  bool
}

// Close implements native.Iterator.
func (it *lines) Close() { it.rest = "" }

// Holds implements native.Iterator: the file is open only while a piece of it is read.
func (it *lines) Holds() bool { return false }

// MemorySize implements vm.Sizer.
func (it *lines) MemorySize(func(any)) int { return len(it.rest) }

// Next implements native.Iterator.
func (it *lines) Next(c native.Call, next vm.Next) vm.Step {
	if i := strings.IndexByte(it.rest, '\n'); i >= 0 {
		line := it.rest[:i]
		if it.keep {
			line = it.rest[:i+1]
		}
		it.rest = it.rest[i+1:]
		return next([]lua.LValue{lua.LString(line)}, nil)
	}
	if it.ended {
		line := it.rest
		if it.rest = ""; line == "" {
			return next(nil, nil)
		}
		return next([]lua.LValue{lua.LString(line)}, nil)
	}
	c.NeedTask()
	path, offset := it.path, it.offset
	return vm.Await(it.m.Hub(c.Running()).Do(func(ctx context.Context) (any, error) {
		b, err := netio.ReadFile(ctx, it.m.disk, path, offset, linesAtOnce, 0)
		return lua.LString(b), err
	}, nil), func(vals []lua.LValue, err error) vm.Step {
		if err != nil {
			return next(nil, err)
		}
		piece := string(vals[0].(lua.LString))
		it.offset += int64(len(piece))
		it.ended = len(piece) == 0
		if it.m.most > 0 && len(it.rest)+len(piece) > it.m.most {
			return next(nil, netio.Error(&fs.PathError{Op: "read", Path: path, Err: syscall.EFBIG}))
		}
		it.rest += piece
		return it.Next(c, next)
	})
}

// walk is fs.walk(path): an iterator over all that is below a directory, each directory before what is in it; it gives
// the path and what stat tells. Links are not followed.
func (m *instance) walk(c native.Call) int {
	root := c.Path(1)
	return c.Iterate(&walk{m: m, root: root, dirs: []string{root}})
}

type walk struct {
	m       *instance
	root    string
	entries []netio.Entry // of the directory that is walked now
	dirs    []string      // those to come
}

// Close implements native.Iterator.
func (it *walk) Close() { it.entries, it.dirs = nil, nil }

// Holds implements native.Iterator.
func (it *walk) Holds() bool { return false }

// MemorySize implements vm.Sizer.
func (it *walk) MemorySize(func(any)) int { return 256*len(it.entries) + 128*len(it.dirs) }

// Next implements native.Iterator.
func (it *walk) Next(c native.Call, next vm.Next) vm.Step {
	if len(it.entries) > 0 {
		e := it.entries[0]
		it.entries = it.entries[1:]
		if e.Info.IsDir() {
			it.dirs = append(it.dirs, e.Path)
		}
		return next([]lua.LValue{lua.LString(e.Path), it.m.fileInfo(e.Info)}, nil)
	}
	if len(it.dirs) == 0 {
		return next(nil, nil)
	}
	c.NeedTask()
	dir := it.dirs[0]
	it.dirs = it.dirs[1:]
	return vm.Await(it.m.Hub(c.Running()).Do(func(ctx context.Context) (any, error) {
		list, err := netio.ReadDir(ctx, it.m.disk, dir)
		if os.IsNotExist(err) && dir != it.root {
			err = nil // it was removed meanwhile
		}
		return &lua.LUserData{Value: list}, err
	}, nil), func(vals []lua.LValue, err error) vm.Step {
		if err != nil {
			return next(nil, err)
		}
		it.entries = vals[0].(*lua.LUserData).Value.([]netio.Entry)
		return it.Next(c, next)
	})
}
