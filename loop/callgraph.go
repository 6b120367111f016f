package loop

// This file finds out who awaits whom, and prints it.

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// An awaiter is a callback of a future that stands for somebody who waits for it.
type awaiter interface{ awaiters() []*Future }

func (r *wakeupRun) awaiters() []*Future     { return []*Future{&r.Future} }
func (g *gathering) awaiters() []*Future     { return pendingOnly(g.outer) }
func (s *shielding) awaiters() []*Future     { return pendingOnly(s.outer) }
func (t *groupTask) awaiters() []*Future     { return []*Future{&t.group.parent.Future} }
func (w *waitCoroutine) awaiters() []*Future { return w.fut.awaitedBy() }
func (r *release) awaiters() []*Future       { return (*Future)(r).awaitedBy() }

func (d *completingDone) awaiters() []*Future {
	c := (*Completing)(d)
	var all []*Future
	for p := c.done.getters.first; p != nil; p = p.next {
		all = append(all, p.fut.awaitedBy()...)
	}
	return all
}

// pendingOnly is f as one who waits: one that is done has given up on the others.
func pendingOnly(f *Future) []*Future {
	if f == nil || f.Done() {
		return nil
	}
	return []*Future{f}
}

// awaitedBy returns who waits for f, in the order in which they began to: tasks that await it, by
// themselves or by way of Wait, WaitFor, AsCompleted or a TaskGroup, and the outer futures of
// Gather and Shield. It is found by what is called when f is done, and so costs
// nothing as long as nobody asks.
func (f *Future) awaitedBy() []*Future {
	var all []*Future
	seen := map[*Future]bool{}
	for _, w := range f.callbacks() {
		a, ok := w.cb.(awaiter)
		if !ok {
			continue
		}
		for _, by := range a.awaiters() {
			if by != nil && !seen[by] {
				seen[by] = true
				all = append(all, by)
			}
		}
	}
	return all
}

// CallGraph is a future, where it is, and who waits for it: FutureCallGraph of Python 3.14's
// asyncio.
type CallGraph struct {
	Future    *Future
	Stack     []Frame      // of a task, innermost first
	AwaitedBy []*CallGraph // a graph that occurs twice is the same one
}

// Frame is a call in a task's stack.
type Frame struct {
	Where string // "file:line", "" when it is not known
	Name  string // the function's
}

// String reads "main.lua:7: in function 'fetch'".
func (f Frame) String() string {
	switch {
	case f.Where == "":
		return "in " + f.Name
	case f.Name == "":
		return f.Where
	case strings.Contains(f.Name, " "): // main chunk
		return f.Where + ": in " + f.Name
	}
	return f.Where + ": in function '" + f.Name + "'"
}

// CallGraph makes the graph of f and, from there, of all who wait for it directly or not.
// stack tells the calls of a task, innermost first; the loop does not know them.
func (f *Future) CallGraph(stack func(*Task) []Frame) *CallGraph {
	c := capture{stack: stack, known: map[*Future]*CallGraph{}}
	return c.graph(f)
}

type capture struct {
	stack func(*Task) []Frame
	known map[*Future]*CallGraph
}

func (c *capture) graph(f *Future) *CallGraph {
	if g := c.known[f]; g != nil {
		return g
	}
	g := &CallGraph{Future: f}
	c.known[f] = g
	if f.task != nil && c.stack != nil {
		g.Stack = c.stack(f.task)
	}
	for _, by := range f.behind(nil) {
		g.AwaitedBy = append(g.AwaitedBy, c.graph(by))
	}
	return g
}

// behind is who waits for f, added to all, with those who wait for the outer future of a Gather or Shield in its place. One
// that nobody waits for stays.
func (f *Future) behind(all []*Future) []*Future {
	for _, by := range f.awaitedBy() {
		before := len(all)
		if by.task == nil {
			all = by.behind(all)
		}
		if len(all) == before && !slices.Contains(all, by) {
			all = append(all, by)
		}
	}
	return all
}

// String is the graph as print_call_graph prints it, a line for each call.
func (g *CallGraph) String() string {
	var b strings.Builder
	g.write(&b, "", map[*CallGraph]bool{})
	return b.String()
}

// write prints the graph. What was printed before is named only.
func (g *CallGraph) write(w io.Writer, indent string, seen map[*CallGraph]bool) {
	title := g.Future.kind() + "()"
	if t := g.Future.task; t != nil {
		title = fmt.Sprintf("Task(name='%s')", t.Name())
	}
	if seen[g] {
		fmt.Fprintf(w, "%s* %s (see above)\n", indent, title)
		return
	}
	seen[g] = true
	fmt.Fprintf(w, "%s* %s\n", indent, title)
	if len(g.Stack) > 0 {
		fmt.Fprintf(w, "%s  + Call stack:\n", indent)
		for _, f := range g.Stack {
			fmt.Fprintf(w, "%s  |   %s\n", indent, f)
		}
	}
	if len(g.AwaitedBy) > 0 {
		fmt.Fprintf(w, "%s  + Awaited by:\n", indent)
		for _, by := range g.AwaitedBy {
			by.write(w, indent+"    ", seen)
		}
	}
}
