package compile

// This file brings expressions into registers.

import (
	"math"

	"moonloop/vm/libm"

	lua "github.com/yuin/gopher-lua"
)

// A kind says what is known of an expression's value.
type kind uint8

const (
	isNothing kind = iota
	isNil
	isTrue
	isFalse
	isConstant    // info: number of the constant
	isNumber      // number
	isLocal       // info: register
	isUpvalue     // info: number of the upvalue
	isGlobal      // info: number of the constant that is its name
	isIndexed     // info: register of the table, aux: register or constant of the key
	isJump        // info: where its jump is
	isRelocatable // info: where the instruction is that will set any register
	isFixed       // info: register
	isCall        // info: where the call is
	isDots        // info: where the instruction is
)

// A desc describes an expression while it is compiled, with jumps that leave it when it is true or false.
type desc struct {
	kind      kind
	info, aux int
	number    float64
	t, f      int
	at        Pos // of what fails if it is indexed or read
}

func value(k kind, info int) desc { return desc{kind: k, info: info, t: noJump, f: noJump} }

func (e *desc) jumps() bool { return e.t != e.f }

// is makes e something else of the same jumps.
func (e *desc) is(k kind, info int) { e.kind, e.info = k, info }

func (e *desc) literal() bool { return e.kind == isNumber && !e.jumps() }

// setResults says how many results an open expression is to give.
func (g *generator) setResults(e *desc, n int) {
	i := &g.insts[e.info]
	switch e.kind {
	case isCall:
		*i = i.withC(n + 1)
	case isDots:
		*i = i.withB(n + 1).withA(g.free)
		g.reserve(1)
	}
}

// setOne makes an open expression one of one value.
func (g *generator) setOne(e *desc) {
	switch e.kind {
	case isCall:
		e.is(isFixed, g.insts[e.info].A())
	case isDots:
		g.insts[e.info] = g.insts[e.info].withB(2)
		e.is(isRelocatable, e.info)
	}
}

// read makes a value of what names a variable.
func (g *generator) read(e *desc) {
	switch e.kind {
	case isLocal:
		e.is(isFixed, e.info)
	case isUpvalue:
		e.is(isRelocatable, g.code(Make(GetUpval, 0, e.info, 0)))
	case isGlobal:
		e.is(isRelocatable, g.code(MakeX(GetGlobal, 0, 0, e.info)))
	case isIndexed:
		g.release(e.aux)
		g.release(e.info)
		get := Make(GetTable, 0, e.info, e.aux)
		if k, ok := g.fieldKey(e.aux); ok {
			get = MakeX(GetField, 0, e.info, k)
		}
		e.is(isRelocatable, g.codeAt(e.at, get))
	case isDots, isCall:
		g.setOne(e)
	}
}

// fieldKey is the constant that a key is, if that is a string.
func (g *generator) fieldKey(rk int) (int, bool) {
	if rk&ConstantBit == 0 {
		return 0, false
	}
	_, ok := g.consts[rk&^ConstantBit].(lua.LString)
	return rk &^ ConstantBit, ok
}

// load brings the value of e, without its jumps, into reg.
func (g *generator) load(e *desc, reg int) {
	g.read(e)
	switch e.kind {
	case isNil:
		g.loadNil(reg, 1)
	case isFalse:
		g.code(Make(LoadBool, reg, 0, 0))
	case isTrue:
		g.code(Make(LoadBool, reg, 1, 0))
	case isConstant:
		g.code(MakeX(LoadK, reg, 0, e.info))
	case isNumber:
		g.code(MakeX(LoadK, reg, 0, g.number(e.number)))
	case isRelocatable:
		g.insts[e.info] = g.insts[e.info].withA(reg)
	case isFixed:
		if reg != e.info {
			g.code(Make(Move, reg, e.info, 0))
		}
	default: // nothing to load
		return
	}
	e.is(isFixed, reg)
}

// loadAny brings the value of e, without its jumps, into some register.
func (g *generator) loadAny(e *desc) {
	if e.kind == isFixed {
		return
	}
	g.reserve(1)
	g.load(e, g.free-1)
}

// valueless tells whether a jump in the list comes without a value.
func (g *generator) valueless(list int) bool {
	for ; list != noJump; list = g.next(list) {
		if g.control(list).Op() != TestSet {
			return true
		}
	}
	return false
}

