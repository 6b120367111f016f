// Package simnet is a network in memory: machines with names, and between them streams, datagrams and look-ups that are late,
// lost, cut off and broken as those of a real network are. It stands behind package netio (see [netio.Network]), so that all
// that is made of connections runs on it unchanged.
//
// # The model
//
// All that happens on the way is an event at a moment of a virtual clock: a piece arrives, a timer of a sender runs out. A
// [Net] has one queue of them, in the order of their moments and then of their making; who drives it runs the loops of the
// machines and the queue by turns, on one goroutine ([Net.Next], [Net.Run]). Nothing else decides, so that the same seed and the
// same programs give the same run.
//
// A stream is what programs see of TCP, not TCP. Its pieces arrive once and in order. One that is lost is sent again after
// 0.2 seconds, then after twice as long each time, and those behind it wait for it; after 15 times, a quarter of an hour, the
// connection has timed out, as on Linux. So loss and partitions are silence to a program, and not errors: who wants to know
// must have a timeout. Opening a connection is tried again after 1, 3, 7 … seconds, for two minutes in all. A refusal and a
// reset are answers, which travel too: a machine that was cut off sends none, and one that was started again answers what
// belongs to its last life with a reset. Until then the other end is half open: it may write, and hears nothing.
//
// A sender has 256 KiB on the way at most; its room comes back when the receiver has taken what arrived, which it is told
// without loss. A connection that is closed before all was read resets its peer, as on Linux.
//
// TLS checks certificates and names, protocols and alerts as the real one does, takes a trip, and encrypts nothing.
//
// A datagram arrives once or not at all, and may overtake others. Within one machine nothing is late or lost, and unix sockets
// are there only.
//
// A machine can be cut off from another, or crash, right after it has done what the other can see, with the act on its way: see
// [Options].Partition and Sent, and package simulate for why these moments are enough.
//
// What a fault is decided by: [Options].Choose, which a schedule's decisions stand behind, so that faults are recorded, replayed
// and shrunk with them. Latencies are not decisions, but follow from the seed: there would be one for each piece.
//
// A [Net] and all of it belong to one goroutine at a time.
package simnet
