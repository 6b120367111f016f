package vm

// This file words the errors that gopher-lua raises in Go functions as PUC Lua 5.1 does.

import (
	"fmt"
	"strconv"
	"strings"

	"moonloop/vm/internal/compile"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// reword is the value to raise for an error of gopher-lua's on t, whose frames are still there.
func (rt *Runtime) reword(t *thread, v lua.LValue) lua.LValue {
	msg, ok := v.(lua.LString)
	cf := glua.State(&t.LState).CurrentFrame
	if !ok || cf == nil {
		return v
	}
	where, inAdapter := interpreterPosition(t)
	text, ok := strings.CutPrefix(string(msg), where+" ")
	if !ok {
		return v
	}
	if inAdapter {
		where = ""
		if cf.Fn.IsG {
			where = strings.TrimSuffix(position(t, 1), " ")
		}
	}
	if cf.Fn.IsG {
		text = rewordNative(cf, text)
	} else {
		text = rewordPlain(text)
	}
	if where != "" {
		text = where + " " + text
	}
	return lua.LString(text)
}

// interpreterPosition is what gopher-lua begins messages with: the position in the innermost Lua function of t, which
// may be one of those that stand in for Go functions.
func interpreterPosition(t *thread) (where string, inAdapter bool) {
	for cf := glua.State(&t.LState).CurrentFrame; cf != nil; cf = cf.Parent {
		if proto := cf.Fn.Proto; proto != nil {
			return fmt.Sprintf("%s:%d:", proto.SourceName, frame{proto: proto, pc: cf.Pc}.line()), adapter(proto)
		}
	}
	return "", false
}

// rewordNative words what gopher-lua complains about in the name of a Go function.
func rewordNative(cf *glua.CallFrame, text string) string {
	number, name, problem, ok := glua.BadArgument(text)
	if !ok || strings.HasPrefix(name, "'") {
		return rewordPlain(text)
	}
	var called compile.Variable
	if cf.Parent != nil {
		called = calleeOf(cf.Parent)
	}
	if called.Kind == "method" {
		n, _ := strconv.Atoi(number)
		if n == 1 {
			return "calling '" + called.Name + "' on bad self (" + problem
		}
		number = strconv.Itoa(n - 1)
	}
	if name = called.Name; name == "" {
		name = "?"
	}
	return "bad argument #" + number + " to '" + name + "' (" + problem
}

// rewordPlain words a message that names no variable.
func rewordPlain(text string) string {
	switch text {
	case glua.NotCallable:
		return "attempt to call a value that is not a function"
	case glua.StackOverflow, glua.RegistryOverflow:
		return "stack overflow"
	case glua.IndexLoop:
		return "loop in gettable"
	case glua.NewIndexLoop:
		return "loop in settable"
	}
	if a, b, ok := glua.Compared(text); ok {
		if a == b {
			return "attempt to compare two " + a + " values"
		}
		return text
	}
	if kind, ok := glua.Indexed(text); ok {
		return fmt.Sprintf("attempt to index a %s value", kind)
	}
	return text
}
