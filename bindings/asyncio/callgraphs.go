package asyncio

// This file shows who awaits whom: capture_call_graph, print_call_graph, format_call_graph.

import (
	"io"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openCallGraphs() {
	m.define([]function{
		{"capture_call_graph", captureCallGraph}, // capture_call_graph([future,] {depth=, limit=})
		{"format_call_graph", formatCallGraph},   // format_call_graph([future,] {depth=, limit=})
		{"print_call_graph", printCallGraph},     // print_call_graph([future,] {file=, depth=, limit=})
	})
}

// CallGraph is f, where it is, and from there all who wait for it.
func (m *Module) CallGraph(f *loop.Future) *loop.CallGraph {
	return f.CallGraph(m.framesOf)
}

// framesOf are the calls of a task, innermost first.
func (m *Module) framesOf(t *loop.Task) []loop.Frame {
	where, name, _ := m.stackOf(t)
	frames := make([]loop.Frame, 0, len(where)+1)
	if co, ok := t.Coro().(*vm.Coroutine); ok && t != t.Loop().CurrentTask() {
		native := loop.WaitsFor(co)
		if native == "" {
			native = co.Awaits()
		}
		if native != "" {
			frames = append(frames, loop.Frame{Name: native})
		}
	}
	for i := len(where) - 1; i >= 0; i-- {
		frames = append(frames, loop.Frame{Where: where[i], Name: name[i]})
	}
	return frames
}

// graph is the graph that the arguments ask for, of the current task if they name no future; nil outside of a task.
func (c call) graph(keys ...string) (*loop.CallGraph, keywords) {
	n := 1
	f := futureOf(c.Arg(1))
	if f != nil || !c.Has(1) && c.Len() > 1 {
		n = 2
	} else if _, ok := c.Arg(1).(*lua.LTable); c.Has(1) && !ok {
		c.Fail(1, "Future or Task expected, got %s", c.TypeName(1))
	}
	o := c.options(n, append(keys, "depth", "limit")...)
	current := c.Running().CurrentTask()
	if f == nil && current == nil {
		return nil, o
	}
	own := f == nil || current != nil && f == &current.Future
	if f == nil {
		f = &current.Future
	}
	skip := int(o.Number("depth", 1)) - 1
	hasLimit := o.Get("limit") != lua.LNil
	limit := int(o.Number("limit", 0))
	return f.CallGraph(func(t *loop.Task) []loop.Frame {
		frames := c.m.framesOf(t)
		if own && t == current && skip > 0 {
			frames = frames[min(skip, len(frames)):]
		}
		switch {
		case !hasLimit:
		case limit >= 0:
			frames = frames[:min(limit, len(frames))]
		default:
			frames = frames[max(0, len(frames)+limit):]
		}
		return frames
	}), o
}

// captureCallGraph returns the graph as a table: future, call_stack (a list of {source, line, name}, innermost first)
// and awaited_by (a list of such tables).
func captureCallGraph(c call) int {
	g, _ := c.graph()
	if g == nil {
		return c.Push(lua.LNil)
	}
	return c.Push(c.m.graphTable(g, map[*loop.CallGraph]*lua.LTable{}))
}

func (m *Module) graphTable(g *loop.CallGraph, known map[*loop.CallGraph]*lua.LTable) *lua.LTable {
	if t := known[g]; t != nil {
		return t
	}
	L := m.rt.State()
	t, stack, awaitedBy := L.NewTable(), L.NewTable(), L.NewTable()
	known[g] = t
	t.RawSetString("future", m.Future(g.Future))
	t.RawSetString("call_stack", stack)
	t.RawSetString("awaited_by", awaitedBy)
	for _, f := range g.Stack {
		entry := L.NewTable()
		if at := strings.LastIndexByte(f.Where, ':'); at >= 0 {
			entry.RawSetString("source", lua.LString(f.Where[:at]))
			entry.RawSetString("line", lua.LNumber(atoi(f.Where[at+1:])))
		}
		entry.RawSetString("name", lua.LString(f.Name))
		stack.Append(entry)
	}
	for _, by := range g.AwaitedBy {
		awaitedBy.Append(m.graphTable(by, known))
	}
	return t
}

func formatCallGraph(c call) int {
	g, _ := c.graph()
	if g == nil {
		return c.Push(lua.LString(""))
	}
	return c.Push(lua.LString(g.String()))
}

func printCallGraph(c call) int {
	g, o := c.graph("file")
	if g == nil {
		return 0
	}
	if file := o.Get("file"); file != lua.LNil {
		return o.write(file, g.String())
	}
	if _, err := io.WriteString(c.m.rt.Stdout(), g.String()); err != nil {
		c.Raise(err)
	}
	return 0
}

// write calls the option file's method write, as the rest of the Go function being called.
func (o keywords) write(file lua.LValue, text string) int {
	var write *lua.LFunction
	switch file.(type) {
	case *lua.LTable, *lua.LUserData:
		write, _ = o.L.GetField(file, "write").(*lua.LFunction)
	}
	if write == nil {
		o.FailOption("file", "file expected, got %s", native.TypeName(file))
	}
	return o.m.rt.Perform(o.L, vm.Call(write, []lua.LValue{file, lua.LString(text)}, func(_ []lua.LValue, err error) vm.Step {
		return native.Outcome(nil, err)
	}))
}
