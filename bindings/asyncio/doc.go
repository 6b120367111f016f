// Package asyncio is the Lua module asyncio, over package loop.
//
// [Open] installs it in a runtime, with the globals await and async. The functions of the module run on the runtime's
// goroutine; of what is here only [Module.Interrupt] and [Module.Handles] may be called from another.
//
// Functions that are coroutines in Python return coroutine objects (see [vm.Coroutine]) around the state machines of
// package loop, which are made when they are awaited. Futures, tasks, loops and handles are userdata that hold the
// loop's own objects, and those hold the userdata (their Payload), so that each is one Lua value everywhere.
package asyncio
