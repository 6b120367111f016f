// Package wire is the grammar of HTTP/1.1 (RFC 9112) for both ends of a connection: it reads heads and bodies from bytes
// that have arrived, and writes them. It knows no sockets, no loop and no Lua.
//
// A head is found by a [Scanner], which remembers how far it has looked, and read by [ParseRequest] or [ParseResponse]. How
// long the body is says a [Framing], and a [Body] takes it out of what arrives:
//
//	n, err := scanner.Find(arrived, limit)      // 0: wait for more
//	req, err := wire.ParseRequest(arrived[:n])
//	framing, err := req.Framing()
//	body := wire.NewBody(framing)
//	data, n, err := body.Next(arrived[n:])      // data is a part of arrived; body.Done() tells of the end
//
// # What is refused
//
// Two programs that read the same bytes differently can be played against each other. So nothing is guessed: what the
// standard does not allow is an error, and so is what it allows and some programs read otherwise. Lines end in CR LF. No
// space stands before a colon. Lengths are decimal digits, said once, and never together with Transfer-Encoding, which can
// only be chunked. A request's lines are not folded, and its Host is there once and is that of its target. Trailers are kept
// apart from the header.
//
// Everything is bounded: a head by its bytes and fields, the line of a chunk, the extensions of a body, its trailers. The
// length of a body is the caller's to bound.
//
// An [Error] tells with what status a server answers.
package wire
