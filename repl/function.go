package repl

// This file is what a function of the script's own says of itself: its parameters, and the comment above it.

import (
	"fmt"
	"strings"

	"moonloop/repl/annotations"
	"moonloop/repl/manual"

	lua "github.com/yuin/gopher-lua"
)

// ownTopic is what stands in the source of a function that is written in Lua, under the name that it was asked for by; ok is
// false for other functions, and where the source is not to be had.
func (r *REPL) ownTopic(m *manual.Manual, name string, fn *lua.LFunction) (topic manual.Topic, ok bool) {
	async := ""
	if fn.IsG && r.rt.IsAsync(fn) {
		body, isFunction := fn.Upvalues[0].Value().(*lua.LFunction)
		if !isFunction {
			return topic, false
		}
		fn, async = body, "---@return Coroutine\n"
	}
	if fn.IsG || fn.Proto.LineDefined == 0 {
		return topic, false
	}
	lines, ok := r.linesOf(fn.Proto.SourceName)
	if !ok || fn.Proto.LineDefined > len(lines) {
		return topic, false
	}
	text := comment(lines[:fn.Proto.LineDefined-1]) + async +
		fmt.Sprintf("function %s(%s) end", name, strings.Join(parameters(fn.Proto), ", "))
	for _, e := range annotations.Parse("", text) {
		if e.Kind == annotations.Function || e.Kind == annotations.Method {
			e.About += fmt.Sprintf("\n\nDefined at %s:%d.", fn.Proto.SourceName, fn.Proto.LineDefined)
			return m.TopicOf(&e), true
		}
	}
	return topic, false
}

// linesOf is the source of a chunk: of an input, or of a file.
func (r *REPL) linesOf(name string) ([]string, bool) {
	if lines, ok := r.sources[name]; ok {
		return lines, true
	}
	b, err := r.readFile(strings.TrimPrefix(name, "@"))
	return strings.Split(string(b), "\n"), err == nil
}

// comment is the comment that ends with a source, in the form of annotations.
func comment(lines []string) string {
	from := len(lines)
	for from > 0 && strings.HasPrefix(strings.TrimSpace(lines[from-1]), "--") && !strings.HasPrefix(strings.TrimSpace(lines[from-1]), "--[") {
		from--
	}
	var b strings.Builder
	for _, line := range lines[from:] {
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "-"))
		b.WriteString("---" + line + "\n")
	}
	return b.String()
}

// parameters are the names of those of a function.
func parameters(proto *lua.FunctionProto) []string {
	var names []string
	for _, local := range proto.DbgLocals[:min(int(proto.NumParameters), len(proto.DbgLocals))] {
		names = append(names, local.Name)
	}
	if proto.IsVarArg&lua.VarArgIsVarArg != 0 {
		names = append(names, "...")
	}
	return names
}
