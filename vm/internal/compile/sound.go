package compile

// This file looks at a function before anybody runs it: the main loop does not ask whether a register or a constant that an
// instruction names is there.

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// unsound is what is wrong with the code of p, "" if nothing is. Nothing ever should be, whatever the source.
func unsound(p *Proto) string {
	if n := len(p.Insts); n == 0 || p.Insts[n-1].Op() != Return || int(p.NumUsedRegisters) > maxRegisters+2 {
		return "no return at the end"
	}
	for pc, i := range p.Insts {
		if !p.sound(pc, i) {
			return fmt.Sprintf("%s at %d of %d registers, %d constants", i, pc, p.NumUsedRegisters, len(p.Consts))
		}
	}
	return ""
}

// sound tells whether an instruction names what there is.
func (p *Proto) sound(pc int, i Instruction) bool {
	a, b, c, bx := i.A(), i.B(), i.C(), i.Bx()
	last := 0 // of the registers
	switch i.Op() {
	case Move, Unm, Not, Len, TestSet:
		last = max(a, b)
	case LoadK:
		last = a
		if uint(bx) >= uint(len(p.Consts)) {
			return false
		}
	case GetGlobal, SetGlobal:
		last = a
		if !p.names(bx) {
			return false
		}
	case GetField:
		last = max(a, b)
		if !p.names(bx) {
			return false
		}
	case Self:
		last = max(a+1, b)
		if !p.names(bx) {
			return false
		}
	case SetField:
		last = a
		if !p.names(bx) || !p.operand(b) {
			return false
		}
	case LoadBool, NewTable, Test, TForPrep, Close, Count:
		last = a
	case LoadNil:
		last = max(a, b)
	case GetUpval, SetUpval:
		last = a
		if b >= int(p.NumUpvalues) {
			return false
		}
	case GetTable:
		last = max(a, b)
		if !p.operand(c) {
			return false
		}
	case SetTable, Add, Sub, Mul, Div, Mod, Pow, Eq, Lt, Le:
		if last = a; i.Op() >= Eq {
			last = 0 // a is what is expected
		}
		if !p.operand(b) || !p.operand(c) {
			return false
		}
	case NewShaped:
		last = a
		if b >= len(p.Shapes) {
			return false
		}
	case Concat:
		if last = max(a, c); b > c {
			return false
		}
	case Jump:
		last = 0
	case Call, TailCall:
		last = max(a, a+b-1, a+c-2)
	case Return, VarArg:
		last = max(a, a+b-2)
		if i.Op() == Return && b == 1 {
			last = 0
		}
	case ForPrep, ForLoop:
		last = a + 3
	case TForCall:
		last = max(a+5, a+2+c)
	case TForLoop:
		last = a + 3
	case SetList:
		last = a + b
	case Closure:
		last = a
		if uint(bx) >= uint(len(p.Inner)) {
			return false
		}
	default:
		return false
	}
	info := &Table[i.Op()]
	switch op := i.Op(); {
	case last >= int(p.NumUsedRegisters):
		return false
	case info.Jumps && uint(pc+1+bx) >= uint(len(p.Insts)):
		return false
	case info.Tests && pc+2 >= len(p.Insts), op <= Le && op >= Eq && p.Insts[pc+1].Op() != Jump, op == LoadBool && c != 0 && pc+2 >= len(p.Insts):
		return false
	}
	return p.Computes || !computes(i.Op())
}

// names tells whether constant i is a string.
func (p *Proto) names(i int) bool {
	if uint(i) >= uint(len(p.Consts)) {
		return false
	}
	_, ok := p.Consts[i].(lua.LString)
	return ok
}

// operand tells whether there is the register or the constant that x names.
func (p *Proto) operand(x int) bool {
	if x&ConstantBit != 0 {
		return x&^ConstantBit < len(p.Consts)
	}
	return x < int(p.NumUsedRegisters)
}
