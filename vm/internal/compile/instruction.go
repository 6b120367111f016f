package compile

// This file is the instruction set: what the generator emits and the main loop of package vm runs.

import "fmt"

// An Instruction is one instruction: an operation and its operands.
//
//	bits  0-7   the operation
//	bits  8-15  A, a register
//	bits 16-31  B
//	bits 32-47  C    } together Bx, a signed number
//	bits 48-63  D    }
//
// R[x] is register x, K[x] constant x, U[x] upvalue x. RK[x] is K[x - ConstantBit] if x has ConstantBit, else R[x].
type Instruction uint64

// ConstantBit marks an operand that is a constant.
const ConstantBit = 1 << 15

// MaxConstantOperand is the last constant that an operand can name; the others are loaded into registers.
const MaxConstantOperand = ConstantBit - 1

// Make puts an instruction together.
func Make(op Opcode, a, b, c int) Instruction {
	return Instruction(op) | Instruction(a)<<8 | Instruction(uint16(b))<<16 | Instruction(uint16(c))<<32
}

// MakeX is Make for an instruction with Bx.
func MakeX(op Opcode, a, b, bx int) Instruction {
	return Instruction(op) | Instruction(a)<<8 | Instruction(uint16(b))<<16 | Instruction(uint32(int32(bx)))<<32
}

func (i Instruction) Op() Opcode { return Opcode(i) }
func (i Instruction) A() int     { return int(uint8(i >> 8)) }
func (i Instruction) B() int     { return int(uint16(i >> 16)) }
func (i Instruction) C() int     { return int(uint16(i >> 32)) }
func (i Instruction) RB() uint16 { return uint16(i >> 16) }
func (i Instruction) RC() uint16 { return uint16(i >> 32) }
func (i Instruction) D() int     { return int(uint16(i >> 48)) }
func (i Instruction) Bx() int    { return int(int32(i >> 32)) }

func (i Instruction) withA(a int) Instruction { return i&^(0xff<<8) | Instruction(uint8(a))<<8 }
func (i Instruction) withB(b int) Instruction { return i&^(0xffff<<16) | Instruction(uint16(b))<<16 }
func (i Instruction) withC(c int) Instruction { return i&^(0xffff<<32) | Instruction(uint16(c))<<32 }
func (i Instruction) withD(d int) Instruction { return i&^(0xffff<<48) | Instruction(uint16(d))<<48 }
func (i Instruction) withBx(bx int) Instruction {
	return i&(1<<32-1) | Instruction(uint32(int32(bx)))<<32
}

// An Opcode says what an instruction does; Table tells the rest.
type Opcode uint8

const (
	Move Opcode = iota
	LoadK
	LoadBool
	LoadNil
	GetUpval
	GetGlobal
	GetTable
	GetField
	SetGlobal
	SetUpval
	SetTable
	SetField
	NewTable
	NewShaped
	Self
	Add
	Sub
	Mul
	Div
	Mod
	Pow
	Unm
	Not
	Len
	Concat
	Jump
	Eq
	Lt
	Le
	Test
	TestSet
	Call
	TailCall
	Return
	ForLoop
	ForPrep
	TForPrep
	TForCall
	TForLoop
	SetList
	Close
	Closure
	VarArg
	Count
	numOpcodes
)

// A Cost says how much of a step's limits an instruction takes.
type Cost uint8

const (
	One    Cost = iota // one instruction
	Memory             // one, and the memory of what it makes is charged
	Length             // one, and more in proportion to how much it copies
)

// A Kind says what of Lua's an instruction may call, and therefore whether a task can be suspended in it.
type Kind uint8

const (
	Plain Kind = iota // calls nothing
	Meta              // may call a metamethod, under which a task suspends with its Go stack
	Calls             // calls functions, in which a task suspends natively
)

// An Info describes one operation.
type Info struct {
	Name  string
	Does  string
	Kind  Kind
	Cost  Cost
	SetsA bool // it gives register A a value, or counts as such for names, as in PUC Lua
	Tests bool // a Jump follows, which it may skip
	Jumps bool // Bx is a distance to jump
}

