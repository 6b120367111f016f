package vm

// This file is the main loop that runs Lua code. It does the common cases of instructions; the others, which may call
// metamethods or raise errors, are in slow.go.

import (
	"math"

	"moonloop/vm/internal/compile"
	"moonloop/vm/internal/glua"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// execute runs a thread until its base frame ends or suspends. With base it runs what a Go function or a metamethod
// called on a thread that runs already, until that frame ends.
//
// While code runs, the registers in use end where those of its function do; only between an instruction with an open
// number of results and the next, which takes them, they end with the results.
//
// In a runtime with limits it counts: left is the meter's while no other function runs.
func execute(L *lua.LState, base *glua.CallFrame) {
	t, state := threadOf(L), glua.State(L)
	cf := t.Frames.Last()
	if cf == nil {
		return
	}
	state.CurrentFrame = cf
	t.rt.awaited = false
	if cf.Fn.IsG {
		t.metamethod(cf)
		return
	}
	rt, r, numbers, interrupt := t.rt, &t.Registers, &t.rt.numbers, t.rt.interrupt
	m, weighs, left := rt.meter, false, int64(math.MaxInt64)
	if m != nil {
		m.begin()
		weighs, left = m.memory.limit > 0, m.left
	}
frame:
	for {
		p := compile.Of(cf.Fn.Proto)
		if p == nil {
			t.refuseForeign()
		}
		code, consts, lbase, pc := p.Insts, p.Consts, cf.LocalBase, cf.Pc
		end := lbase + int(p.NumUsedRegisters)
		if pc == 0 || !opens(code[pc-1]) {
			r.Top = end
		}
		reg := r.Array[lbase:end:end]
		for {
			inst := code[pc]
			pc++
			if left--; left < 0 {
				cf.Pc, m.left = pc, left
				if m.look(t) {
					cf.Pc--
					return
				}
				left = m.left
			}

			// A case that goes on with the loop has done the whole instruction. One that ends has done nothing: what follows
			// the switch does it, as a call of fn with n arguments at register a, or slowly.
			var (
				fn   *lua.LFunction
				a, n int
				nret int
			)
			switch op := inst.Op(); op {
			case compile.Move:
				reg[inst.A()] = reg[inst.B()]
				continue

			case compile.LoadK:
				reg[inst.A()] = consts[inst.Bx()]
				continue

			case compile.LoadBool:
				reg[inst.A()] = lua.LBool(inst.B() != 0)
				if inst.C() != 0 {
					pc++
				}
				continue

			case compile.LoadNil:
				for i, last := inst.A(), inst.B(); i <= last; i++ {
					reg[i] = lua.LNil
				}
				continue

			case compile.GetUpval:
				reg[inst.A()] = cf.Fn.Upvalues[inst.B()].Value()
				continue

			case compile.SetUpval:
				cf.Fn.Upvalues[inst.B()].SetValue(reg[inst.A()])
				continue

			case compile.GetGlobal:
				name := consts[inst.Bx()]
				if v, ok := glua.Table(cf.Fn.Env).Strdict[string(name.(lua.LString))]; ok {
					reg[inst.A()] = v
					continue
				}
				if v := lookup(rt, cf.Fn.Env, name); v != nil {
					reg[inst.A()] = v
					continue
				}

			case compile.GetField:
				obj, name := reg[inst.B()], consts[inst.Bx()]
				if tb, ok := obj.(*lua.LTable); ok {
					if v, ok := glua.Table(tb).Strdict[string(name.(lua.LString))]; ok {
						reg[inst.A()] = v
						continue
					}
				}
				if v := lookup(rt, obj, name); v != nil {
					reg[inst.A()] = v
					continue
				}

			case compile.Self:
				self := reg[inst.B()]
				if v := lookup(rt, self, consts[inst.Bx()]); v != nil {
					a := inst.A()
					reg[a+1], reg[a] = self, v
					continue
				}

			case compile.GetTable:
				if tb, ok := reg[inst.B()].(*lua.LTable); ok {
					switch k := rk(inst.C(), reg, consts).(type) {
					case lua.LNumber:
						array, i := glua.Table(tb).Array, int(k)-1
						if uint(i) < uint(len(array)) && lua.LNumber(i+1) == k {
							if v := array[i]; !isNil(v) && v != nil {
								reg[inst.A()] = v
								continue
							}
						}
					case lua.LString:
						left -= int64(len(k) / perFill)
						if v := lookup(rt, tb, k); v != nil {
							reg[inst.A()] = v
							continue
						}
					}
					if isNil(tb.Metatable) {
						reg[inst.A()] = ltable.Get(tb, rk(inst.C(), reg, consts))
						continue
					}
				}

			case compile.SetTable:
				if tb, ok := reg[inst.A()].(*lua.LTable); ok {
					v := rk(inst.C(), reg, consts)
					if k, ok := rk(inst.B(), reg, consts).(lua.LNumber); ok && !isNil(v) {
						l, i := glua.Table(tb), int(k)-1
						if lua.LNumber(i+1) == k && uint(i) < uint(len(l.Array)) && (isNil(tb.Metatable) || !isNil(l.Array[i]) && tb.Metatable != fixed) {
							l.Array[i] = v
							continue
						}
					}
				}

			case compile.SetField:
				if tb, ok := reg[inst.A()].(*lua.LTable); ok {
					if setField(tb, consts[inst.Bx()], rk(inst.B(), reg, consts), !weighs) {
						continue
					}
				}

			case compile.SetGlobal:
				if setField(cf.Fn.Env, consts[inst.Bx()], reg[inst.A()], !weighs) {
					continue
				}

			case compile.Add, compile.Sub, compile.Mul, compile.Div, compile.Mod, compile.Pow:
				x, ok1 := rk(inst.B(), reg, consts).(lua.LNumber)
				y, ok2 := rk(inst.C(), reg, consts).(lua.LNumber)
				if !ok1 || !ok2 {
					break
				}
				switch op {
				case compile.Add:
					x += y
				case compile.Sub:
					x -= y
				case compile.Mul:
					x *= y
				case compile.Div:
					x /= y
				case compile.Mod:
					x = modulo(x, y)
				default:
					x = power(x, y)
				}
				reg[inst.A()] = numbers.box(x)
				continue

			case compile.Unm:
				if x, ok := reg[inst.B()].(lua.LNumber); ok {
					reg[inst.A()] = numbers.box(-x)
					continue
				}

			case compile.Not:
				reg[inst.A()] = lua.LBool(!truth(reg[inst.B()]))
				continue

			case compile.Len:
				switch x := reg[inst.B()].(type) {
				case lua.LString:
					reg[inst.A()] = numbers.box(lua.LNumber(len(x)))
					continue
				case *lua.LTable:
					if isNil(x.Metatable) {
						reg[inst.A()] = numbers.box(lua.LNumber(ltable.Len(x)))
						continue
					}
				}

			case compile.Jump:
				jump := inst.Bx()
				if jump < 0 && interrupt.due() {
					interrupt.serve(cf, m, pc, left)
				}
				pc += jump
				continue

			case compile.Eq, compile.Lt, compile.Le:
				lhs, rhs := rk(inst.B(), reg, consts), rk(inst.C(), reg, consts)
				x, ok1 := lhs.(lua.LNumber)
				y, ok2 := rhs.(lua.LNumber)
				var is bool
				if ok1 && ok2 {
					switch op {
					case compile.Eq:
						is = x == y
					case compile.Lt:
						is = x < y
					default:
						is = x <= y
					}
				} else {
					if op != compile.Eq {
						break
					}
					var sure bool
					if is, sure = same(lhs, rhs); !sure {
						break
					}
				}
				if is == (inst.A() != 0) {
					jump := code[pc].Bx()
					if jump < 0 && interrupt.due() {
						interrupt.serve(cf, m, pc, left)
					}
					pc += jump
				}
				pc++
				continue

			case compile.Test:
				if truth(reg[inst.A()]) == (inst.C() == 0) {
					pc++
				}
				continue

			case compile.TestSet:
				if v := reg[inst.B()]; truth(v) != (inst.C() == 0) {
					reg[inst.A()] = v
				} else {
					pc++
				}
				continue

			case compile.ForPrep:
				a := inst.A()
				start, ok1 := reg[a].(lua.LNumber)
				_, ok2 := reg[a+1].(lua.LNumber)
				step, ok3 := reg[a+2].(lua.LNumber)
				if ok1 && ok2 && ok3 {
					reg[a] = numbers.box(start - step)
					pc += inst.Bx()
					continue
				}

			case compile.ForLoop:
				if interrupt.due() {
					interrupt.serve(cf, m, pc, left)
				}
				a := inst.A()
				i, limit, step := reg[a].(lua.LNumber), reg[a+1].(lua.LNumber), reg[a+2].(lua.LNumber)
				i += step
				if (step > 0 && i <= limit) || (step <= 0 && limit <= i) {
					v := numbers.box(i)
					reg[a], reg[a+3] = v, v
					pc += inst.Bx()
				}
				continue

			case compile.TForPrep:
				if ud, ok := reg[inst.A()].(*lua.LUserData); ok {
					t.closeLater(ud, lbase+inst.A())
				}
				pc += inst.Bx()
				continue

			case compile.TForCall:
				if interrupt.due() {
					interrupt.serve(cf, m, pc, left)
				}
				i := inst.A()
				f, ok := reg[i].(*lua.LFunction)
				if ok && f == rt.next && inst.C() <= 2 {
					if tb, ok := reg[i+1].(*lua.LTable); ok {
						if s, ok := reg[i+2].(lua.LString); ok {
							left -= int64(len(s) / perFill)
						}
						if k, v, ok := ltable.Next(tb, reg[i+2]); ok {
							reg[i+3] = k
							if inst.C() == 2 {
								reg[i+4] = v
							}
							continue
						}
					}
				}
				reg[i+3], reg[i+4], reg[i+5] = reg[i], reg[i+1], reg[i+2]
				fn, a, n, nret = f, lbase+i+3, 2, inst.C()

			case compile.TForLoop:
				i := inst.A()
				if v := reg[i+3]; !isNil(v) {
					reg[i+2] = v
					pc += inst.Bx()
				}
				continue

			case compile.Count:
				p.Coverage.Counts[inst.Bx()]++
				continue

			case compile.Close:
				t.CloseUpvalues(lbase + inst.A())
				if len(t.closers) > 0 {
					t.closeIterators(lbase + inst.A())
				}
				continue

			case compile.Closure:
				inner := p.Inner[inst.Bx()]
				if weighs {
					m.left = left
					m.note(closureSize + upvalueSize*len(inner.Captures))
					left = m.left
				}
				f := newClosure(&inner.FunctionProto, cf.Fn.Env)
				for i, c := range inner.Captures {
					if c.Register {
						f.Upvalues[i] = t.Upvalue(lbase + c.Index)
					} else {
						f.Upvalues[i] = cf.Fn.Upvalues[c.Index]
					}
				}
				reg[inst.A()] = f
				continue

			case compile.Call:
				if interrupt.due() {
					interrupt.serve(cf, m, pc, left)
				}
				a, n, nret = lbase+inst.A(), inst.B()-1, inst.C()-1
				if n < 0 {
					n = r.Top - a - 1
					left -= int64(n / perValue)
				}
				fn, _ = reg[inst.A()].(*lua.LFunction)

			case compile.TailCall:
				if interrupt.due() {
					interrupt.serve(cf, m, pc, left)
				}
				a, n, nret = lbase+inst.A(), inst.B()-1, lua.MultRet
				if n < 0 {
					n = r.Top - a - 1
					left -= int64(n / perValue)
				}
				fn, _ = reg[inst.A()].(*lua.LFunction)
				if fn == nil || fn.IsG || len(t.closers) > 0 && t.closesAbove(lbase) {
					break // a call, and Return follows
				}
				if state.Uvcache != nil {
					t.CloseUpvalues(lbase)
				}
				t.replace(cf, fn, a, n)
				if weighs {
					m.left = left
					m.registers(t)
					left = m.left
				}
				continue frame

			case compile.Return:
				if state.Uvcache != nil {
					t.CloseUpvalues(lbase)
				}
				if len(t.closers) > 0 {
					t.closeIterators(lbase)
				}
				a, n := lbase+inst.A(), inst.B()-1
				if n < 0 {
					n = r.Top - a
					left -= int64(n / perValue)
				}
				if t.Frames.Depth == 1 && state.Parent != nil {
					if m != nil {
						m.left = left
					}
					t.finish(a, n)
					return
				}
				want := cf.NRet
				if want < 0 {
					want = n
				}
				r.Results(cf.ReturnBase, a, n, want)
				t.Frames.Depth--
				last := cf == base
				cf = cf.Parent
				state.CurrentFrame = cf
				if last || cf == nil || cf.Fn.IsG {
					if m != nil {
						m.left = left
					}
					return
				}
				continue frame
			}

			cf.Pc = pc
			if m != nil {
				m.left = left
			}
			if interrupt != nil {
				interrupt.Done()
			}
			if op := inst.Op(); op != compile.Call && op != compile.TailCall && op != compile.TForCall {
				rt.awaited = false
				jump := t.slow(cf, p, inst)
				if m != nil {
					left = m.left
				}
				pc += jump
				reg = r.Array[lbase:end:end]
				continue
			}

			if fn == nil {
				fn = t.callable(cf, a, n)
				n++
			}
			to, awaited := a, false
			if inst.Op() == compile.Call && inst.D() != 0 && fn.IsG {
				// What goes straight to await nobody else sees. If fn is async, its body is called in the place of both.
				if f, ok := r.Array[a-1].(*lua.LFunction); ok && f == rt.await {
					awaited = true
					if body := t.body(fn); body != nil {
						fn, to, nret = body, a-1, code[pc].C()-1
						cf.Pc++
					}
				}
			}
			if t.Frames.IsFull() {
				t.overflow()
			}
			callee := t.Frames.Add()
			callee.Fn, callee.Parent, callee.Pc = fn, cf, 0
			callee.Base, callee.LocalBase, callee.ReturnBase = a, a+1, to
			callee.NArgs, callee.NRet, callee.TailCall = n, nret, 0
			state.CurrentFrame = callee
			if !fn.IsG {
				t.lay(callee)
				cf = callee
				if weighs {
					m.registers(t)
					left = m.left
				}
				continue frame
			}
			r.Resize(a + 1 + n)
			rt.awaited = awaited
			var got int
			if m == nil {
				got = fn.GFunction(L)
			} else {
				got = m.native(t, callee)
				left = m.left - int64(max(got, 0)/perValue)
			}
			if got < 0 {
				if !t.suspend(callee) {
					return
				}
				cf = state.CurrentFrame
				if m != nil {
					left = m.left
				}
				continue frame
			}
			if nret = callee.NRet; nret >= 0 {
				r.Results(a, r.Top-got, got, nret)
				r.Top = end
			} else {
				r.Results(a, r.Top-got, got, got)
			}
			t.Frames.Depth--
			state.CurrentFrame = cf
			reg = r.Array[lbase:end:end]
		}
	}
}

// opens tells whether an instruction leaves an open number of results.
func opens(i compile.Instruction) bool {
	switch i.Op() {
	case compile.Call:
		return i.C() == 0
	case compile.TailCall:
		return true
	case compile.VarArg:
		return i.B() == 0
	}
	return false
}

// rk is the value of an operand that is a register or a constant.
func rk(x int, reg, consts []lua.LValue) lua.LValue {
	if x&compile.ConstantBit != 0 {
		return consts[x&^compile.ConstantBit]
	}
	return reg[x]
}
