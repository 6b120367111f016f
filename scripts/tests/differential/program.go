// Package differential compares Moonloop with CPython on random programs.
//
// From a seed it makes a program, a small syntax tree, and prints it twice: in Python and in Lua. Both halves log
// what happens, each line with the number of the loop's iteration, the virtual time and the running task. The two
// traces must be equal line by line. testdata holds programs whose traces CPython has recorded; the test of
// this folder runs these without a Python. The command in cmd runs fresh seeds against one.
package differential

// This file is what programs are made of.

// An Op is the kind of a node. generate.go says which may occur where.
type Op string

// A Node is a statement or an awaitable expression. The meaning of its parts depends on Op; the printers spell
// it out side by side.
type Node struct {
	Op   Op
	I    []int   // numbers: slots, times, flags, and the marks that appear in the trace
	Kids []*Node // awaitables
	Body []Block
}

// A Block is a list of statements. Async blocks are bodies of coroutines or parts of them; the others are callbacks.
type Block struct {
	Async bool
	List  []*Node
}

// A Program is the body of the main coroutine.
type Program struct {
	Seed  uint64
	Eager bool // with the eager task factory
	Main  Block
}

// Slots are the shared variables of a program: S holds futures and tasks, H handles, G task groups, M timeouts, Q queues.
const (
	slots      = 6
	smallSlots = 2
)

// The ways to await an expression. In Python they are all the same; in Lua each suspends under another construct.
var ways = []string{"", "via_pcall", "via_index", "via_add", "via_call", "via_gsub", "via_sort", "via_wrap", "via_resume",
	"via_iterator", "via_depth", "via_tostring", "via_method", "via_tail", "via_xpcall", "via_lt", "via_concat", "via_newindex",
	"via_with", "via_try", "via_vararg"}

// suspendsInCoroutine tells the ways that await inside a coroutine of the user's own, where a bare yield means another thing.
func suspendsInCoroutine(way int) bool { return ways[way] == "via_wrap" || ways[way] == "via_resume" }

// errorClasses are the classes of errors that programs raise.
var errorClasses = []string{"ValueError", "RuntimeError", "TimeoutError", "E1", "CancelledError", "text"}

// catchClasses are the classes that programs catch.
var catchClasses = []string{"ValueError", "RuntimeError", "TimeoutError", "E1", "CancelledError", "any", "ExceptionGroup"}

// clone is a deep copy.
func (n *Node) clone() *Node {
	c := &Node{Op: n.Op, I: append([]int(nil), n.I...)}
	for _, k := range n.Kids {
		c.Kids = append(c.Kids, k.clone())
	}
	for _, b := range n.Body {
		c.Body = append(c.Body, b.clone())
	}
	return c
}

func (b Block) clone() Block {
	c := Block{Async: b.Async}
	for _, n := range b.List {
		c.List = append(c.List, n.clone())
	}
	return c
}

func (p *Program) clone() *Program {
	c := *p
	c.Main = p.Main.clone()
	return &c
}

// size counts the nodes.
func (b Block) size() int {
	total := 0
	for _, n := range b.List {
		total += n.size()
	}
	return total
}

func (n *Node) size() int {
	total := 1
	for _, k := range n.Kids {
		total += k.size()
	}
	for _, b := range n.Body {
		total += b.size()
	}
	return total
}
