package vm

// This file is the main loop that runs Lua code: the common cases of the common instructions, done here; all else is left
// to gopher-lua's own instructions, which also raise the errors.

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// execute runs a thread until its base frame ends or yields, as gopher-lua's mainLoop does. Where a case of the switch
// goes on with the loop it has done the whole instruction; where it ends, it has done nothing, and gopher-lua does.
//
// In a runtime with limits it counts: left is the meter's while no other function runs. An instruction that takes memory
// is weighed.
func execute(L *lua.LState, base *callFrame) {
	t, state := threadOf(L), layoutOf(L)
	cf := t.frames.Last()
	if cf == nil {
		return
	}
	state.currentFrame = cf
	t.rt.awaited = false
	if cf.Fn.IsG {
		t.metamethod(cf, base)
		return
	}
	rt, r, numbers, interrupt := t.rt, &t.registers, &t.rt.numbers, t.rt.interrupt
	m, weighs, left := rt.meter, false, int64(math.MaxInt64)
	if m != nil {
		m.begin()
		weighs, left = m.memory.limit > 0, m.left
	}
frame:
	for {
		code, constants, lbase, pc := cf.Fn.Proto.Code, cf.Fn.Proto.Constants, cf.LocalBase, cf.Pc
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
		instruction:
			switch opcode(inst) {
			case lua.OP_MOVE:
				r.set(lbase+argA(inst), r.array[lbase+argB(inst)])
				continue

			case lua.OP_MOVEN:
				r.set(lbase+argA(inst), r.array[lbase+argB(inst)])
				for n := argC(inst); n > 0; n-- {
					inst = code[pc]
					pc++
					r.set(lbase+argA(inst), r.array[lbase+argB(inst)])
				}
				continue

			case lua.OP_LOADK:
				r.set(lbase+argA(inst), constants[argBx(inst)])
				continue

			case lua.OP_LOADBOOL:
				r.set(lbase+argA(inst), lua.LBool(argB(inst) != 0))
				if argC(inst) != 0 {
					pc++
				}
				continue

			case lua.OP_LOADNIL:
				for i := argA(inst); i <= argB(inst); i++ {
					r.set(lbase+i, lua.LNil)
				}
				continue

			case lua.OP_GETUPVAL:
				r.set(lbase+argA(inst), cf.Fn.Upvalues[argB(inst)].Value())
				continue

			case lua.OP_SETUPVAL:
				cf.Fn.Upvalues[argB(inst)].SetValue(r.array[lbase+argA(inst)])
				continue

			case lua.OP_GETGLOBAL:
				name := constants[argBx(inst)]
				if v, ok := tableOf(cf.Fn.Env).strdict[string(name.(lua.LString))]; ok {
					r.set(lbase+argA(inst), v)
					continue
				}
				if v := lookup(rt, cf.Fn.Env, name); v != nil {
					r.set(lbase+argA(inst), v)
					continue
				}

			case lua.OP_GETTABLEKS:
				if c := argC(inst); c&constantBit != 0 {
					obj, name := r.array[lbase+argB(inst)], constants[c&^constantBit]
					if tb, ok := obj.(*lua.LTable); ok {
						if v, ok := tableOf(tb).strdict[string(name.(lua.LString))]; ok {
							r.set(lbase+argA(inst), v)
							continue
						}
					}
					if v := lookup(rt, obj, name); v != nil {
						r.set(lbase+argA(inst), v)
						continue
					}
				}

			case lua.OP_SELF:
				if c := argC(inst); c&constantBit != 0 {
					self := r.array[lbase+argB(inst)]
					if v := lookup(rt, self, constants[c&^constantBit]); v != nil {
						a := lbase + argA(inst)
						r.set(a, v)
						r.set(a+1, self)
						continue
					}
				}

			case lua.OP_GETTABLE:
				if tb, ok := r.array[lbase+argB(inst)].(*lua.LTable); ok {
					key := rk(argC(inst), r, lbase, constants)
					if k, ok := key.(lua.LNumber); ok {
						array, i := tableOf(tb).array, int(k)-1
						if uint(i) < uint(len(array)) && lua.LNumber(i+1) == k && (!isNil(array[i]) || isNil(tb.Metatable)) {
							r.set(lbase+argA(inst), array[i])
							continue
						}
					} else if _, ok := key.(lua.LString); ok {
						if v := lookup(rt, tb, key); v != nil {
							r.set(lbase+argA(inst), v)
							continue
						}
					}
				}

			case lua.OP_SETTABLE:
				if tb, ok := r.array[lbase+argA(inst)].(*lua.LTable); ok {
					key := rk(argB(inst), r, lbase, constants)
					if k, ok := key.(lua.LNumber); ok {
						array, i := tableOf(tb).array, int(k)-1
						if uint(i) < uint(len(array)) && lua.LNumber(i+1) == k && (!isNil(array[i]) || isNil(tb.Metatable)) {
							array[i] = rk(argC(inst), r, lbase, constants)
							continue
						}
					}
					if setNew(tb, key, rk(argC(inst), r, lbase, constants), !weighs) {
						continue
					}
				}

			case lua.OP_SETTABLEKS:
				if b := argB(inst); b&constantBit != 0 {
					if tb, ok := r.array[lbase+argA(inst)].(*lua.LTable); ok {
						if setField(tb, constants[b&^constantBit], rk(argC(inst), r, lbase, constants), !weighs) {
							continue
						}
					}
				}

			case lua.OP_SETGLOBAL:
				if setField(cf.Fn.Env, constants[argBx(inst)], r.array[lbase+argA(inst)], !weighs) {
					continue
				}

			case lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
				x, ok1 := rk(argB(inst), r, lbase, constants).(lua.LNumber)
				y, ok2 := rk(argC(inst), r, lbase, constants).(lua.LNumber)
				if !ok1 || !ok2 {
					break
				}
				switch opcode(inst) {
				case lua.OP_ADD:
					x += y
				case lua.OP_SUB:
					x -= y
				case lua.OP_MUL:
					x *= y
				case lua.OP_DIV:
					x /= y
				case lua.OP_MOD:
					x = modulo(x, y)
				default:
					x = lua.LNumber(math.Pow(float64(x), float64(y)))
				}
				r.set(lbase+argA(inst), numbers.box(x))
				continue

			case lua.OP_UNM:
				if x, ok := r.array[lbase+argB(inst)].(lua.LNumber); ok {
					r.set(lbase+argA(inst), numbers.box(-x))
					continue
				}

			case lua.OP_NOT:
				r.set(lbase+argA(inst), lua.LBool(!truth(r.array[lbase+argB(inst)])))
				continue

			case lua.OP_LEN:
				switch x := r.array[lbase+argB(inst)].(type) {
				case lua.LString:
					r.set(lbase+argA(inst), numbers.box(lua.LNumber(len(x))))
					continue
				case *lua.LTable:
					if isNil(x.Metatable) {
						r.set(lbase+argA(inst), numbers.box(lua.LNumber(x.Len())))
						continue
					}
				}

			case lua.OP_JMP:
				jump := argSbx(inst)
				if jump < 0 && interrupt.due() {
					break
				}
				pc += jump
				continue

			case lua.OP_EQ, lua.OP_LT, lua.OP_LE:
				left, right := rk(argB(inst), r, lbase, constants), rk(argC(inst), r, lbase, constants)
				x, ok1 := left.(lua.LNumber)
				y, ok2 := right.(lua.LNumber)
				var is bool
				switch opcode(inst) {
				case lua.OP_EQ:
					if is = x == y; !ok1 || !ok2 {
						if is, ok1 = same(left, right); !ok1 {
							break instruction
						}
					}
				case lua.OP_LT:
					if is = x < y; !ok1 || !ok2 {
						break instruction
					}
				default:
					if is = x <= y; !ok1 || !ok2 {
						break instruction
					}
				}
				if is != (argA(inst) != 0) {
					pc++
				}
				continue

			case lua.OP_TEST:
				if truth(r.array[lbase+argA(inst)]) == (argC(inst) == 0) {
					pc++
				}
				continue

			case lua.OP_TESTSET:
				if v := r.array[lbase+argB(inst)]; truth(v) != (argC(inst) == 0) {
					r.set(lbase+argA(inst), v)
				} else {
					pc++
				}
				continue

			case lua.OP_FORPREP:
				a := lbase + argA(inst)
				init, ok1 := r.array[a].(lua.LNumber)
				step, ok2 := r.array[a+2].(lua.LNumber)
				if ok1 && ok2 {
					r.set(a, numbers.box(init-step))
					pc += argSbx(inst)
					continue
				}

			case lua.OP_FORLOOP:
				a := lbase + argA(inst)
				i, ok1 := r.array[a].(lua.LNumber)
				limit, ok2 := r.array[a+1].(lua.LNumber)
				step, ok3 := r.array[a+2].(lua.LNumber)
				if !ok1 || !ok2 || !ok3 || interrupt.due() {
					break
				}
				i += step
				v := numbers.box(i)
				r.array[a] = v
				if (step > 0 && i <= limit) || (step <= 0 && i >= limit) {
					r.set(a+3, v)
					pc += argSbx(inst)
				} else {
					r.lower(a + 1)
				}
				continue

			case lua.OP_CLOSURE:
				proto := cf.Fn.Proto.FunctionPrototypes[argBx(inst)]
				if weighs {
					m.left = left
					m.note(closureSize + upvalueSize*int(proto.NumUpvalues))
					left = m.left
				}
				fn := newClosure(proto, cf.Fn.Env)
				r.set(lbase+argA(inst), fn)
				for i := range fn.Upvalues {
					inst = code[pc]
					pc++
					if b := argB(inst); opcode(inst) == lua.OP_MOVE {
						fn.Upvalues[i] = t.upvalue(lbase + b)
					} else {
						fn.Upvalues[i] = cf.Fn.Upvalues[b]
					}
				}
				continue

			case lua.OP_CALL:
				a := lbase + argA(inst)
				fn, ok := r.array[a].(*lua.LFunction)
				nargs := argB(inst) - 1
				if nargs < 0 {
					nargs = r.top - a - 1
				}
				if !ok || t.frames.IsFull() || interrupt.due() || !fn.IsG && !r.room(a+1+nargs, fn.Proto) {
					break
				}
				to, nret, awaited := a, argC(inst)-1, false
				if nret < 0 && fn.IsG {
					// What goes straight to await nobody else sees. If fn is async, its body is called in the place of both.
					if then := code[pc]; opcode(then) == lua.OP_CALL && argB(then) == 0 && argA(then) == argA(inst)-1 {
						if f, ok := r.array[a-1].(*lua.LFunction); ok && f == rt.await {
							awaited = true
							if body := t.body(fn); body != nil && r.room(a+1+nargs, body.Proto) {
								fn, to, nret = body, a-1, argC(then)-1
								pc++
							}
						}
					}
				}
				cf.Pc = pc
				callee := t.frames.add()
				callee.Fn, callee.Parent, callee.Pc = fn, cf, 0
				callee.Base, callee.LocalBase, callee.ReturnBase = a, a+1, to
				callee.NArgs, callee.NRet, callee.TailCall = nargs, nret, 0
				state.currentFrame = callee
				if !fn.IsG {
					t.lay(callee)
					cf = callee
					if weighs {
						m.left = left
						m.registers(t)
						left = m.left
					}
					continue frame
				}
				r.resize(a + 1 + nargs)
				rt.awaited = awaited
				var n int
				if m == nil {
					n = fn.GFunction(L)
				} else {
					m.left = left
					n = m.native(t, callee)
					left = m.left
				}
				if n < 0 {
					if !t.suspend(callee) {
						return
					}
					cf = state.currentFrame
					continue frame
				}
				if callee.NRet >= 0 {
					r.results(a, r.top-n, n, callee.NRet)
				} else {
					r.results(a, r.top-n, n, n)
				}
				t.frames.sp--
				state.currentFrame = cf
				continue

			case lua.OP_RETURN:
				if t.frames.sp == 1 {
					break
				}
				if state.uvcache != nil {
					t.closeUpvalues(lbase)
				}
				a := lbase + argA(inst)
				n := argB(inst) - 1
				if n < 0 {
					n = r.top - a
				}
				want := cf.NRet
				if want < 0 {
					want = n
				}
				r.results(cf.ReturnBase, a, n, want)
				t.frames.sp--
				last := cf == base
				cf = cf.Parent
				state.currentFrame = cf
				if last || cf.Fn.IsG {
					if m != nil {
						m.left = left
					}
					return
				}
				continue frame
			}
			cf.Pc = pc
			rt.awaited = false
			if interrupt != nil {
				interrupt.Done()
			}
			var over int
			if m == nil {
				over = instructions[opcode(inst)](L, inst, base)
			} else {
				m.left = left
				over = m.instruction(t, cf, inst, base)
				left = m.left
			}
			if over == 1 {
				return
			}
			cf = state.currentFrame
			continue frame
		}
	}
}
