// Package http is the Lua module http: a client and a server of HTTP/1.1.
//
// A host lists [Module] among the modules of its runtime. What it lets scripts reach is asked of asyncio: the network at
// all, and each address, those of redirects included.
//
// # How it is made
//
// Package wire has the grammar, package client requests and connections; here they meet Lua. Both ends stand on the streams
// of package netio, so that limits, virtual time and cancellation hold for them as for a script's own streams.
//
// What waits is a [loop.Func]: straight-line Go on a stack of its own, made by instance.operation, which a coroutine object
// or a step of a Go function awaits. It must not call Lua, since Lua code may move to another goroutine: where a script's
// iterator gives a body, each piece is a task that the Func awaits (see pieces).
package http
