// Package loop is an event loop in the manner of Python's asyncio. It knows of no
// scripting language: an embedding gives it coroutines, and gets the order of events
// of CPython 3.13, to the iteration.
//
// A [Loop] has a queue of callbacks that are ready and a heap of timers. An iteration
// moves the timers that are due into the queue, then runs the callbacks that were
// ready at that moment, first in first out; what they schedule runs in the next. A
// [Future] is a result to come. A [Task] is a Future whose result comes from a
// [Coroutine], which it resumes in steps, each a callback of the loop. [Sleep],
// [Wait], [Queue.Get] and their like are coroutines written as state machines, which
// cost no goroutine; [Func] makes a coroutine of an ordinary Go function.
//
// A Loop and all that belongs to it is owned by one goroutine at a time: the one that
// runs it, before and after that the one that made it. Nothing in it is locked. Other
// goroutines may call [Loop.CallSoonThreadsafe], [Loop.RunCoroutineThreadsafe],
// [Loop.Release], [Runner.Interrupt], and what says so.
package loop
