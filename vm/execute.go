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
	if cf.Fn.IsG {
		t.metamethod(cf)
		return
	}
	rt, r, numbers, interrupt := t.rt, &t.Registers, &t.rt.world.Numbers, t.rt.interrupt
	m, weighs, left := rt.meter, false, int64(math.MaxInt64)
	if m != nil {
		m.begin()
		weighs, left = m.memory.limit > 0, m.left
	}
	var w window
frame:
	for {
		p := compile.Of(cf.Fn.Proto)
		if p == nil {
			t.refuseForeign()
		}
		pc := cf.Pc
		lbase := cf.LocalBase
		end := lbase + int(p.NumUsedRegisters)
		if pc == 0 || !opens(p.Insts[pc-1]) {
			r.Top = end
		}
		w.code, w.consts, w.lbase, w.end = p.Insts, p.Consts, lbase, end
		w.reg, w.cells = r.Array[lbase:end:end], t.Cells
		if len(w.cells) < end && (p.Computes || w.cells != nil) {
			w.cells = t.GrowCells()
			if weighs {
				m.left = left
				m.registers(t)
				left = m.left
			}
		}
		if w.cells != nil {
			w.cells = w.cells[w.lbase:w.end:w.end]
		}
		for {
			inst := w.code[pc]
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
				move(inst.A(), inst.B(), w.reg, w.cells)
				continue

			case compile.LoadK:
				w.reg[inst.A()] = w.consts[inst.Bx()]
				continue

			case compile.LoadBool:
				w.reg[inst.A()] = lua.LBool(inst.B() != 0)
				if inst.C() != 0 {
					pc++
				}
				continue

			case compile.LoadNil:
				for i, last := inst.A(), inst.B(); i <= last; i++ {
					w.reg[i] = lua.LNil
				}
				continue

			case compile.GetUpval:
				uv := glua.Variable(cf.Fn.Upvalues[inst.B()])
				v := uv.Value
				if !uv.Closed {
					v = uv.Reg.Array[uv.Index]
					if _, ok := v.(lua.LNumber); ok {
						v = uv.Get()
					}
				}
				w.reg[inst.A()] = v
				continue

			case compile.SetUpval:
				glua.Variable(cf.Fn.Upvalues[inst.B()]).Set(keep(inst.A(), w.reg, w.cells, numbers))
				continue

			case compile.GetGlobal:
				name := w.consts[inst.Bx()]
				if v := lookup(rt, cf.Fn.Env, name); v != nil {
					w.reg[inst.A()] = v
					continue
				}

			case compile.GetField:
				obj, name := w.reg[inst.B()], w.consts[inst.Bx()]
				if tb, ok := obj.(*lua.LTable); ok {
					if at, _ := glua.Table(tb).Field(string(name.(lua.LString))); at != nil {
						w.reg[inst.A()] = *at
						continue
					}
				}
				if v := lookup(rt, obj, name); v != nil {
					w.reg[inst.A()] = v
					continue
				}

			case compile.Self:
				self := w.reg[inst.B()]
				if v := lookup(rt, self, w.consts[inst.Bx()]); v != nil {
					a := inst.A()
					w.reg[a+1], w.reg[a] = self, v
					continue
				}

			case compile.GetTable:
				if tb, ok := w.reg[inst.B()].(*lua.LTable); ok {
					switch k := rk(inst.C(), w.reg, w.consts).(type) {
					case lua.LNumber:
						array, i := glua.Table(tb).Array, int(k)-1
						if uint(i) < uint(len(array)) && lua.LNumber(i+1) == k {
							if v := array[i]; !isNil(v) && v != nil {
								w.reg[inst.A()] = v
								continue
							}
						}
					case lua.LString:
						left -= int64(len(k) / perFill)
						if v := lookup(rt, tb, k); v != nil {
							w.reg[inst.A()] = v
							continue
						}
					}
					if isNil(tb.Metatable) {
						w.reg[inst.A()] = ltable.Get(tb, rk(inst.C(), w.reg, w.consts))
						continue
					}
				}

			case compile.SetTable:
				if tb, ok := w.reg[inst.A()].(*lua.LTable); ok {
					if k, ok := rk(inst.B(), w.reg, w.consts).(lua.LNumber); ok {
						l, i := glua.Table(tb), int(k)-1
						if lua.LNumber(i+1) == k && uint(i) < uint(len(l.Array)) && !isNil(l.Array[i]) && tb.Metatable != fixed {
							v := keptRK(inst.C(), w.reg, w.consts, w.cells, numbers)
							if isNil(v) {
								break
							}
							l.Array[i] = v
							continue
						}
						if lua.LNumber(i+1) == k && i == len(l.Array) && isNil(l.Metatable) && ltable.Push(tb, keptRK(inst.C(), w.reg, w.consts, w.cells, numbers)) {
							continue
						}
					}
				}

			case compile.SetField:
				if tb, ok := w.reg[inst.A()].(*lua.LTable); ok {
					if setField(tb, w.consts[inst.Bx()], keptRK(inst.B(), w.reg, w.consts, w.cells, numbers), !weighs) {
						continue
					}
				}

			case compile.SetGlobal:
				if setField(cf.Fn.Env, w.consts[inst.Bx()], keep(inst.A(), w.reg, w.cells, numbers), !weighs) {
					continue
				}

			case compile.Add:
				x, ok1 := rk(inst.B(), w.reg, w.consts).(lua.LNumber)
				y, ok2 := rk(inst.C(), w.reg, w.consts).(lua.LNumber)
				if ok1 && ok2 {
					if z := x + y; z == z {
						put(w.reg, w.cells, inst.A(), z)
						continue
					} // else which nan it is: arithmetic
				}

			case compile.Sub:
				x, ok1 := rk(inst.B(), w.reg, w.consts).(lua.LNumber)
				y, ok2 := rk(inst.C(), w.reg, w.consts).(lua.LNumber)
				if ok1 && ok2 {
					put(w.reg, w.cells, inst.A(), x-y)
					continue
				}

			case compile.Mul:
				x, ok1 := rk(inst.B(), w.reg, w.consts).(lua.LNumber)
				y, ok2 := rk(inst.C(), w.reg, w.consts).(lua.LNumber)
				if ok1 && ok2 {
					if z := x * y; z == z {
						put(w.reg, w.cells, inst.A(), z)
						continue
					} // else which nan it is: arithmetic
				}

			case compile.Div, compile.Mod, compile.Pow:
				x, ok1 := rk(inst.B(), w.reg, w.consts).(lua.LNumber)
				y, ok2 := rk(inst.C(), w.reg, w.consts).(lua.LNumber)
				if !ok1 || !ok2 {
					break
				}
				switch op {
				case compile.Div:
					x /= y
				case compile.Mod:
					x = modulo(x, y)
				default:
					x = power(x, y)
				}
				put(w.reg, w.cells, inst.A(), x)
				continue

			case compile.Unm:
				if x, ok := w.reg[inst.B()].(lua.LNumber); ok {
					put(w.reg, w.cells, inst.A(), -x)
					continue
				}

			case compile.Not:
				w.reg[inst.A()] = lua.LBool(!truth(w.reg[inst.B()]))
				continue

			case compile.Len:
				switch x := w.reg[inst.B()].(type) {
				case lua.LString:
					put(w.reg, w.cells, inst.A(), lua.LNumber(len(x)))
					continue
				case *lua.LTable:
					if isNil(x.Metatable) {
						put(w.reg, w.cells, inst.A(), lua.LNumber(ltable.Len(x)))
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
				lhs, rhs := rk(inst.B(), w.reg, w.consts), rk(inst.C(), w.reg, w.consts)
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
					jump := w.code[pc].Bx()
					if jump < 0 && interrupt.due() {
						interrupt.serve(cf, m, pc, left)
					}
					pc += jump
				}
				pc++
				continue

			case compile.Test:
				if truth(w.reg[inst.A()]) == (inst.C() == 0) {
					pc++
				}
				continue

			case compile.TestSet:
				if truth(w.reg[inst.B()]) != (inst.C() == 0) {
					move(inst.A(), inst.B(), w.reg, w.cells)
				} else {
					pc++
				}
				continue

			case compile.ForPrep:
				a := inst.A()
				start, ok1 := w.reg[a].(lua.LNumber)
				_, ok2 := w.reg[a+1].(lua.LNumber)
				step, ok3 := w.reg[a+2].(lua.LNumber)
				if ok1 && ok2 && ok3 {
					put(w.reg, w.cells, a, start-step)
					pc += inst.Bx()
					continue
				}

			case compile.ForLoop:
				if interrupt.due() {
					interrupt.serve(cf, m, pc, left)
				}
				a := inst.A()
				i, limit, step := w.reg[a].(lua.LNumber), w.reg[a+1].(lua.LNumber), w.reg[a+2].(lua.LNumber)
				i += step
				if (step > 0 && i <= limit) || (step <= 0 && limit <= i) {
					put(w.reg, w.cells, a, i)
					put(w.reg, w.cells, a+3, i)
					pc += inst.Bx()
				}
				continue

			case compile.TForPrep:
				if ud, ok := w.reg[inst.A()].(*lua.LUserData); ok {
					t.closeLater(ud, w.lbase+inst.A())
				}
				pc += inst.Bx()
				continue

			case compile.TForCall:
				if interrupt.due() {
					interrupt.serve(cf, m, pc, left)
				}
				i := inst.A()
				f, ok := w.reg[i].(*lua.LFunction)
				if ok && f == rt.next && inst.C() <= 2 {
					if tb, ok := w.reg[i+1].(*lua.LTable); ok {
						if s, ok := w.reg[i+2].(lua.LString); ok {
							left -= int64(len(s) / perFill)
						}
						if k, v, ok := ltable.Next(tb, w.reg[i+2]); ok {
							w.reg[i+3] = k
							if inst.C() == 2 {
								w.reg[i+4] = v
							}
							continue
						}
					}
				}
				w.reg[i+3] = w.reg[i]
				move(i+4, i+1, w.reg, w.cells)
				move(i+5, i+2, w.reg, w.cells)
				fn, a, n, nret = f, w.lbase+i+3, 2, inst.C()

			case compile.TForLoop:
				i := inst.A()
				if !isNil(w.reg[i+3]) {
					move(i+2, i+3, w.reg, w.cells)
					pc += inst.Bx()
				}
				continue

			case compile.Count:
				p.Coverage.Counts[inst.Bx()]++
				continue

			case compile.Close:
				t.CloseUpvalues(w.lbase + inst.A())
				if t.loops > 0 {
					t.closeIterators(w.lbase + inst.A())
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
						f.Upvalues[i] = t.Upvalue(w.lbase + c.Index)
					} else {
						f.Upvalues[i] = cf.Fn.Upvalues[c.Index]
					}
				}
				w.reg[inst.A()] = f
				continue

			case compile.Call:
				if interrupt.due() {
					interrupt.serve(cf, m, pc, left)
				}
				a, n, nret = w.lbase+inst.A(), inst.B()-1, inst.C()-1
				if n < 0 {
					n = r.Top - a - 1
					left -= int64(n / perValue)
				}
				fn, _ = w.reg[inst.A()].(*lua.LFunction)
				if fn == nil || fn.IsG || t.Frames.IsFull() {
					break
				}
				cf.Pc = pc
				callee := t.Frames.Add()
				callee.Fn, callee.Parent, callee.Pc = fn, cf, 0
				callee.Base, callee.LocalBase, callee.ReturnBase = a, a+1, a
				callee.NArgs, callee.NRet, callee.TailCall = n, nret, 0
				state.CurrentFrame, cf = callee, callee
				t.lay(cf)
				if weighs {
					m.left = left
					m.registers(t)
					left = m.left
				}
				continue frame

			case compile.TailCall:
				if interrupt.due() {
					interrupt.serve(cf, m, pc, left)
				}
				a, n, nret = w.lbase+inst.A(), inst.B()-1, lua.MultRet
				if n < 0 {
					n = r.Top - a - 1
					left -= int64(n / perValue)
				}
				fn, _ = w.reg[inst.A()].(*lua.LFunction)
				if fn == nil || fn.IsG || t.closesAbove(w.lbase) {
					break // a call, and Return follows
				}
				if p.Encloses {
					t.CloseUpvalues(w.lbase)
				}
				t.replace(cf, fn, a, n)
				if weighs {
					m.left = left
					m.registers(t)
					left = m.left
				}
				continue frame

			case compile.Return:
				if p.Encloses {
					t.CloseUpvalues(w.lbase)
				}
				if t.loops > 0 {
					t.closeIterators(w.lbase)
				}
				a, n := w.lbase+inst.A(), inst.B()-1
				if caller := cf.Parent; n == 1 && cf.NRet == 1 && cf != base && caller != nil && !caller.Fn.IsG {
					to := cf.ReturnBase
					if i := inst.A(); i < len(w.cells) && glua.Within(w.reg[i], &w.cells[i]) {
						put(r.Array, t.Cells, to, w.cells[i])
					} else {
						r.Array[to] = w.reg[i]
					}
					r.Lower(to + 1)
					t.Frames.Depth--
					cf = caller
					state.CurrentFrame = cf
					continue frame
				}
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
				t.Move(cf.ReturnBase, a, min(n, want))
				r.Results(cf.ReturnBase, cf.ReturnBase, n, want)
				t.Frames.Depth--
				last, first := cf == base, cf.ReturnBase
				cf = cf.Parent
				state.CurrentFrame = cf
				if last || cf == nil || cf.Fn.IsG {
					t.OwnAll(first, want)
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
				jump := t.slow(cf, p, inst)
				if m != nil {
					left = m.left
				}
				pc += jump
				w.reg = r.Array[w.lbase:w.end:w.end]
				if w.cells != nil {
					w.cells = t.Cells[w.lbase:w.end:w.end]
				}
				continue
			}

			if fn == nil {
				fn = t.callable(cf, a, n)
				n++
			}
			to := a
			if inst.Op() == compile.Call && inst.D() != 0 && fn.IsG {
				// What goes straight to await nobody else sees. If fn is async, its body is called in the place of both.
				if f, ok := r.Array[a-1].(*lua.LFunction); ok && f == rt.await {
					if body := t.body(fn); body != nil {
						fn, to, nret = body, a-1, w.code[pc].C()-1
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
			t.OwnAll(a+1, n)
			r.Resize(a + 1 + n)
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
				r.Top = w.end
			} else {
				r.Results(a, r.Top-got, got, got)
			}
			t.Frames.Depth--
			state.CurrentFrame = cf
			w.reg = r.Array[w.lbase:w.end:w.end]
			if w.cells != nil {
				w.cells = t.Cells[w.lbase:w.end:w.end]
			}
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