// Table describes all instructions, by opcode.
var Table = [numOpcodes]Info{
	Move:      {"move", "R[A] = R[B]", Plain, One, true, false, false},
	LoadK:     {"loadk", "R[A] = K[Bx]", Plain, One, true, false, false},
	LoadBool:  {"loadbool", "R[A] = B ~= 0; skip the next instruction if C ~= 0", Plain, One, true, false, false},
	LoadNil:   {"loadnil", "R[A], …, R[B] = nil", Plain, One, true, false, false},
	GetUpval:  {"getupval", "R[A] = U[B]", Plain, One, true, false, false},
	GetGlobal: {"getglobal", "R[A] = environment[K[Bx]]", Meta, One, true, false, false},
	GetTable:  {"gettable", "R[A] = R[B][RK[C]]", Meta, One, true, false, false},
	GetField:  {"getfield", "R[A] = R[B][K[Bx]], a string", Meta, One, true, false, false},
	SetGlobal: {"setglobal", "environment[K[Bx]] = R[A]", Meta, Memory, false, false, false},
	SetUpval:  {"setupval", "U[B] = R[A]", Plain, One, false, false, false},
	SetTable:  {"settable", "R[A][RK[B]] = RK[C]", Meta, Memory, false, false, false},
	SetField:  {"setfield", "R[A][K[Bx]] = RK[B], the key is a string", Meta, Memory, false, false, false},
	NewTable:  {"newtable", "R[A] = {} with room for Bx items and B fields", Plain, Memory, true, false, false},
	NewShaped: {"newshaped", "R[A] = {} with room for Bx items and the fields of shape B", Plain, Memory, true, false, false},
	Self:      {"self", "R[A+1] = R[B]; R[A] = R[B][K[Bx]], a string", Meta, One, true, false, false},
	Add:       {"add", "R[A] = RK[B] + RK[C]", Meta, One, true, false, false},
	Sub:       {"sub", "R[A] = RK[B] - RK[C]", Meta, One, true, false, false},
	Mul:       {"mul", "R[A] = RK[B] * RK[C]", Meta, One, true, false, false},
	Div:       {"div", "R[A] = RK[B] / RK[C]", Meta, One, true, false, false},
	Mod:       {"mod", "R[A] = RK[B] % RK[C]", Meta, One, true, false, false},
	Pow:       {"pow", "R[A] = RK[B] ^ RK[C]", Meta, One, true, false, false},
	Unm:       {"unm", "R[A] = -R[B]", Meta, One, true, false, false},
	Not:       {"not", "R[A] = not R[B]", Plain, One, true, false, false},
	Len:       {"len", "R[A] = #R[B]", Meta, One, true, false, false},
	Concat:    {"concat", "R[A] = R[B] .. … .. R[C]", Meta, Length, true, false, false},
	Jump:      {"jump", "go on Bx instructions after the next", Plain, One, false, false, true},
	Eq:        {"eq", "skip the next instruction if (RK[B] == RK[C]) ~= (A ~= 0)", Meta, One, false, true, false},
	Lt:        {"lt", "skip the next instruction if (RK[B] < RK[C]) ~= (A ~= 0)", Meta, One, false, true, false},
	Le:        {"le", "skip the next instruction if (RK[B] <= RK[C]) ~= (A ~= 0)", Meta, One, false, true, false},
	Test:      {"test", "skip the next instruction if R[A] is true and C == 0, or false and C ~= 0", Plain, One, true, true, false},
	TestSet:   {"testset", "as test for R[B], and R[A] = R[B] if nothing is skipped", Plain, One, true, true, false},
	Call:      {"call", "R[A], …, R[A+C-2] = R[A](R[A+1], …, R[A+B-1]); B 0: up to the top; C 0: all results, which set the top; D 1: they are all the arguments of the call that follows", Calls, Memory, false, false, false},
	TailCall:  {"tailcall", "return R[A](R[A+1], …, R[A+B-1]); of a Go function as call with C 0, and Return follows", Calls, Memory, false, false, false},
	Return:    {"return", "return R[A], …, R[A+B-2]; B 0: up to the top", Plain, Length, false, false, false},
	ForLoop:   {"forloop", "R[A] = R[A] + R[A+2]; if that is not past R[A+1], R[A+3] = R[A] and jump Bx", Plain, One, true, false, true},
	ForPrep:   {"forprep", "numbers of R[A], R[A+1], R[A+2]; R[A] = R[A] - R[A+2]; jump Bx", Plain, One, true, false, true},
	TForPrep:  {"tforprep", "note R[A] if it is an iterator that is to be closed; jump Bx", Plain, One, false, false, true},
	TForCall:  {"tforcall", "R[A+3], …, R[A+2+C] = R[A](R[A+1], R[A+2])", Calls, Memory, false, false, false},
	TForLoop:  {"tforloop", "if R[A+3] ~= nil then R[A+2] = R[A+3] and jump Bx", Plain, One, false, false, true},
	SetList:   {"setlist", "R[A][Bx+i] = R[A+i] for i from 1 to B; B 0: up to the top", Plain, Length, false, false, false},
	Close:     {"close", "end the variables in R[A] and above: closures keep them, iterators are closed", Plain, One, false, false, false},
	Closure:   {"closure", "R[A] = function Bx of those inside, with its upvalues", Plain, Memory, true, false, false},
	VarArg:    {"vararg", "R[A], …, R[A+B-2] = …; B 0: all of them, which set the top", Plain, Length, true, false, false},
	Count:     {"count", "add 1 to counter Bx of the file's coverage", Plain, One, false, false, false},
}

// String is the instruction as a listing shows it.
func (i Instruction) String() string {
	if int(i.Op()) >= len(Table) {
		return fmt.Sprintf("op %d?", i.Op())
	}
	return fmt.Sprintf("%-9s A=%d B=%d C=%d D=%d Bx=%d", Table[i.Op()].Name, i.A(), i.B(), i.C(), i.D(), i.Bx())
}
