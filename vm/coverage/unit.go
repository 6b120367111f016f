package coverage

// This file is what the code of one file counts.

// A Unit is the places of one compiled file. Its code adds to Counts as it runs.
type Unit struct {
	Counts    []uint64
	Lines     []LineSlot
	Functions []FunctionSlot
	Branches  []BranchSlots
}

// A LineSlot is a statement, or a condition that has a line of its own.
type LineSlot struct{ Line, Slot int }

// A FunctionSlot is a function, counted when it is called.
type FunctionSlot struct {
	Name string // "" for none
	Line int
	Slot int
}

// BranchSlots is a place where code goes one way or the other.
type BranchSlots struct {
	Line, Column int
	Kind         Kind
	Ways         [2]Way
}

// A Way is how often a branch went one way: what Slot counts without what Minus counts, if that is not -1.
type Way struct{ Slot, Minus int }

// A Kind says what parts at a branch.
type Kind string

// The kinds of branches.
const (
	If     Kind = "if"     // the condition is true, or false
	While  Kind = "while"  // the loop goes on, or ends by its condition
	Repeat Kind = "repeat" // it goes round again, or ends by its condition
	For    Kind = "for"    // a next round, or the end
	// The right side is evaluated, or the operand before the operator has decided. In a or b or c, a decides at the first
	// operator alone.
	And Kind = "and"
	Or  Kind = "or"
)

// Slot makes another counter.
func (u *Unit) Slot() int {
	u.Counts = append(u.Counts, 0)
	return len(u.Counts) - 1
}

// way is how often a branch went one way.
func (u *Unit) way(w Way) uint64 {
	n := u.Counts[w.Slot]
	if w.Minus >= 0 {
		n -= min(n, u.Counts[w.Minus])
	}
	return n
}

// file is what the unit has counted.
func (u *Unit) file(name string) File {
	f := File{Name: name}
	for _, l := range u.Lines {
		f.Lines = append(f.Lines, Line{l.Line, u.Counts[l.Slot]})
	}
	for _, fn := range u.Functions {
		f.Functions = append(f.Functions, Function{fn.Name, fn.Line, u.Counts[fn.Slot]})
	}
	for _, b := range u.Branches {
		f.Branches = append(f.Branches, Branch{b.Line, b.Column, b.Kind, [2]uint64{u.way(b.Ways[0]), u.way(b.Ways[1])}})
	}
	return f
}
