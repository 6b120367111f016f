package compile

// This file is a compiled function and what can be asked of it.

import (
	"fmt"
	"strings"
	"unsafe"

	"moonloop/vm/coverage"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// A Proto is a compiled function. gopher-lua's own is its first field, so that a *lua.FunctionProto of ours is a *Proto;
// of its fields Code and Constants are only there to stop gopher-lua's own main loop.
type Proto struct {
	lua.FunctionProto
	Insts    []Instruction
	Consts   []lua.LValue
	Inner    []*Proto
	Shapes   []*glua.Shape // of constructors
	Captures []Capture
	Columns  []uint16       // of each instruction, on its line; 0 when not known
	Computes bool           // numbers: its registers need cells
	Encloses bool           // functions inside take variables of it
	Name     string         // as messages call the function, "" for none
	Coverage *coverage.Unit // what Count adds to; nil for none
	Source   string         // the name that the chunk was loaded under, whole
}

// A Capture is where a new closure finds one of its upvalues: a register of the function that makes it, or one of that
// function's own upvalues.
type Capture struct {
	Register bool
	Index    int
}

// ours marks our protos among gopher-lua's: it is no flag of IsVarArg's.
const ours = 1 << 7

// Of returns the Proto behind p, or nil if gopher-lua compiled that.
func Of(p *lua.FunctionProto) *Proto {
	if p == nil || p.IsVarArg&ours == 0 {
		return nil
	}
	return (*Proto)(unsafe.Pointer(p))
}

// In the main loop of a thread that is none of ours, a Proto raises an error that says so.
var (
	foreignConstants = []lua.LValue{&lua.LFunction{IsG: true, GFunction: refuse}}
	foreignCode      = []uint32{uint32(lua.OP_LOADK) << 26, uint32(lua.OP_CALL)<<26 | 1, uint32(lua.OP_RETURN)<<26 | 1}
	foreignLines     = []int{0, 0, 0}
)

func refuse(L *lua.LState) int {
	L.RaiseError("this function runs on the threads of its runtime only, not on one that LState.NewThread made")
	return 0
}

// Code is where the instructions of a function begin.
type Code struct{ first unsafe.Pointer }

// Code is the function's instructions, which end with one that goes nowhere: who follows them stays inside.
func (p *Proto) Code() Code { return Code{unsafe.Pointer(unsafe.SliceData(p.Insts))} }

// At is the instruction at pc.
func (c Code) At(pc int) Instruction {
	return *(*Instruction)(unsafe.Add(c.first, uintptr(pc)*unsafe.Sizeof(Instruction(0))))
}

// Site tells the instruction at pc from others.
func (c Code) Site(pc int) glua.Site {
	return glua.Site(uintptr(c.first)/unsafe.Sizeof(Instruction(0)) + uintptr(pc))
}

// Line is the line of the instruction at pc.
func (p *Proto) Line(pc int) int {
	if pc < 0 || pc >= len(p.DbgSourcePositions) {
		return p.LineDefined
	}
	return p.DbgSourcePositions[pc]
}

// Column is the column of the instruction at pc, 0 when it is not known.
func (p *Proto) Column(pc int) int {
	if pc < 0 || pc >= len(p.Columns) {
		return 0
	}
	return int(p.Columns[pc])
}

// LocalName is the name of the n-th local variable, from 1 on, that is alive at pc; "" if there are fewer.
func (p *Proto) LocalName(n, pc int) string {
	for _, l := range p.DbgLocals {
		if l.StartPc >= pc { // gopher-lua counts from the instruction before
			break
		}
		if pc < l.EndPc {
			if n--; n == 0 {
				return l.Name
			}
		}
	}
	return ""
}

// VarArgs tells whether the function takes ….
func (p *Proto) VarArgs() bool { return p.IsVarArg&lua.VarArgIsVarArg != 0 }

// NeedsArg tells whether it wants its further arguments in a table, in the variable arg.
func (p *Proto) NeedsArg() bool { return p.IsVarArg&lua.VarArgNeedsArg != 0 }

// Size is about how many bytes the function takes, without those inside of it and without its strings.
func (p *Proto) Size() int {
	return int(unsafe.Sizeof(*p)) + 18*len(p.Insts) + 16*len(p.Consts) + 16*len(p.Captures) + 40*len(p.DbgLocals) + 8*len(p.Shapes) + 16*len(p.DbgUpvalues)
}

// List is a listing of the function and of those inside of it.
func (p *Proto) List() string {
	var b strings.Builder
	p.list(&b)
	return b.String()
}

func (p *Proto) list(b *strings.Builder) {
	fmt.Fprintf(b, "function %s <%s:%d,%d> %d parameters, %d registers\n",
		p.Name, p.SourceName, p.LineDefined, p.LastLineDefined, p.NumParameters, p.NumUsedRegisters)
	for pc, in := range p.Insts {
		fmt.Fprintf(b, "  %4d [%d:%d] %v\n", pc, p.Line(pc), p.Column(pc), in)
	}
	for i, k := range p.Consts {
		fmt.Fprintf(b, "  K%d = %v\n", i, k)
	}
	for _, inner := range p.Inner {
		inner.list(b)
	}
}
