package asyncio

// This file holds the iterators of the module fs, which await.

import (
	"context"
	"os"
	"strings"

	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// linesAtOnce is how many bytes of a file lines reads at a time.
const linesAtOnce = 256 << 10

// fsLines is fs.lines(path [, "L"]): an iterator over the lines of a file of any size; "L" keeps the newlines.
func (m *Module) fsLines(L *lua.LState) int {
	c := m.call(L, "fs.lines")
	path := c.string(1)
	keep := c.has(2) && c.string(2) == "L"
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
		return vm.Await(m.hub(c.running()).Do(func(ctx context.Context) (any, error) {
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
	return c.push(L.NewFunction(func(L *lua.LState) int {
		m.call(L, "fs.lines").needTask()
		return m.rt.Perform(L, step())
	}))
}

// fsWalk is fs.walk(path): an iterator over all that is below a directory, each directory before what is in it; it gives
// the path and what stat tells. Links are not followed.
func (m *Module) fsWalk(L *lua.LState) int {
	c := m.call(L, "fs.walk")
	root := c.string(1)
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
		return vm.Await(m.hub(c.running()).Do(func(context.Context) (any, error) {
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
	return c.push(L.NewFunction(func(L *lua.LState) int {
		m.call(L, "fs.walk").needTask()
		return m.rt.Perform(L, step())
	}))
}

// luaWatcher is what a Watcher holds.
type luaWatcher struct {
	*netio.Watcher
	ud lua.LUserData
}

func (m *Module) openWatchers() {
	m.watcherMeta.make = func() *lua.LTable {
		return m.class("Watcher", []native{
			{"next", m.watcherNext},     // w:next(): coroutine: {path=, op=}; nothing when it is closed
			{"events", m.watcherEvents}, // for event in w:events() do: awaits each
			{"add", m.watcherAdd},       // w:add(path): coroutine
			{"remove", m.watcherRemove}, // w:remove(path)
			{"close", m.watcherClose},   // w:close()
		})
	}
}

func (m *Module) fsWatch(L *lua.LState) int {
	c := m.call(L, "fs.watch")
	paths := c.hosts(1)
	recursive := c.options(2, "recursive").bool("recursive")
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) {
		return &mapped{m.hub(l).Watch(paths, recursive), func(v any) any {
			w := &luaWatcher{Watcher: v.(*netio.Watcher)}
			w.ud.Value, w.ud.Metatable = w, m.watcherMeta.get()
			return &w.ud
		}}, nil
	})
}

func (m *Module) watcher(L *lua.LState, name string) (call, *luaWatcher) {
	return self[*luaWatcher](m, L, name, "Watcher")
}

// change is a change as Lua has it.
func (m *Module) change(v any) any {
	change, ok := v.(netio.Change)
	if !ok {
		return lua.LNil
	}
	t := m.rt.State().NewTable()
	t.RawSetString("path", lua.LString(change.Path))
	t.RawSetString("op", lua.LString(change.Op))
	return t
}

func (m *Module) watcherNext(L *lua.LState) int {
	c, w := m.watcher(L, "next")
	return c.direct(&mapped{w.Next(), m.change})
}

func (m *Module) watcherEvents(L *lua.LState) int {
	c, w := m.watcher(L, "events")
	return c.push(L.NewFunction(func(L *lua.LState) int {
		m.call(L, "events").needTask()
		return m.rt.Perform(L, vm.Await(&mapped{w.Next(), m.change}, nil))
	}))
}

func (m *Module) watcherAdd(L *lua.LState) int {
	c, w := m.watcher(L, "add")
	return c.direct(w.Add(c.string(1)))
}

func (m *Module) watcherRemove(L *lua.LState) int {
	c, w := m.watcher(L, "remove")
	if err := w.Remove(c.string(1)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) watcherClose(L *lua.LState) int {
	_, w := m.watcher(L, "close")
	w.Close()
	return 0
}

// enter and exit implement manager: a watcher is closed after the body.
func (w *luaWatcher) enter(_ call, next vm.Next) vm.Step {
	return next([]lua.LValue{&w.ud}, nil)
}

func (w *luaWatcher) exit(_ call, vals []lua.LValue, err error) vm.Step {
	w.Close()
	return outcome(vals, err)
}
