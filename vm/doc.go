// Package vm runs Lua: threads, coroutines, protected calls and errors such that a task can be suspended anywhere.
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
// # How it suspends
//
// The interpreter is gopher-lua as released. It can yield only where a Lua function called a Go function directly; under
// pcall, a metamethod, a sort comparator, it cannot, and corrupts its thread if it tries. So:
//
//   - A [fiber] is one flow of control, a task's body or a callback. It is a chain of threads, of which the topmost runs
//     and each other waits for the one above: a coroutine of the script is on threads of its own, and so is a function
//     that a Go function calls by [Runtime.Perform] (require, try, a task group's body). When something suspends, each
//     thread of the chain yields natively, down to the event loop, and nothing remains on the Go stack. The task goes on
//     by resuming the innermost thread, at whatever depth; one that ends hands its results to the thread below.
//   - pcall and the await of a coroutine object yield to drive, which puts a frame of the called function in the
//     place of theirs: they are calls within their thread. A pcall notes where its frame is (a [pcallFrame]).
//   - An error unwinds Lua frames to the innermost protected call of its thread, or ends the thread and goes on in the one below.
//     Lua 5.1 has nothing that runs while that happens, so throwing an error into a suspended thread needs no panic and
//     no Lua code: cancelling is cheap.
//   - Generic for is rewritten into a loop with an ordinary call before it is compiled, so iterators suspend natively.
//   - What remains (metamethods, table.sort, string.gsub, a host's function that calls Lua) pins the Go stack: event
//     loops run on Go coroutines ([worker]), and a task that awaits there parks the one it is on, with its stack; the
//     loop goes on on another. A thread knows that case by counting the main loops of the interpreter that are nested
//     on it.
//
// # How it runs
//
// The main loop is one of this package (execute.go). It does the common cases of the common instructions itself, and
// leaves each other case, whole, to gopher-lua's function for the instruction, which also raises the errors: so what a
// program does is what it does under gopher-lua's own loop, which the tests hold it against.
//
// # What it mends
//
// Source is rewritten before gopher-lua compiles it, not only for the sake of suspending: what its compiler gets wrong
// becomes what it gets right (assign.go: assignments to several variables, the last field of a constructor, -0), and a
// goto is corrected after (scope.go). The names of variables travel through the compiler with the lines, and errortext.go
// puts them into the messages of errors, which read as Lua's.
//
// # Limits
//
// In a runtime whose [Limits] say so the main loop counts instructions (meter.go). Every 1,024 at most it looks whether a
// limit was passed, whether the work was stopped ([Budget.Stop], [Runtime.Stop]), and whether the task is to let others
// run. What is stopped gets an error that no Lua code can catch, raised again at each further instruction. The memory that
// an instruction or a call takes is estimated (cost.go) and entered in an account (account.go); when the sum nears the
// limit, all that can be reached is measured (measure.go).
//
// # Invariants
//
//   - A Runtime, and everything made in it, belongs to one goroutine at a time. The goroutines of workers pass it on
//     like Go coroutines: exactly one runs. Compile, Chunk and Parcel are free of runtimes.
//   - Runtime.fiber is the running fiber, its top thread the one that runs. A Go function returns -1 only after it has
//     set Runtime.paused, and only on a thread whose nested count is 0.
//   - The host's stack holds one value (for pcall's true) whenever Lua code runs; what threads hand over lies above it
//     until Lua code runs again.
//   - Every worker is idle, parked for a fiber, or the one that runs. Close unwinds the parked ones.
//
// Only package glua, internal to this one, looks inside of gopher-lua. It refuses a version that it does not know.
package vm

import _ "moonloop/vm/internal/wordsize" // 32-bit systems are refused
