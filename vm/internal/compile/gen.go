package compile

// This file generates the code of a function: its instructions, constants, registers and jumps.

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

const (
	maxRegisters = 250
	noJump       = -1 // the end of a list of jumps
	multiple     = -1 // results: all there are
)

// A generator makes one function. It goes about it as PUC Lua's compiler does, from the tree instead of the tokens:
// which registers are used, what is loaded when, and the line an instruction belongs to are the same, because messages
// name variables by registers.
type generator struct {
	draft
	c     *compilation
	outer *generator
	fn    *Function
	p     *Proto

	line, col int32 // of the instructions that are made now: where PUC's parser would be

	free       int // the first register that is not in use
	pending    int // jumps to the next instruction
	lastTarget int // the last instruction that is jumped to: not to be merged with the one before
	active     []activeLocal
	block      *blockScope
	labels     map[*LabelStmt]label      // that have come
	gotos      map[*LabelStmt][]gotoJump // that wait for their label
	known      known
}

// An activeLocal is a local variable in scope.
type activeLocal struct {
	local *Local // nil: a hidden one
	info  int    // in draft.locals
}

// Compile compiles source. The error is a *SyntaxError, or the one that Options.Work ended it with.
func Compile(source string, o Options) (_ *Proto, err error) {
	defer bailed(&err)
	w := workshops.Get().(*workshop)
	p := w.compile(source, o)
	w.empty()
	workshops.Put(w)
	return p, nil
}

// fail ends the compilation: the function needs more of something than there is.
func (g *generator) fail(message string) {
	panic(bailout{&SyntaxError{Name: g.c.options.title(), Line: int(g.line), Column: int(g.col), Message: message}})
}

const workEvery = 256

// did reports n instructions of work.
func (c *compilation) did(n int) {
	if c.work += n; c.work >= workEvery && c.options.Work != nil {
		n, c.work = c.work, 0
		if err := c.options.Work(n); err != nil {
			panic(bailout{err})
		}
	}
}

// function compiles fn and what is inside of it.
func (c *compilation) function(fn *Function, outer *generator) *Proto {
	g := c.open(fn, outer)
	g.statements(fn.Body)
	return c.close(g)
}

// open begins a function. Of a chunk there is nothing but that it is one.
func (c *compilation) open(fn *Function, outer *generator) *generator {
	p := &Proto{Name: fn.Name, Source: c.options.Source, Coverage: c.options.Coverage}
	g := c.generator(fn, outer)
	g.p = p
	p.SourceName = c.options.Name
	p.LineDefined = int(fn.Line)
	p.NumParameters, p.NumUpvalues = uint8(len(fn.Params)), uint8(len(fn.Upvalues))
	p.IsVarArg = ours
	p.NumUsedRegisters = 2
	if fn.Vararg {
		p.IsVarArg |= lua.VarArgIsVarArg
		if fn.Arg != nil {
			p.IsVarArg |= lua.VarArgHasArg
			if !fn.UsesDots {
				p.IsVarArg |= lua.VarArgNeedsArg
			}
		}
	}
	if n := len(fn.Upvalues); n > 0 {
		p.DbgUpvalues, p.Captures = make([]string, n), make([]Capture, n)
	}
	for i, u := range fn.Upvalues {
		p.DbgUpvalues[i] = u.Name
		if u.Local != nil {
			p.Captures[i] = Capture{true, u.Local.reg}
			outer.p.Encloses = true
		} else {
			p.Captures[i] = Capture{false, u.Index}
		}
	}
	g.line = fn.Line
	if fn.Line == 0 {
		g.line = 1
	}
	g.enter(false)
	for _, l := range fn.Params {
		g.activate(l)
	}
	if fn.Arg != nil {
		g.activate(fn.Arg)
	}
	g.reserve(len(g.active))
	if fn.Line > 0 {
		g.countFunction()
	}
	return g
}

// close ends a function.
func (c *compilation) close(g *generator) *Proto {
	p := g.p
	p.LastLineDefined = int(g.fn.LastLine)
	g.at(g.fn.LastLine, g.fn.EndColumn)
	g.finish()
	g.done()
	p.FunctionProto.Code, p.FunctionProto.Constants = foreignCode, foreignConstants
	if wrong := unsound(p); wrong != "" {
		g.fail("BUG: the compiler made " + wrong)
	}
	return p
}

// finish ends the function.
func (g *generator) finish() {
	bl := g.block
	g.leaveLocals(bl.locals)
	g.block = nil
	bl.outer, g.c.spare = g.c.spare, bl
	g.code(Make(Return, 0, 1, 0))
	g.land()
}

// at says where the instructions that follow belong to.
func (g *generator) at(line, col int32) { g.line, g.col = line, col }

// atPos is at for a place.
func (g *generator) atPos(p Pos) { g.line, g.col = p.Line, p.Col }

// code adds an instruction and returns where it is.
func (g *generator) code(i Instruction) int {
	g.land()
	g.c.did(1)
	if computes(i.Op()) {
		g.p.Computes = true
	}
	g.insts = append(g.insts, i)
	g.lines = append(g.lines, int(g.line))
	g.columns = append(g.columns, uint16(min(g.col, math.MaxUint16)))
	return len(g.insts) - 1
}

