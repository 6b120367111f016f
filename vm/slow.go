package vm

// This file does the instructions that the main loop leaves: those that call metamethods, convert values, take memory
// that a limit is to know of, or fail.

import (
	"moonloop/vm/internal/compile"
	"moonloop/vm/internal/glua"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// slow does the instruction before cf.Pc, whichever it is, and returns how far to jump after it.
func (t *thread) slow(cf *glua.CallFrame, p *compile.Proto, inst compile.Instruction) (jump int) {
	rt, r, base := t.rt, &t.Registers, cf.LocalBase
	operand := func(x int) lua.LValue {
		if x&compile.ConstantBit != 0 {
			return p.Consts[x&^compile.ConstantBit]
		}
		return t.Own(base + x)
	}
	set := func(v lua.LValue) { r.Array[base+inst.A()] = v } // the array may have moved while v was found
	switch op := inst.Op(); op {
	case compile.GetGlobal:
		v := t.index(cf.Fn.Env, p.Consts[inst.Bx()], noRegister)
		set(v)
	case compile.GetField:
		v := t.index(operand(inst.B()), p.Consts[inst.Bx()], inst.B())
		set(v)
	case compile.GetTable:
		v := t.index(operand(inst.B()), operand(inst.C()), inst.B())
		set(v)
	case compile.Self:
		self := operand(inst.B())
		v := t.index(self, p.Consts[inst.Bx()], inst.B())
		set(v)
		r.Array[base+inst.A()+1] = self
	case compile.SetGlobal:
		t.setIndex(cf.Fn.Env, p.Consts[inst.Bx()], operand(inst.A()), noRegister)
	case compile.SetField:
		t.setIndex(operand(inst.A()), p.Consts[inst.Bx()], operand(inst.B()), inst.A())
	case compile.SetTable:
		t.setIndex(operand(inst.A()), operand(inst.B()), operand(inst.C()), inst.A())
	case compile.NewTable:
		items, fields := inst.Bx(), inst.B()
		if m := rt.meter; m != nil {
			m.reserve(tableSize + slotSize*items + entrySize*fields)
		}
		set(ltable.New(items, fields))
	case compile.NewShaped:
		tb := ltable.NewShaped(p.Shapes[inst.B()], inst.Bx())
		if m := rt.meter; m != nil {
			m.reserve(ltable.Extent(tb))
		}
		set(tb)
	case compile.SetList:
		n := inst.B()
		if n == 0 {
			n = r.Top - (base + inst.A() + 1)
		}
		if m := rt.meter; m != nil {
			m.reserve(slotSize * n)
		}
		first := base + inst.A() + 1
		t.OwnAll(first, n)
		ltable.SetList(operand(inst.A()).(*lua.LTable), inst.Bx()+1, r.Array[first:first+n])
		if end := base + int(p.NumUsedRegisters); r.Top > end {
			r.Lower(end)
		} else {
			r.Top = end
		}
	case compile.Add, compile.Sub, compile.Mul, compile.Div, compile.Mod, compile.Pow:
		v := t.arithmetic(op, operand(inst.B()), operand(inst.C()), inst.B(), inst.C())
		set(v)
	case compile.Unm:
		x := operand(inst.B())
		v := t.arithmetic(op, x, x, inst.B(), inst.B())
		set(v)
	case compile.Len:
		v := t.length(operand(inst.B()), inst.B())
		set(v)
	case compile.Concat:
		v := t.concat(base+inst.B(), inst.C()-inst.B()+1)
		set(v)
	case compile.Eq, compile.Lt, compile.Le:
		x, y := operand(inst.B()), operand(inst.C())
		var is bool
		switch op {
		case compile.Eq:
			is = t.equal(x, y)
		case compile.Lt:
			is = t.less(x, y)
		default:
			is = t.lessEqual(x, y)
		}
		if is == (inst.A() != 0) {
			return p.Insts[cf.Pc].Bx() + 1
		}
		return 1
	case compile.ForPrep, compile.ForLoop:
		a := base + inst.A()
		for i, what := range [...]string{"initial value", "limit", "step"} {
			n, ok := rt.numberOf(r.Array[a+i])
			if !ok {
				t.fail("'for' " + what + " must be a number")
			}
			r.Array[a+i] = rt.world.Numbers.Box(n)
		}
		if op == compile.ForLoop {
			return -1 // once more: a debugger has set a variable that is no number
		}
		r.Array[a] = rt.world.Numbers.Box(r.Array[a].(lua.LNumber) - r.Array[a+2].(lua.LNumber))
		return inst.Bx()
	case compile.VarArg:
		t.varArgs(cf, p, inst)
	default:
		panic("BUG: the main loop left " + inst.String())
	}
	return 0
}

// varArgs copies the further arguments of the function to registers.
func (t *thread) varArgs(cf *glua.CallFrame, p *compile.Proto, inst compile.Instruction) {
	r := &t.Registers
	from := cf.Base + 1 + int(p.NumParameters)
	have := max(cf.NArgs-int(p.NumParameters), 0)
	a, want := cf.LocalBase+inst.A(), inst.B()-1
	end := cf.LocalBase + int(p.NumUsedRegisters)
	if want < 0 {
		want = have
		if m := t.rt.meter; m != nil {
			m.work(int64(want / perValue))
		}
		t.room(a + want)
		for i := end; i < a+want; i++ {
			r.Array[i] = lua.LNil
		}
		r.Top = a + want
	}
	t.OwnAll(from, have)
	n := copy(r.Array[a:a+want], r.Array[from:from+have])
	for i := n; i < want; i++ {
		r.Array[a+i] = lua.LNil
	}
	if m := t.rt.meter; m != nil {
		m.registers(t)
	}
}
