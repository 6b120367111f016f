package vm

// This file captures where Lua code is, and prints it: tracebacks that cross protected calls, coroutines and awaits.

import (
	"cmp"
	"fmt"
	"strings"

	"moonloop/vm/internal/compile"

	lua "github.com/yuin/gopher-lua"
)

const (
	maxTraceParts = 64 // threads and tasks a traceback crosses before its oldest part is dropped
	headFrames    = 10 // frames of a long stack that are kept at its inner end
	tailFrames    = 11 // and at its outer end
)

// A Trace is a stack of Lua calls, innermost first, in parts: a part for each thread and task an error came through.
type Trace struct {
	frames  []frame
	skipped int    // frames left out
	cut     int    // after how many frames
	task    string // the task the frames belong to, "" when none
	inner   *Trace // the part nearer to where the error was raised
	depth   int
}

// A frame is one call, in the little that printing it needs.
type frame struct {
	proto *lua.FunctionProto // nil for a Go function
	pc    int
	tail  bool
}

// extend adds the calls of t to a trace, at its outer end.
func extend(inner *Trace, t *thread, task string) *Trace {
	tr := &Trace{inner: inner, task: task}
	if inner != nil {
		tr.depth = inner.depth + 1
		if tr.depth > maxTraceParts {
			tr.inner, tr.depth = nil, 0
		}
	}
	n := t.Frames.Depth
	tr.frames = make([]frame, 0, min(n, headFrames+tailFrames))
	for i := n - 1; i >= 0; i-- {
		if n > headFrames+tailFrames && i < n-headFrames && i >= tailFrames {
			tr.skipped, tr.cut = n-headFrames-tailFrames, len(tr.frames)
			i = tailFrames
			continue
		}
		cf := t.Frames.At(i)
		if i == n-1 && cf.Fn == t.rt.raiser { // where it is called is what there is to know
			continue
		}
		tr.frames = append(tr.frames, frame{cf.Fn.Proto, cf.Pc, cf.TailCall > 0})
	}
	return tr
}

// String prints the trace as Lua does.
func (tr *Trace) String() string {
	var b strings.Builder
	b.WriteString("stack traceback:")
	tr.Each(func(text, _ string, _, _ int) { b.WriteString("\n\t" + text) }, func(_, task string) {
		if task != "" {
			fmt.Fprintf(&b, "\n\t(awaited by %s)", task)
		}
	})
	return b.String()
}

// Each calls line for each call of the trace, innermost first, and awaited where a task awaits what the calls before it
// belong to: inner is the task of these; "" is the main task, or none. text is the call as String prints it, source what debug.getinfo calls
// so; lineNumber and column are from 1, and 0 where the call is of no Lua function or the column is not known.
func (tr *Trace) Each(line func(text, source string, lineNumber, column int), awaited func(inner, task string)) {
	tr.walk(line, awaited)
}

// walk does that and returns the task that the frames of tr belong to.
func (tr *Trace) walk(line func(text, source string, lineNumber, column int), awaited func(inner, task string)) string {
	task := tr.task
	if tr.inner != nil {
		if inner := tr.inner.walk(line, awaited); inner != task {
			awaited(inner, task)
		}
	}
	for i, f := range tr.frames {
		if f.proto == callerProto() {
			continue
		}
		if tr.skipped > 0 && i == tr.cut {
			line(fmt.Sprintf("...\t(%d more)", tr.skipped), "", 0, 0)
		}
		source, number, column := f.place()
		line(tr.describe(i), source, number, column)
	}
	return task
}

func (tr *Trace) describe(i int) string {
	f := tr.frames[i]
	if isGuard(f.proto) {
		return "[Go]: in function 'pcall'"
	}
	if f.proto == nil {
		name := "?"
		if i+1 < len(tr.frames) {
			name = tr.frames[i+1].calling()
		}
		return fmt.Sprintf("[Go]: in function '%s'", name)
	}
	where := fmt.Sprintf("%s:%d:", f.proto.SourceName, f.line())
	name := protoName(f.proto)
	switch {
	case f.proto.LineDefined == 0:
		return where + " in main chunk"
	case name != "":
		return where + " in function '" + name + "'"
	}
	return fmt.Sprintf("%s in function <%s:%d>", where, f.proto.SourceName, f.proto.LineDefined)
}