// label adds an instruction that jumps may lead to.
func (g *generator) label(i Instruction) int {
	g.here()
	return g.code(i)
}

// into brings the value of e into reg.
func (g *generator) into(e *desc, reg int) {
	g.load(e, reg)
	if e.kind == isJump {
		e.t = g.join(e.info, e.t)
	}
	if e.jumps() {
		onFalse, onTrue := noJump, noJump
		if g.valueless(e.t) || g.valueless(e.f) {
			skip := noJump
			if e.kind != isJump {
				skip = g.jump()
			}
			onFalse = g.label(Make(LoadBool, reg, 0, 1))
			onTrue = g.label(Make(LoadBool, reg, 1, 0))
			g.patchHere(skip)
		}
		end := g.here()
		g.patchTo(e.f, end, reg, onFalse)
		g.patchTo(e.t, end, reg, onTrue)
	}
	e.t, e.f = noJump, noJump
	e.is(isFixed, reg)
}

// nextRegister brings e into the next register.
func (g *generator) nextRegister(e *desc) {
	g.read(e)
	g.releaseDesc(e)
	g.reserve(1)
	g.into(e, g.free-1)
}

// anyRegister brings e into some register and returns it.
func (g *generator) anyRegister(e *desc) int {
	g.read(e)
	if e.kind == isFixed {
		if !e.jumps() {
			return e.info
		}
		if e.info >= len(g.active) {
			g.into(e, e.info)
			return e.info
		}
	}
	g.nextRegister(e)
	return e.info
}

// settle brings e into a register if it has jumps; else it may stay a constant.
func (g *generator) settle(e *desc) {
	if e.jumps() {
		g.anyRegister(e)
	} else {
		g.read(e)
	}
}

// operand brings e into a register or makes it a constant, and returns it as an operand.
func (g *generator) operand(e *desc) int {
	g.settle(e)
	k := -1
	switch e.kind {
	case isNumber:
		k = g.number(e.number)
	case isTrue, isFalse, isNil:
		k = g.word(e.kind)
	case isConstant:
		k = e.info
	}
	if k >= 0 {
		if k <= MaxConstantOperand {
			e.is(isConstant, k)
			return k | ConstantBit
		}
		e.is(isConstant, k)
	}
	return g.anyRegister(e)
}

// releaseDesc gives back the register that e is in.
func (g *generator) releaseDesc(e *desc) {
	if e.kind == isFixed {
		g.release(e.info)
	}
}

// store assigns e to a variable.
func (g *generator) store(to, e *desc) {
	switch to.kind {
	case isLocal:
		g.releaseDesc(e)
		g.into(e, to.info)
		return
	case isUpvalue:
		r := g.anyRegister(e)
		g.code(Make(SetUpval, r, to.info, 0))
	case isGlobal:
		r := g.anyRegister(e)
		g.code(MakeX(SetGlobal, r, 0, to.info))
	case isIndexed:
		rk := g.operand(e)
		set := Make(SetTable, to.info, to.aux, rk)
		if k, ok := g.fieldKey(to.aux); ok {
			set = MakeX(SetField, to.info, rk, k)
		}
		g.codeAt(to.at, set)
	}
	g.releaseDesc(e)
}

// self makes of e the method of that name, with e as its argument in the register after it.
func (g *generator) self(e *desc, name int) {
	g.anyRegister(e)
	g.releaseDesc(e)
	f := g.free
	g.reserve(2)
	g.code(MakeX(Self, f, e.info, name))
	e.is(isFixed, f)
}

// index makes of table, which is in a register, the element of that key.
func (g *generator) index(table, key *desc) {
	table.aux = g.operand(key)
	table.kind = isIndexed
}

// branch jumps if e, whose value is in a register or tested by the last instruction, is as wanted.
func (g *generator) branch(e *desc, wanted bool, f *fork) int {
	if e.kind == isRelocatable {
		if i := g.insts[e.info]; i.Op() == Not {
			g.insts = g.insts[:g.pc()-1]
			g.lines, g.columns = g.lines[:g.pc()], g.columns[:g.pc()]
			g.countLeft(f)
			return g.conditional(Make(Test, i.B(), 0, bit(!wanted)))
		}
	}
	g.loadAny(e)
	g.releaseDesc(e)
	g.countLeft(f)
	return g.conditional(Make(TestSet, noRegister, e.info, bit(wanted)))
}

