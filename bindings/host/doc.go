// Package host is what a Go program embeds: a [World] is a runtime with its modules, an event loop and the goroutine
// that runs it.
//
// A World grants nothing of the machine that its [Options] do not name, keeps to their limits, runs scripts, and calls
// Lua functions as tasks from any goroutine. Go functions and objects go in by [World.Func] and [World.Set], results
// that come later by [World.NewFuture]. [World.Close] leaves nothing running.
package host
