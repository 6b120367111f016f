package fs

// This file is fs.lines and fs.walk: iterators, which await.

import (
	"context"
	"os"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// linesAtOnce is how many bytes of a file lines reads at a time.
const linesAtOnce = 256 << 10

// fsLines is fs.lines(path [, "L"]): an iterator over the lines of a file of any size; "L" keeps the newlines.
func (m *module) lines(c native.Call) int {
	path := c.Str(1)
	keep := c.Has(2) && c.Str(2) == "L"
	var offset int64
	var rest string
	ended := false
	var step func() vm.Step
	step = func() vm.Step {
		if i := strings.IndexByte(rest, '\n'); i >= 0 {
			line := rest[:i]
			if keep {
				line = rest[:i+1]
			}
			rest = rest[i+1:]
			return vm.Return(lua.LString(line))
		}
		if ended {
			line := rest
			rest = ""
			if line == "" {
				return vm.Return(lua.LNil)
			}
			return vm.Return(lua.LString(line))
		}
		return vm.Await(m.Hub(c.Running()).Do(func(ctx context.Context) (any, error) {
			b, err := netio.ReadFile(ctx, path, offset, linesAtOnce)
			return lua.LString(b), err
		}, nil), func(vals []lua.LValue, err error) vm.Step {
			if err != nil {
				return vm.Raise(err)
			}
			piece := string(vals[0].(lua.LString))
			offset += int64(len(piece))
			ended = len(piece) == 0
			rest += piece
			return step()
		})
	}
	return c.Push(c.L.NewFunction(func(L *lua.LState) int {
		c.NeedTask()
		return m.rt.Perform(L, step())
	}))
}

// fsWalk is fs.walk(path): an iterator over all that is below a directory, each directory before what is in it; it gives
// the path and what stat tells. Links are not followed.
func (m *module) walk(c native.Call) int {
	root := c.Str(1)
	var entries []netio.Entry
	dirs := []string{root}
	var step func() vm.Step
	step = func() vm.Step {
		if len(entries) > 0 {
			e := entries[0]
			entries = entries[1:]
			if e.Info.IsDir() {
				dirs = append(dirs, e.Path)
			}
			return vm.Return(lua.LString(e.Path), m.fileInfo(e.Info))
		}
		if len(dirs) == 0 {
			return vm.Return(lua.LNil)
		}
		dir := dirs[0]
		dirs = dirs[1:]
		return vm.Await(m.Hub(c.Running()).Do(func(context.Context) (any, error) {
			list, err := netio.ReadDir(dir)
			if os.IsNotExist(err) && dir != root {
				err = nil // it was removed meanwhile
			}
			return &lua.LUserData{Value: list}, err
		}, nil), func(vals []lua.LValue, err error) vm.Step {
			if err != nil {
				return vm.Raise(err)
			}
			entries = vals[0].(*lua.LUserData).Value.([]netio.Entry)
			return step()
		})
	}
	return c.Push(c.L.NewFunction(func(L *lua.LState) int {
		c.NeedTask()
		return m.rt.Perform(L, step())
	}))
}