// conditional adds a test and the jump that it decides about.
func (g *generator) conditional(test Instruction) int {
	g.code(test)
	return g.jump()
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// invert makes the comparison before a jump the opposite.
func (g *generator) invert(e *desc) {
	i := g.control(e.info)
	*i = i.withA(1 - i.A())
}

// goIfTrue goes on if e is true; e.f are the jumps taken if not. f is the fork that it is the left side of, nil for none.
func (g *generator) goIfTrue(e *desc, f *fork) {
	g.read(e)
	pc := noJump
	switch e.kind {
	case isConstant, isNumber, isTrue:
	case isJump:
		if g.splits(f) {
			e.t = g.join(e.info, e.t)
			pc = g.countShort(f)
			break
		}
		g.invert(e)
		pc = e.info
	default:
		pc = g.branch(e, false, f)
		g.countThrough(f, e.t)
	}
	e.f = g.join(pc, e.f)
	g.patchHere(e.t)
	e.t = noJump
}

// goIfFalse goes on if e is false; e.t are the jumps taken if not.
func (g *generator) goIfFalse(e *desc, f *fork) {
	g.read(e)
	pc := noJump
	switch e.kind {
	case isNil, isFalse:
	case isJump:
		if g.splits(f) {
			g.invert(e)
			e.f = g.join(e.info, e.f)
			pc = g.countShort(f)
			break
		}
		pc = e.info
	default:
		pc = g.branch(e, true, f)
		g.countThrough(f, e.f)
	}
	e.t = g.join(pc, e.t)
	g.patchHere(e.f)
	e.f = noJump
}

// not makes of e its opposite.
func (g *generator) not(e *desc) {
	g.read(e)
	switch e.kind {
	case isNil, isFalse:
		e.kind = isTrue
	case isConstant, isNumber, isTrue:
		e.kind = isFalse
	case isJump:
		g.invert(e)
	case isRelocatable, isFixed:
		g.loadAny(e)
		g.releaseDesc(e)
		e.is(isRelocatable, g.code(Make(Not, 0, e.info, 0)))
	}
	e.t, e.f = e.f, e.t
	g.dropValues(e.f)
	g.dropValues(e.t)
}

// fold computes an operation on two literals, unless that is an error or not a number.
func fold(op Opcode, a, b *desc) bool {
	if !a.literal() || !b.literal() {
		return false
	}
	x, y := a.number, b.number
	var r float64
	switch op {
	case Add:
		r = x + y
	case Sub:
		r = x - y
	case Mul:
		r = x * y
	case Div:
		if y == 0 {
			return false
		}
		r = x / y
	case Mod:
		if y == 0 {
			return false
		}
		r = Modulo(x, y)
	case Pow:
		r = libm.Pow(x, y)
	case Unm:
		r = -x
	default:
		return false
	}
	if r != r {
		return false
	}
	a.number = r
	return true
}

// Modulo is Lua's a % b: a - floor(a/b)*b, computed in doubles as PUC Lua computes it.
func Modulo(a, b float64) float64 {
	q := math.Floor(a / b)
	p := q * b // apart, or it would be fused with the subtraction on some processors
	return a - float64(p)
}

// arithmetic makes of a the result of an operation; a unary one has only a, and b the number 0.
func (g *generator) arithmetic(op Opcode, a, b *desc, at Pos) {
	if fold(op, a, b) {
		return
	}
	y := 0
	if op != Unm && op != Len {
		y = g.operand(b)
	}
	x := g.operand(a)
	if x > y {
		g.releaseDesc(a)
		g.releaseDesc(b)
	} else {
		g.releaseDesc(b)
		g.releaseDesc(a)
	}
	a.is(isRelocatable, g.codeAt(at, Make(op, 0, x, y)))
}

// compare makes of a the comparison with b.
func (g *generator) compare(op Opcode, wanted bool, a, b *desc, at Pos) {
	x, y := g.operand(a), g.operand(b)
	g.releaseDesc(b)
	g.releaseDesc(a)
	cond := bit(wanted)
	if !wanted && op != Eq { // a > b is b < a
		x, y = y, x
		cond = 1
	}
	g.codeAt(at, Make(op, cond, x, y))
	a.is(isJump, g.jump())
}
