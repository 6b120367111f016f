package vm

// This file is the main loop that runs Lua code: the common cases of the common instructions, done here; all else is left
// to gopher-lua's own instructions, which also raise the errors.

import (
	"math"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// execute runs a thread until its base frame ends or yields, as gopher-lua's mainLoop does. Where a case of the switch
// goes on with the loop it has done the whole instruction; where it ends, it has done nothing, and gopher-lua does.
//
// In a runtime with limits it counts: left is the meter's while no other function runs. An instruction that takes memory
// is weighed.
func execute(L *lua.LState, base *glua.CallFrame) {
	t, state := threadOf(L), glua.State(L)
	cf := t.Frames.Last()
	if cf == nil {
		return
	}
	state.CurrentFrame = cf
	t.rt.awaited = false
	if cf.Fn.IsG {
		t.metamethod(cf, base)
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
			switch glua.Opcode(inst) {
			case lua.OP_MOVE:
				r.Set(lbase+glua.ArgA(inst), r.Array[lbase+glua.ArgB(inst)])
				continue

			case lua.OP_MOVEN:
				r.Set(lbase+glua.ArgA(inst), r.Array[lbase+glua.ArgB(inst)])
				for n := glua.ArgC(inst); n > 0; n-- {
					inst = code[pc]
					pc++
					r.Set(lbase+glua.ArgA(inst), r.Array[lbase+glua.ArgB(inst)])
				}
				continue

			case lua.OP_LOADK:
				r.Set(lbase+glua.ArgA(inst), constants[glua.ArgBx(inst)])
				continue

			case lua.OP_LOADBOOL:
				r.Set(lbase+glua.ArgA(inst), lua.LBool(glua.ArgB(inst) != 0))
				if glua.ArgC(inst) != 0 {
					pc++
				}
				continue

			case lua.OP_LOADNIL:
				for i := glua.ArgA(inst); i <= glua.ArgB(inst); i++ {
					r.Set(lbase+i, lua.LNil)
				}
				continue

			case lua.OP_GETUPVAL:
				r.Set(lbase+glua.ArgA(inst), cf.Fn.Upvalues[glua.ArgB(inst)].Value())
				continue

			case lua.OP_SETUPVAL:
				cf.Fn.Upvalues[glua.ArgB(inst)].SetValue(r.Array[lbase+glua.ArgA(inst)])
				continue

			case lua.OP_GETGLOBAL:
				name := constants[glua.ArgBx(inst)]
				if v, ok := glua.Table(cf.Fn.Env).Strdict[string(name.(lua.LString))]; ok {
					r.Set(lbase+glua.ArgA(inst), v)
					continue
				}
				if v := lookup(rt, cf.Fn.Env, name); v != nil {
					r.Set(lbase+glua.ArgA(inst), v)
					continue
				}

			case lua.OP_GETTABLEKS:
				if c := glua.ArgC(inst); c&glua.ConstantBit != 0 {
					obj, name := r.Array[lbase+glua.ArgB(inst)], constants[c&^glua.ConstantBit]
					if tb, ok := obj.(*lua.LTable); ok {
						if v, ok := glua.Table(tb).Strdict[string(name.(lua.LString))]; ok {
							r.Set(lbase+glua.ArgA(inst), v)
							continue
						}
					}
					if v := lookup(rt, obj, name); v != nil {
						r.Set(lbase+glua.ArgA(inst), v)
						continue
					}
				}

			case lua.OP_SELF:
				if c := glua.ArgC(inst); c&glua.ConstantBit != 0 {
					self := r.Array[lbase+glua.ArgB(inst)]
					if v := lookup(rt, self, constants[c&^glua.ConstantBit]); v != nil {
						a := lbase + glua.ArgA(inst)
						r.Set(a, v)
						r.Set(a+1, self)
						continue
					}
				}

			case lua.OP_GETTABLE:
				if tb, ok := r.Array[lbase+glua.ArgB(inst)].(*lua.LTable); ok {
					key := rk(glua.ArgC(inst), r, lbase, constants)
					if k, ok := key.(lua.LNumber); ok {
						array, i := glua.Table(tb).Array, int(k)-1
						if uint(i) < uint(len(array)) && lua.LNumber(i+1) == k && (!isNil(array[i]) || isNil(tb.Metatable)) {
							r.Set(lbase+glua.ArgA(inst), array[i])
							continue
						}
					} else if _, ok := key.(lua.LString); ok {
						if v := lookup(rt, tb, key); v != nil {
							r.Set(lbase+glua.ArgA(inst), v)
							continue
						}
					}
				}

			case lua.OP_SETTABLE:
				if tb, ok := r.Array[lbase+glua.ArgA(inst)].(*lua.LTable); ok {
					key := rk(glua.ArgB(inst), r, lbase, constants)
					if k, ok := key.(lua.LNumber); ok {
						array, i := glua.Table(tb).Array, int(k)-1
						if uint(i) < uint(len(array)) && lua.LNumber(i+1) == k && (!isNil(array[i]) || isNil(tb.Metatable)) {
							array[i] = rk(glua.ArgC(inst), r, lbase, constants)
							continue
						}
					}
					if setNew(tb, key, rk(glua.ArgC(inst), r, lbase, constants), !weighs) {
						continue
					}
				}

			case lua.OP_SETTABLEKS:
				if b := glua.ArgB(inst); b&glua.ConstantBit != 0 {
					if tb, ok := r.Array[lbase+glua.ArgA(inst)].(*lua.LTable); ok {
						if setField(tb, constants[b&^glua.ConstantBit], rk(glua.ArgC(inst), r, lbase, constants), !weighs) {
							continue
						}
					}
				}

			case lua.OP_SETGLOBAL:
				if setField(cf.Fn.Env, constants[glua.ArgBx(inst)], r.Array[lbase+glua.ArgA(inst)], !weighs) {
					continue
				}

			case lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
				x, ok1 := rk(glua.ArgB(inst), r, lbase, constants).(lua.LNumber)
				y, ok2 := rk(glua.ArgC(inst), r, lbase, constants).(lua.LNumber)
				if !ok1 || !ok2 {
					break
				}
				switch glua.Opcode(inst) {
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
				r.Set(lbase+glua.ArgA(inst), numbers.box(x))
				continue

			case lua.OP_UNM:
				if x, ok := r.Array[lbase+glua.ArgB(inst)].(lua.LNumber); ok {
					r.Set(lbase+glua.ArgA(inst), numbers.box(-x))
					continue
				}

			case lua.OP_NOT:
				r.Set(lbase+glua.ArgA(inst), lua.LBool(!truth(r.Array[lbase+glua.ArgB(inst)])))
				continue

			case lua.OP_LEN:
				switch x := r.Array[lbase+glua.ArgB(inst)].(type) {
				case lua.LString:
					r.Set(lbase+glua.ArgA(inst), numbers.box(lua.LNumber(len(x))))
					continue
				case *lua.LTable:
					if isNil(x.Metatable) {
						r.Set(lbase+glua.ArgA(inst), numbers.box(lua.LNumber(x.Len())))
						continue
					}
				}

			case lua.OP_JMP:
				jump := glua.ArgSbx(inst)
				if jump < 0 && interrupt.due() {
					break
				}
				pc += jump
				continue

			case lua.OP_EQ, lua.OP_LT, lua.OP_LE:
				left, right := rk(glua.ArgB(inst), r, lbase, constants), rk(glua.ArgC(inst), r, lbase, constants)
				x, ok1 := left.(lua.LNumber)
				y, ok2 := right.(lua.LNumber)
				var is bool
				switch glua.Opcode(inst) {
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
				if is != (glua.ArgA(inst) != 0) {
					pc++
				}
				continue

			case lua.OP_TEST:
				if truth(r.Array[lbase+glua.ArgA(inst)]) == (glua.ArgC(inst) == 0) {
					pc++
				}
				continue

			case lua.OP_TESTSET:
				if v := r.Array[lbase+glua.ArgB(inst)]; truth(v) != (glua.ArgC(inst) == 0) {
					r.Set(lbase+glua.ArgA(inst), v)
				} else {
					pc++
				}
				continue

			case lua.OP_FORPREP:
				a := lbase + glua.ArgA(inst)
				init, ok1 := r.Array[a].(lua.LNumber)
				step, ok2 := r.Array[a+2].(lua.LNumber)
				if ok1 && ok2 {
					r.Set(a, numbers.box(init-step))
					pc += glua.ArgSbx(inst)
					continue
				}

			case lua.OP_FORLOOP:
				a := lbase + glua.ArgA(inst)
				i, ok1 := r.Array[a].(lua.LNumber)
				limit, ok2 := r.Array[a+1].(lua.LNumber)
				step, ok3 := r.Array[a+2].(lua.LNumber)
				if !ok1 || !ok2 || !ok3 || interrupt.due() {
					break
				}
				i += step
				v := numbers.box(i)
				r.Array[a] = v
				if (step > 0 && i <= limit) || (step <= 0 && i >= limit) {
					r.Set(a+3, v)
					pc += glua.ArgSbx(inst)
				} else {
					r.Lower(a + 1)
				}
				continue

			case lua.OP_CONCAT:
				spellNumbers(r.Array, lbase+glua.ArgB(inst), lbase+glua.ArgC(inst))

			case lua.OP_CLOSURE:
				proto := cf.Fn.Proto.FunctionPrototypes[glua.ArgBx(inst)]
				if weighs {
					m.left = left
					m.note(closureSize + upvalueSize*int(proto.NumUpvalues))
					left = m.left
				}
				fn := newClosure(proto, cf.Fn.Env)
				r.Set(lbase+glua.ArgA(inst), fn)
				for i := range fn.Upvalues {
					inst = code[pc]
					pc++
					if b := glua.ArgB(inst); glua.Opcode(inst) == lua.OP_MOVE {
						fn.Upvalues[i] = t.Upvalue(lbase + b)
					} else {
						fn.Upvalues[i] = cf.Fn.Upvalues[b]
					}
				}
				continue

			case lua.OP_CALL:
				a := lbase + glua.ArgA(inst)
				fn, ok := r.Array[a].(*lua.LFunction)
				nargs := glua.ArgB(inst) - 1
				if nargs < 0 {
					nargs = r.Top - a - 1
				}
				if !ok || t.Frames.IsFull() || interrupt.due() || !fn.IsG && !r.Room(a+1+nargs, fn.Proto) {
					break
				}
				to, nret, awaited := a, glua.ArgC(inst)-1, false
				if nret < 0 && fn.IsG {
					// What goes straight to await nobody else sees. If fn is async, its body is called in the place of both.
					if then := code[pc]; glua.Opcode(then) == lua.OP_CALL && glua.ArgB(then) == 0 && glua.ArgA(then) == glua.ArgA(inst)-1 {
						if f, ok := r.Array[a-1].(*lua.LFunction); ok && f == rt.await {
							awaited = true
							if body := t.body(fn); body != nil && r.Room(a+1+nargs, body.Proto) {
								fn, to, nret = body, a-1, glua.ArgC(then)-1
								pc++
							}
						}
					}
				}
				cf.Pc = pc
				callee := t.Frames.Add()
				callee.Fn, callee.Parent, callee.Pc = fn, cf, 0
				callee.Base, callee.LocalBase, callee.ReturnBase = a, a+1, to
				callee.NArgs, callee.NRet, callee.TailCall = nargs, nret, 0
				state.CurrentFrame = callee
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
				r.Resize(a + 1 + nargs)
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
					cf = state.CurrentFrame
					continue frame
				}
				if callee.NRet >= 0 {
					r.Results(a, r.Top-n, n, callee.NRet)
				} else {
					r.Results(a, r.Top-n, n, n)
				}
				t.Frames.Depth--
				state.CurrentFrame = cf
				continue

			case lua.OP_RETURN:
				if t.Frames.Depth == 1 {
					break
				}
				if state.Uvcache != nil {
					t.CloseUpvalues(lbase)
				}
				a := lbase + glua.ArgA(inst)
				n := glua.ArgB(inst) - 1
				if n < 0 {
					n = r.Top - a
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
				over = glua.Instructions[glua.Opcode(inst)](L, inst, base)
			} else {
				m.left = left
				over = m.instruction(t, cf, inst, base)
				left = m.left
			}
			if over == 1 {
				return
			}
			cf = state.CurrentFrame
			continue frame
		}
	}
}
