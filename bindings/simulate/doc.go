// Package simulate runs several machines in one process: each a World of its own with a disk of its own, between them a network
// in memory (package simnet), all by one virtual clock and on one goroutine.
//
// # The idea
//
// A [Cluster] stands behind the event loop of whoever looks on, a test case: it is that loop's Sleeper. In each of its iterations
// every machine that has something to do takes one iteration of its own loop, in the order in which the machines were started.
// Only when none has anything to do, the case neither, does the network deliver what is due; and only when nothing is due does
// the clock go on, to the next moment at which a timer of a machine, of the case or of the network is due ([loop.VirtualClock.Limit]).
// So a moment has as many iterations as it takes, no machine overtakes another in time, and the same seed gives the same run.
//
// A program that never waits for time keeps the clock still for all, as under virtual time anywhere.
//
// # A machine
//
// It runs one program: a module, or a copy of a function, with arguments. A crash is the end of its power: its runtime is gone
// without any cleanup, what it had written to files and not flushed is lost, nobody is told. Its disk stays, and so does its
// address; it can be started again, with the same program. What a program raises is told to who looks on.
//
// Its wall clock goes with virtual time, and may be wrong ([Cluster.Skew]); its loop's clock is right.
package simulate
