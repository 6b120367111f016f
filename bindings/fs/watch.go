package fs

// This file is fs.watch.

import (
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A watcher is what a Watcher holds.
type watcher struct {
	*netio.Watcher
	ud lua.LUserData
}

func (m *instance) watcherMethods() []native.Entry {
	return []native.Entry{
		native.Method("next", m.watcherNext),     // w:next(): coroutine: {path=, op=}; nothing when it is closed
		native.Method("events", m.watcherEvents), // for event in w:events() do: awaits each
		native.Method("add", m.watcherAdd),       // w:add(path): coroutine
		native.Method("remove", m.watcherRemove), // w:remove(path)
		native.Method("close", m.watcherClose),   // w:close()
	}
}

// watch is fs.watch(path | paths, {recursive=}): a coroutine that returns a watcher.
func (m *instance) watch(c native.Call) int {
	if m.disk != stdlib.Machine { // the system watches names, wherever a link leads meanwhile
		c.Raise(&loop.Error{Class: netio.PermissionError, Msg: "watch: this host does not let scripts watch files"})
	}
	var paths []string
	if _, ok := c.Arg(1).(*lua.LTable); ok {
		paths = c.Strings(1)
	} else {
		paths = []string{c.Path(1)}
	}
	recursive := c.Options(2, "recursive").Bool("recursive")
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		return native.Map(m.Hub(l).Watch(paths, recursive), func(v any) any {
			w := &watcher{Watcher: v.(*netio.Watcher)}
			m.watcher.Init(&w.ud, w)
			return &w.ud
		}), nil
	})
}

// change is a change as Lua has it.
func (m *instance) change(v any) any {
	change, ok := v.(netio.Change)
	if !ok {
		return lua.LNil
	}
	t := m.rt.State().NewTable()
	t.RawSetString("path", lua.LString(change.Path))
	t.RawSetString("op", lua.LString(change.Op))
	return t
}

func (m *instance) watcherNext(c native.Call, w *watcher) int {
	return c.Coroutine(native.Map(w.Next(), m.change))
}

func (m *instance) watcherEvents(c native.Call, w *watcher) int {
	return c.Iterate(events{m, w})
}

// events walks the changes that a watcher sees. The watcher belongs to who made it, and stays open.
type events struct {
	m *instance
	w *watcher
}

// Close implements native.Iterator.
func (events) Close() {}

// Holds implements native.Iterator.
func (events) Holds() bool { return false }

// Next implements native.Iterator.
func (it events) Next(c native.Call, next vm.Next) vm.Step {
	c.NeedTask()
	return vm.Await(native.Map(it.w.Next(), it.m.change), next)
}

func (m *instance) watcherAdd(c native.Call, w *watcher) int {
	return c.Coroutine(w.Add(c.Path(1)))
}

func (m *instance) watcherRemove(c native.Call, w *watcher) int {
	if err := w.Remove(c.Path(1)); err != nil {
		c.Raise(err)
	}
	return 0
}

func (m *instance) watcherClose(_ native.Call, w *watcher) int {
	w.Close()
	return 0
}

// Enter and Exit implement native.Manager: a watcher is closed after the body.
func (w *watcher) Enter(_ native.Call, next vm.Next) vm.Step {
	return next([]lua.LValue{&w.ud}, nil)
}

func (w *watcher) Exit(_ native.Call, vals []lua.LValue, err error) vm.Step {
	w.Close()
	return native.Outcome(vals, err)
}
