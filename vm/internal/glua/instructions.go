package glua

// This file decodes instructions and names the functions that carry them out.

import (
	"fmt"
	"strings"
	_ "unsafe" // for linkname

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/parse"
)

// Instructions are what gopher-lua's main loop calls for each instruction, by its opcode. One that returns 1 ends the
// loop.
//
//go:linkname Instructions github.com/yuin/gopher-lua.jumpTable
var Instructions [lua.OP_NOP + 1]func(*lua.LState, uint32, *CallFrame) int

// ConstantBit marks an argument B or C that is the number of a constant, in the bits below, and not of a register.
const ConstantBit = 1 << 8

// Opcode is which instruction it is: one of gopher-lua's OP constants.
func Opcode(inst uint32) int { return int(inst >> 26) }

// ArgA is the argument A, eight bits.
func ArgA(inst uint32) int { return int(inst>>18) & 0xff }

// ArgB is the argument B, nine bits.
func ArgB(inst uint32) int { return int(inst & 0x1ff) }

// ArgC is the argument C, nine bits.
func ArgC(inst uint32) int { return int(inst>>9) & 0x1ff }

// ArgBx is B and C as one argument, eighteen bits.
func ArgBx(inst uint32) int { return int(inst & 0x3ffff) }

// ArgSbx is ArgBx for the distance of a jump, which has a sign.
func ArgSbx(inst uint32) int { return int(inst&0x3ffff) - 1<<17 + 1 }

// checkInstructions compiles a little and looks whether the code says what it should.
func checkInstructions() error {
	for op, run := range Instructions {
		if run == nil {
			return fmt.Errorf("instruction %d has no function", op)
		}
	}
	syntax, err := parse.Parse(strings.NewReader("local a, b; b = a + 1; while b do b = a.x end"), "=check")
	if err != nil {
		return fmt.Errorf("parsing a check: %w", err)
	}
	proto, err := lua.Compile(syntax, "=check")
	if err != nil {
		return fmt.Errorf("compiling a check: %w", err)
	}
	type decoded struct{ op, a, b, c, jump int }
	want := []decoded{
		{op: lua.OP_LOADNIL, a: 0, b: 1},
		{op: lua.OP_ADD, a: 1, b: 0, c: ConstantBit},
		{op: lua.OP_TEST, a: 1},
		{op: lua.OP_JMP, jump: 2},
		{op: lua.OP_GETTABLEKS, a: 1, b: 0, c: ConstantBit + 1},
		{op: lua.OP_JMP, jump: -4},
		{op: lua.OP_RETURN, a: 0, b: 1},
	}
	if len(proto.Code) != len(want) {
		return fmt.Errorf("a check compiles to %d instructions, expected %d", len(proto.Code), len(want))
	}
	for i, inst := range proto.Code {
		got := decoded{op: Opcode(inst), a: ArgA(inst), b: ArgB(inst), c: ArgC(inst)}
		if got.op == lua.OP_JMP {
			got = decoded{op: got.op, jump: ArgSbx(inst)}
		}
		if got != want[i] {
			return fmt.Errorf("instruction %d of a check is %+v, expected %+v", i, got, want[i])
		}
	}
	return nil
}