// place is where the frame is in its source.
func (f frame) place() (source string, line, column int) {
	p := compile.Of(f.proto)
	if p == nil || isGuard(f.proto) || adapter(f.proto) {
		return "", 0, 0
	}
	return sourceOf(f.proto), f.line(), p.Column(f.pc - 1)
}

func (f frame) line() int {
	if f.pc < 1 || f.pc > len(f.proto.DbgSourcePositions) {
		return f.proto.LineDefined
	}
	return f.proto.DbgSourcePositions[f.pc-1]
}

// callee is the name in the source of what the frame is calling; none in a function that stands in for a Go function.
func (f frame) callee() compile.Variable {
	if p := compile.Of(f.proto); p != nil && !adapter(f.proto) {
		return p.Called(f.pc - 1)
	}
	return compile.Variable{}
}

// calling is callee as a traceback shows it.
func (f frame) calling() string { return cmp.Or(f.callee().Name, "?") }

// Frames lists the trace from the outermost call to the innermost as "file:line" and function name.
func (tr *Trace) Frames() (where, name []string) {
	for part := tr; part != nil; part = part.inner {
		for i := len(part.frames) - 1; i >= 0; i-- {
			f := part.frames[i]
			if f.proto == nil || adapter(f.proto) {
				continue
			}
			where = append(where, fmt.Sprintf("%s:%d", f.proto.SourceName, f.line()))
			n := protoName(f.proto)
			if f.proto.LineDefined == 0 {
				n = "main chunk"
			}
			name = append(name, n)
		}
	}
	return where, name
}

// trace is where the fiber is suspended or runs: the calls of all its threads.
func (s *fiber) trace() *Trace {
	var tr *Trace
	for t := s.top; t != nil; t = t.below {
		tr = extend(tr, t, "")
		if s := t.side; s != nil && s.failed != nil && s.failed != t.below {
			tr = extend(tr, s.failed, "")
		}
	}
	return tr
}

// line is the line at which the fiber's base function is.
func (s *fiber) line() int {
	t := s.bottom()
	for i := range t.Frames.Depth {
		if cf := t.Frames.At(i); cf.Fn.Proto != nil && !adapter(cf.Fn.Proto) {
			return frame{proto: cf.Fn.Proto, pc: cf.Pc}.line()
		}
	}
	return 0
}

// where captures the Lua code that runs now; nil when none does.
func (rt *Runtime) where() *Trace {
	if rt.fiber == nil {
		return nil
	}
	return rt.fiber.trace()
}

// Trace captures where the coroutine is suspended; nil when it is not.
func (c *Coroutine) Trace() *Trace {
	if c.fiber == nil || c.fiber.top == nil {
		return nil
	}
	return c.fiber.trace()
}

// FunctionName is the name that fn has in its source, "function <file:line>" when none, "?" for one written in Go.
func FunctionName(fn *lua.LFunction) string {
	if fn.Proto != nil {
		if name := protoName(fn.Proto); name != "" {
			return name
		}
		if fn.Proto.LineDefined == 0 {
			return "main chunk"
		}
		return fmt.Sprintf("function <%s:%d>", fn.Proto.SourceName, fn.Proto.LineDefined)
	}
	return "?"
}

// called is a function's name as that of a call.
func called(name string) string {
	if strings.HasPrefix(name, "function <") || name == "main chunk" {
		return name
	}
	return name + "()"
}

// Where is the "file:line" at which the coroutine's innermost Lua function is suspended, "" when it is not.
func (c *Coroutine) Where() string {
	return c.Trace().Innermost()
}

// Innermost is the "file:line" of the innermost Lua function, "" when there is none. The trace may be nil.
func (tr *Trace) Innermost() string {
	if tr == nil {
		return ""
	}
	where, _ := tr.Frames()
	if len(where) == 0 {
		return ""
	}
	return where[len(where)-1]
}

// Awaits names the coroutine written in Go that the coroutine is suspended in, "" when there is none.
func (c *Coroutine) Awaits() string {
	if c.fiber == nil || c.fiber.top == nil {
		return ""
	}
	sub, name := c.fiber.top.sub, ""
	if n, ok := sub.(Named); ok {
		name = n.CoroutineName() + "()"
	}
	if n, ok := sub.(*namedCoroutine); ok {
		sub = n.Coroutine
	}
	if s, ok := sub.(fmt.Stringer); ok && s.String() != "" {
		return s.String()
	}
	return name
}
