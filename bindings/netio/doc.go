// Package netio is input and output for event loops: streams, servers, datagrams, processes, and blocking calls in
// general, as asyncio has them. It knows of no scripting language, and package loop knows nothing of it.
//
// # The idea
//
// Goroutines wait; the loop decides. What a goroutine has found (bytes that arrived, a connection, the end of a process)
// it leaves with the object concerned and puts that object into the inbox of the [Hub], of which each loop has one. However
// many objects get something before the loop looks, it is one callback of the loop that hands it all out.
//
// A [Conn] has one goroutine that reads while the [Reader] has room. It writes from the loop's goroutine, as far as the
// kernel takes it at once, and starts a goroutine for the rest only when there is one.
//
// # Who may call what
//
// Everything here belongs to the loop's goroutine, but for what says so. Operations that wait are coroutines (see
// loop.Coroutine): they do nothing before their first step, end at once when an error is thrown in, and then undo
// what they had begun: a connection that is made all the same is closed.
//
// # Waiting and clocks
//
// Waiting for what may never come (a byte, a connection) is a source: it keeps the loop from being called deadlocked.
//
// A virtual clock never guesses. A call that ends by itself (reading a file, connecting to an own server) holds the loop, and
// the clock stands still. Who waits for a stranger (another program or machine, the end of a process) paces the loop: the
// clock goes as the machine's does, without jumps. Of connections with both ends in one hub the bytes are counted: the clock
// stands still while some are under way that the other end takes, and jumps when none are. Datagrams may be lost, so those
// are waited for a second of real time at most. A socket that only listens makes no difference.
//
// # Nothing is left
//
// When the loop closes, its hub ends all there is and waits for every goroutine.
package netio
