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
// What it does with its disk takes as long as [Options].Disk says, one thing after the other. Without that it takes no time, and no
// message comes in the middle of it: the network waits until no machine has anything to do.
//
// Its wall clock goes with virtual time, and may be wrong ([Cluster.Skew]); its loop's clock is right.
//
// # Crashes by chance
//
// What a machine is to others is what it sends and what is on its disk. Between two such acts it can crash at any instruction, and
// nobody will ever know at which. So it is enough that crashes fall right behind each act, before the next instruction: behind a piece
// of a stream, its opening, its end or its reset, a datagram, a file that was made, written to, cut, synced, renamed or removed, in
// the middle of a step too ([Crashes]). Each is a decision, recorded and shrunk as those of the schedule are. A crash while nothing is
// done is one behind the last act, or the test's ([Cluster.Crash]). What was on its way still arrives; what comes for
// the machine is lost.
//
// Bytes that were written to a file and not synced are the operating system's, and go with it as chance has it
// ([Options].Unsynced): of each file a crash leaves all of them, none, or, of what was appended, a first part, of what was written
// over, some sectors of 512 bytes. The names of files are on the disk at once, in order, as a file system with a journal has them.
//
// Not modelled: a sync that is reported and did not happen, errors of the disk, a full one, bits that rot, sectors of an append that
// come before earlier ones, a name that is lost because its directory was not synced; ways that are cut in one direction alone,
// a datagram that comes twice. The case itself does not crash.
package simulate
