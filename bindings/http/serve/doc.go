// Package serve is the server of the Lua module http: applications, what serves them, and websockets of both sides.
//
// # The idea
//
// An app has routes and middleware, and knows no connection. What it answers is an exchange: a request, with a peer that
// takes the response. A task runs the app's functions for it, made with its first step taken at once: a handler that does
// not wait has answered before the loop goes on. Peers are a connection of HTTP/1.1 on our own streams (conn), a request
// of Go's net/http (bridge): that asks for clients who speak HTTP/2, on connections that we give to it (second, piped), and for
// hosts that serve an app by a server of theirs.
//
// A conn is a state machine that is called with what has arrived (netio.Protocol). Between two requests it has neither a
// task nor a timer of its own more than one, and no buffers.
//
// # What holds
//
//   - Of a connection one exchange is answered at a time, in the order of the requests. While one is, nothing more is read
//     than the stream's buffer takes, and the next is begun when the response has gone out.
//   - A response is whole, or the connection is closed such that the client can tell.
//   - Whatever is wrong with a request is answered with its status, and the connection closed: nothing that follows it is
//     read as a request.
//   - Everything a client sends is bounded, in bytes or in time.
package serve
