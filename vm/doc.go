// Package vm runs Lua such that a task can be suspended anywhere, under pcall too.
//
// A host begins with
//
//	rt, err := vm.New(vm.Options{})
//	defer rt.Close()
//
// opens modules (package bindings has asyncio and the standard library), compiles with [Compile], and runs the function
// that [Runtime.Load] makes of a chunk, as a task of an event loop made by [Runtime.NewLoop]: a [Coroutine] is a
// loop.Coroutine.
//
// Values, tables and the interface of Go functions are gopher-lua's as released. Source is compiled (internal/compile) to
// instructions of our own, which the main loop here runs (execute.go); tables keep Lua's costs (ltable). A task is a fiber:
// a chain of Lua threads of which the topmost runs. To suspend, each yields; the Go stack is empty
// (fiber.go) but where Go code calls Lua (worker.go).
//
// # For modules written in Go
//
// A module is a table made with a [Builder]. A Go function of it that awaits or calls Lua says so in a [Step], which
// [Runtime.Perform] carries out: it then suspends at no more cost than a Lua function. [Runtime.ToLua] and [As] convert
// values. Errors are an [Error] in Go. A Go value that keeps Lua values alive is a [Sizer].
//
// # Limits
//
// With [Limits] instructions are counted (meter.go) and memory is estimated (cost.go). What is stopped gets an error that
// Lua cannot catch.
package vm

import _ "moonloop/vm/internal/wordsize" // 32-bit systems are refused

// Invariants, for whoever changes this package:
//
//   - A Runtime, and everything made in it, belongs to one goroutine at a time. Its workers pass it on like coroutines:
//     exactly one runs. Compile, Chunk and Parcel are free of runtimes.
//   - Runtime.fiber is the running fiber, its top thread the one that runs. A Go function returns -1 only after it has set
//     Runtime.paused, and only on a thread whose nested count is 0.
//   - The host's stack holds one value (for pcall's true) whenever Lua code runs; what threads hand over lies above it.
//   - Every worker is idle, parked for a fiber, or the one that runs. Close unwinds the parked ones.
//   - A number in a register may lie in the register's cell, which the next number computed there overwrites. What leaves
//     the registers, or goes to another one, goes through thread.Own, thread.Move or the window's keep and move: an
//     argument of a Go function, a result for one, an element of a table, a closed variable is never in a cell.
//   - The main loop does not ask whether a register or a constant is there: package compile looks at every function before
//     anybody has it (sound.go), and a frame has as many registers as its function uses.
//   - Only package glua, internal to this one, looks inside of gopher-lua. It refuses a version that it does not know.
