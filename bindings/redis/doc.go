// Package redis is the Lua module redis: a client that speaks RESP3 over the loop's own streams.
//
// One connection carries the commands of all tasks, in the order in which they were asked for; what is asked for in the
// same iteration of the loop goes out in one piece. A command that blocks, a transaction that watches keys, and a
// subscription have a connection of their own. A command whose connection is lost ends with an error and is not sent
// again, since it may have been done; the next ones wait while the client connects again, at longer and longer intervals.
//
// All of it belongs to the loop's goroutine: a connection is a state machine that is told what arrives. Replies are Lua
// values from the start, and are paid for before they are made.
//
// A host lists [Module], or what [Named] makes. Scripts of a World need Connect for an address; databases that the host
// has named they open by the name.
package redis
