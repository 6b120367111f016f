package compile

// This file finds out which variable a register has its value from: messages name it.

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A Variable is what a message calls a value: local 'x', field 'y'. The zero Variable has no name.
type Variable struct {
	Kind string // "global", "local", "upvalue", "field", "method"
	Name string
}

// Variable names what register reg holds before the instruction at pc runs, as PUC Lua does: a local variable by its
// name, another value by the instruction that put it there.
func (p *Proto) Variable(pc, reg int) Variable {
	for {
		if name := p.LocalName(reg+1, pc); name != "" {
			return Variable{"local", name}
		}
		i := p.Insts[p.setter(pc, reg)]
		switch i.Op() {
		case GetGlobal:
			return Variable{"global", p.text(i.Bx())}
		case Move:
			if i.B() >= i.A() {
				return Variable{}
			}
			reg = i.B()
			continue
		case GetTable:
			return Variable{"field", p.key(i.C())}
		case GetField:
			return Variable{"field", p.text(i.Bx())}
		case GetUpval:
			return Variable{"upvalue", p.DbgUpvalues[i.B()]}
		case Self:
			return Variable{"method", p.text(i.Bx())}
		}
		return Variable{}
	}
}

// Called names the function that the instruction at pc calls; nothing if that is no call.
func (p *Proto) Called(pc int) Variable {
	if pc < 0 || pc >= len(p.Insts) {
		return Variable{}
	}
	switch i := p.Insts[pc]; i.Op() {
	case Call, TailCall, TForCall:
		return p.Variable(pc, i.A())
	}
	return Variable{}
}

func (p *Proto) text(k int) string {
	s, _ := p.Consts[k].(lua.LString)
	return beforeZero(string(s))
}

// key is how a message calls the key in an operand.
func (p *Proto) key(rk int) string {
	if rk&ConstantBit != 0 {
		if s, ok := p.Consts[rk&^ConstantBit].(lua.LString); ok {
			return beforeZero(string(s))
		}
	}
	return "?"
}

// beforeZero is s as C shows it.
func beforeZero(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	return s
}

// setter is the last instruction before pc that sets reg, on the way that code goes without jumping back; the final
// Return when there is none.
func (p *Proto) setter(pc, reg int) int {
	last := len(p.Insts) - 1
	for at := 0; at < pc; at++ {
		i := p.Insts[at]
		info := &Table[i.Op()]
		a := i.A()
		if info.SetsA && a == reg {
			last = at
		}
		switch i.Op() {
		case LoadNil:
			if a <= reg && reg <= i.B() {
				last = at
			}
		case Self:
			if reg == a+1 {
				last = at
			}
		case Call, TailCall:
			if reg >= a {
				last = at
			}
		case TForCall, TForLoop:
			if reg >= a+2 {
				last = at
			}
		case Jump, ForLoop, ForPrep, TForPrep:
			if dest := at + 1 + i.Bx(); at < dest && dest <= pc {
				at += i.Bx()
			}
		}
	}
	return last
}
