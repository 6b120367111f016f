// Package coverage is what is known of which code ran: it counts and adds up. It knows no runtime and no language.
//
// The compiler makes a [Unit] of a file: a list of places, each with the number of a counter that its code adds to. A
// runtime has a [Sheet] with the units of the files that it loads, a run has a [Collector] in which all sheets are added up
// as [File] values, which can be sent between processes. A [Report] adds those up.
//
// # Invariants
//
//   - A Unit belongs to the goroutine of its runtime. Files and a Collector are for all.
//   - What is counted twice is added once: telling a sheet sets its counters back to 0.
//   - A place that was never reached is there with 0. A file that nobody loaded is not there at all.
package coverage
