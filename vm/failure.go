package vm

// This file raises the errors of instructions, worded as PUC Lua 5.1 words them.

import (
	"fmt"

	"moonloop/vm/internal/compile"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// noRegister says that a value is in no register, so that it has no name.
const noRegister = -1

// typeOf is the name of a type in messages: that of what C has, where gopher-lua has more.
func typeOf(v lua.LValue) string {
	switch v.(type) {
	case *lua.LUserData, lua.LChannel:
		return "userdata"
	}
	return v.Type().String()
}

// fail raises an error with the position of the instruction that runs.
func (t *thread) fail(message string) {
	t.rt.raise(errorf("%s%s", t.where(), message))
}

// where is "file:line: " of the Lua function that runs; "" in one that stands in for a Go function.
func (t *thread) where() string {
	if where, inAdapter := interpreterPosition(t); where != "" && !inAdapter {
		return where + " "
	}
	return ""
}

// typeError raises the error that an operation cannot be done on v; register is the operand that it is in.
func (t *thread) typeError(action string, v lua.LValue, register int) {
	cf := glua.State(&t.LState).CurrentFrame
	if register >= 0 && register&compile.ConstantBit == 0 {
		if p := compile.Of(cf.Fn.Proto); p != nil && !adapter(cf.Fn.Proto) {
			if name := p.Variable(cf.Pc-1, register); name.Kind != "" {
				t.fail(fmt.Sprintf("attempt to %s %s '%s' (a %s value)", action, name.Kind, name.Name, typeOf(v)))
			}
		}
	}
	t.fail(fmt.Sprintf("attempt to %s a %s value", action, typeOf(v)))
}

// orderError raises the error that two values cannot be compared. PUC Lua looks at the third letters of their types.
func (t *thread) orderError(x, y lua.LValue) {
	a, b := typeOf(x), typeOf(y)
	if a[2] == b[2] {
		t.fail(fmt.Sprintf("attempt to compare two %s values", a))
	}
	t.fail(fmt.Sprintf("attempt to compare %s with %s", a, b))
}

// overflow raises the error of too many nested calls.
func (t *thread) overflow() {
	t.fail("stack overflow")
}

// refuseForeign raises the error of a function that gopher-lua's own compiler made.
func (t *thread) refuseForeign() {
	t.rt.raise(errorf("this function was compiled by gopher-lua's own compiler (LState.Load, LoadString, DoString): make it with vm.Compile and Runtime.Load"))
}