// computes tells whether an operation makes a number in a register.
func computes(op Opcode) bool {
	return op >= Add && op <= Unm || op == Len || op == ForPrep || op == ForLoop
}

// codeAt is code for an instruction that fails at a place: its column is that of the place, if that is on the line.
func (g *generator) codeAt(at Pos, i Instruction) int {
	pc := g.code(i)
	if at.Line == g.line {
		g.fix(at.Line, at.Col)
	}
	return pc
}

// fix gives the last instruction another line.
func (g *generator) fix(line, col int32) {
	g.lines[len(g.lines)-1] = int(line)
	g.columns[len(g.lines)-1] = uint16(min(col, math.MaxUint16))
}

func (g *generator) pc() int { return len(g.insts) }

// land sends the jumps that wait for the next instruction to it.
func (g *generator) land() {
	list := g.pending
	g.pending = noJump
	g.patchTo(list, g.pc(), noRegister, g.pc())
}

// check makes sure that n more registers can be had.
func (g *generator) check(n int) {
	need := g.free + n
	if need <= int(g.p.NumUsedRegisters) {
		return
	}
	if need >= maxRegisters {
		g.fail("function or expression too complex")
	}
	g.p.NumUsedRegisters = uint8(need)
}

// reserve takes the next n registers.
func (g *generator) reserve(n int) {
	g.check(n)
	g.free += n
}

// release gives register r back if it is a temporary one, which then is the last.
func (g *generator) release(r int) {
	if r&ConstantBit == 0 && r >= len(g.active) {
		g.free--
	}
}

// loadNil sets n registers from from on to nil.
func (g *generator) loadNil(from, n int) {
	if g.pc() > g.lastTarget {
		if g.pc() == 0 {
			if from >= len(g.active) {
				return // a function begins with registers that are nil
			}
		} else if last := &g.insts[g.pc()-1]; last.Op() == LoadNil && g.pending == noJump {
			if a, b := last.A(), last.B(); a <= from && from <= b+1 {
				if from+n-1 > b {
					*last = last.withB(from + n - 1)
				}
				return
			}
		}
	}
	g.code(Make(LoadNil, from, from+n-1, 0))
}

// jump adds a jump whose target is not known yet; those to the next instruction go there too.
func (g *generator) jump() int {
	pending := g.pending
	g.pending = noJump
	return g.join(g.code(MakeX(Jump, 0, 0, noJump)), pending)
}

// here marks the next instruction as the target of some jump.
func (g *generator) here() int {
	g.lastTarget = g.pc()
	return g.pc()
}

const noRegister = 255

// next is the jump after pc in its list.
func (g *generator) next(pc int) int {
	off := g.insts[pc].Bx()
	if off == noJump {
		return noJump
	}
	return pc + 1 + off
}

// direct makes the jump at pc go to dest.
func (g *generator) direct(pc, dest int) { g.insts[pc] = g.insts[pc].withBx(dest - pc - 1) }

// join is the list of the jumps of both lists. It walks over the first one.
func (g *generator) join(a, b int) int {
	if b == noJump {
		return a
	}
	if a == noJump {
		return b
	}
	last := a
	for n := g.next(last); n != noJump; n = g.next(last) {
		last = n
	}
	g.direct(last, b)
	return a
}

// control is the instruction that decides whether the jump at pc is taken.
func (g *generator) control(pc int) *Instruction {
	if pc >= 1 && Table[g.insts[pc-1].Op()].Tests {
		return &g.insts[pc-1]
	}
	return &g.insts[pc]
}

// retest has the test of the jump at pc set reg, or nothing if that is noRegister. It is false where there is none.
func (g *generator) retest(pc, reg int) bool {
	i := g.control(pc)
	if i.Op() != TestSet {
		return false
	}
	if reg != noRegister && reg != i.B() {
		*i = i.withA(reg)
	} else {
		*i = Make(Test, i.B(), 0, i.C())
	}
	return true
}

// dropValues has no test in the list set a register.
func (g *generator) dropValues(list int) {
	for ; list != noJump; list = g.next(list) {
		g.retest(list, noRegister)
	}
}

// patchTo sends the jumps of a list to values if their test can set reg, else to dest.
func (g *generator) patchTo(list, values, reg, dest int) {
	for list != noJump {
		next := g.next(list)
		if g.retest(list, reg) {
			g.direct(list, values)
		} else {
			g.direct(list, dest)
		}
		list = next
	}
}

// patch sends the jumps of a list to target.
func (g *generator) patch(list, target int) {
	if target == g.pc() {
		g.patchHere(list)
		return
	}
	g.patchTo(list, target, noRegister, target)
}

// patchHere sends the jumps of a list to the next instruction.
func (g *generator) patchHere(list int) {
	g.here()
	g.pending = g.join(list, g.pending) // walks over the list, which becomes part of what is pending only once
}
