// Package client makes requests of HTTP/1.1 over the streams of a loop. It knows no Lua.
//
// # The idea
//
// A request is straight-line Go on a stack of its own, a [loop.Func], which awaits the streams of package netio: so virtual
// time, limits, cancellation and the host's list of addresses hold by themselves, and nothing here has a goroutine that
// anybody must wait for. What is read and written is package wire's.
//
// A [Client] has the connections and what requests have in common. [Client.Do] follows a [Request] through retries and
// redirects up to the head of a [Response]; its body is read by [Response.Read] or [Response.All], and is over with
// [Response.Close] at the latest. All of them run in a Func and take its [loop.Co].
//
// # Invariants
//
//   - A connection belongs to one exchange, or is idle in the pool of its Client. Whoever gets an error, a cancellation
//     above all, closes the connection before returning it; only one whose response was read to its end, as its length was
//     said, is used again.
//   - The host is asked for each address before it is connected to: of a redirect too, of a proxy, and of what a name
//     resolves to where that is an address of this machine or its network.
//   - Credentials go to the origin (scheme, host and port) that they were given for, and nowhere else.
//   - Everything that a server sends is bounded, and what it sends decides about no allocation before it has arrived.
//
// The errors are a [ConnectionError] with what went wrong as its cause, a TimeoutError, or an [HTTPError].
package client
