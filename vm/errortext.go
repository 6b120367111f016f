package vm

// This file words the interpreter's own errors as Lua 5.1 does, with the name of the variable that was wrong.

import (
	"fmt"
	"strings"

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
		text = rt.rewordNative(t, cf, text)
	} else {
		text = t.rewordInstruction(cf, text)
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

// rewordNative words what the interpreter complains about in the name of a Go function.
func (rt *Runtime) rewordNative(t *thread, cf *glua.CallFrame, text string) string {
	if number, name, problem, ok := glua.BadArgument(text); ok && !strings.HasPrefix(name, "'") {
		if known := rt.globalName(cf.Fn); known != "" {
			name = known
		} else if name == "(anonymous)" || cf.Parent != nil && cf.Parent.Fn.Proto != nil && adapter(cf.Parent.Fn.Proto) {
			name = "?"
		}
		return "bad argument #" + number + " to '" + name + "' (" + problem
	}
	return rewordPlain(text)
}

// globalName is the name of the global that fn is, "" when it is none.
func (rt *Runtime) globalName(fn *lua.LFunction) string {
	found := ""
	rt.global.Global.ForEach(func(k, v lua.LValue) {
		if name, ok := k.(lua.LString); ok && v == fn && (found == "" || string(name) < found) {
			found = string(name)
		}
	})
	return found
}

// rewordPlain words a message that names no variable.
func rewordPlain(text string) string {
	switch text {
	case glua.NotCallable:
		return "attempt to call a value that is not a function"
	case glua.StackOverflow:
		return fmt.Sprintf("stack overflow (more than %d nested calls)", maxFrames)
	case glua.RegistryOverflow:
		return fmt.Sprintf("stack overflow (more than %d values on the stack)", maxSlots)
	case glua.IndexLoop:
		return "'__index' chain too long (possibly a loop)"
	case glua.NewIndexLoop:
		return "'__newindex' chain too long (possibly a loop)"
	}
	if a, b, ok := glua.Compared(text); ok && a == b {
		return "attempt to compare two " + a + " values"
	}
	if kind, ok := glua.Indexed(text); ok {
		return fmt.Sprintf("attempt to index a %s value", kind)
	}
	return text
}

// rewordInstruction words the failure of the instruction that cf is at.
func (t *thread) rewordInstruction(cf *glua.CallFrame, text string) string {
	proto, pc := cf.Fn.Proto, cf.Pc-1
	if pc < 0 || pc >= len(proto.Code) {
		return rewordPlain(text)
	}
	inst := proto.Code[pc]
	register := func(i int) lua.LValue {
		if at := cf.LocalBase + i; at < len(t.Registers.Array) && t.Registers.Array[at] != nil {
			return t.Registers.Array[at]
		}
		return lua.LNil
	}
	value := func(arg int) lua.LValue {
		if arg&glua.ConstantBit != 0 {
			return proto.Constants[arg&^glua.ConstantBit]
		}
		return register(arg)
	}
	complain := func(action string, v lua.LValue, i int) string {
		if o := operandAt(proto, pc, i); o.kind != unnamed && !adapter(proto) {
			return fmt.Sprintf("attempt to %s %s '%s' (a %s value)", action, operandKinds[o.kind], o.name, v.Type())
		}
		return fmt.Sprintf("attempt to %s a %s value", action, v.Type())
	}
	a, b, c := glua.ArgA(inst), glua.ArgB(inst), glua.ArgC(inst)
	switch glua.Opcode(inst) {
	case lua.OP_CALL, lua.OP_TAILCALL:
		if text == glua.NotCallable {
			return complain("call", register(a), 0)
		}
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_SELF:
		if kind, ok := glua.Indexed(text); ok && t.unindexable(register(b), kind, "__index") {
			return complain("index", register(b), 0)
		}
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS:
		if kind, ok := glua.Indexed(text); ok && t.unindexable(register(a), kind, "__newindex") {
			return complain("index", register(a), 0)
		}
	case lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
		if glua.IsArithmetic(text) {
			if !isNumeric(value(b)) {
				return complain("perform arithmetic on", value(b), 0)
			}
			return complain("perform arithmetic on", value(c), 1)
		}
	case lua.OP_UNM:
		if text == glua.NoMinus {
			return complain("perform arithmetic on", value(b), 0)
		}
	case lua.OP_LEN:
		if text == glua.NoLength {
			return complain("get length of", value(b), 0)
		}
	case lua.OP_CONCAT:
		if left, right, ok := glua.Concatenated(text); ok {
			if i := t.unjoinable(register, b, c); i >= 0 {
				return complain("concatenate", register(b+i), i)
			}
			if left == "string" || left == "number" {
				left = right
			}
			return fmt.Sprintf("attempt to concatenate a %s value", left)
		}
	case lua.OP_FORPREP, lua.OP_FORLOOP:
		if glua.IsForLoop(text) {
			for i, what := range []string{"initial value", "limit", "step"} {
				if register(a+i).Type() != lua.LTNumber {
					return "'for' " + what + " must be a number"
				}
			}
		}
	}
	return rewordPlain(text)
}

// unindexable tells whether v is what cannot be indexed, and not something that its metatable leads to.
func (t *thread) unindexable(v lua.LValue, kind, event string) bool {
	return v.Type() != lua.LTTable && v.Type().String() == kind && t.GetMetaField(v, event) == lua.LNil
}

func isNumeric(v lua.LValue) bool {
	switch v := v.(type) {
	case lua.LNumber:
		return true
	case lua.LString:
		_, ok := ParseNumber(string(v))
		return ok
	}
	return false
}

// unjoinable is which of the operands in registers first to last a concatenation failed on, counted from 0; -1 when a
// metamethod has joined some before. It goes as the interpreter does, from right to left.
func (t *thread) unjoinable(register func(int) lua.LValue, first, last int) int {
	right := register(last)
	for i := last - 1; i >= first; i-- {
		left := register(i)
		if lua.LVCanConvToString(left) && lua.LVCanConvToString(right) {
			right = lua.LString("") // joined
			continue
		}
		if t.GetMetaField(left, "__concat") != lua.LNil || t.GetMetaField(right, "__concat") != lua.LNil {
			return -1
		}
		if !lua.LVCanConvToString(left) {
			return i - first
		}
		return i + 1 - first
	}
	return -1
}
