// Package compile turns Lua source into functions. It knows no runtime.
//
// Source becomes tokens (lex.go), tokens a tree in which every name is resolved (parse*.go, tree.go), and the tree code
// (gen*.go) for the instructions of this package (instruction.go), which package vm runs. A [Proto] is a compiled function;
// it begins with gopher-lua's own FunctionProto, so that gopher-lua and hosts can hold it.
//
// The language is Lua 5.1 with goto and labels. What is accepted, the text of each syntax error, the registers that
// expressions take, the order in which they are evaluated and the line that each instruction belongs to are those of
// PUC Lua 5.1.5: a program that fails, fails with the same message at the same line. Where PUC has a limit this package
// has the same or a wider one.
//
// # Invariants
//
//   - Time and memory are linear in the source, and how deep it nests is bounded. The work is reported to
//     [Options.Work] as it is done, which may end it.
//   - A Proto never changes once Compile has returned it: any number of runtimes, in any goroutines, may run it.
//   - Compile does not panic, whatever bytes it is given. Its error is a [*SyntaxError], or that of Options.Work.
//   - Each instruction has a line and a column, and its registers are below FunctionProto.NumUsedRegisters.
package compile
