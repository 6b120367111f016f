package compile

import (
	"slices"
	"testing"
)

// everything has all instructions.
const everything = `
local a, b, c = 1, true, nil
local function f(...) local x = ... a = x g = a return f(...), select("#", ...) end
local t = {1, 2, x = 1, y = {f()}, [a] = b}
t.x, t[a], t[1] = t.y, t[b], not a
local s, p = -a + b - c * 2 / a % 4 ^ a .. #t .. "x", {x = 1, y = 2}
if a == 1 and b < c or a <= 2 or not c then t:m(a) end
for i = 1, 10 do local k = i h = function() k = k + 1 end end
for k, v in pairs(t) do f(k, v) end
while a do if b then break end end
local z = a == b
return f(a or b)
`

// TestUnsound gives instructions registers, constants and places that there are none of.
func TestUnsound(t *testing.T) {
	p, err := Compile(everything, Options{Name: "test"})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[Opcode]bool{}
	var look func(p *Proto)
	look = func(p *Proto) {
		for pc, i := range p.Insts {
			op := i.Op()
			seen[op] = true
			try := func(what string, wrong Instruction) {
				p.Insts[pc] = wrong
				if unsound(p) == "" {
					t.Errorf("%v with another %s passes", i, what)
				}
				p.Insts[pc] = i
			}
			few := int(p.NumUsedRegisters)
			noRegister := slices.Contains([]Opcode{Jump, Eq, Lt, Le, Count}, op) || op == Return && i.B() == 1
			if !noRegister {
				try("A", i.withA(few))
			}
			switch op {
			case Move, GetField, Self, GetTable, Unm, Not, Len, TestSet, Concat, LoadNil, SetList, Call:
				try("B", i.withB(few+1))
			case SetTable, SetField, Add, Sub, Mul, Div, Mod, Pow, Eq, Lt, Le:
				try("B", i.withB(few))
				try("B", i.withB(len(p.Consts)|ConstantBit))
			case GetUpval, SetUpval:
				try("B", i.withB(int(p.NumUpvalues)))
			}
			switch op {
			case GetTable, SetTable, Add, Sub, Mul, Div, Mod, Pow, Eq, Lt, Le:
				try("C", i.withC(few))
				try("C", i.withC(len(p.Consts)|ConstantBit))
			case Concat, TForCall:
				try("C", i.withC(few))
			case LoadK, GetGlobal, SetGlobal, GetField, SetField, Self:
				try("constant", i.withBx(len(p.Consts)))
				try("constant", i.withBx(-1))
			case Closure:
				try("function", i.withBx(len(p.Inner)))
			}
			if Table[op].Jumps {
				try("distance", i.withBx(len(p.Insts)-pc-1))
				try("distance", i.withBx(-pc-2))
			}
			try("operation", Instruction(numOpcodes))
		}
		if wrong := unsound(p); wrong != "" {
			t.Error(wrong)
		}
		for _, inner := range p.Inner {
			look(inner)
		}
	}
	look(p)
	for op := range numOpcodes {
		if !seen[op] && op != Count && op != TForPrep {
			t.Errorf("no %s", Table[op].Name)
		}
	}
	p.Computes = false
	if unsound(p) == "" {
		t.Error("a function that computes without cells passes")
	}
}
