package vm

// This file is what the main loop works on: the registers of the function that runs, the cells of numbers in them, and its
// constants. What a cell is, tells package glua.

import (
	"math"

	"moonloop/vm/internal/compile"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// A window is all that the main loop knows but the place where it is. It is a struct that stays in memory: as variables of
// the main loop these would be moved about between machine registers at every instruction.
type window struct {
	code       compile.Code
	reg        glua.Window    // of the function that runs
	operands   [2]glua.Window // the registers and the constants
	cells      glua.Cells     // of the registers; none in a thread that has not computed numbers
	lbase, end int            // of the registers in the thread's

	cf        *glua.CallFrame
	p         *compile.Proto
	t         *thread
	state     *glua.StateLayout
	rt        *Runtime
	guesses   *glua.Guesses
	numbers   *glua.Numbers
	interrupt *interrupt
	m         *meter
	base      *glua.CallFrame
	weighs    bool // memory is limited
}

// begin fills in what does not change while the main loop runs, and returns how many instructions it may run until it looks
// at limits.
func (w *window) begin() (left int64) {
	t := w.t
	w.state, w.rt = glua.State(&t.LState), t.rt
	w.guesses, w.numbers, w.interrupt, w.m = &t.rt.guesses, &t.rt.world.Numbers, t.rt.interrupt, t.rt.meter
	if w.m == nil {
		return math.MaxInt64
	}
	w.m.begin()
	w.weighs = w.m.memory.limit > 0
	return w.m.left
}

// enter begins or goes on with the function of the frame cf, at the instruction that it returns. If grown is true the meter is
// to be told of the thread's registers.
func (w *window) enter() (pc int, grown bool) {
	cf := w.cf
	p := compile.Of(cf.Fn.Proto)
	if p == nil {
		w.t.refuseForeign()
	}
	pc = cf.Pc
	end := cf.LocalBase + int(p.NumUsedRegisters)
	if pc == 0 || !opens(p.Insts[pc-1]) {
		w.t.Registers.Top = end
	}
	return pc, w.show(p, cf.LocalBase, end)
}

// call begins a call of a Lua function with n arguments, which follow it in register a. If grown is true the meter is to be
// told of the thread's registers.
func (w *window) call(fn *lua.LFunction, a, n, results, pc int) (grown bool) {
	t, cf := w.t, w.cf
	cf.Pc = pc
	callee := t.Above(cf)
	callee.Fn, callee.Parent, callee.Pc = fn, cf, 0
	callee.Base, callee.LocalBase, callee.ReturnBase = a, a+1, a
	callee.NArgs, callee.NRet, callee.TailCall = n, results, 0
	w.state.CurrentFrame, w.cf = callee, callee
	p := compile.Of(fn.Proto)
	if p == nil {
		t.refuseForeign()
	}
	t.lay(callee)
	return w.show(p, callee.LocalBase, t.Registers.Top)
}

// back goes on with the function that called the one that returned; nothing is left from register i on.
func (w *window) back(caller *glua.CallFrame, i int) (pc int) {
	t := w.t
	r, p := &t.Registers, compile.Of(caller.Fn.Proto)
	array, base := r.Array, caller.LocalBase
	for k := r.Top - 1; k >= i; k-- { // few: clear would be slower
		array[k] = nil
	}
	t.Frames.Depth--
	w.cf, w.state.CurrentFrame = caller, caller
	end := base + int(p.NumUsedRegisters)
	r.Top = end
	w.p, w.code, w.lbase, w.end = p, p.Code(), base, end
	w.look()
	return caller.Pc
}

// show has the window show a function.
func (w *window) show(p *compile.Proto, base, end int) (grown bool) {
	w.p, w.code, w.lbase, w.end = p, p.Code(), base, end
	if n := len(w.t.Cells); n < end && (p.Computes || n > 0) {
		w.t.GrowCells()
		grown = w.weighs
	}
	w.look()
	return grown
}

// look finds the registers, which may have moved.
func (w *window) look() {
	t := w.t
	reg := t.Window(w.lbase)
	w.reg, w.operands[0], w.operands[1] = reg, reg, glua.See(w.p.Consts)
	w.cells = t.CellsFrom(w.lbase)
}

// instruction is the one before the frame's Pc.
//
//go:noinline
func (w *window) instruction() compile.Instruction { return w.code.At(w.cf.Pc - 1) }

// tell tells the meter how much the thread has grown, and returns what is left then.
func (w *window) tell(left int64) int64 {
	w.m.left = left
	w.m.registers(w.t)
	return w.m.left
}

// serve raises the error that is pending, if one is, at the instruction at pc, which is not done.
func (w *window) serve(pc int, left int64) { w.interrupt.serve(w.cf, w.m, pc, left) }

// operand is an operand that is a register or a constant.
func (w *window) operand(x uint16) *glua.Value {
	return w.operands[x>>15].Value(int(x &^ compile.ConstantBit))
}

// put makes the number x, which is computed, the value of register a.
func (w *window) put(a int, x lua.LNumber) { glua.Put(w.reg.Value(a), w.cells.At(a), x) }

// move copies register b to register a.
func (w *window) move(a, b int) {
	if v := w.reg.Value(b); v.IsNumber() && !w.cells.None() {
		w.put(a, v.Number())
	} else {
		*w.reg.At(a) = *v.Lua()
	}
}

// keep is the value of register i for who keeps it.
func (w *window) keep(i int) lua.LValue {
	v := w.reg.At(i)
	if !w.cells.None() && glua.Within(*v, w.cells.At(i)) {
		return w.numbers.Box(*w.cells.At(i))
	}
	return *v
}

// kept is an operand for who keeps it.
func (w *window) kept(x uint16) lua.LValue {
	if x&compile.ConstantBit == 0 {
		return w.keep(int(x))
	}
	return *w.operand(x).Lua()
}

// own has n registers from i on point to no cell.
func (w *window) own(i, n int) {
	if w.cells.None() {
		return
	}
	if i+n > w.end-w.lbase { // many arguments, beyond the registers of the function
		w.t.OwnAll(w.lbase+i, n)
		return
	}
	for ; n > 0; n-- {
		if v := w.reg.At(i); glua.Within(*v, w.cells.At(i)) {
			*v = w.numbers.Box(*w.cells.At(i))
		}
		i++
	}
}

// next is step for pairs, as long as there is a list and nothing else.
func (w *window) next(tb *glua.TableLayout, control lua.LValue, register int) lua.LValue {
	if tb.Dict != nil || len(tb.Keys) > 0 {
		return nil
	}
	if isNil(control) {
		control = w.numbers.Box(0)
	}
	return w.step(tb, control, register)
}

// step puts the index after i into a register and returns the element there, for ipairs; nil (not Lua's) if that is left to the
// function.
func (w *window) step(tb *glua.TableLayout, i lua.LValue, register int) lua.LValue {
	n, ok := i.(lua.LNumber)
	k := int(n)
	if !ok || uint(k) >= uint(len(tb.Array)) || lua.LNumber(k) != n || isNil(tb.Array[k]) {
		return nil
	}
	if n++; w.cells.None() {
		*w.reg.At(register) = w.numbers.Box(n)
	} else {
		w.put(register, n)
	}
	return tb.Array[k]
}
