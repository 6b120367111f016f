// Package loop is an event loop in the manner of Python's asyncio: futures, tasks
// over a small Coroutine interface, timers, and the combinators of asyncio's
// tasks module. It knows of no scripting language; an embedding gives it
// coroutines and gets the order of events of CPython 3.13, to the iteration.
//
// # The idea
//
// A [Loop] has a queue of callbacks that are ready and a heap of timers. One
// iteration moves the timers that are due into the queue and then runs exactly
// the callbacks that were ready at that moment, first in first out; what they
// schedule runs in the next iteration. A [Future] is a result to come, with
// callbacks that are put into the queue when it arrives. A [Task] is a Future
// whose result comes from a [Coroutine], which the task resumes in steps, each
// step one callback of the loop.
//
// What asyncio writes as "async def" is here a small state machine that
// implements Coroutine ([Sleep], [Wait], [WaitFor], [Queue.Get], …), so a task
// that awaits one costs no goroutine. [Func] makes a coroutine of an ordinary Go
// function where convenience matters more than cost.
//
// # Who may touch what
//
// A Loop and all that belongs to it (futures, tasks, handles, queues) is owned
// by one goroutine at a time: the one that runs it, or before and after that,
// the one that made it. Nothing in it is locked. Other goroutines come in through
// the doors in doors.go and nowhere else: [Loop.CallSoonThreadsafe],
// [RunCoroutineThreadsafe], [Loop.Release], [Runner.Interrupt], and the few
// readers that say so.
//
// # The three states of a task
//
// A task that is not done is in exactly one of these:
//
//  1. Waiting. It has a waiter (the future it awaits) which is not done. No step
//     is scheduled, and the task's wakeup is among the waiter's callbacks.
//  2. Scheduled. It has no waiter, or a waiter that is done, and exactly one step
//     or wakeup of it is in the ready queue. An exception to be thrown by that
//     step sits in the task.
//  3. Running. It has no waiter and nothing of it is scheduled: its coroutine is
//     being resumed, or has handed its goroutine on (see [Carrier]).
//
// The waiter becoming done leads from 1 to 2, the step from 2 to 3, and what the
// coroutine returns from 3 to 1 or 2 or to the end. Cancelling keeps the state: in
// 1 it cancels the waiter, in 2 and 3 it leaves a note that the next step or
// the next wait honours.
//
// # Nothing is lost
//
// An exception that nobody looked at, a task that was dropped while pending, a
// callback that failed: each is reported once through the loop's exception
// handler, at the latest by [Loop.Close].
package loop
