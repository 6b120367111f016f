package compile

// This file has code count how often it runs, where Options.Coverage is given. Where it is not, nothing here adds an
// instruction.
//
// A statement is counted where it begins, so that those behind one that raises an error are not. A branch is counted at both
// ends of its jump, but where the value on the left of and or or goes with the jump: there it is counted before the test, and
// what went on to the right is taken off.

import "moonloop/vm/coverage"

// uncounted stands for the slot of a counter that is not there.
const uncounted = -1

// counter adds an instruction that counts, at a place that does not change where the code around it belongs to.
func (g *generator) counter(at Pos) int {
	u := g.c.options.Coverage
	if u == nil {
		return uncounted
	}
	line, col := g.line, g.col
	g.atPos(at)
	slot := u.Slot()
	g.code(MakeX(Count, 0, 0, slot))
	g.at(line, col)
	return slot
}

// countLine counts what begins at a place.
func (g *generator) countLine(at Pos) {
	if slot := g.counter(at); slot != uncounted {
		u := g.c.options.Coverage
		u.Lines = append(u.Lines, coverage.LineSlot{Line: int(at.Line), Slot: slot})
	}
}

// countStatement counts a statement. Labels and do have no code of their own, and repeat has its at the end.
func (g *generator) countStatement(s Stmt) {
	if g.c.options.Coverage == nil {
		return
	}
	switch s := s.(type) {
	case *LocalStmt:
		g.countLine(s.Names[0].Pos)
	case *LocalFunctionStmt:
		g.countLine(s.Func.Pos)
	case *AssignStmt:
		g.countLine(s.Pos)
	case *CallStmt:
		g.countLine(s.Call.Start())
	case *WhileStmt:
		g.countLine(s.Pos)
	case *IfStmt:
		g.countLine(s.Pos)
	case *NumericForStmt:
		g.countLine(s.Pos)
	case *GenericForStmt:
		g.countLine(s.Pos)
	case *ReturnStmt:
		g.countLine(s.Pos)
	case *BreakStmt:
		g.countLine(s.Pos)
	case *GotoStmt:
		g.countLine(s.Pos)
	}
}

// countFunction counts the calls of the function.
func (g *generator) countFunction() {
	if slot := g.counter(g.fn.Pos); slot != uncounted {
		u := g.c.options.Coverage
		u.Functions = append(u.Functions, coverage.FunctionSlot{Name: g.fn.Name, Line: int(g.fn.Line), Slot: slot})
	}
}

// countBranch notes the two ways of one; it is none if either is not counted.
func (g *generator) countBranch(kind coverage.Kind, at Pos, one, other coverage.Way) {
	if one.Slot == uncounted || other.Slot == uncounted {
		return
	}
	u := g.c.options.Coverage
	u.Branches = append(u.Branches, coverage.BranchSlots{Line: int(at.Line), Column: int(at.Col), Kind: kind, Ways: [2]coverage.Way{one, other}})
}

// countExit counts where the jumps of a condition lead, if there are any: a constant has none.
func (g *generator) countExit(exit int, at Pos) coverage.Way {
	if exit == noJump {
		return way(uncounted)
	}
	return way(g.counter(at))
}

func way(slot int) coverage.Way { return coverage.Way{Slot: slot, Minus: uncounted} }

// A fork is an and or an or whose left side has been evaluated.
type fork struct {
	at      Pos
	left    int // counts left sides whose value has been tested
	through int // counts those after which the right side came, where other jumps lead to that, too
	short   int // counts those that are the result, instead of the two
}

func newFork(at Pos) *fork { return &fork{at, uncounted, uncounted, uncounted} }

// countLeft counts the left side of f when its value is there.
func (g *generator) countLeft(f *fork) {
	if f != nil {
		f.left = g.counter(f.at)
	}
}

// countThrough counts the left sides of f that lead to the right side, if jumps in a list lead there besides.
func (g *generator) countThrough(f *fork, list int) {
	if f != nil && list != noJump {
		f.through = g.counter(f.at)
	}
}

// splits tells whether the jump that leaves a comparison on the left of f is to be counted: then it must be one that nothing
// else leads to.
func (g *generator) splits(f *fork) bool { return f != nil && g.c.options.Coverage != nil }

// countShort adds what is done when the left side is the result: it is counted, and the jump that is returned leaves.
func (g *generator) countShort(f *fork) int {
	f.short = g.counter(f.at)
	return g.jump()
}

// countRight counts the right side, which begins.
func (g *generator) countRight(kind coverage.Kind, f *fork) {
	if f.left == uncounted && f.short == uncounted {
		return
	}
	right := g.counter(f.at)
	short := way(f.short)
	if f.left != uncounted {
		short = coverage.Way{Slot: f.left, Minus: right}
		if f.through != uncounted {
			short.Minus = f.through
		}
	}
	g.countBranch(kind, f.at, way(right), short)
}
