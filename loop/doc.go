// Package loop is an event loop in the manner of Python's asyncio, with the order of
// events of CPython 3.13, to the iteration. It knows of no scripting language.
//
// A [Loop] has a queue of callbacks that are ready and a heap of timers. An iteration
// moves the timers that are due into the queue, then runs it, first in first out; what
// that schedules runs in the next. A [Future] is a result to come, a [Task] one from a
// [Coroutine], which it resumes in steps, each a callback. One goroutine at a time owns a
// Loop and all that belongs to it: the one that runs it, before and after that the one
// that made it. Others call what says so.
package loop
