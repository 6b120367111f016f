package vm

// This file is the main loop that runs Lua code. It does the common cases of instructions; the others, which may call
// metamethods or raise errors, are in slow.go.

import (
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
	w := window{t: threadOf(L), base: base}
	w.cf = w.t.Frames.Last()
	if w.cf == nil {
		return
	}
	glua.State(L).CurrentFrame = w.cf
	if w.cf.Fn.IsG {
		w.t.metamethod(w.cf)
		return
	}
	left := w.begin()
frame:
	for {
		pc, grown := w.enter()
		if grown {
			left = w.tell(left)
		}
		for {
			if left--; left < 0 {
				w.cf.Pc, w.m.left = pc+1, left
				if w.m.look(w.t) {
					w.cf.Pc--
					return
				}
				left, pc = w.m.left, w.cf.Pc-1
			}
			inst := w.code.At(pc)
			pc++

			// A case that goes on with the loop has done the whole instruction. One that ends has done nothing: what follows
			// the switch does it, as a call of fn with n arguments at register a, or slowly.
			var (
				fn   *lua.LFunction
				a, n int
				nret int
			)
			switch inst.Op() {
			case compile.Move: // as window.move, which is too long to be inlined
				if v := w.reg.Value(inst.B()); v.IsNumber() && !w.cells.None() {
					w.put(inst.A(), v.Number())
				} else {
					*w.reg.At(inst.A()) = *v.Lua()
				}
				continue

			case compile.LoadK:
				*w.reg.At(inst.A()) = *w.operands[1].At(inst.Bx())
				continue

			case compile.LoadBool:
				*w.reg.At(inst.A()) = lua.LBool(inst.B() != 0)
				if inst.C() != 0 {
					pc++
				}
				continue

			case compile.LoadNil:
				for i, last := inst.A(), inst.B(); i <= last; i++ {
					*w.reg.At(i) = lua.LNil
				}
				continue

			case compile.GetUpval:
				a, uv := inst.A(), glua.Variable(w.cf.Fn.Upvalues[inst.B()])
				v := uv.Value
				if !uv.Closed {
					v = uv.Reg.Array[uv.Index]
					if x, ok := v.(lua.LNumber); ok {
						if !w.cells.None() {
							w.put(a, x)
							continue
						}
						v = uv.Get()
					}
				}
				*w.reg.At(a) = v
				continue

			case compile.SetUpval:
				glua.Variable(w.cf.Fn.Upvalues[inst.B()]).Set(w.keep(inst.A()))
				continue

			case compile.GetGlobal:
				a, env, name := inst.A(), w.cf.Fn.Env, w.operands[1].Value(inst.Bx())
				if at := w.guesses.Known(glua.Table(env), name.Text(), w.code.Site(pc)); at != nil {
					*w.reg.At(a) = *at
					continue
				}
				if v := lookup(w.rt, w.guesses, w.code.Site(pc), env, *name.Lua()); v != nil {
					*w.reg.At(a) = v
					continue
				}

			case compile.GetField:
				obj, name := w.reg.Value(inst.B()), w.operands[1].Value(inst.Bx())
				a := inst.A()
				if obj.IsTable() {
					if group := obj.Table().Group(); group != nil {
						if at := w.guesses.Guess(group, name.Text(), w.code.Site(pc)); at != nil {
							*w.reg.At(a) = *at
							continue
						}
					} else if at := w.guesses.Known(obj.Table(), name.Text(), w.code.Site(pc)); at != nil {
						*w.reg.At(a) = *at
						continue
					}
				}
				if v := lookup(w.rt, w.guesses, w.code.Site(pc), *obj.Lua(), *name.Lua()); v != nil {
					*w.reg.At(a) = v
					continue
				}

			case compile.Self:
				a, self := inst.A(), *w.reg.At(inst.B())
				if v := lookup(w.rt, w.guesses, w.code.Site(pc), self, *w.operands[1].At(inst.Bx())); v != nil {
					*w.reg.At(a + 1), *w.reg.At(a) = self, v
					continue
				}

			case compile.GetTable:
				if obj := w.reg.Value(inst.B()); obj.IsTable() {
					a, key, tb := inst.A(), w.operand(inst.RC()), obj.Table()
					if key.IsNumber() {
						k := key.Number()
						if i := int(k) - 1; uint(i) < uint(len(tb.Array)) && lua.LNumber(i+1) == k {
							if v := tb.Array[i]; !isNil(v) && v != nil {
								*w.reg.At(a) = v
								continue
							}
						}
					} else if k, ok := (*key.Lua()).(lua.LString); ok {
						left -= int64(len(k) / perFill)
						if v := lookup(w.rt, nil, 0, *obj.Lua(), k); v != nil {
							*w.reg.At(a) = v
							continue
						}
					}
					if isNil(tb.Metatable) {
						*w.reg.At(a) = ltable.Get((*obj.Lua()).(*lua.LTable), *key.Lua())
						continue
					}
				}

			case compile.SetTable:
				obj, key := w.reg.Value(inst.A()), w.operand(inst.RB())
				if !obj.IsTable() || !key.IsNumber() {
					break
				}
				tb, k := obj.Table(), key.Number()
				i := int(k) - 1
				if lua.LNumber(i+1) != k {
					break
				}
				if uint(i) < uint(len(tb.Array)) && !isNil(tb.Array[i]) && (isNil(tb.Metatable) || !isFixed((*obj.Lua()).(*lua.LTable))) {
					v := w.operand(inst.RC())
					if v.IsNumber() {
						tb.Array[i] = w.kept(inst.RC())
						continue
					} else if !isNil(*v.Lua()) {
						tb.Array[i] = *v.Lua()
						continue
					}
				} else if i == len(tb.Array) && isNil(tb.Metatable) && ltable.Push((*obj.Lua()).(*lua.LTable), w.kept(inst.RC())) {
					continue
				}

			case compile.SetField:
				if tb, ok := (*w.reg.At(inst.A())).(*lua.LTable); ok {
					if setField(w.guesses, w.code.Site(pc), tb, *w.operands[1].At(inst.Bx()), w.kept(inst.RB()), !w.weighs) {
						continue
					}
				}

			case compile.SetGlobal:
				if setField(w.guesses, w.code.Site(pc), w.cf.Fn.Env, *w.operands[1].At(inst.Bx()), w.keep(inst.A()), !w.weighs) {
					continue
				}

			case compile.Add:
				l, r := w.operand(inst.RB()), w.operand(inst.RC())
				if !l.IsNumber() || !r.IsNumber() {
					break
				}
				x, y := l.Number(), r.Number()
				if z := x + y; z == z {
					w.put(inst.A(), z)
					continue
				} // else which nan it is: arithmetic

			case compile.Sub:
				l, r := w.operand(inst.RB()), w.operand(inst.RC())
				if !l.IsNumber() || !r.IsNumber() {
					break
				}
				x, y := l.Number(), r.Number()
				w.put(inst.A(), x-y)
				continue

			case compile.Mul:
				l, r := w.operand(inst.RB()), w.operand(inst.RC())
				if !l.IsNumber() || !r.IsNumber() {
					break
				}
				x, y := l.Number(), r.Number()
				if z := x * y; z == z {
					w.put(inst.A(), z)
					continue
				} // else which nan it is: arithmetic

			case compile.Div:
				l, r := w.operand(inst.RB()), w.operand(inst.RC())
				if !l.IsNumber() || !r.IsNumber() {
					break
				}
				x, y := l.Number(), r.Number()
				w.put(inst.A(), x/y)
				continue

			case compile.Mod:
				a, l, r := inst.A(), w.operand(inst.RB()), w.operand(inst.RC())
				if !l.IsNumber() || !r.IsNumber() {
					break
				}
				w.put(a, modulo(l.Number(), r.Number()))
				continue

			case compile.Pow:
				a, l, r := inst.A(), w.operand(inst.RB()), w.operand(inst.RC())
				if !l.IsNumber() || !r.IsNumber() {
					break
				}
				w.put(a, power(l.Number(), r.Number()))
				continue

			case compile.Unm:
				if x, ok := (*w.reg.At(inst.B())).(lua.LNumber); ok {
					w.put(inst.A(), -x)
					continue
				}

			case compile.Not:
				*w.reg.At(inst.A()) = lua.LBool(!truth(*w.reg.At(inst.B())))
				continue

			case compile.Len:
				a := inst.A()
				switch x := (*w.reg.At(inst.B())).(type) {
				case lua.LString:
					w.put(a, lua.LNumber(len(x)))
					continue
				case *lua.LTable:
					if isNil(x.Metatable) {
						w.put(a, lua.LNumber(ltable.Len(x)))
						continue
					}
				}

			case compile.Jump:
				jump := inst.Bx()
				if jump < 0 && w.interrupt.due() {
					w.serve(pc, left)
				}
				pc += jump
				continue

			case compile.Eq:
				wanted, l, r := inst.A() != 0, w.operand(inst.RB()), w.operand(inst.RC())
				var is bool
				if l.IsNumber() && r.IsNumber() {
					is = l.Number() == r.Number()
				} else {
					var sure bool
					if is, sure = same(*l.Lua(), *r.Lua()); !sure {
						break
					}
				}
				if is == wanted {
					jump := w.code.At(pc).Bx()
					if jump < 0 && w.interrupt.due() {
						w.serve(pc, left)
					}
					pc += jump
				}
				pc++
				continue

			case compile.Lt, compile.Le:
				l, r := w.operand(inst.RB()), w.operand(inst.RC())
				if !l.IsNumber() || !r.IsNumber() {
					break
				}
				x, y := l.Number(), r.Number()
				if (x < y || inst.Op() == compile.Le && x == y) == (inst.A() != 0) {
					jump := w.code.At(pc).Bx()
					if jump < 0 && w.interrupt.due() {
						w.serve(pc, left)
					}
					pc += jump
				}
				pc++
				continue

			case compile.Test:
				if truth(*w.reg.At(inst.A())) == (inst.C() == 0) {
					pc++
				}
				continue

			case compile.TestSet:
				if truth(*w.reg.At(inst.B())) != (inst.C() == 0) {
					w.move(inst.A(), inst.B())
				} else {
					pc++
				}
				continue

			case compile.ForPrep:
				a := inst.A()
				start, ok1 := (*w.reg.At(a)).(lua.LNumber)
				_, ok2 := (*w.reg.At(a + 1)).(lua.LNumber)
				step, ok3 := (*w.reg.At(a + 2)).(lua.LNumber)
				if ok1 && ok2 && ok3 {
					w.put(a, start-step)
					pc += inst.Bx()
					continue
				}

			case compile.ForLoop:
				if w.interrupt.due() {
					w.serve(pc, left)
					inst = w.code.At(pc - 1)
				}
				a := inst.A()
				first, second, third := w.reg.Value(a), w.reg.Value(a+1), w.reg.Value(a+2)
				if !first.IsNumber() || !second.IsNumber() || !third.IsNumber() {
					break
				}
				i, limit, step := first.Number(), second.Number(), third.Number()
				i += step
				if (step > 0 && i <= limit) || (step <= 0 && limit <= i) {
					w.put(a, i)
					w.put(a+3, i)
					pc += inst.Bx()
				}
				continue

			case compile.TForPrep:
				if ud, ok := (*w.reg.At(inst.A())).(*lua.LUserData); ok {
					w.t.closeLater(ud, w.lbase+inst.A())
				}
				pc += inst.Bx()
				continue

			case compile.TForCall:
				if w.interrupt.due() {
					w.serve(pc, left)
					inst = w.code.At(pc - 1)
				}
				i := inst.A()
				f, _ := (*w.reg.At(i)).(*lua.LFunction)
				if state := w.reg.Value(i + 1); f != nil && inst.C() <= 2 && state.IsTable() {
					switch control := w.reg.At(i + 2); f {
					case w.rt.next:
						if v := w.next(state.Table(), *control, i+3); v != nil {
							if w.code.At(pc-1).C() == 2 {
								*w.reg.At(i + 4) = v
							}
							continue
						}
						if s, ok := (*control).(lua.LString); ok {
							left -= int64(len(s) / perFill)
						}
						if k, v, ok := ltable.Next((*state.Lua()).(*lua.LTable), *control); ok {
							*w.reg.At(i + 3) = k
							if w.code.At(pc-1).C() == 2 {
								*w.reg.At(i + 4) = v
							}
							continue
						}
					case w.rt.step:
						if v := w.step(state.Table(), *control, i+3); v != nil {
							if w.code.At(pc-1).C() == 2 {
								*w.reg.At(i + 4) = v
							}
							continue
						}
					}
				}
				w.move(i+3, i)
				w.move(i+4, i+1)
				w.move(i+5, i+2)
				fn, a, n, nret = f, w.lbase+i+3, 2, w.code.At(pc-1).C()

			case compile.TForLoop:
				i := inst.A()
				if !isNil(*w.reg.At(i + 3)) {
					w.move(i+2, i+3)
					pc += inst.Bx()
				}
				continue

			case compile.Count:
				w.p.Coverage.Counts[inst.Bx()]++
				continue

			case compile.Close:
				w.t.CloseUpvalues(w.lbase + inst.A())
				if w.t.loops > 0 {
					w.t.closeIterators(w.lbase + inst.A())
				}
				continue

			case compile.Closure:
				inner := w.p.Inner[inst.Bx()]
				if w.weighs {
					w.m.left = left
					w.m.note(closureSize + upvalueSize*len(inner.Captures))
					left = w.m.left
				}
				f := newClosure(&inner.FunctionProto, w.cf.Fn.Env)
				for i, c := range inner.Captures {
					if c.Register {
						f.Upvalues[i] = w.t.Upvalue(w.lbase + c.Index)
					} else {
						f.Upvalues[i] = w.cf.Fn.Upvalues[c.Index]
					}
				}
				*w.reg.At(inst.A()) = f
				continue

			case compile.Call:
				if w.interrupt.due() {
					w.serve(pc, left)
					inst = w.code.At(pc - 1)
				}
				a, n, nret = w.lbase+inst.A(), inst.B()-1, inst.C()-1
				if n < 0 {
					n = w.t.Registers.Top - a - 1
					left -= int64(n / perValue)
				}
				fn, _ = (*w.reg.At(inst.A())).(*lua.LFunction)
				if fn == nil || fn.IsG || w.t.Frames.IsFull() {
					break
				}
				w.call(fn, a, n, nret, pc)
				if w.weighs {
					left = w.tell(left)
				}
				pc = 0
				continue

			case compile.TailCall:
				if w.interrupt.due() {
					w.serve(pc, left)
					inst = w.code.At(pc - 1)
				}
				a, n, nret = w.lbase+inst.A(), inst.B()-1, lua.MultRet
				if n < 0 {
					n = w.t.Registers.Top - a - 1
					left -= int64(n / perValue)
				}
				fn, _ = (*w.reg.At(inst.A())).(*lua.LFunction)
				if fn == nil || fn.IsG || w.t.closesAbove(w.lbase) {
					break // a call, and Return follows
				}
				if w.p.Encloses {
					w.t.CloseUpvalues(w.lbase)
				}
				w.t.replace(w.cf, fn, a, n)
				if w.weighs {
					left = w.tell(left)
				}
				continue frame

			case compile.Return:
				if w.p.Encloses {
					w.t.CloseUpvalues(w.lbase)
				}
				if w.t.loops > 0 {
					w.t.closeIterators(w.lbase)
				}
				cf, r := w.cf, &w.t.Registers
				a, n := w.lbase+inst.A(), inst.B()-1
				if caller := cf.Parent; uint(n) <= 1 && uint(cf.NRet) <= 1 && cf != w.base && caller != nil && !caller.Fn.IsG {
					to := cf.ReturnBase + cf.NRet // where nothing is from then on
					if cf.NRet == 0 {
						// nobody wants it
					} else if n == 0 {
						r.Array[to-1] = lua.LNil
					} else if v := w.reg.Value(inst.A()); v.IsNumber() && !w.cells.None() {
						glua.Put(glua.See(r.Array).Value(to-1), &w.t.Cells[to-1], v.Number())
					} else {
						r.Array[to-1] = *v.Lua()
					}
					pc = w.back(caller, to)
					continue
				}
				if n < 0 {
					n = r.Top - a
					left -= int64(n / perValue)
				}
				if w.t.Frames.Depth == 1 && w.state.Parent != nil {
					if w.m != nil {
						w.m.left = left
					}
					w.t.finish(a, n)
					return
				}
				want := cf.NRet
				if want < 0 {
					want = n
				}
				w.t.Move(cf.ReturnBase, a, min(n, want))
				r.Results(cf.ReturnBase, cf.ReturnBase, n, want)
				w.t.Frames.Depth--
				last, first := cf == w.base, cf.ReturnBase
				cf = cf.Parent
				w.cf, w.state.CurrentFrame = cf, cf
				if last || cf == nil || cf.Fn.IsG {
					w.t.OwnAll(first, want)
					if w.m != nil {
						w.m.left = left
					}
					return
				}
				continue frame
			}

			w.cf.Pc = pc
			if w.m != nil {
				w.m.left = left
			}
			if w.interrupt != nil {
				w.interrupt.Done()
			}
			inst = w.instruction()
			if op := inst.Op(); op != compile.Call && op != compile.TailCall && op != compile.TForCall {
				pc += w.t.slow(w.cf, w.p, inst)
				if w.m != nil {
					left = w.m.left
				}
				w.look()
				continue
			}

			if fn == nil {
				fn = w.t.callable(w.cf, a, n)
				n++
			}
			to, r := a, &w.t.Registers
			if inst.Op() == compile.Call && inst.D() != 0 && fn.IsG {
				// What goes straight to await nobody else sees. If fn is async, its body is called in the place of both.
				if f, ok := r.Array[a-1].(*lua.LFunction); ok && f == w.rt.await {
					if body := w.t.body(fn); body != nil {
						fn, to = body, a-1
					} else if w.t.straight(fn, a+1, n) {
						fn, n, to = nil, 0, a-1
					}
					if to < a {
						nret = w.code.At(pc).C() - 1
						w.cf.Pc++
						pc++
					}
					if fn == nil {
						if done, suspended := w.awaitBegun(to, nret); suspended {
							return
						} else if done {
							if w.m != nil {
								left = w.m.left
							}
							w.look()
							continue
						}
						fn = w.rt.awaitsBegun()
					}
				}
			}
			protected := fn == w.rt.pcall && n > 0 && w.t.nested == 0
			if protected {
				fn = w.rt.guards[0]
				if n == 1 {
					fn = w.rt.guards[1]
				}
				r.Array[a] = fn
			}
			if w.t.Frames.IsFull() {
				w.t.overflow()
			}
			callee := w.t.Above(w.cf)
			callee.Fn, callee.Parent, callee.Pc = fn, w.cf, 0
			callee.Base, callee.LocalBase, callee.ReturnBase = a, a+1, to
			callee.NArgs, callee.NRet, callee.TailCall = n, nret, 0
			w.state.CurrentFrame = callee
			if !fn.IsG {
				w.t.lay(callee)
				w.cf = callee
				if protected {
					w.t.protected(pcallFrame{sp: callee.Idx})
				}
				if w.weighs {
					w.m.registers(w.t)
					left = w.m.left
				}
				continue frame
			}
			w.own(a+1-w.lbase, n)
			r.Resize(a + 1 + n)
			var got int
			if w.m == nil {
				got = fn.GFunction(L)
			} else {
				got = w.m.native(w.t, callee)
				left = w.m.left - int64(max(got, 0)/perValue)
			}
			if got < 0 {
				if !w.t.suspend(callee) {
					return
				}
				w.cf = w.state.CurrentFrame
				if w.m != nil {
					left = w.m.left
				}
				continue frame
			}
			nret = callee.NRet
			if array := r.Array; got == 1 && nret == 1 {
				i := r.Top - 1
				array[to] = array[i]
				for ; i > to; i-- {
					array[i] = nil
				}
				r.Top = w.end
			} else if nret >= 0 {
				r.Results(to, r.Top-got, got, nret)
				r.Top = w.end
			} else {
				r.Results(to, r.Top-got, got, got)
			}
			w.t.Frames.Depth--
			w.state.CurrentFrame = w.cf
			w.look()
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
