package vm

// This file knows which variable a name in the source is, and keeps it for the messages of errors.

import (
	"strconv"
	"strings"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"
)

// A function being rewritten: its local variables in scope, innermost last.
type function struct {
	outer  *function
	locals []string
	block  int    // how many locals there are outside of the block
	jumps  []jump // goto statements whose label has not been found yet
}

// A jump is a goto statement.
type jump struct {
	label string
	note  int // index of its note
}

// An operand names an expression of the source as a message does: local 'x', field 'y'. The zero value has no name.
type operand struct {
	kind operandKind
	name string
}

type operandKind uint8

const (
	unnamed operandKind = iota
	globalName
	localName
	upvalueName
	fieldName
	methodName
)

var operandKinds = [...]string{"", "global", "local", "upvalue", "field", "method"}

// local brings a local variable into scope, until its block is left.
func (rw *rewriter) local(names ...string) { rw.fn.locals = append(rw.fn.locals, names...) }

// scope runs walk as a block of its own.
func (rw *rewriter) scope(walk func()) {
	n, outer := len(rw.fn.locals), rw.fn.block
	rw.fn.block = n
	walk()
	rw.fn.locals, rw.fn.block = rw.fn.locals[:n], outer
}

// variable finds what the name means here.
func (rw *rewriter) variable(name string) operandKind {
	for fn := rw.fn; fn != nil; fn = fn.outer {
		for i := len(fn.locals); i > 0; i-- {
			if fn.locals[i-1] == name {
				if fn == rw.fn {
					return localName
				}
				return upvalueName
			}
		}
	}
	return globalName
}

// operand names e as messages do.
func (rw *rewriter) operand(e ast.Expr) operand {
	switch e := e.(type) {
	case *ast.IdentExpr:
		if hidden(e.Value) {
			return operand{}
		}
		return operand{rw.variable(e.Value), e.Value}
	case *ast.AttrGetExpr:
		if k, ok := e.Key.(*ast.StringExpr); ok {
			return operand{fieldName, k.Value}
		}
		return operand{fieldName, "?"}
	}
	return operand{}
}

// hidden tells the names of variables that the rewriter makes.
func hidden(name string) bool { return name == "" || name[0] == '(' }

// A note is what the instructions of one expression may fail on.
type note struct {
	read  operand   // what is indexed or asked for a method, or the operand of a unary operator
	write operand   // what is indexed by an assignment
	call  operand   // what is called
	list  []operand // the operands of arithmetic or concatenation, from left to right
	alive int       // locals that a goto leaves alive
}

// A note travels through gopher-lua's compiler in the upper half of the line of the expression: each instruction keeps
// the line of the expression that it was made for.
const noteShift = 32

// note attaches n to e. The line of e must not be used afterwards.
func (rw *rewriter) note(e ast.PositionHolder, n note) {
	rw.notes = append(rw.notes, n)
	e.SetLine(e.Line() | len(rw.notes)<<noteShift)
}

// plainLine is the line of the source that a line with a note stands for.
func plainLine(line int) int { return line & (1<<noteShift - 1) }

// plainLines replaces lines with notes in a message of the compiler.
func plainLines(message string) string {
	words := strings.Fields(message)
	for i, w := range words {
		if n, err := strconv.Atoi(w); err == nil && n > 1<<noteShift {
			words[i] = strconv.Itoa(plainLine(n))
		}
	}
	return strings.Join(words, " ")
}

// annotate takes the notes from the lines of proto's instructions and keeps what they name as names of calls, at
// instructions that cannot be.
func annotate(proto *lua.FunctionProto, notes []note) {
	for pc, line := range proto.DbgSourcePositions {
		id := line >> noteShift
		if id == 0 {
			continue
		}
		proto.DbgSourcePositions[pc] = plainLine(line)
		n := &notes[id-1]
		keep := func(i int, o operand) {
			if o.kind != unnamed {
				proto.DbgCalls = append(proto.DbgCalls, lua.DbgCall{Name: o.name, Pc: operandPc(pc, i, o.kind)})
			}
		}
		switch glua.Opcode(proto.Code[pc]) {
		case lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_SELF, lua.OP_UNM, lua.OP_LEN:
			keep(0, n.read)
		case lua.OP_SETTABLE, lua.OP_SETTABLEKS:
			keep(0, n.write)
		case lua.OP_CALL, lua.OP_TAILCALL:
			keep(0, n.call)
		case lua.OP_CLOSE: // a goto that leaves no captured variable behind closes those that it must not
			if n.alive > 0 && glua.ArgA(proto.Code[pc]) == 0 {
				proto.Code[pc] = uint32(lua.OP_NOP) << 26
			}
		case lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW, lua.OP_CONCAT:
			for i, o := range n.list {
				keep(i, o)
			}
		}
	}
	for _, p := range proto.FunctionPrototypes {
		annotate(p, notes)
	}
}

// operandPc is the key under which operand i of the instruction at pc is kept.
func operandPc(pc, i int, kind operandKind) int { return sourcePc - 1 - (pc<<12 | i<<4 | int(kind)) }

// operandAt names operand i of the instruction at pc.
func operandAt(proto *lua.FunctionProto, pc, i int) operand {
	for _, c := range proto.DbgCalls {
		if c.Pc < sourcePc {
			if key := sourcePc - 1 - c.Pc; key>>4 == pc<<8|i {
				return operand{operandKind(key & 15), c.Name}
			}
		}
	}
	return operand{}
}
