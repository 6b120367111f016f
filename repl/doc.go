// Package repl is Moonloop's prompt: a session of inputs that run as tasks of one live event loop.
//
// A host gives its runtime a [Screen] to print to and runs a session over it:
//
//	screen := repl.NewScreen(os.Stdout)
//	rt, err := vm.New(vm.Options{Stdout: screen, Stderr: screen, Interruptible: true})
//	m := asyncio.Open(rt, asyncio.Options{Stderr: screen})
//	err = repl.New(m, os.Stdin, screen).Run(ctx)
//
// # What an input is
//
// An input is an expression, of which the values are shown, or statements; =expr is the expression too. It goes on over
// further lines until it is complete. Input number 3 is the chunk [3], and runs as the task [3]. What it leaves running
// goes on while the next prompt waits. _ is the value that was shown last, _3 the value of input 3, _3_2 its second. Values of
// old inputs are let go when they hold too much memory.
//
// # Locals
//
// A local that is declared at the top level of an input, outside of any block, is a variable of the session: later
// inputs, and the functions they define, find it before a global of the same name. It is not a global: modules do not
// see it. To declare it again is to assign to it, also in the eyes of functions that were defined before. One that holds
// nil does not hide a global. Locals in blocks and functions are Lua's own, and so are those of :load and of scripts.
//
// # Who runs where
//
// The session is the main coroutine of the loop. Lines are read by a goroutine, which hands them in by
// CallSoonThreadsafe; it also draws the line that is edited, in turns with what the [Screen] is given to print. Completion
// asks the loop. Ctrl-C, as [REPL.Interrupt], cancels the task of the input that runs; when the loop does not answer
// because Lua code runs without end, that code is interrupted.
//
// The terminal's modes, keys and size are github.com/chzyer/readline's. The line itself is drawn here, because that
// package's own editor has one line, takes every rune to be one column wide when it moves the cursor, and cannot be used
// by two goroutines at once.
package repl
