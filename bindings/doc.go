// Package bindings holds the Lua modules of Moonloop: asyncio over package loop, and the standard library.
//
// A host that wants a runtime with all around it makes a [World]: an event loop with its goroutine, calls from any
// goroutine, Go functions and objects, limits, and nothing of the machine that was not granted.
//
// One that wants to put things together itself opens the modules in a runtime: [Open] installs all, as the moonloop command has them, [OpenAsyncio] the event loop
// alone. The functions of the modules run on the runtime's goroutine; of what is here, only [Asyncio.Interrupt] may be
// called from another.
//
// Functions that are coroutines in Python return coroutine objects (see [vm.Coroutine]) around the state machines of
// package loop, which are made when they are awaited. Futures, tasks, loops and handles are userdata that hold the
// loop's own objects, and those hold the userdata (their Payload), so that each is one Lua value everywhere.
package bindings
