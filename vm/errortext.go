package vm

// This file words the interpreter's own errors as Lua 5.1 does, with the name of the variable that was wrong.

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// reword is the value to raise for an error of gopher-lua's on t, whose frames are still there.
func (rt *Runtime) reword(t *thread, v lua.LValue) lua.LValue {
	msg, ok := v.(lua.LString)
	cf := layoutOf(&t.LState).currentFrame
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
	for cf := layoutOf(&t.LState).currentFrame; cf != nil; cf = cf.Parent {
		if proto := cf.Fn.Proto; proto != nil {
			return fmt.Sprintf("%s:%d:", proto.SourceName, frame{proto: proto, pc: cf.Pc}.line()), adapter(proto)
		}
	}
	return "", false
}

// rewordNative words what the interpreter complains about in the name of a Go function.
func (rt *Runtime) rewordNative(t *thread, cf *callFrame, text string) string {
	if rest, ok := strings.CutPrefix(text, "bad argument #"); ok {
		number, rest, _ := strings.Cut(rest, " to ")
		name, problem, ok := strings.Cut(rest, " (")
		if ok && !strings.HasPrefix(name, "'") {
			if known := rt.globalName(cf.Fn); known != "" {
				name = known
			} else if name == "(anonymous)" || cf.Parent != nil && cf.Parent.Fn.Proto != nil && adapter(cf.Parent.Fn.Proto) {
				name = "?"
			}
			return "bad argument #" + number + " to '" + name + "' (" + problem
		}
		return text
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
	case "attempt to call a non-function object":
		return "attempt to call a value that is not a function"
	case "stack overflow":
		return fmt.Sprintf("stack overflow (more than %d nested calls)", maxFrames)
	case "registry overflow":
		return fmt.Sprintf("stack overflow (more than %d values on the stack)", maxSlots)
	case "too many recursions in gettable":
		return "'__index' chain too long (possibly a loop)"
	case "too many recursions in settable":
		return "'__newindex' chain too long (possibly a loop)"
	}
	if pair, ok := strings.CutPrefix(text, "attempt to compare "); ok {
		if a, b, ok := strings.Cut(pair, " with "); ok && a == b {
			return "attempt to compare two " + a + " values"
		}
		return text
	}
	if kind, ok := indexedType(text); ok {
		return fmt.Sprintf("attempt to index a %s value", kind)
	}
	return text
}

// indexedType is the type in gopher-lua's complaint about indexing.
func indexedType(text string) (string, bool) {
	kind, ok := strings.CutPrefix(text, "attempt to index a non-table object(")
	if !ok {
		return "", false
	}
	kind, _, ok = strings.Cut(kind, ")")
	return kind, ok
}

// rewordInstruction words the failure of the instruction that cf is at.
func (t *thread) rewordInstruction(cf *callFrame, text string) string {
	proto, pc := cf.Fn.Proto, cf.Pc-1
	if pc < 0 || pc >= len(proto.Code) {
		return rewordPlain(text)
	}
	inst := proto.Code[pc]
	register := func(i int) lua.LValue {
		if at := cf.LocalBase + i; at < len(t.registers.array) && t.registers.array[at] != nil {
			return t.registers.array[at]
		}
		return lua.LNil
	}
	value := func(arg int) lua.LValue {
		if arg&constantBit != 0 {
			return proto.Constants[arg&^constantBit]
		}
		return register(arg)
	}
	complain := func(action string, v lua.LValue, i int) string {
		if o := operandAt(proto, pc, i); o.kind != unnamed && !adapter(proto) {
			return fmt.Sprintf("attempt to %s %s '%s' (a %s value)", action, operandKinds[o.kind], o.name, v.Type())
		}
		return fmt.Sprintf("attempt to %s a %s value", action, v.Type())
	}
	a, b, c := argA(inst), argB(inst), argC(inst)
	switch opcode(inst) {
	case lua.OP_CALL, lua.OP_TAILCALL:
		if text == "attempt to call a non-function object" {
			return complain("call", register(a), 0)
		}
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_SELF:
		if kind, ok := indexedType(text); ok && t.unindexable(register(b), kind, "__index") {
			return complain("index", register(b), 0)
		}
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS:
		if kind, ok := indexedType(text); ok && t.unindexable(register(a), kind, "__newindex") {
			return complain("index", register(a), 0)
		}
	case lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
		if strings.HasPrefix(text, "cannot perform ") {
			if !isNumeric(value(b)) {
				return complain("perform arithmetic on", value(b), 0)
			}
			return complain("perform arithmetic on", value(c), 1)
		}
	case lua.OP_UNM:
		if text == "__unm undefined" {
			return complain("perform arithmetic on", value(b), 0)
		}
	case lua.OP_LEN:
		if text == "__len undefined" {
			return complain("get length of", value(b), 0)
		}
	case lua.OP_CONCAT:
		if pair, ok := strings.CutPrefix(text, "cannot perform concat operation between "); ok {
			if i := t.unjoinable(register, b, c); i >= 0 {
				return complain("concatenate", register(b+i), i)
			}
			left, right, _ := strings.Cut(pair, " and ")
			if left == "string" || left == "number" {
				left = right
			}
			return fmt.Sprintf("attempt to concatenate a %s value", left)
		}
	case lua.OP_FORPREP, lua.OP_FORLOOP:
		if strings.HasPrefix(text, "for statement ") {
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
		_, ok := parseNumber(string(v))
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

const constantBit = 1 << 8 // of argument B or C: the rest is the number of a constant

func opcode(inst uint32) int { return int(inst >> 26) }
func argA(inst uint32) int   { return int(inst>>18) & 0xff }
func argB(inst uint32) int   { return int(inst & 0x1ff) }
func argC(inst uint32) int   { return int(inst>>9) & 0x1ff }
func argBx(inst uint32) int  { return int(inst & 0x3ffff) }
func argSbx(inst uint32) int { return int(inst&0x3ffff) - 1<<17 + 1 }
